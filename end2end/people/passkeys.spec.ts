/** Passkeys: added, signed in with, renamed, removed; cancelled; as the second factor there must be; and where the browser knows none. */
import { randomBytes } from 'node:crypto';
import { as } from '../support/desk.ts';
import { addresses, expect, expectAccessible, test, type Page } from '../support/test.ts';

const PASSWORD = 'one of many passwords';

/** An employee with a password; the username. */
async function employee(name: string, roles = ['agent']): Promise<string> {
  const username = `pk${randomBytes(4).toString('hex')}`;
  const details = { username, email: `${username}@farhorizon.example`, name, roles, active: true };
  await as('administrator', 'POST', '/people', { kind: 'employee', details, password: PASSWORD });
  return username;
}

async function signIn(page: Page, login: string): Promise<void> {
  await page.goto(`${addresses().console}/account`);
  await page.getByLabel('Username or e-mail').fill(login);
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
}

/** What keeps passkeys for a page, as a telephone would; `agrees` is whether its owner shows a finger. */
async function keeper(page: Page): Promise<{ agrees: (yes: boolean) => Promise<void> }> {
  const browser = await page.context().newCDPSession(page);
  await browser.send('WebAuthn.enable');
  const { authenticatorId } = await browser.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  return {
    agrees: async (isUserVerified) => {
      await browser.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified });
    },
  };
}

async function add(page: Page, name: string, password = PASSWORD, button = 'Add a passkey…'): Promise<void> {
  const dialog = page.getByRole('dialog', { name: 'Add a passkey' });
  if (!(await dialog.isVisible())) await page.getByRole('button', { name: button }).click();
  await dialog.getByLabel('Name').fill(name);
  await dialog.getByLabel('Your password').fill(password);
  await dialog.getByRole('button', { name: 'Continue' }).click();
}

const withPasskey = (page: Page) => page.getByRole('button', { name: 'Sign in with a passkey' });

async function signOut(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^Account: / }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
}

test('added, signed in with, renamed and removed', async ({ visitor, expectErrors }) => {
  expectErrors(/401/, /409/, /422/);
  const login = await employee('Petra Passkey');
  const page = await visitor();
  const { agrees } = await keeper(page);
  await signIn(page, login);
  const dialog = page.getByRole('dialog', { name: 'Add a passkey' });
  await page.getByRole('button', { name: 'Add a passkey…' }).click();
  // Without a name, and with a wrong password: what was typed stays.
  await dialog.getByLabel('Your password').fill(PASSWORD);
  await dialog.getByRole('button', { name: 'Continue' }).click();
  await expect(dialog.getByText('Give it a name.')).toBeVisible();
  await add(page, 'This laptop', 'not the password');
  await expect(dialog.locator('#f-own-password-error')).toHaveText('This is not the present password.');
  await expect(dialog.getByLabel('Name')).toHaveValue('This laptop');
  await expectAccessible(page);
  await agrees(false);
  await add(page, 'This laptop');
  await expect(dialog.getByText('Nothing happened: it was cancelled')).toBeVisible();
  await agrees(true);
  await add(page, 'This laptop');
  await expect(dialog).toBeHidden();
  await expect(page.getByText('This laptop signs you in from now on.')).toBeVisible();
  const row = page.getByRole('region', { name: 'Passkeys' }).getByRole('row').filter({ hasText: 'This laptop' });
  await expect(row).toContainText('never');
  await expectAccessible(page);
  // The same place keeps no second one.
  await add(page, 'Once more');
  await expect(dialog.getByText('There is one of yours already')).toBeVisible();
  await dialog.getByRole('button', { name: 'Cancel' }).click();

  await signOut(page);
  await expect(page.locator('main')).toMatchAriaSnapshot({ name: 'sign-in.aria.yml' });
  await expectAccessible(page);
  await agrees(false);
  await withPasskey(page).click();
  await expect(page.getByRole('alert')).toContainText('Nothing happened: it was cancelled');
  await expectAccessible(page);
  await agrees(true);
  await withPasskey(page).click();
  await expect(page.getByRole('button', { name: 'Account: Petra Passkey' })).toBeVisible();

  await page.goto(`${addresses().console}/account`);
  await expect(row).not.toContainText('never');
  await row.getByRole('button', { name: 'Rename This laptop' }).click();
  const other = page.getByRole('dialog', { name: 'Another name' });
  await expect(other.getByLabel('Name')).toHaveValue('This laptop');
  await other.getByLabel('Name').fill('Old laptop');
  await page.keyboard.press('Enter');
  await expect(page.getByText('It is called Old laptop now.')).toBeVisible();
  await page.getByRole('button', { name: 'Remove Old laptop' }).click();
  const removal = page.getByRole('dialog', { name: 'Remove Old laptop?' });
  await removal.getByLabel('Your password').fill(PASSWORD);
  await removal.getByRole('button', { name: 'Remove', exact: true }).click();
  await expect(page.getByText('Old laptop is removed.')).toBeVisible();
  await expect(page.getByRole('region', { name: 'Passkeys' })).toHaveCount(0);

  // The browser has it still; here it is nobody's.
  await signOut(page);
  await withPasskey(page).click();
  await expect(page.getByRole('alert')).toContainText('This passkey does not sign in here');
  await signIn(page, login);
  await expect(page.getByRole('heading', { name: 'Passkeys' })).toBeVisible();
});

