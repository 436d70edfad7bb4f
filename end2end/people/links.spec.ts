/** What mails lead to: invitations, forgotten passwords, addresses to verify. The mails leave by SMTP and are read. */
import { randomBytes } from 'node:crypto';
import { as } from '../support/desk.ts';
import { Post } from '../support/mail.ts';
import { addresses, expect, expectAccessible, server, test, type Page } from '../support/test.ts';

let post: Post;

test.beforeAll(async () => {
  post = await Post.open();
  await server.restart({ FRONTDESK_SMTP_URL: post.url, FRONTDESK_PUBLIC_URL: addresses().help });
});

test.afterAll(async () => {
  await server.restart({});
  post.close();
});

interface Person {
  id: string;
  name: string;
}

const nobody = () => `new${randomBytes(4).toString('hex')}`;

/** An employee without a password. */
async function newcomer(username: string, name: string): Promise<Person> {
  const details = { username, email: `${username}@farhorizon.example`, name, roles: ['agent'], active: true };
  return as<Person>('administrator', 'POST', '/people', { kind: 'employee', details });
}

const choose = (page: Page, label: string, password: string) => page.getByLabel(label, { exact: true }).fill(password);

test('an invitation is accepted: a name, a password, and one is in', async ({ visitor, expectErrors }) => {
  expectErrors(/401/, /410/, /422/);
  const username = nobody();
  const name = 'Maximiliana Aurora-Josefine Wolfeschlegelsteinhausenbergerdorff';
  const { id } = await newcomer(username, name);
  await as('administrator', 'POST', `/people/${id}/invitation`);
  const { link } = await post.to(`${username}@farhorizon.example`);
  const page = await visitor();
  await page.goto(link);
  await expect(page.getByRole('heading', { name: 'Welcome' })).toBeVisible();
  await expect(page.locator('main')).toMatchAriaSnapshot({ name: 'invitation.aria.yml' });
  await expectAccessible(page);
  await expect(page.getByLabel('Your name')).toHaveValue(name);
  await page.getByLabel('Your name').fill('Max');
  // What a password must be is said before, and again when it is not; what was typed is kept.
  await expect(page.getByText('At least 10 characters. A few words')).toBeVisible();
  await choose(page, 'Password', 'short');
  await page.getByRole('button', { name: 'Accept and sign in' }).click();
  await expect(page.locator('#f-new-password-error')).toHaveText('At least 10 characters.');
  await expect(page.getByLabel('Your name')).toHaveValue('Max');
  await expect(page.getByLabel('Password', { exact: true })).toHaveValue('short');
  await page.getByLabel('Show the password').check();
  await expect(page.getByLabel('Password', { exact: true })).toHaveAttribute('type', 'text');
  await expect(page.getByLabel('Password', { exact: true })).toHaveValue('short');
  await choose(page, 'Password', 'a rather long one');
  await page.getByLabel('Password', { exact: true }).press('Enter');
  await expect(page.getByText('Welcome, Max!')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Account: Max' })).toBeVisible();
  // It works once.
  const other = await visitor();
  await other.goto(link);
  await expect(other.getByRole('heading', { name: 'This link does not work any more' })).toBeVisible();
  await expect(other.getByText('Who invited you can send another one.')).toBeVisible();
  await expectAccessible(other);
  await other.getByRole('link', { name: 'Sign in' }).click();
  await expect(other.getByRole('heading', { name: 'Sign in' })).toBeVisible();
});

test('a forgotten password is replaced', async ({ visitor, expectErrors }) => {
  expectErrors(/401/, /410/);
  const username = nobody();
  const { id } = await newcomer(username, 'Petra Late');
  await as('administrator', 'PUT', `/people/${id}/password`, { password: 'the password before' });
  const page = await visitor();
  await page.goto(`${addresses().console}/tickets`);
  await page.getByLabel('Username or e-mail').fill(username);
  await page.getByRole('link', { name: 'Forgot your password?' }).click();
  // What was typed comes along.
  await expect(page.getByLabel('Username or e-mail')).toHaveValue(username);
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Send the link' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'If there is such an account' })).toBeVisible();
  await page.goBack();
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
  const { link } = await post.to(`${username}@farhorizon.example`);
  await page.goto(link);
  await expect(page.getByText(`For Petra Late, who signs in as ${username}.`)).toBeVisible();
  await expect(page.locator('main')).toMatchAriaSnapshot({ name: 'reset.aria.yml' });
  await expectAccessible(page);
  // By keyboard alone.
  await page.getByLabel('New password', { exact: true }).focus();
  await page.keyboard.type('the password after');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Password set' })).toBeVisible();
  await page.getByRole('link', { name: 'Sign in' }).click();
  await page.getByLabel('Username or e-mail').fill(username);
  await page.getByLabel('Password', { exact: true }).fill('the password after');
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(page.getByRole('button', { name: 'Account: Petra Late' })).toBeVisible();
  const late = await visitor();
  await late.goto(link);
  await expect(late.getByRole('heading', { name: 'This link does not work any more' })).toBeVisible();
  await late.getByRole('link', { name: 'Send another link' }).click();
  await expect(late.getByRole('heading', { name: 'Forgot your password?' })).toBeVisible();
});

test('an address is changed and verified', async ({ visitor, expectErrors }) => {
  expectErrors(/401/, /410/, /422/);
  const username = nobody();
  const { id } = await newcomer(username, 'Vera Moved');
  await as('administrator', 'PUT', `/people/${id}/password`, { password: 'the password of Vera' });
  const page = await visitor();
  await page.goto(`${addresses().console}/account`);
  await page.getByLabel('Username or e-mail').fill(username);
  await page.getByLabel('Password', { exact: true }).fill('the password of Vera');
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'My account' })).toBeVisible();
  await expect(page.getByText('not verified')).toBeVisible();
  await page.getByRole('button', { name: 'Change address…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Another e-mail address' });
  await dialog.getByLabel('New address').fill(`${username}@elsewhere.example`);
  await dialog.getByLabel('Your password').fill('not the password');
  await dialog.getByRole('button', { name: 'Change', exact: true }).click();
  await expect(dialog.locator('#f-own-password-error')).toHaveText('This is not the present password.');
  await expect(dialog.getByLabel('New address')).toHaveValue(`${username}@elsewhere.example`);
  await dialog.getByLabel('Your password').fill('the password of Vera');
  await dialog.getByRole('button', { name: 'Change', exact: true }).click();
  await expect(page.getByText(`${username}@elsewhere.example`).first()).toBeVisible();
  const { link } = await post.to(`${username}@elsewhere.example`);
  const other = await visitor();
  await other.goto(link);
  await expect(other.locator('main')).toMatchAriaSnapshot({ name: 'verification.aria.yml' });
  await expectAccessible(other);
  await other.getByRole('button', { name: 'Verify address' }).click();
  await expect(other.getByText(`${username}@elsewhere.example is verified.`)).toBeVisible();
  await page.reload();
  await expect(page.getByText('verified', { exact: true })).toBeVisible();
  await other.goto('about:blank');
  await other.goto(link);
  await expect(other.getByRole('link', { name: 'To my account' })).toBeVisible();
});

