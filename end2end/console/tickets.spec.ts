/** Tickets: the list, an answer, a comment, closing and reopening. */
import { Visitor, clientId, department } from '../support/desk.ts';
import { addresses, expect, test } from '../support/test.ts';

test('a ticket is answered, commented, closed and reopened', async ({ signedIn }) => {
  const sales = await department('Sales');
  const gro = await Visitor.of('Gro');
  const left = await gro.call('POST', '/messages', {
    client_id: clientId(),
    department: sales.id,
    name: 'Gro Ticket',
    email: 'gro@tickets.example',
    subject: 'A cabin with a window',
    text: 'Is there one left in May?',
  });
  expect(left.status).toBeLessThan(300);
  const page = await signedIn('mari');
  await page.goto(`${addresses().console}/tickets?scope=all`);
  const row = page.locator('.ticket-row').filter({ hasText: 'A cabin with a window' });
  await row.click();
  const item = page.getByRole('region', { name: 'Ticket', exact: true });
  await expect(item.getByRole('heading', { name: 'A cabin with a window' })).toBeVisible();
  const log = item.getByRole('log');
  await expect(log.getByText('Is there one left in May?')).toBeVisible();
  await expect(page.getByText(`#${left.body.number}`).first()).toBeVisible();

  // An internal comment is never taken for an answer.
  await page.keyboard.press('n');
  await page.keyboard.type('Ask the shipping company first.');
  await expect(item.getByText('Only colleagues see this').first()).toBeVisible();
  await item.getByRole('button', { name: 'Comment', exact: true }).click();
  await expect(log.getByText('Ask the shipping company first.')).toBeVisible();

  await page.keyboard.press('Escape');
  await item.locator('textarea').blur();
  await page.keyboard.press('r');
  await page.keyboard.type('There is one, on the fourth deck.');
  await page.keyboard.press('Control+Enter');
  await expect(log.getByText('There is one, on the fourth deck.')).toBeVisible();
  await expect(item.locator('header').getByText('Waiting', { exact: true })).toBeVisible();

  await item.getByRole('button', { name: /^Close/ }).click();
  await expect(item.locator('header').getByText('Closed', { exact: true })).toBeVisible();
  await item.getByRole('button', { name: /^Reopen/ }).click();
  await expect(item.locator('header').getByText('Active', { exact: true })).toBeVisible();
  // As it was, after a reload.
  await page.reload();
  await expect(log.getByText('There is one, on the fourth deck.')).toBeVisible();
  await expect(item.locator('header').getByText('Active', { exact: true })).toBeVisible();

  // The palette finds it from anywhere, by its number and by how its subject begins.
  await page.goto(`${addresses().console}/organizations`);
  // Keys are heard once the page is there.
  await expect(page.getByRole('heading', { name: 'Organizations' })).toBeVisible();
  for (const asked of [`#${left.body.number}`, 'a cabin with']) {
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox').fill(asked);
    await expect(page.getByRole('option', { name: /A cabin with a window/ })).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(page.getByRole('combobox')).toHaveCount(0);
  }
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox').fill(`#${left.body.number}`);
  await page.getByRole('option', { name: /A cabin with a window/ }).click();
  await expect(item.getByRole('heading', { name: 'A cabin with a window' })).toBeVisible();
});

test('a hidden department\'s agent writes to a customer', async ({ signedIn }) => {
  const page = await signedIn('sofia');
  await page.goto(`${addresses().console}/tickets/new`);
  await page.getByLabel('Department').selectOption({ label: 'Reservations (hidden)' });
  await page.getByLabel("Customer's e-mail").fill('wei.chen@lotus.example');
  await page.getByLabel('Subject').fill('Your tickets are ready');
  await page.getByRole('textbox', { name: 'Message' }).fill('They are in the next mail.');
  await page.getByRole('button', { name: 'Send and open' }).click();
  await expect(page.getByText(/Ticket #\d+ is open/)).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Your tickets are ready' })).toBeVisible();
});
