/**
 * Pictures of every page at three widths, light and dark, for people to look at. Not a test and not part of CI:
 * `FRONTDESK_LOOKS=/some/folder npx playwright test looks`.
 */
import { join } from 'node:path';
import { makeCompany } from '../support/company.ts';
import { available, log, row, write } from '../support/console.ts';
import { Customer } from '../support/customer.ts';
import { Visitor, as, clientId, department, onlyAvailable, say, setVisibility } from '../support/desk.ts';
import { administratorPages, agentOverlays, agentPages, customerOfMuch, customerPages, strangersPages, type Place } from '../support/pages.ts';
import { addresses, expect, server, test, withEmptyServer, type Page } from '../support/test.ts';
import { App } from '../support/totp.ts';
import { Widget } from '../support/widget.ts';

const folder = process.env['FRONTDESK_LOOKS'];
const only = process.env['FRONTDESK_LOOKS_ONLY'];
test.skip(!folder, 'pictures are taken when FRONTDESK_LOOKS names a folder');
test.setTimeout(300_000);

const WIDTHS = [1440, 1024, 390];
/** Pages that go on below the fold. */
const FOLDED = new Set([
  'account', 'department', 'person', 'brand', 'new-department', 'organization-details', 'portal-profile', 'search', 'new-search', 'new-search-http', 'new-search-sql',
]);

/** `tall`: higher than any window, for what is below the fold. */
async function take(page: Page, name: string, tall = 0): Promise<void> {
  if (only && !name.includes(only)) return;
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: tall || (width === 390 ? 844 : 900) });
      await page.screenshot({ path: join(folder ?? '', `${name}-${width}-${colorScheme}.png`) });
    }
  }
  await page.setViewportSize({ width: 1440, height: 900 });
}

async function all(page: Page, places: Place[]): Promise<void> {
  for (const place of places.filter((place) => !only || place.name.includes(only))) {
    await place.go(page);
    await take(page, place.name);
    if (FOLDED.has(place.name)) await take(page, `${place.name}-whole`, 2_400);
  }
}

const CHAT = 'Hanna Lie';

/** A conversation worth a picture: both sides, a comment, an organization. */
async function conversation(page: Page): Promise<Visitor> {
  const sales = await department('Sales');
  const hanna = await Visitor.of(CHAT, 'hanna.lie@northwind.example');
  await hanna.asks(sales.id, 'Hello! We are six people and would like to go to Lisbon in March, by train as far as possible.');
  await row(page, 'My chats', CHAT).click();
  await write(page, 'Hello Hanna, a lovely idea. Via Paris and Hendaye it takes two nights; from Madrid on there is a day train.');
  await hanna.says('Two nights are fine. Is there a sleeper with a door that locks?');
  await page.getByRole('tab', { name: 'Internal comment' }).click();
  await page.getByRole('textbox', { name: 'Internal comment' }).fill('Northwind pays by invoice: send it to accounts@, never to Hanna.');
  await page.getByRole('button', { name: 'Comment', exact: true }).click();
  await expect(log(page).getByText('Northwind pays by invoice')).toBeVisible();
  await page.getByRole('tab', { name: 'Reply' }).click();
  await write(page, 'Yes, in every two-bed cabin, and breakfast comes to the door. Shall I hold three cabins until Friday?');
  await hanna.says('Please do! And could our colleague from Bergen join in Oslo?');
  await expect(log(page).getByText('Bergen')).toBeVisible();
  return hanna;
}

test('an agent', async ({ signedIn }) => {
  await onlyAvailable('mari');
  const page = await signedIn('mari');
  await available(page);
  const hanna = await conversation(page);
  await all(page, agentPages(CHAT));
  await all(page, agentOverlays(CHAT));
  await hanna.ends();
});

test('an administrator', async ({ signedIn }) => {
  await all(await signedIn('administrator'), Object.values(administratorPages).flat());
});

test('strangers', async ({ visitor, signedIn, expectErrors }) => {
  expectErrors(/401/, /404/, /410/, /422/);
  await available(await signedIn('mari'));
  for (const place of strangersPages) await all(await visitor(), [place]);
  const page = await visitor();
  const widget = await Widget.open(page, '/lisbon.html');
  await widget.startChat('Eva Lindqvist', 'Is the tram 28 still running?');
  await expect(widget.log.getByText('Mari joined the chat')).toBeVisible();
  await widget.say('And is there a day ticket?');
  await take(page, 'widget-conversation');
  await widget.panel.getByRole('button', { name: 'End chat' }).click();
  await take(page, 'widget-end-asked');
  await widget.panel.getByRole('alertdialog', { name: 'End this chat?' }).getByRole('button', { name: 'End chat' }).click();
  await expect(widget.panel.getByRole('heading', { name: 'The chat has ended' })).toBeVisible();
  await take(page, 'widget-ended');
});