test('links that never were', async ({ visitor, expectErrors }) => {
  expectErrors(/401/, /410/);
  const page = await visitor();
  for (const name of ['invitation', 'reset', 'verification']) {
    for (const hash of ['', '#nonsense', `#${'x'.repeat(300)}`, '#%00%ff<b>']) {
      await page.goto('about:blank');
      await page.goto(`${addresses().console}/${name}${hash}`);
      await expect(page.getByRole('heading', { name: 'This link does not work any more' }), `${name}${hash}`).toBeVisible();
      await expect(page.getByRole('link', { name: 'Sign in' })).toBeVisible();
    }
  }
});

test('in German', async ({ visitor, expectErrors }) => {
  expectErrors(/401/, /410/);
  const page = await visitor({ locale: 'de-DE' });
  await page.goto(`${addresses().console}/sign-in`);
  await expect(page.getByRole('heading', { name: 'Anmelden' })).toBeVisible();
  await page.getByRole('link', { name: 'Passwort vergessen?' }).click();
  await expect(page.getByRole('button', { name: 'Link senden' })).toBeVisible();
  await page.goto('about:blank');
  await page.goto(`${addresses().console}/reset#nonsense`);
  await expect(page.getByRole('heading', { name: 'Dieser Link gilt nicht mehr' })).toBeVisible();
});
