/** The portal: who is there, live; a message, with and without script; nothing from anywhere else. */
import { available } from '../support/console.ts';
import { department, onlyAvailable, say } from '../support/desk.ts';
import { addresses, expect, test, type Page } from '../support/test.ts';

test('the home page says who is there, and says it again when that changes', async ({ visitor, signedIn }) => {
  await onlyAvailable('mari');
  const mari = await signedIn('mari');
  await available(mari);
  const page = await visitor();
  await page.goto('/');
  await expect(page.getByRole('heading', { name: 'How can we help?' })).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Sales' })).toBeVisible();
  // Hidden is hidden.
  await expect(page.getByText('Reservations')).toHaveCount(0);
  await expect(page.getByText('Online now')).toBeVisible();
  await say('mari', 'away');
  await expect(page.getByText('Answers by e-mail', { exact: true })).toBeVisible();
  await expect(page.getByText('Nobody is here to chat right now.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Chat now' })).toHaveCount(0);
  await say('mari', 'available');
  await expect(page.getByText('Online now')).toBeVisible();
});

test('the page is there before its script, and nothing is fetched twice', async ({ visitor }) => {
  const page = await visitor();
  const fetched: string[] = [];
  page.on('request', (request) => fetched.push(`${request.method()} ${new URL(request.url()).pathname}`));
  await page.goto('/');
  await expect(page.getByRole('link', { name: 'Leave a message' }).first()).toBeVisible();
  // Hydrated: a link changes the page without loading one.
  await page.evaluate(() => Object.assign(window, { stayed: true }));
  await page.getByRole('link', { name: 'Leave a message' }).last().click();
  await expect(page.getByRole('heading', { name: 'Leave a message' })).toBeVisible();
  expect(await page.evaluate(() => 'stayed' in window)).toBe(true);
  const documents = fetched.filter((one) => one === 'GET /');
  expect(documents).toHaveLength(1);
  expect(new Set(fetched.filter((one) => one.includes('/assets/'))).size).toBe(fetched.filter((one) => one.includes('/assets/')).length);
});

async function leave(page: Page, email: string, subject: string): Promise<string> {
  const { id } = await department('Sales');
  await page.goto(`/message?department=${id}`);
  await page.getByLabel(/^Your name/).fill('Portia Door');
  await page.getByLabel('Your e-mail address').fill(email);
  await page.getByLabel(/^What is it about/).fill(subject);
  await page.getByLabel('Your message').fill('We would like to go by ship, all of us.');
  await page.getByRole('button', { name: 'Send message' }).click();
  await expect(page.getByRole('heading', { name: 'Thank you, we have your message' })).toBeVisible();
  const number = /number (\d+)/.exec(await page.getByText(/It is number/).innerText())?.[1];
  expect(number).toBeTruthy();
  return number ?? '';
}

for (const javaScriptEnabled of [true, false]) {
  const how = javaScriptEnabled ? 'with' : 'without';
  test(`a message left ${how} script is a ticket for the agents`, async ({ visitor, signedIn }) => {
    const subject = `A ship ${how} script`;
    const number = await leave(await visitor({ javaScriptEnabled }), `${how}@portal.example`, subject);
    const mari = await signedIn('mari');
    await mari.goto(`${addresses().console}/tickets?scope=all`);
    const row = mari.getByRole('link').filter({ hasText: subject });
    await expect(row).toHaveCount(1);
    await row.click();
    await expect(mari.getByText(`#${number}`).first()).toBeVisible();
    await expect(mari.getByText('We would like to go by ship, all of us.').last()).toBeVisible();
  });

  test(`what is wrong is said and what was typed is kept, ${how} script`, async ({ visitor, expectErrors }) => {
    expectErrors(/422/);
    const page = await visitor({ javaScriptEnabled });
    await page.goto('/message');
    await page.getByLabel('Your e-mail address').fill('no address');
    await page.getByLabel('Your message').fill('</textarea><b>Kept</b> & whole');
    await page.getByRole('button', { name: 'Send message' }).click();
    await expect(page.locator('#f-email-error')).toBeVisible();
    await expect(page.getByLabel('Your message')).toHaveValue('</textarea><b>Kept</b> & whole');
    await expect(page.getByLabel('Your e-mail address')).toHaveValue('no address');
  });
}