test('a customer', async ({ visitor, expectErrors }) => {
  expectErrors(/422/);
  const page = await visitor();
  await (await Customer.made('Nadia New')).enters(page);
  await page.goto('/requests');
  await expect(page.locator('.empty')).toBeVisible();
  await take(page, 'portal-requests-none');
  await (await customerOfMuch()).enters(page);
  await all(page, customerPages);
});

/** Names, subjects and words as the world has them. */
const PEOPLE = [
  ['Wolfeschlegelsteinhausenbergerdorff Maximiliana Aurora-Josefine', 'Donaudampfschifffahrtsgesellschaftskapitänswitwenrentenauszahlungsstelle '.repeat(4).trim()],
  ['شركة الأفق البعيد للسياحة والسفر', 'مرحبا، هل يمكننا تغيير موعد الرحلة إلى لشبونة؟ Booking FH-2291, please.'],
  ['Zoë 🧳🏔️👩‍👩‍👧‍👦 Okonkwo-Þórsdóttir', '🎉🎉🎉 We are coming!'],
  ['Evil \u202Etxt.exe', 'See \u202Egpj.tcartnoc for the rest'],
] as const;

test('long names, from everywhere', async ({ signedIn }) => {
  await onlyAvailable('mari');
  const page = await signedIn('mari');
  await available(page);
  const sales = await department('Sales');
  const here: Visitor[] = [];
  for (const [name, text] of PEOPLE) {
    const visitor = await Visitor.of(name, 'somebody.with.a.rather.long.address@subsidiary.of.a.large.company.example');
    await visitor.asks(sales.id, text);
    const left = { client_id: clientId(), department: sales.id, name, email: 'long@names.example', text };
    await visitor.call('POST', '/messages', { ...left, subject: `${name}: ${text} `.repeat(6).slice(0, 150) });
    here.push(visitor);
  }
  // One more than fits: it waits.
  for (const name of ['Five', 'Six']) {
    const visitor = await Visitor.of(name);
    await visitor.asks(sales.id, 'Is it my turn?');
    here.push(visitor);
  }
  for (const [at, [name]] of PEOPLE.entries()) {
    await page.goto('/console/chats');
    await page.locator('.thread-row').filter({ hasText: name.slice(0, 4) }).first().click();
    await expect(log(page).locator('.bubble').first()).toBeVisible();
    await take(page, `long-chat-${at}`);
  }
  await page.goto('/console/tickets?scope=all');
  await page.locator('.ticket-row').filter({ hasText: 'Wolf' }).first().click();
  await expect(log(page)).toContainText('Donau');
  await take(page, 'long-ticket');
  await page.locator('.ticket-row').filter({ hasText: 'شركة' }).first().click();
  await expect(log(page)).toContainText('FH-2291');
  await take(page, 'long-ticket-rtl');
  for (const visitor of here) await visitor.ends();
});

test('nobody is there; nothing is public', async ({ signedIn, visitor }) => {
  await onlyAvailable();
  const mari = await signedIn('mari');
  await mari.goto('/console/chats');
  await expect(mari.locator('button.presence')).toContainText('Away');
  await take(mari, 'away');
  const page = await visitor();
  await page.goto('/');
  await expect(page.getByText('Nobody is here to chat right now.')).toBeVisible();
  await take(page, 'portal-nobody');
  const widget = await Widget.open(page);
  await expect(widget.panel.getByRole('button', { name: 'Leave message' })).toBeVisible();
  await take(page, 'widget-nobody');
  await widget.panel.getByRole('button', { name: 'Leave message' }).click();
  await expect(widget.panel.locator('[aria-invalid=true]').first()).toBeVisible();
  await take(page, 'widget-errors');
  await widget.panel.getByLabel('Your message').fill('Please call me.');
  await widget.panel.getByLabel(/^Your e-mail/).fill('eva@lindqvist.example');
  await widget.panel.getByRole('button', { name: 'Leave message' }).click();
  await expect(widget.panel.locator('#received')).toBeVisible();
  await take(page, 'widget-received');
  const form = await visitor();
  await form.goto('/message');
  await form.getByLabel('Your e-mail address').fill('eva@lindqvist.example');
  await form.getByLabel('Your message').fill('Please call me.');
  await form.getByRole('button', { name: 'Send message' }).click();
  await expect(form.getByRole('heading', { name: 'Thank you, we have your message' })).toBeVisible();
  await take(form, 'portal-sent');
  await setVisibility('Sales', 'hidden');
  try {
    await form.goto('/');
    await expect(form.locator('.empty')).toBeVisible();
    await take(form, 'portal-none');
    await Widget.open(form);
    await expect(new Widget(form).panel.getByRole('heading', { name: 'No department takes messages right now' })).toBeVisible();
    await take(form, 'widget-none');
  } finally {
    await setVisibility('Sales', 'public');
  }
});

