/** A customer's account at the portal: with and without script, by keyboard, in German; what is typed is kept. */
import { available } from '../support/console.ts';
import { Customer } from '../support/customer.ts';
import { as, department, endChatsSince, onlyAvailable, openChats } from '../support/desk.ts';
import { expect, test, type Page } from '../support/test.ts';

async function signIn(page: Page, customer: Customer): Promise<void> {
  await page.goto('/sign-in');
  await page.getByLabel('E-mail address').fill(customer.email);
  await page.getByLabel('Password').fill(customer.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('heading', { name: 'My requests', level: 1 })).toBeVisible();
}

for (const javaScriptEnabled of [true, false]) {
  const how = javaScriptEnabled ? 'with' : 'without';

  test(`a customer registers, ${how} script`, async ({ visitor, expectErrors }) => {
    expectErrors(/422/);
    const page = await visitor({ javaScriptEnabled });
    await page.goto('/');
    await page.getByRole('link', { name: 'Sign in' }).click();
    await page.getByRole('link', { name: 'Register' }).click();
    await page.getByLabel('Your name').fill('Greta </textarea> Holm');
    await page.getByLabel('E-mail address').fill('no address');
    await page.getByLabel('Password').fill('short');
    await page.getByRole('button', { name: 'Register' }).click();
    await expect(page.locator('#f-password-error')).toBeVisible();
    // What was typed stays, but for the password.
    await expect(page.getByLabel('Your name')).toHaveValue('Greta </textarea> Holm');
    await expect(page.getByLabel('Password')).toHaveValue('');
    await page.getByLabel('E-mail address').fill(`greta.${how}@portal.example`);
    await page.getByLabel('Password').fill('a long enough one');
    await page.getByRole('button', { name: 'Register' }).click();
    await expect(page.getByRole('heading', { name: 'Look into your mail' })).toBeVisible();
  });

  test(`a customer signs in, reads and answers, ${how} script`, async ({ visitor, expectErrors }) => {
    expectErrors(/401/, /422/);
    const customer = await Customer.made(`Henrik ${how}`);
    const page = await visitor({ javaScriptEnabled });
    // Whoever is nobody yet signs in first; what is wrong is said, what was typed is kept.
    await page.goto('/requests');
    await page.getByLabel('E-mail address').fill(customer.email);
    await page.getByLabel('Password').fill('not this one');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await expect(page.getByRole('alert')).toContainText('E-mail address or password is wrong.');
    await expect(page.getByLabel('E-mail address')).toHaveValue(customer.email);
    await signIn(page, customer);
    await expect(page.getByText('You have not asked us anything yet')).toBeVisible();
    // Who is known is not asked who it is.
    const { id } = await department('Sales');
    await page.goto(`/message?department=${id}`);
    await expect(page.getByText(`You write as ${customer.name}. The answer goes to ${customer.email}.`)).toBeVisible();
    await expect(page.getByLabel('Your e-mail address')).toHaveCount(0);
    await page.getByLabel(/^What is it about/).fill('A suitcase');
    await page.getByLabel('Your message').fill('It did not come.\n\nWhere is it?');
    await page.getByRole('button', { name: 'Send message' }).click();
    await expect(page.getByRole('heading', { name: 'Thank you, we have your message' })).toBeVisible();
    await page.getByRole('link', { name: 'My requests' }).click();
    await page.getByRole('link', { name: 'A suitcase' }).click();
    await expect(page.getByRole('article')).toContainText('Where is it?');
    await page.getByRole('button', { name: 'Send' }).click();
    await expect(page.locator('#f-text-error')).toBeVisible();
    await page.getByLabel('Your answer').fill('It came today.');
    await page.getByRole('button', { name: 'Send' }).click();
    await expect(page.getByRole('article').last()).toContainText('It came today.');
    await expect(page.getByLabel('Your answer')).toHaveValue('');
    await page.getByRole('button', { name: 'Sign out' }).click();
    await expect(page.getByRole('link', { name: 'Sign in' })).toBeVisible();
    await page.goto('/requests');
    await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
  });

  test(`a customer signs out in another browser, ${how} script`, async ({ visitor, expectErrors }) => {
    expectErrors(/401/);
    const customer = await Customer.made(`Olga ${how}`);
    const [here, there] = [await visitor({ javaScriptEnabled }), await visitor()];
    await customer.enters(there);
    await signIn(here, customer);
    await here.goto('/');
    await here.getByRole('link', { name: 'Profile' }).click();
    const browsers = here.locator('section', { hasText: 'Where you are signed in' });
    await expect(browsers.getByRole('listitem')).toHaveCount(2);
    await expect(browsers.getByText('This browser')).toHaveCount(1);
    await browsers.getByRole('button', { name: /^Sign out: / }).click();
    await expect(here.getByRole('status')).toContainText('You are signed out there.');
    await expect(browsers.getByRole('listitem')).toHaveCount(1);
    await there.goto('/requests');
    await expect(there.getByRole('heading', { name: 'Sign in' })).toBeVisible();
  });

  test(`a profile is changed, ${how} script`, async ({ visitor, expectErrors }) => {
    expectErrors(/422/);
    const customer = await Customer.made(`Ida ${how}`);
    const page = await visitor({ javaScriptEnabled });
    await signIn(page, customer);
    await page.getByRole('link', { name: 'Profile' }).click();
    await page.getByLabel('Phone number').fill('+47 22 22 22 22');
    await page.getByLabel('Language').selectOption('de');
    await page.getByRole('button', { name: 'Save' }).click();
    await expect(page.getByRole('status')).toContainText('Gespeichert.');
    await expect(page.locator('html')).toHaveAttribute('lang', 'de');
    await expect(page.getByLabel('Telefonnummer')).toHaveValue('+47 22 22 22 22');
    await page.getByLabel('Jetziges Passwort').fill('not this one');
    await page.getByLabel('Neues Passwort').fill('another long one');
    await page.getByRole('button', { name: 'Passwort ändern' }).click();
    await expect(page.locator('#f-old-error')).toContainText('Das ist nicht das Passwort des Kontos.');
    await page.goto('/');
    await expect(page.getByRole('link', { name: 'Meine Anfragen' })).toBeVisible();
  });
}