test('where everybody must have a second factor, a passkey does', async ({ visitor, expectErrors }) => {
  expectErrors(/401/, /403/, /409/);
  const [page, ada] = [await visitor(), await visitor()];
  await keeper(page);
  await keeper(ada);
  // Of the one who asks for it, no session ends.
  await signIn(ada, await employee('Ada Agrees', ['agent', 'administrator']));
  await add(ada, 'My phone');
  await expect(ada.getByText('My phone signs you in from now on.')).toBeVisible();
  const require = async (second_factor_required: boolean) => {
    const [data, headers] = [{ second_factor_required }, { origin: addresses().help }];
    const answer = await ada.request.put(`${addresses().help}/api/v1/sign-in-policy`, { data, headers });
    expect(answer.ok()).toBe(true);
  };
  const login = await employee('Mia Must');
  await require(true);
  try {
    await signIn(page, login);
    await expect(page.getByRole('heading', { name: 'Set up a second factor' })).toBeVisible();
    await add(page, 'This laptop', PASSWORD, 'Use a passkey instead…');
    await expect(page.getByRole('heading', { name: 'Chats' }).first()).toBeVisible();
    await page.goto(`${addresses().console}/account`);
    await expect(page.getByText('Off: your passkey is enough, and your password alone is not.')).toBeVisible();
    // The last one stays.
    await page.getByRole('button', { name: 'Remove This laptop' }).click();
    const removal = page.getByRole('dialog', { name: 'Remove This laptop?' });
    await removal.getByLabel('Your password').fill(PASSWORD);
    await removal.getByRole('button', { name: 'Remove', exact: true }).click();
    await expect(removal.getByText('Set up a second factor first')).toBeVisible();
    await removal.getByRole('button', { name: 'Cancel' }).click();
    await signOut(page);
    await signIn(page, login);
    await expect(page.getByRole('alert')).toHaveText('A password alone does not sign you in. Sign in with your passkey.');
    await withPasskey(page).click();
    await expect(page.getByRole('heading', { name: 'My account' })).toBeVisible();
  } finally {
    await require(false);
  }
});

test('where the browser knows none, none is offered', async ({ visitor, expectErrors }) => {
  expectErrors(/401/);
  const login = await employee('Olga Old');
  const page = await visitor();
  await page.addInitScript(() => Reflect.deleteProperty(window, 'PublicKeyCredential'));
  await page.goto(`${addresses().console}/sign-in`);
  await expect(page.getByRole('button', { name: 'Sign in', exact: true })).toBeVisible();
  await expect(withPasskey(page)).toHaveCount(0);
  await signIn(page, login);
  await expect(page.getByText('This browser cannot make any here')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Add a passkey…' })).toHaveCount(0);
});
