/** Several brands: made in the console, each served at its own host, with hours of its own. */
import { department } from '../support/desk.ts';
import { addresses, expect, expectAccessible, test } from '../support/test.ts';
import { Widget } from '../support/widget.ts';

// Pictures of 120 by 32 and of 32 by 32 pixels.
const LOGO =
  'iVBORw0KGgoAAAANSUhEUgAAAHgAAAAgCAYAAADZubxIAAAAfUlEQVR42u3ZsRFAERBAwWvka1FLylCXBogl/hgRs2YufJIVnWgl9dV8uS7ntI+foz/rAzBgwIABAwYEGBBgPWD91gUewOU9YMCAAQMGDBgwIMCAAeunHqBNFmDAgAEDAgwIsB6wHrD/YIsOmyzAgAEDBgwYMGA9YMCAn+wHx9dVy5NF8nkAAAAASUVORK5CYII=';
const ICON =
  'iVBORw0KGgoAAAANSUhEUgAAACAAAAAgCAYAAABzenr0AAAAaklEQVR42u2XuQ0AIAwDWYQZWY/toKJDEMjnwpZS3xVI2KUwitTWx7pw4O3SwOYiGrhawgL+LWEJf5bwgIslPOEiiVSBCPhRggKpApHwrQQF+AgpwM8Ipg9ANCKITgjRiiF2AcQygtmGHpkqr3zTZ1atGAAAAABJRU5ErkJggg==';

test('another brand is made, and its host shows its look', async ({ signedIn, visitor, expectErrors }) => {
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

  // Logo and favicon stand in the preview before anybody sees them. What only calls itself a picture is none.
  const file = (name: string, mimeType: string, content: string) => ({ name, mimeType, buffer: Buffer.from(content, 'base64') });
  const [preview, opened] = [page.locator('.portal-sample'), page.locator('.widget-sample')];
  expectErrors(/status of 422/);
  const svg = file('logo.png', 'image/png', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>').toString('base64'));
  await page.getByLabel('Logo', { exact: true }).setInputFiles(svg);
  await expect(page.getByRole('alert').filter({ hasText: 'no PNG, JPEG, WebP or ICO picture' })).toBeVisible();
  await page.getByLabel('Logo', { exact: true }).setInputFiles(file('logo.png', 'image/png', LOGO));
  await expect(preview.locator('.bar img')).toBeVisible();
  await expect(opened.locator('.head img')).toBeVisible();
  await expect(opened.locator('.launcher')).toBeVisible();
  await page.getByLabel('Name', { exact: true }).fill('XYZ Copies');
  await expect(opened.getByText('XYZ Copies')).toBeVisible();
  await page.getByLabel('Name', { exact: true }).fill('XYZ Copiers');
  await page.getByLabel(/^Headline/).fill('Paper jammed?');
  await expect(preview.getByText('Paper jammed?')).toBeVisible();
  const colour = () => opened.locator('.launcher').evaluate((one) => getComputedStyle(one).backgroundColor);
  const before = await colour();
  await page.getByLabel(/^Colour/).fill('20');
  expect(await colour()).not.toBe(before);
  await expect(page.getByRole('alert').filter({ hasText: 'no PNG' })).toHaveCount(0);
  await page.getByLabel('Favicon', { exact: true }).setInputFiles(file('icon.png', 'image/png', ICON));
  await expect(preview.locator('.tab img')).toBeVisible();
  await page.getByLabel('Welcome').fill('Copiers mended.');
  await expect(preview.getByText('Copiers mended.')).toBeVisible();
  await portal.goto(`http://xyz.localhost:${port}/`);
  await expect(portal.getByRole('img', { name: 'XYZ Copiers' })).toHaveCount(0);
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await expectAccessible(page);
  }
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByText('Saved. Open portals and widgets follow at once.')).toBeVisible();
  await portal.reload();
  const logo = portal.getByRole('img', { name: 'XYZ Copiers' });
  await expect(logo).toBeVisible();
  expect(await logo.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(120);
  const widget = await visitor();
  await widget.goto(`http://xyz.localhost:${port}/widget?brand=xyz-copiers`);
  await expect(widget.locator('.head .avatar img')).toBeVisible();
  expect(await widget.locator('.head .avatar img').evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(120);
  await expectAccessible(widget);
  await expect(portal.locator('link[rel=icon]')).toHaveAttribute('href', /^\/pictures\/[0-9a-f]{32}\.png$/);
  await expectAccessible(portal);
  await page.getByRole('button', { name: 'Remove the logo' }).click();
  await expect(preview.locator('.bar img')).toHaveCount(0);
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByText('Saved. Open portals and widgets follow at once.').last()).toBeVisible();
  await portal.reload();
  await expect(portal.getByRole('banner').getByText('XYZ Copiers')).toBeVisible();
  await widget.reload();
  await expect(widget.getByRole('heading', { name: 'XYZ Copiers' })).toBeVisible();
  await expect(widget.locator('.head img')).toHaveCount(0);
});

test('a brand speaks its own language where nobody knows the visitor’s, and its letters come from it', async ({ signedIn, visitor, expectErrors }) => {
  expectErrors(/status of 422/);
  const page = await signedIn('administrator');
  await page.goto(`${addresses().console}/settings/brands/new`);
  await page.getByLabel('Name', { exact: true }).fill('UVW Lamps');
  await page.getByLabel(/^Host/).fill('uvw.localhost');
  const language = page.getByLabel(/^Language when we do not know/);
  await expect(language).toHaveValue('en');
  await language.selectOption('العربية');
  await page.getByLabel(/^Sender.s name/).fill('UVW help');
  await page.getByLabel(/^Sender.s address/).fill('hülfe@uvw.example');
  await page.getByRole('button', { name: 'Make the brand' }).click();
  await expect(page.locator('#f-mail_from-error')).toBeVisible();
  await page.getByLabel(/^Sender.s address/).fill('help@uvw.example');
  await page.getByRole('button', { name: 'Make the brand' }).click();
  await expect(page.getByRole('heading', { name: 'UVW Lamps', level: 1 })).toBeVisible();
  await expect(page.getByLabel(/^Sender.s address/)).toHaveValue('help@uvw.example');
  await expect(language).toHaveValue('ar');

  const port = new URL(addresses().console).port;
  const root = async (locale: string, path: string) => {
    const opened = await visitor({ locale });
    await opened.goto(`http://uvw.localhost:${port}${path}`);
    return opened.locator('html');
  };
  for (const path of ['/', '/widget?brand=uvw-lamps', '/widget?brand=uvw-lamps&lang=nb']) {
    await expect(await root('nb-NO', path)).toHaveAttribute('dir', 'rtl');
    await expect(await root('de-AT', path)).toHaveAttribute('lang', 'de');
  }
  // Changed later, it is spoken at once.
  await page.getByLabel(/^Sender.s address/).fill('');
  await page.getByLabel(/^Answers go to/).fill('answers@uvw.example');
  await language.selectOption('Deutsch');
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByText('Saved. Open portals and widgets follow at once.')).toBeVisible();
  await expect(await root('nb-NO', '/')).toHaveAttribute('lang', 'de');
  await page.reload();
  await expect(page.getByLabel(/^Answers go to/)).toHaveValue('answers@uvw.example');
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
