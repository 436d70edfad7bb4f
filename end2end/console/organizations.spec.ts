/** Organizations: what their rules gather, and why each row is there. */
import { addresses, expect, test } from '../support/test.ts';

test('an organization shows its rules, and a reason on each row', async ({ signedIn }) => {
  const page = await signedIn('administrator');
  await page.goto(`${addresses().console}/organizations`);
  await page.getByRole('link', { name: 'Northwind Labs' }).click();
  await expect(page.getByRole('heading', { name: 'Northwind Labs', level: 1 })).toBeVisible();
  const tabs = page.getByRole('navigation', { name: 'Organization' });
  for (const tab of ['Tickets', 'Live chats']) {
    await tabs.getByRole('link', { name: new RegExp(`^${tab}`) }).click();
    const rows = page.getByRole('table').getByRole('row');
    await expect(rows.nth(1)).toBeVisible();
    const many = await rows.count();
    for (let at = 1; at < many; at++) {
      await expect(rows.nth(at).getByText(/^(username|e-mail|domain|phone) /).first()).toBeVisible();
    }
  }
  await tabs.getByRole('link', { name: /^Members/ }).click();
  await expect(page.getByRole('listitem').filter({ hasText: 'northwind.example' }).first()).toBeVisible();
});

test('a new organization gathers by the rule that is added', async ({ signedIn }) => {
  const page = await signedIn('administrator');
  await page.goto(`${addresses().console}/organizations`);
  await page.getByRole('link', { name: 'New organization' }).click();
  await page.getByLabel('Name', { exact: true }).fill('Atelier Laurent');
  await page.getByRole('button', { name: 'Make organization' }).click();
  await expect(page.getByRole('heading', { name: 'Atelier Laurent', level: 1 })).toBeVisible();
  await page.getByRole('navigation', { name: 'Organization' }).getByRole('link', { name: /^Members/ }).click();
  await page.getByRole('button', { name: 'Add rule' }).first().click();
  const dialog = page.getByRole('dialog', { name: 'Add a member rule' });
  await dialog.getByLabel('Value').fill('Atelier-Laurent.example');
  await dialog.getByRole('button', { name: 'See what it brings in' }).click();
  await expect(dialog.getByText('atelier-laurent.example', { exact: true })).toBeVisible();
  await dialog.getByRole('button', { name: 'Add rule' }).click();
  await expect(dialog).toHaveCount(0);
  await expect(page.locator('.rule').filter({ hasText: 'atelier-laurent.example' })).toBeVisible();
  await page.getByRole('navigation', { name: 'Organization' }).getByRole('link', { name: /^Live chats/ }).click();
  await expect(page.getByText('domain atelier-laurent.example').first()).toBeVisible();
});
