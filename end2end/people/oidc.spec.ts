/** Signing in by a real OpenID provider: set up by an administrator, known by an address, made, refused, asked further. */
import { randomBytes } from 'node:crypto';
import { as } from '../support/desk.ts';
import { OpenId } from '../support/openid.ts';
import { addresses, expect, expectAccessible, test, type Page } from '../support/test.ts';
import { App } from '../support/totp.ts';

let house: OpenId;
test.beforeAll(async () => {
  house = await OpenId.open();
});
// The sign-in page is others' too.
test.afterEach(async () => {
  const { items } = await as<{ items: { id: string }[] }>('administrator', 'GET', '/sign-in-providers');
  for (const { id } of items) await as('administrator', 'DELETE', `/sign-in-providers/${id}`);
});
test.afterAll(() => {
  house.close();
});

const fresh = (what: string) => `${what}${randomBytes(4).toString('hex')}`;

const PASSWORD = 'one of many passwords';

/** An employee who was never here; without a password, unless one is given. */
async function employee(name: string, password?: string): Promise<string> {
  const username = fresh('op');
  const details = { username, email: `${username}@farhorizon.example`, name, roles: ['agent'], active: true };
  await as('administrator', 'POST', '/people', { kind: 'employee', details, ...(password ? { password } : {}) });
  return username;
}

async function goBy(page: Page, path: string): Promise<void> {
  await page.goto(`${addresses().console}${path}`);
  await page.getByRole('link', { name: 'Sign in with House' }).click();
}

test('a provider is set up, and signs in whom its rules let in', async ({ visitor, signedIn, expectErrors }) => {
  test.slow();
  expectErrors(/401/, /409/, /422/, new RegExp(`a request to ${house.issuer}`));
  const administrator = await signedIn('administrator');
  await administrator.goto(`${addresses().console}/people`);
  await administrator.getByRole('button', { name: 'Sign-in rules…' }).click();
  await administrator.getByRole('link', { name: 'Sign-in providers' }).click();
  await expect(administrator.getByRole('heading', { name: 'No provider yet' })).toBeVisible();
  await administrator.getByRole('link', { name: 'Add provider' }).click();
  await administrator.getByLabel('Name', { exact: true }).fill('House');
  await administrator.getByLabel('Issuer').fill('http://127.0.0.1:1');
  await administrator.getByLabel('Client ID').fill('not known yet');
  await administrator.getByLabel('Client secret').fill('not known yet');
  await administrator.getByRole('button', { name: 'Add', exact: true }).click();
  await expect(administrator.getByText('No provider answers at this address')).toBeVisible();
  await administrator.getByLabel('Issuer').fill(house.issuer);
  await administrator.getByRole('button', { name: 'Add', exact: true }).click();
  await expect(administrator.getByRole('heading', { name: 'House', level: 1 })).toBeVisible();
  await expect(administrator.getByLabel('Issuer')).toBeDisabled();
  const { client_id, client_secret } = await house.register(await administrator.getByLabel('Redirect address').inputValue());
  await administrator.getByLabel('Client ID').fill(client_id);
  await administrator.getByLabel('Client secret').fill(client_secret);
  await administrator.getByLabel('Who has no account gets one').check();
  await administrator.getByRole('button', { name: 'Save' }).click();
  await expect(administrator.locator('#f-domains-error')).toBeVisible();
  await administrator.getByRole('textbox', { name: 'Domains' }).fill('farhorizon.example');
  await expectAccessible(administrator);
  await administrator.getByRole('button', { name: 'Save' }).click();
  await expect(administrator.getByText('Saved.')).toBeVisible();
  await expect(administrator.getByLabel('Client secret')).toHaveValue('');

  // Known by the address; where one wanted to go.
  const known = await employee('Karla Known');
  const page = await visitor();
  await page.goto(`${addresses().console}/sign-in`);
  await expect(page.getByRole('link', { name: 'Sign in with House' })).toBeVisible();
  await expect(page.locator('main')).toMatchAriaSnapshot({ name: 'sign-in-with.aria.yml' });
  await expectAccessible(page);
  await goBy(page, '/tickets?scope=all');
  await house.signIn(page, known);
  await expect(page).toHaveURL(`${addresses().console}/tickets?scope=all`);
  await page.goto(`${addresses().console}/account`);
  await expect(page.getByLabel('Name', { exact: true })).toHaveValue('Karla Known');

  // Who has no account gets one.
  const made = await visitor();
  const name = fresh('new');
  await goBy(made, '/account');
  await house.signIn(made, name);
  await expect(made.getByLabel('Name', { exact: true })).toHaveValue(`Known as ${name}`);

  // An address that nobody verified is nobody's.
  const nobody = await visitor();
  await goBy(nobody, '/chats');
  await house.signIn(nobody, `unverified.${await employee('Ursula Unverified')}`);
  await expect(nobody.getByRole('alert')).toHaveText(/^There is no account here for who you are there/);
  await expectAccessible(nobody);

  // The second factor is set up without a password, and then asked for.
  await page.getByRole('button', { name: 'Set up…' }).click();
  await expect(page.getByLabel('Your password')).toHaveCount(0);
  await page.getByRole('button', { name: 'Begin' }).click();
  const app = new App(await page.getByLabel('Or type this into the app').inputValue());
  await page.getByLabel('Code', { exact: true }).fill(await app.code());
  await page.keyboard.press('Enter');
  await page.getByLabel('I have kept them').check();
  await page.getByRole('button', { name: 'Done' }).click();
  const again = await visitor();
  await goBy(again, '/tickets');
  await house.signIn(again, known);
  await expect(again.getByRole('heading', { name: 'Second step' })).toBeVisible();
  await expect(again.locator('main')).toMatchAriaSnapshot({ name: 'provider-step.aria.yml' });
  await expectAccessible(again);
  await again.getByLabel('Code', { exact: true }).fill('000000');
  await again.keyboard.press('Enter');
  await expect(again.getByRole('alert')).toContainText('This code is wrong');
  await again.getByLabel('Code', { exact: true }).fill(await app.code());
  await again.keyboard.press('Enter');
  await expect(again).toHaveURL(/\/console\/tickets/);

  // Without it, the page is as it was.
  await administrator.getByRole('button', { name: 'Remove…' }).click();
  await administrator.getByRole('button', { name: 'Remove', exact: true }).click();
  await expect(administrator.getByRole('heading', { name: 'No provider yet' })).toBeVisible();
  const after = await visitor();
  await after.goto(`${addresses().console}/sign-in`);
  await expect(after.getByRole('button', { name: 'Sign in', exact: true })).toBeVisible();
  await expect(after.getByRole('link', { name: /^Sign in with/ })).toHaveCount(0);
});

