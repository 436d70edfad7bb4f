/** English, German, and Arabic from right to left: chosen by a person, by the site around the widget, by the browser. */
import { as, onlyAvailable } from '../support/desk.ts';
import { addresses, expect, expectAccessible, test, type Page } from '../support/test.ts';

/** Nothing runs out of the page at its side. */
async function expectNoOverflow(page: Page): Promise<void> {
  const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(over, page.url()).toBeLessThanOrEqual(0);
}

const root = (page: Page) => page.locator('html');

test('a stranger is spoken to as the browser asks', async ({ visitor, expectErrors }) => {
  expectErrors(/401/);
  const german = await visitor({ locale: 'de-AT' });
  await german.goto(`${addresses().console}/sign-in`);
  await expect(german.getByRole('heading', { name: 'Anmelden' })).toBeVisible();
  await expect(root(german)).toHaveAttribute('lang', 'de');
  await german.goto('/');
  await expect(german.getByRole('link', { name: 'Nachricht hinterlassen' }).first()).toBeVisible();
  // None that we speak: English.
  const norse = await visitor({ locale: 'nb-NO' });
  await norse.goto('/');
  await expect(norse.getByRole('link', { name: 'Leave a message' }).first()).toBeVisible();
  await expect(root(norse)).not.toHaveAttribute('data-texts');
});

test('the portal from right to left, before its script and after', async ({ visitor, expectErrors }) => {
  expectErrors(/422/);
  for (const javaScriptEnabled of [false, true]) {
    const page = await visitor({ locale: 'ar-EG', javaScriptEnabled });
    await page.goto('/message');
    await expect(root(page)).toHaveAttribute('dir', 'rtl');
    const heading = page.getByRole('heading', { level: 1 });
    await expect(heading).toHaveText(/[\u0600-\u06ff]/);
    if (!javaScriptEnabled) continue;
    // Hydrated, and still what the server said.
    await page.locator('form button[type="submit"]').click();
    await expect(page.locator('.error:visible').first()).toHaveText(/[\u0600-\u06ff]/);
    await expect(heading).toHaveText(/[\u0600-\u06ff]/);
    await page.setViewportSize({ width: 390, height: 800 });
    await expectNoOverflow(page);
    await expectAccessible(page);
  }
});

test('the widget speaks as the page around it', async ({ visitor }) => {
  await onlyAvailable('mari');
  const page = await visitor({ locale: 'de-DE' });
  await page.addInitScript(() => {
    if (window !== top) return;
    new MutationObserver(() => document.documentElement.setAttribute('lang', 'ar')).observe(document, { childList: true });
  });
  await page.goto(addresses().site);
  await page.getByRole('button', { name: /الدردشة مع/ }).click();
  const panel = page.frameLocator('iframe[title]');
  await expect(panel.locator('html')).toHaveAttribute('dir', 'rtl');
  await expect(panel.getByRole('textbox').first()).toBeVisible();
  await expect(panel.locator('body')).toContainText(/[\u0600-\u06ff]/);
  await expectAccessible(page);
});

test('an employee chooses, and every browser speaks so from then on', async ({ signedIn, visitor, expectErrors }) => {
  expectErrors(/401/);
  const page = await signedIn('lars');
  await page.goto(`${addresses().console}/account`);
  const language = page.locator('select[name="language"]');
  await language.selectOption('ar');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  try {
    // The page that speaks it is another one, at the same place.
    await expect(root(page)).toHaveAttribute('dir', 'rtl');
    await expect(page).toHaveURL(/\/account$/);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('حسابي');
    for (const path of ['/chats', '/tickets', '/organizations', '/people', '/account']) {
      for (const width of [1440, 390]) {
        await page.setViewportSize({ width, height: 900 });
        await page.goto(`${addresses().console}${path}`);
        await expect(page.locator('main').first()).toContainText(/[\u0600-\u06ff]/);
        await expectNoOverflow(page);
      }
    }
    await expectAccessible(page);
    // Elsewhere the browser asks for English, until one has signed in.
    const other = await visitor();
    await other.goto(`${addresses().console}/account`);
    await other.getByLabel('Username or e-mail').fill('lars');
    await other.getByLabel('Password', { exact: true }).fill('far horizon demo');
    await other.getByRole('button', { name: 'Sign in', exact: true }).click();
    await expect(root(other)).toHaveAttribute('dir', 'rtl');
    await expect(other.getByRole('heading', { level: 1 })).toHaveText('حسابي');
  } finally {
    const { profile, version } = await as<{ profile: object; version: number }>('lars', 'GET', '/me');
    await as('lars', 'PUT', '/me', { ...profile, language: '' }, version);
  }
});

test('texts that do not come leave the page in English', async ({ visitor, expectErrors }) => {
  expectErrors(/401/, /Failed to load resource/);
  const page = await visitor({ locale: 'ar' });
  await page.route(/texts-ar/, (route) => route.abort());
  await page.goto(`${addresses().console}/sign-in`);
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
  await expect(root(page)).toHaveAttribute('dir', 'ltr');
});
