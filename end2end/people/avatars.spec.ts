/** Employees' pictures: uploaded on one's own account page, given and taken at a person's, seen by colleagues, and by customers where their owner says so. */
import { available } from '../support/console.ts';
import { as, onlyAvailable } from '../support/desk.ts';
import { addresses, expect, expectAccessible, test } from '../support/test.ts';
import { Widget } from '../support/widget.ts';

// A picture of 120 by 32 pixels.
const FACE =
  'iVBORw0KGgoAAAANSUhEUgAAAHgAAAAgCAYAAADZubxIAAAAfUlEQVR42u3ZsRFAERBAwWvka1FLylCXBogl/hgRs2YufJIVnWgl9dV8uS7ntI+foz/rAzBgwIABAwYEGBBgPWD91gUewOU9YMCAAQMGDBgwIMCAAeunHqBNFmDAgAEDAgwIsB6wHrD/YIsOmyzAgAEDBgwYMGA9YMCAn+wHx9dVy5NF8nkAAAAASUVORK5CYII=';

const file = (content: string) => ({ name: 'me.png', mimeType: 'image/png', buffer: Buffer.from(content, 'base64') });

test('a picture is shown to colleagues, and to customers where its owner says so', async ({ signedIn, visitor, expectErrors }) => {
  await onlyAvailable('mari');
  const mari = await signedIn('mari');
  await available(mari);
  await mari.getByRole('button', { name: /^Account:/ }).click();
  await mari.getByRole('menuitem', { name: 'My account' }).click();
  const own = mari.getByRole('button', { name: /^Account:/ });
  const field = mari.getByLabel('Picture', { exact: true });
  await expect(own.locator('img')).toHaveCount(0);

  // What only calls itself a picture is none.
  expectErrors(/status of 422/);
  await field.setInputFiles(file(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>').toString('base64')));
  await expect(mari.getByRole('alert').filter({ hasText: 'no PNG, JPEG, WebP or ICO picture' })).toBeVisible();
  await field.setInputFiles(file(FACE));
  await expect(mari.getByText('The picture is there.')).toBeVisible();
  await expect(own.locator('img')).toBeVisible();
  // The square in its middle.
  expect(await own.locator('img').evaluate((image: HTMLImageElement) => [image.naturalWidth, image.naturalHeight])).toEqual([32, 32]);
  for (const colorScheme of ['light', 'dark'] as const) {
    await mari.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await expectAccessible(mari);
  }

  // A colleague's page follows by itself; a visitor sees initials.
  const admin = await signedIn('administrator');
  await admin.goto(`${addresses().console}/people`);
  await expect(admin.getByRole('row', { name: /Mari/ }).locator('.avatar img')).toBeVisible();
  const widget = await Widget.open(await visitor());
  const { panel } = widget;
  await widget.startChat('Fia of the face', 'Who is there?');
  await expect(panel.getByRole('heading', { level: 1, name: /Mari/ })).toBeVisible();
  await expect(panel.locator('.head .avatar img')).toHaveCount(0);

  await mari.getByLabel(/^Show my picture to customers/).check();
  await mari.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(mari.getByText('Saved.').first()).toBeVisible();
  await widget.page.reload();
  await expect(panel.locator('.head .avatar img')).toBeVisible();
  expect(await panel.locator('.head .avatar img').evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(32);

  // Whoever manages people takes it away: nobody sees it any more.
  const person = (await as<{ items: { id: string }[] }>('administrator', 'GET', '/people?query=mari')).items[0];
  await admin.goto(`${addresses().console}/people/${person?.id}`);
  await expect(admin.locator('.page-head .avatar img')).toBeVisible();
  await expectAccessible(admin);
  await admin.getByRole('button', { name: 'Remove the picture' }).press('Enter');
  await expect(admin.getByText('The picture is gone.')).toBeVisible();
  await expect(admin.locator('.page-head .avatar img')).toHaveCount(0);
  await expect(own.locator('img')).toHaveCount(0);
  await admin.reload();
  await expect(admin.getByText('Picture taken away').first()).toBeVisible();
  await widget.page.reload();
  await expect(panel.getByRole('heading', { level: 1, name: /Mari/ })).toBeVisible();
  await expect(panel.locator('.head .avatar img')).toHaveCount(0);
  await panel.getByRole('button', { name: 'End chat' }).click();
  await panel.getByRole('alertdialog').getByRole('button', { name: 'End chat' }).click();
});
