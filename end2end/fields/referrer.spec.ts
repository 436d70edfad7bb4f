/** Custom fields: asked before a chat, beside it for the agent, and counted. */
import { available, row } from '../support/console.ts';
import { Visitor, as, clientId, department, onlyAvailable } from '../support/desk.ts';
import { addresses, expect, test, type Page } from '../support/test.ts';

interface Report {
  rows: { counted: string; answer: string; total: number }[];
}

/** How many chats of today came by a magazine. */
async function magazines(): Promise<number> {
  const { items } = await as<{ items: { id: string; name: string }[] }>('mari', 'GET', '/fields');
  const field = items.find((one) => one.name === 'Referrer');
  const day = new Date().toISOString().slice(0, 10);
  const query = `kind=chat&from=${day}&to=${day}&bucket=day`;
  const report = await as<Report>('administrator', 'GET', `/reports/fields/${field?.id}?${query}`);
  return report.rows.find((one) => one.answer === 'Magazine')?.total ?? 0;
}

/** What the report's page says of an answer, in all. */
const total = (page: Page, answer: string) =>
  page.getByRole('row').filter({ has: page.getByRole('rowheader', { name: answer, exact: true }) }).locator('td').last();

test('a chat that carries Referrer = Magazine stands in the report', async ({ signedIn }) => {
  const before = await magazines();
  await onlyAvailable('mari');
  const mari = await signedIn('mari');
  await available(mari);
  await expect(mari.getByRole('link', { name: 'Reports' })).toHaveCount(0);
  const oda = await signedIn('administrator');
  await oda.goto(`${addresses().console}/reports`);
  await expect(oda.getByRole('img', { name: /^Chart of Referrer/ })).toBeVisible();
  const known = Number(await total(oda, 'Magazine').innerText());

  // As a page that asks before a chat would begin it.
  const ragna = await Visitor.of('Ragna Referrer', 'ragna@example.com');
  const sales = await department('Sales');
  const { items } = (await ragna.call('GET', `/departments/${sales.id}/questions/chat`)).body;
  const asked = items.find((one: { text: string }) => one.text === 'How did you hear about us?');
  const magazine = asked.options.find((one: { text: string }) => one.text === 'Magazine');
  const begun = await ragna.call('POST', '/chats', {
    client_id: clientId(),
    department: sales.id,
    name: 'Ragna Referrer',
    text: 'I read about your cruises.',
    values: [{ field: asked.field, value: [magazine.id] }],
  });
  expect(begun.status).toBeLessThan(300);
  expect(await magazines()).toBe(before + 1);

  // Beside the chat, and changed there in place; whoever looks sees it at once.
  await mari.goto(`${addresses().console}/chats`);
  await row(mari, 'My chats', 'Ragna Referrer').click();
  const field = mari.getByRole('region', { name: 'Visitor', exact: true }).getByLabel('Referrer');
  await expect(field.locator('option:checked')).toHaveText('Magazine');
  await field.selectOption('TV');
  await expect(mari.getByText('set Referrer: TV')).toBeVisible();
  expect(await magazines()).toBe(before);
  await mari.getByRole('button', { name: 'Undo' }).click();
  await expect(field.locator('option:checked')).toHaveText('Magazine');
  await expect.poll(magazines).toBe(before + 1);

  await oda.goto(`${addresses().console}/reports`);
  await expect(total(oda, 'Magazine')).toHaveText(String(known + 1));
  await expect(oda.getByRole('link', { name: 'Save as CSV' })).toHaveAttribute('href', /\/csv\?kind=chat&from=/);
  await ragna.call('POST', `/chats/${begun.body.id}/end`);
});

test('a template is put in order by keyboard, and shows what customers will see', async ({ signedIn }) => {
  const page = await signedIn('administrator');
  await page.goto(`${addresses().console}/settings/fields`);
  await page.getByRole('link', { name: 'New field' }).click();
  await page.getByLabel('Name').fill('Travellers');
  await page.getByLabel('Type').selectOption('Number');
  await page.getByRole('button', { name: 'New field' }).click();
  await expect(page.getByRole('link', { name: 'Travellers' })).toBeVisible();

  await page.getByRole('row', { name: /The installation/ }).getByRole('link').first().click();
  await page.getByLabel('Add a field').selectOption('Travellers');
  const preview = page.locator('[data-preview]');
  await expect(preview.getByLabel(/^Travellers/)).toBeVisible();
  const line = page.locator('.template-line').filter({ has: page.getByRole('button', { name: /^Move Travellers/ }) });
  await line.getByLabel(/^Question/).fill('How many are you?');
  await line.getByLabel('Asked').selectOption('When Referrer is TV');
  await expect(preview.getByLabel(/^How many are you\?/)).toBeHidden();
  await preview.getByLabel(/^How did you hear about us\?/).selectOption('TV');
  await expect(preview.getByLabel(/^How many are you\?/)).toBeVisible();
  const handle = page.getByRole('button', { name: 'Move Travellers: arrow up and down' });
  await handle.focus();
  await page.keyboard.press('ArrowUp');
  await expect(page.getByRole('status').filter({ hasText: 'Travellers is number 1 now.' })).toBeAttached();
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Saved. New chats and messages are asked this.')).toBeVisible();

  // Put back as it was, for those who come after.
  await page.getByRole('button', { name: 'Take Travellers out' }).click();
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.locator('.template-line')).toHaveCount(1);
});