test('"chat now" opens the widget, with the widget\'s own page', async ({ visitor, signedIn }) => {
  await say('mari', 'available');
  const mari = await signedIn('mari');
  await available(mari);
  const page = await visitor();
  await page.goto('/');
  await page.getByRole('button', { name: 'Chat now' }).click();
  await expect(page.frameLocator('iframe').getByRole('heading', { name: 'Somebody is here to chat' })).toBeVisible();
});

/** Holds back what a page asks for, until it is let go. */
async function hold(page: Page, what: RegExp): Promise<{ held: Set<string>; letGo: () => void }> {
  const held = new Set<string>();
  let letGo = () => {};
  const gate = new Promise<void>((open) => (letGo = open));
  await page.route(what, async (route) => {
    held.add(route.request().url());
    await gate;
    await route.continue();
  });
  return { held, letGo };
}

test('"chat now" waits for whatever is not there yet, and is not offered where it never comes', async ({ visitor, signedIn }) => {
  await say('mari', 'available');
  const mari = await signedIn('mari');
  await available(mari);
  const page = await visitor();
  const { held, letGo } = await hold(page, /\/widget\.js$|\.wasm$/);
  await page.goto('/', { waitUntil: 'commit' });
  await page.getByRole('button', { name: 'Chat now' }).click();
  await expect.poll(() => held.size).toBe(2);
  letGo();
  await expect(page.frameLocator('iframe').getByRole('heading', { name: 'Somebody is here to chat' })).toBeVisible();

  const without = await visitor({ javaScriptEnabled: false });
  await without.goto('/');
  await expect(without.getByText('Online now')).toBeVisible();
  await expect(without.getByRole('button', { name: 'Chat now' })).toBeHidden();
});

test('what is typed before there is script stays, and outlives the page', async ({ visitor }) => {
  const page = await visitor();
  const { held, letGo } = await hold(page, /\.wasm$/);
  const { id } = await department('Sales');
  await page.goto(`/message?department=${id}`, { waitUntil: 'commit' });
  await page.getByLabel('Your message').fill('I type faster than you load.');
  await page.getByLabel('Your e-mail address').fill('fast@portal.example');
  await expect.poll(() => held.size).toBe(1);
  // The live connection is opened by the page that took over.
  const hydrated = page.waitForEvent('websocket');
  letGo();
  await hydrated;
  await expect(page.getByLabel('Your message')).toHaveValue('I type faster than you load.');
  await page.getByLabel(/^What is it about/).fill('Speed');
  await page.getByRole('link', { name: 'Help' }).click();
  await page.getByRole('link', { name: 'Leave a message' }).first().click();
  await expect(page.getByLabel('Your message')).toHaveValue('I type faster than you load.');
  await page.reload();
  await expect(page.getByLabel('Your e-mail address')).toHaveValue('fast@portal.example');
  await page.getByRole('button', { name: 'Send message' }).click();
  await expect(page.getByRole('heading', { name: 'Thank you, we have your message' })).toBeVisible();
  await page.getByRole('link', { name: 'Leave another message' }).click();
  await expect(page.getByLabel('Your message')).toHaveValue('');
  await expect(page.getByLabel('Your e-mail address')).toHaveValue('fast@portal.example');
});

test('an address that leads nowhere says so', async ({ visitor, expectErrors }) => {
  expectErrors(/404/);
  const page = await visitor();
  const answer = await page.goto('/nowhere-at-all');
  expect(answer?.status()).toBe(404);
  await expect(page.getByRole('heading', { name: 'This page is not here' })).toBeVisible();
});

