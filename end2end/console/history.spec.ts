/** The history of settings and people: everything that was changed, to search and to save. */
import { onlyAvailable, setVisibility } from '../support/desk.ts';
import { addresses, expect, test } from '../support/test.ts';

test('a change is found by its words, leads to its thing, and is in the file', async ({ signedIn }) => {
  await onlyAvailable();
  await setVisibility('Reservations', 'public');
  await setVisibility('Reservations', 'hidden');
  const page = await signedIn('administrator');
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'History' }).click();
  await expect(page.getByRole('heading', { name: 'History', level: 1 })).toBeVisible();
  const lines = page.getByRole('main').getByRole('listitem');
  await expect(lines.first()).toContainText('Visibility: from public to hidden');
  await page.getByLabel('Of', { exact: true }).selectOption('Person');
  await expect(lines.filter({ hasText: 'Visibility: from' })).toHaveCount(0);
  await page.getByLabel('Of', { exact: true }).selectOption('Everything');
  await page.getByRole('searchbox', { name: 'Search the history' }).fill('reserv');
  await expect(lines.filter({ hasText: 'Department: Sales' })).toHaveCount(0);
  const file = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Save as CSV' }).click();
  expect((await file).suggestedFilename()).toBe('history.csv');
  await page.getByRole('searchbox', { name: 'Search the history' }).fill('no such words');
  await expect(page.getByRole('heading', { name: 'Nothing was changed' })).toBeVisible();
  await page.getByRole('searchbox', { name: 'Search the history' }).fill('reserv');
  await page.getByRole('link', { name: 'Department: Reservations' }).first().click();
  await expect(page.getByRole('heading', { name: 'Reservations', level: 1 })).toBeVisible();
});

test('who manages nothing sees no history of settings', async ({ signedIn }) => {
  const page = await signedIn('mari');
  await expect(page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Chats', exact: true })).toBeVisible();
  await expect(page.getByRole('link', { name: 'History' })).toHaveCount(0);
  await page.goto(`${addresses().console}/settings/history`);
  await expect(page.getByText('You may not see this')).toBeVisible();
});