test('the chat knows who is signed in, until she signs out', async ({ visitor, signedIn, expectErrors }) => {
  // The chat may ask once more for who signs out just now.
  expectErrors(/401/);
  await onlyAvailable('mari');
  const before = await openChats('mari');
  try {
    const mari = await signedIn('mari');
    await available(mari);
    const customer = await Customer.made('Petra Portal');
    const page = await visitor();
    await customer.enters(page);
    await page.goto('/');
    await page.getByRole('button', { name: 'Chat now' }).click();
    const panel = page.frameLocator('iframe[title]');
    await panel.getByLabel('Your message').fill('Where is my suitcase?');
    await panel.getByRole('button', { name: 'Start chat' }).click();
    await expect(panel.getByRole('log').getByText('Where is my suitcase?')).toBeVisible();
    const [chat] = [...(await openChats('mari')).keys()].filter((id) => !before.has(id));
    const { visitor: known } = await as<{ visitor: { account?: string; identified: boolean } }>('mari', 'GET', `/chats/${chat}`);
    expect(known.identified).toBe(true);
    const { name } = await as<{ name: string }>('mari', 'GET', `/people/${known.account}`);
    expect(name).toBe(customer.name);
    await page.goto('/requests');
    await expect(page.getByRole('link', { name: 'Where is my suitcase?' })).toBeVisible();
    // Whoever sits here next is nobody.
    await page.getByRole('button', { name: 'Sign out' }).click();
    await expect(page.getByRole('link', { name: 'Sign in' })).toBeVisible();
    await page.goto('/');
    await expect(page.frameLocator('iframe[title]').getByLabel('Your message')).toHaveValue('');
    await expect(page.frameLocator('iframe[title]').getByRole('log')).toHaveCount(0);
  } finally {
    await endChatsSince('mari', before);
  }
});

test('an answer outlives the session it was written in', async ({ visitor, expectErrors }) => {
  expectErrors(/401/);
  const customer = await Customer.made('Jonas Longwriter');
  const page = await visitor();
  await signIn(page, customer);
  await customer.asks('Kept');
  await page.goto('/requests');
  await page.getByRole('link', { name: 'Kept' }).click();
  await page.getByLabel('Your answer').fill('A long answer,\nof two lines.');
  await page.context().clearCookies();
  await page.getByRole('button', { name: 'Send' }).click();
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
  await page.getByLabel('E-mail address').fill(customer.email);
  await page.getByLabel('Password').fill(customer.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByLabel('Your answer')).toHaveValue('A long answer,\nof two lines.');
});

test('links that lead nowhere say so', async ({ visitor, expectErrors }) => {
  expectErrors(/410/, /404/);
  const page = await visitor();
  await page.goto('/reset');
  await expect(page.getByRole('heading', { name: 'This link does not work any more' })).toBeVisible();
  await page.goto('/verification?token=forged');
  await page.getByLabel('Password').fill('whatever it is');
  await page.getByRole('button', { name: 'Finish' }).click();
  await expect(page.getByRole('heading', { name: 'This link does not work any more' })).toBeVisible();
});

test('everything is reached by keyboard', async ({ visitor }) => {
  const customer = await Customer.made('Kari Keys');
  const page = await visitor();
  await page.goto('/sign-in');
  await page.getByLabel('E-mail address').focus();
  await page.keyboard.type(customer.email);
  await page.keyboard.press('Tab');
  await page.keyboard.type(customer.password);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'My requests', level: 1 })).toBeVisible();
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: 'Skip to the content' })).toBeFocused();
  for (const name of [/Far Horizon|Travel/, 'Help', 'Leave a message', 'My requests', 'Profile']) {
    await page.keyboard.press('Tab');
    await expect(page.getByRole('link', { name }).first()).toBeFocused();
  }
  await page.keyboard.press('Tab');
  await expect(page.getByRole('button', { name: 'Sign out' })).toBeFocused();
});

test('what the pages of a customer read like', async ({ visitor }) => {
  const page = await visitor();
  const main = page.getByRole('main');
  await page.goto('/sign-in');
  await expect(main).toMatchAriaSnapshot({ name: 'sign-in.aria.yml' });
  await page.goto('/register');
  await expect(main).toMatchAriaSnapshot({ name: 'register.aria.yml' });
  const customer = await Customer.made('Lise Lang');
  await customer.enters(page);
  await customer.asks('A suitcase');
  await page.goto('/profile');
  await expect(main).toMatchAriaSnapshot({ name: 'profile.aria.yml' });
  await page.goto('/requests');
  await expect(main).toMatchAriaSnapshot({ name: 'requests.aria.yml' });
  await page.getByRole('link', { name: 'A suitcase' }).click();
  await expect(page.getByRole('article')).toBeVisible();
  await expect(page.locator('body')).toMatchAriaSnapshot({ name: 'request.aria.yml' });
});
