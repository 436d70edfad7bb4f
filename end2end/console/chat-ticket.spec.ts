/** A chat becomes a ticket. */
import { randomBytes } from 'node:crypto';
import { available } from '../support/console.ts';
import { Visitor, department, onlyAvailable } from '../support/desk.ts';
import { addresses, expect, expectAccessible, test } from '../support/test.ts';

const visitors: Visitor[] = [];

test.afterEach(async () => {
  for (const visitor of visitors.splice(0)) await visitor.ends();
});

test('a chat becomes a ticket, which says what was said', async ({ signedIn, expectErrors }) => {
  expectErrors(/422/);
  const own = randomBytes(4).toString('hex');
  await onlyAvailable('mari');
  const page = await signedIn('mari');
  await available(page);
  const visitor = await Visitor.of(`Tove ${own}`);
  visitors.push(visitor);
  const answer = await visitor.asks((await department('Sales')).id, `A refund ${own}`);
  expect(answer.status).toBeLessThan(300);
  await page.goto(`${addresses().console}/chats/${visitor.chat}`);
  const properties = page.getByRole('region', { name: 'Visitor' });
  await properties.getByRole('button', { name: 'Make a ticket…' }).click();
  await properties.getByRole('button', { name: 'Make a ticket', exact: true }).click();
  await expect(properties.getByText("The customer's address is missing.").first()).toBeVisible();
  await properties.getByLabel("Customer's e-mail").fill(`tove${own}@customer.example`);
  await properties.getByRole('button', { name: 'Make a ticket', exact: true }).click();
  await expect(page.getByText(/made a ticket of this chat: #\d+/)).toBeVisible();
  await page.getByRole('button', { name: 'Open', exact: true }).click();
  const item = page.getByRole('region', { name: 'Ticket', exact: true });
  await expect(item.getByRole('log').locator('.chat-lines')).toContainText(`A refund ${own}`);
  await expectAccessible(page);
  await item.getByRole('link', { name: 'Open the chat' }).click();
  await expect(page.getByRole('link', { name: /^#\d+$/ })).toBeVisible();
});
