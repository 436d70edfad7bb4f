/** One's own account, what administrators do about others', and the record of shifts. */
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { as } from '../support/desk.ts';
import { addresses, expect, expectAccessible, test, type Page } from '../support/test.ts';

const PASSWORD = 'one of many passwords';

interface Person {
  id: string;
}

async function employee(name: string, password: string | undefined = PASSWORD): Promise<{ id: string; login: string }> {
  const login = `ac${randomBytes(4).toString('hex')}`;
  const details = { username: login, email: `${login}@farhorizon.example`, name, roles: ['agent'], active: true };
  const made = await as<Person>('administrator', 'POST', '/people', { kind: 'employee', details, ...(password ? { password } : {}) });
  return { id: made.id, login };
}

async function signIn(page: Page, login: string, path = '/account', password = PASSWORD): Promise<void> {
  await page.goto(`${addresses().console}${path}`);
  await page.getByLabel('Username or e-mail').fill(login);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
}

test('profile and password', async ({ visitor, expectErrors }) => {
  expectErrors(/401/, /422/);
  const { login } = await employee('Paula Profile');
  const page = await visitor();
  await signIn(page, login, '/chats');
  // From the avatar's menu.
  await page.getByRole('button', { name: 'Account: Paula Profile' }).click();
  await page.getByRole('menuitem', { name: 'My account' }).click();
  await expect(page.getByRole('heading', { name: 'My account' })).toBeVisible();
  await page.getByLabel('Name', { exact: true }).fill('');
  await page.getByLabel('Name customers see').fill('Paula from Sales');
  await page.getByLabel('Time zone').selectOption('Europe/Vienna');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.locator('#f-name-error')).toBeVisible();
  await expect(page.getByLabel('Name customers see')).toHaveValue('Paula from Sales');
  await page.getByLabel('Name', { exact: true }).fill('Paula Prof');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByText('Saved.')).toBeVisible();
  // Times are Vienna's; where day and night are others, they are those at once.
  const signedInAt = page.locator('time').first();
  const told = (zone: string) =>
    signedInAt.evaluate(
      (time: HTMLTimeElement, timeZone) =>
        new Date(time.dateTime).toLocaleString(navigator.language, { dateStyle: 'full', timeStyle: 'short', timeZone }),
      zone,
    );
  await expect(signedInAt).toHaveAttribute('title', await told('Europe/Vienna'));
  await page.getByLabel('Time zone').selectOption('Pacific/Auckland');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  expect(await told('Pacific/Auckland')).not.toBe(await told('Europe/Vienna'));
  await expect(signedInAt).toHaveAttribute('title', await told('Pacific/Auckland'));
  await page.getByLabel('Time zone').selectOption('Europe/Vienna');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(signedInAt).toHaveAttribute('title', await told('Europe/Vienna'));
  await page.reload();
  await expect(page.getByLabel('Name', { exact: true })).toHaveValue('Paula Prof');
  await expect(page.getByLabel('Time zone')).toHaveValue('Europe/Vienna');
  await expectAccessible(page);

  await page.getByRole('button', { name: 'Change password…' }).click();
  const dialog = page.getByRole('dialog', { name: 'New password' });
  await dialog.getByLabel('Present password').fill('not the password');
  await dialog.getByLabel('New password', { exact: true }).fill('short');
  await dialog.getByRole('button', { name: 'Change', exact: true }).click();
  await expect(dialog.getByText('At least 10 characters.', { exact: true })).toBeVisible();
  await dialog.getByLabel('New password', { exact: true }).fill('quite another one');
  await dialog.getByRole('button', { name: 'Change', exact: true }).click();
  await expect(dialog.locator('#f-own-password-error')).toHaveText('This is not the present password.');
  await dialog.getByLabel('Present password').fill(PASSWORD);
  await page.keyboard.press('Enter');
  await expect(page.getByText('Password changed.')).toBeVisible();
  await page.context().clearCookies();
  await signIn(page, login, '/account', 'quite another one');
  await expect(page.getByRole('heading', { name: 'My account' })).toBeVisible();
});

test('sessions are listed and ended', async ({ visitor, expectErrors }) => {
  expectErrors(/401/);
  const { login } = await employee('Sven Sessions');
  const here = await visitor();
  await signIn(here, login);
  const there = await visitor();
  await signIn(there, login);
  await expect(there.getByRole('heading', { name: 'My account' })).toBeVisible();
  await here.reload();
  const table = here.getByRole('region', { name: 'Where you are signed in' });
  await expect(table.getByRole('row')).toHaveCount(3);
  await expect(table.getByText('this browser')).toHaveCount(1);
  const other = table.getByRole('row').filter({ hasNotText: 'this browser' }).nth(1);
  await expect(other).toContainText('127.0.0.1');
  await other.getByRole('button', { name: /^Sign out/ }).click();
  await expect(here.getByText('That browser is signed out.')).toBeVisible();
  await expect(table.getByRole('row')).toHaveCount(2);
  // It is out at once, without a press.
  await expect(there.getByRole('heading', { name: 'Sign in' })).toBeVisible();
});