/** The provider as administrators set it up. */
async function setUpHouse(rules: Record<string, unknown>): Promise<void> {
  const details = {
    name: 'House', client_id: 'not known yet', enabled: true, links: false, creates: false,
    domains: ['farhorizon.example'], roles: [], stands_for_second_factor: false, ...rules,
  };
  const made = await as<{ id: string; redirect_url: string; version: number }>('administrator', 'POST', '/sign-in-providers', {
    issuer: house.issuer, secret: 'not known yet', details,
  });
  const { client_id, client_secret } = await house.register(made.redirect_url);
  const change = { secret: client_secret, details: { ...details, client_id } };
  await as('administrator', 'PUT', `/sign-in-providers/${made.id}`, change, made.version);
}

test('an account is connected and disconnected, and its last way in stays', async ({ visitor, expectErrors }) => {
  expectErrors(/401/, /409/, /422/, new RegExp(`a request to ${house.issuer}`));
  await setUpHouse({ creates: true });
  // Who has a password connects the account there, whatever the address is.
  const login = await employee('Petra Password', PASSWORD);
  const page = await visitor();
  await page.goto(`${addresses().console}/account`);
  await page.getByLabel('Username or e-mail').fill(login);
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(page.getByText('Not connected: your account there does not sign you in.')).toBeVisible();
  await page.getByRole('button', { name: 'Connect House…' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByRole('heading', { name: 'Connect House' })).toBeVisible();
  await expectAccessible(page);
  await dialog.getByLabel('Your password').fill('not this');
  await dialog.getByRole('button', { name: 'Go there' }).click();
  await expect(dialog.locator('#f-own-password-error')).toBeVisible();
  await dialog.getByLabel('Your password').fill(PASSWORD);
  await dialog.getByRole('button', { name: 'Go there' }).click();
  const there = fresh('petra');
  await house.signIn(page, there);
  await expect(page.getByRole('status').filter({ hasText: 'Connected. Your account there' })).toBeVisible();
  await expect(page.getByText('Connected since')).toBeVisible();
  await expectAccessible(page);
  const again = await visitor();
  await goBy(again, '/account');
  await house.signIn(again, there);
  await expect(again.getByLabel('Name', { exact: true })).toHaveValue('Petra Password');
  await again.getByRole('button', { name: 'Disconnect House…' }).click();
  await again.getByLabel('Your password').fill(PASSWORD);
  await again.getByRole('button', { name: 'Disconnect', exact: true }).click();
  await expect(again.getByText('House is disconnected.')).toBeVisible();
  await expect(again.getByText('Not connected: your account there')).toBeVisible();

  // Who has none chooses one first.
  const made = await visitor();
  await goBy(made, '/account');
  await house.signIn(made, fresh('none'));
  await made.getByRole('button', { name: 'Disconnect House…' }).click();
  await expect(made.getByRole('dialog').getByText('Your account there does not sign you in')).toBeVisible();
  await expect(made.getByLabel('Your password')).toHaveCount(0);
  await made.getByRole('button', { name: 'Disconnect', exact: true }).click();
  await expect(made.getByText('Nothing else signs you in: choose a password first.')).toBeVisible();
  await made.getByRole('button', { name: 'Cancel' }).click();
  await made.getByRole('button', { name: 'Change password…' }).click();
  await expect(made.getByLabel('Present password')).toHaveCount(0);
  await made.locator('#f-new-password').fill(PASSWORD);
  await made.getByRole('button', { name: 'Change', exact: true }).click();
  await expect(made.getByText('Password changed.')).toBeVisible();
  await made.getByRole('button', { name: 'Disconnect House…' }).click();
  await made.getByLabel('Your password').fill(PASSWORD);
  await made.getByRole('button', { name: 'Disconnect', exact: true }).click();
  await expect(made.getByText('House is disconnected.')).toBeVisible();
});
