/** Words are looked for among the tickets. */
import { randomBytes } from 'node:crypto';
import { arrive } from '../support/desk.ts';
import { addresses, expect, expectAccessible, test } from '../support/test.ts';

test('what is typed is found, kept in the address, and left again', async ({ signedIn }) => {
  const own = randomBytes(4).toString('hex');
  await arrive({ id: `s${own}@customer.example`, from: `Søren ${own} <soren${own}@customer.example>`, subject: `A kayak ${own}`, text: `May the kayak come along?\n\nIt is called Nøkken${own}.` });
  const page = await signedIn('mari');
  await page.goto(`${addresses().console}/tickets`);
  const list = page.getByRole('region', { name: 'Tickets', exact: true });
  await expect(list.getByRole('heading', { name: 'My tickets' })).toBeVisible();
  const field = list.getByRole('searchbox');
  await page.keyboard.press('/');
  await expect(field).toBeFocused();
  // Among all tickets, by the beginning of a word, without its accent.
  await page.keyboard.type(`nokken${own.slice(0, 6)}`);
  const row = list.locator('.ticket-row');
  await expect(row).toHaveCount(1);
  await expect(row.locator('mark')).toHaveText(`Nøkken${own}`);
  await expect(row.locator('.found')).toContainText('Message:');
  await expectAccessible(page);
  await field.fill(`KAYAK ${own} `);
  await expect(row.locator('.subject mark')).toHaveText(['kayak', own]);
  await page.reload();
  await expect(field).toHaveValue(`KAYAK ${own}`);
  await row.click();
  await expect(page.getByRole('region', { name: 'Ticket', exact: true }).getByRole('heading', { level: 1 }).or(page.getByRole('heading', { name: `A kayak ${own}` })).first()).toBeVisible();
  await expect(row).toHaveCount(1);
  await field.fill(`nothing${own}`);
  await expect(list.getByText(`Nothing found for “nothing${own}”`)).toBeVisible();
  await field.focus();
  await page.keyboard.press('Escape');
  await expect(field).toHaveValue('');
  await expect(list.getByText('Nothing found')).toBeHidden();
});