test('waiting, and a connection that is lost', async ({ signedIn, visitor, expectErrors }) => {
  expectErrors(/50[0-9]|40[0-9]/);
  await onlyAvailable('mari');
  const mari = await signedIn('mari');
  await available(mari);
  const sales = await department('Sales');
  const many = [];
  for (let at = 0; at < 6; at++) {
    const one = await Visitor.of(`Guest ${at + 1}`);
    await one.asks(sales.id, 'Hello?');
    many.push(one);
  }
  const page = await visitor();
  const widget = await Widget.open(page, '/lisbon.html');
  await widget.startChat('Eva Lindqvist', 'Is the tram 28 still running?');
  await expect(widget.panel.locator('.wait')).toBeVisible();
  await take(page, 'widget-waiting');
  await row(mari, 'My chats', 'Guest 1').click();
  await expect(log(mari).locator('.bubble').first()).toBeVisible();
  await take(mari, 'chats-busy');
  const form = await visitor();
  await form.goto('/message');
  await server.stop();
  try {
    await expect(mari.locator('.banner')).toBeVisible();
    await widget.say('Are you still there?');
    await expect(widget.panel.locator('.banner')).toBeVisible();
    await mari.getByRole('textbox', { name: /^Write to/ }).fill('I am, one moment');
    await mari.keyboard.press('Enter');
    await page.waitForTimeout(3_000);
    await take(mari, 'chat-lost');
    await take(page, 'widget-lost');
    await form.getByLabel('Your e-mail address').fill('eva@lindqvist.example');
    await form.getByLabel('Your message').fill('Please call me.');
    await form.getByRole('button', { name: 'Send message' }).click();
    await expect(form.locator('.notice')).toBeVisible();
    await take(form, 'portal-lost');
  } finally {
    await server.start();
  }
  await expect(mari.locator('.banner')).toHaveCount(0, { timeout: 30_000 });
  for (const one of many) await one.ends();
});

test('the first start', async ({ visitor, expectErrors }) => {
  expectErrors(/401/, /422/, /404/);
  await withEmptyServer(async (address, code) => {
    const page = await visitor();
    await page.goto(`${address}/console`);
    await expect(page.getByRole('heading', { name: 'Set up Frontdesk' })).toBeVisible();
    await take(page, 'setup-1');
    await page.getByRole('button', { name: 'Next' }).click();
    await take(page, 'setup-errors');
    await page.getByLabel('Setup code').fill(code);
    await page.getByLabel('Your name').fill('Anna First');
    await page.getByLabel('Username').fill('anna');
    await page.getByLabel('E-mail', { exact: true }).fill('anna@first.example');
    await page.getByLabel('Password', { exact: true }).fill('long enough by far');
    await page.getByRole('button', { name: 'Next' }).click();
    await take(page, 'setup-2');
    await page.getByLabel('Company or brand').fill('First & Sons');
    await page.getByLabel('First department').fill('Support');
    await page.getByLabel("The department's e-mail").fill('support@first.example');
    await page.getByRole('button', { name: 'Next' }).click();
    await take(page, 'setup-3');
    await page.getByLabel(/^Website/).fill('https://www.first.example');
    await page.getByRole('button', { name: 'Set up' }).click();
    await expect(page.getByRole('heading', { name: 'Chats' }).first()).toBeVisible();
    await expect(page.locator('.skeleton')).toHaveCount(0);
    await take(page, 'empty-chats');
    for (const path of ['tickets', 'organizations', 'people', 'settings/company']) {
      await page.goto(`${address}/console/${path}`);
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
      await expect(page.locator('.skeleton')).toHaveCount(0);
      await take(page, `empty-${path.replace('settings/', '')}`);
    }
  });
});

