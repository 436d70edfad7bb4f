/** Several brands: made in the console, each served at its own host, with hours of its own. */
import { department } from '../support/desk.ts';
import { addresses, expect, test } from '../support/test.ts';
import { Widget } from '../support/widget.ts';

test('another brand is made, and its host shows its look', async ({ signedIn, visitor }) => {
  const page = await signedIn('administrator');
  await page.goto(`${addresses().console}/settings/brands`);
  await page.getByRole('link', { name: 'New brand' }).click();
  await page.getByLabel('Name', { exact: true }).fill('XYZ Copiers');
  await page.getByLabel(/^Headline/).fill('Paper jam?');
  await page.getByLabel(/^Host/).fill('xyz.localhost');
  await page.getByRole('button', { name: 'Make the brand' }).click();
  await expect(page.getByRole('heading', { name: 'XYZ Copiers', level: 1 })).toBeVisible();
  await expect(page.getByText('xyz.localhost').first()).toBeVisible();

  const portal = await visitor();
  const port = new URL(addresses().console).port;
  await portal.goto(`http://xyz.localhost:${port}/`);
  await expect(portal.getByRole('heading', { name: 'Paper jam?' })).toBeVisible();
  await expect(portal.getByText('Sales')).toHaveCount(0);
  await portal.goto(`http://localhost:${port}/`);
  await expect(portal.getByRole('heading', { name: 'How can we help?' })).toBeVisible();
});

test('a department keeps hours, and the portal says when chats begin', async ({ signedIn, visitor }) => {
  const page = await signedIn('administrator');
  const { id } = await department('Sales');
  const address = `${addresses().console}/settings/departments/${id}/hours`;
  await page.goto(address);
  const own = page.getByRole('switch', { name: 'Hours of its own' });
  await own.click();
  for (const day of ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday']) {
    await page.getByRole('button', { name: `Remove these hours on ${day}` }).click();
  }
  await page.getByLabel('Time zone').selectOption('Europe/Oslo');
  // Open on one weekday only, which is not today: closed now, whenever this runs.
  const day = new Date(Date.now() + 3 * 86_400_000).toLocaleDateString('en', { weekday: 'long', timeZone: 'UTC' });
  await page.getByRole('button', { name: `Add hours on ${day}` }).click();
  await page.getByLabel(`${day}, to`).fill('08:00');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByText('incomplete, or end before they begin')).toBeVisible();
  await page.getByLabel(`${day}, to`).fill('10:00');

  const portal = await visitor();
  await portal.goto(`${addresses().help}/`);
  await expect(portal.getByText('Chats from')).toHaveCount(0);
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByText('Closed now.')).toBeVisible();
  // The open page follows by itself.
  await expect(portal.getByText('Chats from')).toBeVisible();
  await portal.reload();
  await expect(portal.getByText('Chats from')).toBeVisible();
  const { panel } = await Widget.open(await visitor());
  await expect(panel.getByText(new RegExp(`^Chats begin on ${day}`))).toBeVisible();
  await expect(portal.getByRole('button', { name: 'Chat now' })).toHaveCount(0);

  await page.reload();
  await expect(page.getByLabel(`${day}, to`)).toHaveValue('10:00');
  await own.click();
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByText('Open now.')).toBeVisible();
  await expect(portal.getByText('Chats from')).toHaveCount(0);
  await expect(panel.getByText(/^Chats begin on/)).toHaveCount(0);
});