test('a token is made once, used, and revoked', async ({ visitor, expectErrors }) => {
  expectErrors(/401/, /403/);
  const { login } = await employee('Tara Token');
  const page = await visitor();
  await signIn(page, login);
  await page.getByRole('button', { name: 'New token…' }).click();
  const dialog = page.getByRole('dialog', { name: 'New token' });
  await dialog.getByRole('button', { name: 'Make token' }).click();
  await expect(dialog.getByText('Give it a name.')).toBeVisible();
  await dialog.getByLabel('Name', { exact: true }).fill('Till <b>1</b>');
  await dialog.getByLabel('Read everything you may read').uncheck();
  await dialog.getByRole('button', { name: 'Make token' }).click();
  await expect(dialog.getByText('Choose at least one.')).toBeVisible();
  await dialog.getByLabel('Tickets').check();
  await dialog.getByRole('button', { name: 'Make token' }).click();
  const secret = await dialog.getByLabel('Token', { exact: true }).inputValue();
  expect(secret).toMatch(/^fdt_/);
  await dialog.getByRole('button', { name: 'Done' }).click();
  const call = (path: string) => fetch(`${addresses().help}/api/v1${path}`, { headers: { authorization: `Bearer ${secret}` } });
  expect((await call('/tickets')).status).toBe(200);
  expect((await call('/people')).status).toBe(403);
  await page.reload();
  const row = page.getByRole('row').filter({ hasText: 'Till <b>1</b>' });
  await expect(row).toContainText('Tickets');
  await expect(row).not.toContainText('never');
  expect(await page.content()).not.toContain(secret);
  await row.getByRole('button', { name: 'Revoke Till <b>1</b>' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Revoke', exact: true }).click();
  await expect(row).toHaveCount(0);
  expect((await call('/tickets')).status).toBe(401);
});

test('administrators invite, withdraw, and sign somebody out', async ({ visitor, signedIn, expectErrors }) => {
  expectErrors(/401/, /410/);
  const late = await employee('Ida Invited', '');
  const page = await signedIn('administrator');
  await page.goto(`${addresses().console}/people/${late.id}`);
  await expect(page.getByText('Has no password yet.')).toBeVisible();
  await page.getByRole('button', { name: 'Send invitation' }).click();
  // No server for mail here: the link is handed over.
  const link = await page.getByLabel('Link of the invitation').inputValue();
  expect(link).toMatch(/\/console\/invitation#/);
  await expect(page.getByText('Invited, and has not come yet.')).toBeVisible();
  await expectAccessible(page);
  const { hash } = new URL(link);
  await page.getByRole('button', { name: 'Withdraw' }).click();
  await expect(page.getByText('Has no password yet.')).toBeVisible();
  const stranger = await visitor();
  await stranger.goto(`${addresses().console}/invitation${hash}`);
  await expect(stranger.getByRole('heading', { name: 'This link does not work any more' })).toBeVisible();

  const { id, login } = await employee('Otto Out');
  const out = await visitor();
  await signIn(out, login, '/tickets');
  await expect(out.getByRole('heading', { name: 'My tickets' })).toBeVisible();
  await page.goto(`${addresses().console}/people/${id}`);
  await expect(page.getByText('Has chosen a password')).toBeVisible();
  await page.getByRole('button', { name: 'Sign out everywhere' }).click();
  await expect(page.getByText('Signed in nowhere.')).toBeVisible();
  await expect(out.getByRole('heading', { name: 'Sign in' })).toBeVisible();
});

test('shifts are on record, as a page and as a table', async ({ visitor, signedIn, expectErrors }) => {
  expectErrors(/401/);
  const { id, login } = await employee('=Shirin()');
  const page = await visitor();
  await signIn(page, login);
  const act = (method: 'post' | 'delete') =>
    page.context().request[method](`${addresses().help}/api/v1/presence/shift`, { headers: { origin: addresses().help } });
  await expect(page.getByRole('heading', { name: 'My account' })).toBeVisible();
  for (const method of ['post', 'delete', 'post'] as const) expect((await act(method)).ok()).toBe(true);
  await page.getByRole('link', { name: 'My shifts' }).click();
  await expect(page.getByRole('heading', { name: 'Shifts' })).toBeVisible();
  await expect(page.getByText('checked out')).toBeVisible();
  await expect(page.getByText('goes on')).toBeVisible();
  // One sees one's own.
  await expect(page.getByLabel('Person')).toHaveCount(0);
  await expectAccessible(page);
  const administrator = await signedIn('administrator');
  await administrator.goto(`${addresses().console}/reports/shifts?person=${id}`);
  await expect(administrator.getByLabel('Person')).toHaveValue(id);
  await expect(administrator.getByText('goes on')).toBeVisible();
  const [download] = await Promise.all([
    administrator.waitForEvent('download'),
    administrator.getByRole('link', { name: 'Save as CSV' }).click(),
  ]);
  const table = readFileSync(await download.path(), 'utf8');
  expect(table).toContain("'=Shirin()");
  expect(table.split('\r\n')).toHaveLength(4);
});