test('companies with long names, and of fifty departments', async ({ visitor }) => {
  const long = (n: number) => (n % 2 ? `Donaudampfschifffahrtsgesellschaftskapitänsangelegenheiten ${n}` : `Customer Service for Journeys by Train, Night Train and Ferry ${n}`);
  for (const [name, size, called] of [
    ['company-long', { departments: 4, groups: 3, agents: 12 }, long],
    ['company-big', { departments: 50, groups: 3, agents: 500 }, (n: number) => `Department ${n}`],
  ] as const) {
    await withEmptyServer(async (address, code) => {
      const { administrator, agent, departments } = await makeCompany(address, code, size, called);
      await agent('Bartholomew Featherstonehaugh-Cholmondeley', [departments[0]?.groups[0] ?? '']);
      const page = await visitor();
      const body = { data: { login: administrator.login, password: administrator.password }, headers: { origin: address } };
      await page.request.post(`${address}/api/v1/session`, body);
      await page.goto(`${address}/console/settings/company`);
      await expect(page.locator('li.department').first()).toBeVisible();
      await expect(page.locator('.skeleton')).toHaveCount(0);
      await take(page, name);
      if (name === 'company-long') {
        await page.locator('li.group').first().getByRole('button').first().click();
        await expect(page.getByRole('table').first()).toBeVisible();
        await take(page, `${name}-open`, 1_400);
      }
    });
  }
});

test('accounts: an invitation, the second step, codes on paper, sessions', async ({ visitor, expectErrors }) => {
  expectErrors(/401/, /422/);
  const username = `looks${Date.now()}`;
  const name = 'Maximiliana Aurora-Josefine Wolfeschlegelsteinhausenbergerdorff-Donaudampfschifffahrt';
  const details = { username, email: `${username}.with.a.rather.long.address@farhorizon.example`, name, roles: ['agent'], active: true };
  const { id } = await as<{ id: string }>('administrator', 'POST', '/people', { kind: 'employee', details });
  const { link } = await as<{ link: string }>('administrator', 'POST', `/people/${id}/invitation`);
  const page = await visitor();
  await page.goto(`${addresses().console}/invitation${new URL(link).hash}`);
  await expect(page.getByLabel('Your name')).toBeVisible();
  await take(page, 'invitation');
  await page.getByLabel('Password', { exact: true }).fill('short');
  await page.getByRole('button', { name: 'Accept and sign in' }).click();
  await take(page, 'invitation-errors');
  await page.getByLabel('Password', { exact: true }).fill('long enough by far');
  await page.getByRole('button', { name: 'Accept and sign in' }).click();
  await expect(page.getByRole('heading', { name: 'Chats' }).first()).toBeVisible();
  await page.goto('/console/account');
  await expect(page.getByRole('heading', { name: 'Tokens for programs' })).toBeVisible();
  await take(page, 'own-account');
  await page.getByRole('button', { name: 'Set up…' }).click();
  await page.getByLabel('Your password').fill('long enough by far');
  await page.getByRole('button', { name: 'Begin' }).click();
  await expect(page.getByRole('img', { name: /authenticator app/ })).toBeVisible();
  await take(page, 'second-factor-picture');
  const app = new App(await page.getByLabel('Or type this into the app').inputValue());
  await page.getByLabel('Code', { exact: true }).fill(await app.code());
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Your recovery codes' })).toBeVisible();
  await take(page, 'recovery-codes');
  await page.goto('/console/reports/shifts');
  await expect(page.getByRole('heading', { name: 'No shifts on these days' })).toBeVisible();
  await take(page, 'empty-shifts');
  const other = await visitor();
  await other.goto('/console/sign-in');
  await other.getByLabel('Username or e-mail').fill(username);
  await other.getByLabel('Password', { exact: true }).fill('long enough by far');
  await other.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(other.getByRole('heading', { name: 'Second step' })).toBeVisible();
  await take(other, 'second-step');
  await other.getByRole('button', { name: 'Use a recovery code' }).click();
  await other.keyboard.type('not one of them');
  await other.keyboard.press('Enter');
  await expect(other.getByRole('alert')).toBeVisible();
  await take(other, 'second-step-errors');
});

test('the gallery', async ({ visitor, expectErrors }) => {
  expectErrors(/401/);
  const page = await visitor();
  await page.goto('/console/gallery');
  await expect(page.locator('.gallery')).toBeVisible();
  await take(page, 'gallery', 9_000);
});

test('the picture of the README', async ({ signedIn }) => {
  await onlyAvailable('mari');
  const page = await signedIn('mari', { deviceScaleFactor: 1 });
  await available(page);
  const hanna = await conversation(page);
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
  await page.locator('body').click({ position: { x: 700, y: 12 } });
  await expect(page.locator('.skeleton')).toHaveCount(0);
  await page.screenshot({ path: join(folder ?? '', 'console.png') });
  await hanna.ends();
});
