/** The second step of signing in: set up by a picture or its text, asked for, lost, required. */
import { randomBytes } from 'node:crypto';
import { as } from '../support/desk.ts';
import { addresses, expect, expectAccessible, test, type Page } from '../support/test.ts';
import { App } from '../support/totp.ts';

const PASSWORD = 'one of many passwords';

/** An employee with a password; the username. */
async function employee(name: string, roles = ['agent']): Promise<string> {
  const username = `sf${randomBytes(4).toString('hex')}`;
  const details = { username, email: `${username}@farhorizon.example`, name, roles, active: true };
  await as('administrator', 'POST', '/people', { kind: 'employee', details, password: PASSWORD });
  return username;
}

async function signIn(page: Page, login: string, path = '/account'): Promise<void> {
  await page.goto(`${addresses().console}${path}`);
  await page.getByLabel('Username or e-mail').fill(login);
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
}

/** From the password to the codes on paper. */
async function setUp(page: Page): Promise<{ app: App; codes: string[] }> {
  await page.getByLabel('Your password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Begin' }).click();
  const picture = page.getByRole('img', { name: /authenticator app/ });
  await expect(picture).toBeVisible();
  // The picture is drawn, not refused by the page's policy.
  expect(await picture.evaluate((one: HTMLImageElement) => one.naturalWidth)).toBeGreaterThan(20);
  const app = new App(await page.getByLabel('Or type this into the app').inputValue());
  await expect(page.getByLabel('Code', { exact: true })).toBeFocused();
  await page.keyboard.type(await app.code());
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Your recovery codes' })).toBeFocused();
  const codes = await page.locator('.recovery-codes li').allInnerTexts();
  expect(codes).toHaveLength(10);
  await expect(page.getByRole('button', { name: 'Done' })).toBeDisabled();
  return { app, codes };
}

async function keep(page: Page): Promise<void> {
  await page.getByLabel('I have kept them').check();
  await page.getByRole('button', { name: 'Done' }).click();
}

test('set up, asked for, on paper, and switched off', async ({ visitor, expectErrors }) => {
  expectErrors(/401/, /422/);
  const login = await employee('Fiona Factor');
  const page = await visitor();
  await signIn(page, login);
  await page.getByRole('button', { name: 'Set up…' }).click();
  const { app, codes } = await setUp(page);
  await expectAccessible(page);
  await keep(page);
  await expect(page.getByText('On: a code is asked for when you sign in.')).toBeVisible();
  await expect(page.getByText('10 recovery codes left.')).toBeVisible();

  const other = await visitor();
  await signIn(other, login, '/tickets');
  await expect(other.getByRole('heading', { name: 'Second step' })).toBeVisible();
  await expect(other.getByLabel('Code', { exact: true })).toBeFocused();
  await expect(other.locator('main')).toMatchAriaSnapshot({ name: 'second-step.aria.yml' });
  await expectAccessible(other);
  // Nothing, something wrong, something used.
  await other.keyboard.press('Enter');
  await expect(other.getByRole('alert')).toHaveText('Type the code your app shows.');
  for (const wrong of ['000000', app.again()]) {
    await other.getByLabel('Code', { exact: true }).fill(wrong);
    await other.keyboard.press('Enter');
    await expect(other.getByRole('alert')).toContainText('This code is wrong, or was used already.');
    await expect(other.getByLabel('Code', { exact: true })).toHaveValue(wrong);
  }
  await other.getByLabel('Code', { exact: true }).fill(await app.code());
  await other.getByRole('button', { name: 'Sign in', exact: true }).click();
  // Where one wanted to go.
  await expect(other).toHaveURL(/\/console\/tickets/);

  const paper = await visitor();
  const byPaper = async (code: string) => {
    await paper.getByRole('button', { name: 'Use a recovery code' }).click();
    await expect(paper.getByLabel('Recovery code')).toBeFocused();
    await paper.keyboard.type(code);
    await paper.keyboard.press('Enter');
  };
  await signIn(paper, login);
  await byPaper(codes[0]?.toUpperCase() ?? '');
  await expect(paper.getByText('9 recovery codes left.')).toBeVisible();
  await paper.context().clearCookies();
  await signIn(paper, login);
  await byPaper(codes[0] ?? '');
  await expect(paper.getByRole('alert')).toHaveText(/^This recovery code is wrong, or was used already/);
  // Back, and the name is still there.
  await paper.getByRole('button', { name: 'Back' }).click();
  await expect(paper.getByLabel('Username or e-mail')).toHaveValue(login);

  // Others of paper; those before end.
  await page.getByRole('button', { name: 'New recovery codes…' }).click();
  await page.getByLabel('Code of the app, or a recovery code').fill(codes[1] ?? '');
  await page.getByRole('button', { name: 'Make new ones' }).click();
  await expect(page.getByRole('heading', { name: 'Your recovery codes' })).toBeFocused();
  const [first] = await page.locator('.recovery-codes li').allInnerTexts();
  await keep(page);
  await page.getByRole('button', { name: 'Switch off…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Switch the second factor off' });
  await dialog.getByLabel('Code of the app, or a recovery code').fill(codes[2] ?? '');
  await dialog.getByRole('button', { name: 'Switch off…' }).click();
  await expect(dialog.locator('#f-code-error')).toHaveText('This code is wrong, or was used already.');
  await dialog.getByLabel('Code of the app, or a recovery code').fill(first ?? '');
  await dialog.getByRole('button', { name: 'Switch off…' }).click();
  await expect(page.getByText('Off: your password alone signs you in.')).toBeVisible();
});

test('where everybody must have one, it is set up first', async ({ visitor, signedIn, expectErrors }) => {
  expectErrors(/401/, /403/);
  const login = await employee('Mustafa Must');
  const page = await visitor();
  // One who has one before everybody must; of the others', no session ends.
  const name = 'Ada Administers';
  const ada = await employee(name, ['agent', 'administrator']);
  const administrator = await signedIn({ name, login: ada, password: PASSWORD, role: 'administrator' });
  const begun = await administrator.request.post(`${addresses().help}/api/v1/me/second-factor`, {
    data: { password: PASSWORD },
    headers: { origin: addresses().help },
  });
  const { secret } = (await begun.json()) as { secret: string };
  const app = new App(secret);
  const act = async (method: 'post' | 'put', path: string, data: object) =>
    administrator.request[method](`${addresses().help}/api/v1${path}`, { data, headers: { origin: addresses().help } });
  expect((await act('post', '/me/second-factor/confirmation', { code: await app.code() })).ok()).toBe(true);
  expect((await act('put', '/sign-in-policy', { second_factor_required: true })).ok()).toBe(true);
  try {
    await signIn(page, login, '/tickets');
    await expect(page.getByRole('heading', { name: 'Set up a second factor' })).toBeVisible();
    await expect(page.locator('main')).toMatchAriaSnapshot({ name: 'must.aria.yml' });
    await expectAccessible(page);
    // There is no way around.
    await page.goto(`${addresses().console}/chats`);
    await expect(page.getByRole('heading', { name: 'Set up a second factor' })).toBeVisible();
    await setUp(page);
    await keep(page);
    await expect(page.getByRole('heading', { name: 'Chats' }).first()).toBeVisible();
    await page.goto(`${addresses().console}/account`);
    await expect(page.getByText('Everybody must have one here.')).toBeVisible();
    await expect(page.getByRole('button', { name: 'Switch off…' })).toHaveCount(0);
  } finally {
    await act('put', '/sign-in-policy', { second_factor_required: false });
    await act('post', '/me/second-factor/removal', { code: await app.code() });
  }
});
