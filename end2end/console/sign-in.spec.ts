/** Signing in and out, being refused, and the assistant of a first start. */
import { addresses, expect, person, test, withEmptyServer } from '../support/test.ts';

test('signing in and out', async ({ visitor, expectErrors }) => {
  // Who is not signed in is asked who they are.
  expectErrors(/401/);
  const sofia = person('Sofia');
  const page = await visitor();
  await page.goto(`${addresses().console}/tickets`);
  await page.getByLabel('Username or e-mail').fill(sofia.login);
  await page.getByLabel('Password', { exact: true }).fill('not her password');
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(page.getByRole('alert')).toHaveText('That username and password do not go together.');
  await expect(page.getByLabel('Username or e-mail')).toHaveValue(sofia.login);
  await page.getByLabel('Password', { exact: true }).fill(sofia.password);
  await page.getByLabel('Password', { exact: true }).press('Enter');
  // Where she wanted to go.
  await expect(page).toHaveURL(/\/console\/tickets/);
  await expect(page.getByRole('heading', { name: 'My tickets' })).toBeVisible();
  await page.reload();
  await expect(page.getByRole('heading', { name: 'My tickets' })).toBeVisible();

  await page.getByRole('button', { name: `Account: ${sofia.name}` }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
  await page.goto(`${addresses().console}/chats`);
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
});

test('the assistant of a first start', async ({ visitor, expectErrors }) => {
  expectErrors(/401/, /422/);
  await withEmptyServer(async (address, code) => {
    const page = await visitor();
    await page.goto(`${address}/console`);
    await expect(page.getByRole('heading', { name: 'Set up Frontdesk' })).toBeVisible();
    await page.getByLabel('Setup code').fill('0000-0000-0000-0000');
    await page.getByLabel('Your name').fill('Anna First');
    await page.getByLabel('Username').fill('anna');
    await page.getByLabel('E-mail', { exact: true }).fill('anna@first.example');
    await page.getByLabel('Password', { exact: true }).fill('short');
    await page.getByRole('button', { name: 'Next' }).click();
    await expect(page.locator('#f-password-error')).toHaveText('At least 10 characters.');
    await page.getByLabel('Password', { exact: true }).fill('long enough by far');
    await page.getByRole('button', { name: 'Next' }).click();
    await page.getByLabel('Company or brand').fill('First & Sons');
    await page.getByLabel('First department').fill('Support');
    await page.getByLabel("The department's e-mail").fill('support@first.example');
    await page.getByRole('button', { name: 'Next' }).click();
    await page.getByLabel(/^Website/).fill('https://www.first.example');
    await page.getByRole('button', { name: 'Set up' }).click();
    // A wrong code leads back to where it was typed, and everything else is still there.
    await expect(page.locator('#f-code-error')).toBeVisible();
    await expect(page.getByLabel('Your name')).toHaveValue('Anna First');
    await page.getByLabel('Setup code').fill(code);
    await page.getByRole('button', { name: 'Next' }).click();
    await page.getByRole('button', { name: 'Next' }).click();
    await page.getByRole('button', { name: 'Set up' }).click();
    await expect(page.getByText('Frontdesk is set up. Welcome!')).toBeVisible();
    await expect(page.getByRole('heading', { name: 'Chats' }).first()).toBeVisible();
    await page.goto(`${address}/console/settings/company`);
    await expect(page.getByRole('link', { name: 'Support', exact: true }).first()).toBeVisible();
    // The portal is open.
    await page.goto(address);
    await expect(page.getByRole('heading', { name: 'Support' })).toBeVisible();
  });
});
