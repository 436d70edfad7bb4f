/**
 * Nothing a visitor typed, said or began is lost: where the browser gives the frame no storage, in two tabs, when the
 * chat ends over it, when answers come late, and when the connection fails.
 */
import { createHmac } from 'node:crypto';
import type { Page } from '@playwright/test';
import { available, write } from '../support/console.ts';
import { as, asVisitor, change, endChatsSince, onlyAvailable, openChats, say } from '../support/desk.ts';
import { addresses, expect, test } from '../support/test.ts';
import { Widget } from '../support/widget.ts';

let before: Map<string, number>;
test.beforeAll(async () => {
  before = await openChats('mari');
});
test.afterAll(async () => {
  await endChatsSince('mari', before);
});

test.beforeEach(async ({ signedIn }) => {
  await change('Sales', { gone_grace_seconds: 60 });
  await onlyAvailable('mari');
  await available(await signedIn('mari'));
});

/** Begins a chat and tells its id. */
async function begin(widget: Widget, name: string, text: string): Promise<string> {
  const begun = widget.page.waitForResponse((answer) => answer.url().endsWith('/api/v1/widget/chats') && answer.ok());
  await widget.startChat(name, text);
  return ((await (await begun).json()) as { id: string }).id;
}

const frontdesk = (page: Page, act: string, token?: string) =>
  page.evaluate(([act, token]) => (window as unknown as { Frontdesk: (...said: unknown[]) => void }).Frontdesk(act, token), [act, token]);

const frame = (page: Page) => {
  const found = page.frames().find((one) => one.url().startsWith(`${addresses().help}/widget`));
  if (!found) throw new Error('there is no panel');
  return found;
};

test.describe('where the browser gives the frame no storage', () => {
  /** A page whose frames of ours are denied what the page itself has. */
  async function denied(visitor: () => Promise<Page>): Promise<Page> {
    const page = await visitor();
    await page.addInitScript((help) => {
      if (location.origin !== help) return;
      for (const storage of ['localStorage', 'sessionStorage']) {
        Object.defineProperty(window, storage, {
          get() {
            throw new DOMException('Access is denied for this document.', 'SecurityError');
          },
        });
      }
    }, addresses().help);
    return page;
  }

  test('the page around it remembers', async ({ visitor }) => {
    const page = await denied(visitor);
    const widget = await Widget.open(page);
    await begin(widget, 'Dina Denied', 'Does anybody remember me?');
    expect(await frame(page).evaluate(() => { try { return typeof localStorage; } catch (denied) { return String(denied); } })).toContain('denied');
    await widget.say('I have no storage at all.');
    await expect(widget.log.locator('[data-state=sent]')).toHaveCount(1);
    await widget.composer.fill('And half a sent');
    await page.reload();
    await expect(widget.log.getByText('I have no storage at all.')).toBeVisible();
    await expect(widget.composer).toHaveValue('And half a sent');
    // What waits to be sent outlives the page, too.
    await page.route('**/widget/chats/*/messages', (route) => route.abort());
    await widget.say('This one waits.');
    await expect(widget.log.getByText('Not sent yet')).toBeVisible();
    await page.unroute('**/widget/chats/*/messages');
    await page.goto(`${addresses().site}/lisbon.html`);
    await expect(widget.log.locator('[data-state=sent]').getByText('This one waits.')).toBeVisible();
  });

  test('a page that takes its time is waited for', async ({ visitor }) => {
    const page = await denied(visitor);
    const widget = await Widget.open(page);
    await begin(widget, 'Sloane Slow', 'My site is a busy one.');
    // From now on the loader is asked, and answers, two seconds late.
    await page.addInitScript((site) => {
      if (location.origin !== site) return;
      addEventListener('message', (event) => {
        const { data, origin, source, isTrusted } = event;
        if (!isTrusted || data?.type !== 'recall') return;
        event.stopImmediatePropagation();
        setTimeout(() => dispatchEvent(new MessageEvent('message', { data, origin, source })), 2_000);
      }, true);
    }, addresses().site);
    await page.reload();
    await expect(widget.log.getByText('My site is a busy one.')).toBeVisible();
  });

  test('a site that forgets the visitor before anybody looked is obeyed', async ({ visitor, expectErrors }) => {
    expectErrors(/401/);
    const page = await denied(visitor);
    const widget = await Widget.open(page);
    await begin(widget, 'Gone Girl', 'Forget me soon.');
    await widget.composer.fill('What I typed');
    const kept = () => page.evaluate(() => sessionStorage.getItem('frontdesk:far-horizon-travel:kept') ?? '{}');
    await expect.poll(kept).toContain('What I typed');
    const { token } = JSON.parse(await kept()) as { token: string };
    expect((await asVisitor(token, 'GET', '/session')).status).toBe(200);
    await page.addInitScript(() => {
      const early = Object.assign((...said: unknown[]) => void early.q.push(said), { q: [] as unknown[][] });
      if (window === top) Object.assign(window, { Frontdesk: early });
      early('reset');
    });
    await page.reload();
    await expect(widget.panel.getByLabel('Your message')).toHaveValue('');
    await expect.poll(async () => (await asVisitor(token, 'GET', '/session')).status).toBe(401);
    await expect.poll(kept).not.toContain('What I typed');
  });
});

test('two tabs are one visitor, also after the site forgot who it was', async ({ regular }) => {
  const page = await regular();
  const [one, two] = [await Widget.open(page), await Widget.open(await page.context().newPage())];
  // What is typed in one stands in the other until somebody types there.
  await one.panel.getByLabel('Your message').fill('Typed in the first tab');
  await expect(two.panel.getByLabel('Your message')).toHaveValue('Typed in the first tab');
  for (const round of ['first', 'second']) {
    await begin(one, 'Tabea Twotabs', `Hello for the ${round} time`);
    await expect(two.log.getByText(`Hello for the ${round} time`)).toBeVisible();
    await frontdesk(one.page, 'reset');
    for (const widget of [one, two]) await expect(widget.panel.getByLabel('Your message')).toHaveValue('');
  }
  await two.page.reload();
  await begin(two, 'Tabea Twotabs', 'Hello from the other side');
  await expect(one.log.getByText('Hello from the other side')).toBeVisible();
});

test('what the end of a chat came over is there for the next one', async ({ regular }) => {
  const page = await regular();
  const widget = await Widget.open(page);
  const chat = await begin(widget, 'Endre Ended', 'A short question.');
  await page.route('**/widget/chats/*/messages', (route) => route.abort());
  await widget.say('This was on its way.');
  await expect(widget.log.getByText(/^(Sending|Not sent yet)$/)).toBeVisible();
  await widget.composer.fill('This was being typed.');
  const { epoch } = await as<{ epoch: number }>('mari', 'GET', `/chats/${chat}`);
  await as('mari', 'POST', `/chats/${chat}/end`, { epoch });
  const heading = widget.panel.getByRole('heading', { name: 'The chat has ended' });
  await expect(heading).toBeFocused();
  await expect(widget.panel.getByText('What you wrote last was not sent.')).toBeVisible();
  await expect(widget.log.getByText('Not sent', { exact: true })).toBeVisible();
  await expect(widget.log.getByRole('button', { name: 'Try again' })).toHaveCount(0);
  await widget.panel.getByRole('button', { name: 'New chat' }).click();
  await expect(widget.panel.getByLabel('Your message')).toHaveValue('This was on its way.\nThis was being typed.');
  await page.reload();
  await expect(widget.panel.getByLabel('Your message')).toHaveValue('This was on its way.\nThis was being typed.');
});

test('the focus is never nowhere, and Escape closes from everywhere', async ({ regular }) => {
  const page = await regular();
  const widget = await Widget.open(page);
  await begin(widget, 'Kay Keyboard', 'Only keys here.');
  const end = widget.panel.getByRole('button', { name: 'End chat' }).first();
  const goOn = widget.panel.getByRole('button', { name: 'Go on' });
  for (const back of [() => goOn.press('Enter'), () => goOn.press('Escape')]) {
    await end.press('Enter');
    await expect(goOn).toBeFocused();
    await back();
    await expect(end).toBeFocused();
  }
  await end.press('Enter');
  await widget.panel.getByRole('alertdialog').getByRole('button', { name: 'End chat' }).press('Enter');
  await expect(widget.panel.getByRole('heading', { name: 'The chat has ended' })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(widget.bubble).toHaveAttribute('aria-expanded', 'false');
});

test('an answer that was asked for before the chat began does not end it', async ({ regular }) => {
  const page = await regular();
  const widget = await Widget.open(page);
  await expect(widget.panel.getByLabel('Your message')).toBeVisible();
  let asked = 0;
  let open = () => {};
  const gate = new Promise<void>((opened) => (open = opened));
  await page.route('**/api/v1/widget/session', async (route) => {
    const response = await route.fetch();
    asked += 1;
    await gate;
    await route.fulfill({ response });
  });
  await frame(page).evaluate(() => dispatchEvent(new Event('online')));
  await expect.poll(() => asked).toBeGreaterThan(0);
  await begin(widget, 'Vera Version', 'Is this still so?');
  const late = page.waitForResponse((answer) => answer.url().endsWith('/widget/session'));
  open();
  await late;
  await widget.say('It is.');
  await expect(widget.log.locator('[data-state=sent]').getByText('It is.')).toBeVisible();
});

test('a conversation that is fetched again is no news; one that cannot be fetched is tried again', async ({ regular, signedIn }) => {
  const page = await regular();
  const widget = await Widget.open(page);
  await begin(widget, 'Lou Log', 'Read me once.');
  await expect(widget.log).toHaveAttribute('aria-live', 'polite');
  let asked = 0;
  await page.route('**/widget/chats/*/log*', (route) => (++asked > 2 ? route.continue() : route.abort()));
  await page.reload();
  await expect.poll(() => asked).toBeGreaterThan(0);
  await expect(widget.log).toHaveAttribute('aria-live', 'off');
  await expect(widget.log.getByText('Read me once.')).toBeVisible();
  await expect(widget.log).toHaveAttribute('aria-live', 'polite');
  const mari = await signedIn('mari');
  await mari.goto(`${addresses().console}/chats`);
  await mari.getByRole('link').filter({ hasText: 'Lou Log' }).first().click();
  await write(mari, 'This is news.');
  await expect(widget.log.getByText('This is news.')).toBeVisible();
});

test('a chat whose beginning nobody was told of is there after a reload, and its form is empty', async ({ regular }) => {
  const page = await regular();
  const widget = await Widget.open(page);
  let begun = 0;
  await page.route('**/api/v1/widget/chats', async (route) => {
    await route.fetch();
    begun += 1;
    await route.abort();
  });
  await widget.panel.getByLabel('Your message').fill('Did this begin?');
  await widget.panel.getByRole('button', { name: 'Start chat' }).click();
  await expect.poll(() => begun).toBe(1);
  await page.reload();
  await expect(widget.log.getByText('Did this begin?')).toBeVisible();
  await widget.panel.getByRole('button', { name: 'End chat' }).first().click();
  await widget.panel.getByRole('alertdialog').getByRole('button', { name: 'End chat' }).click();
  await widget.panel.getByRole('button', { name: 'New chat' }).click();
  await expect(widget.panel.getByLabel('Your message')).toHaveValue('');
});

test('a message whose receipt was lost is left once, also after a reload', async ({ regular, signedIn }) => {
  await say('mari', 'away');
  const page = await regular();
  const widget = await Widget.open(page, '/contact.html');
  const leave = widget.panel.getByRole('button', { name: 'Leave message' });
  await expect(leave).toBeVisible();
  await expect(widget.panel.getByLabel(/^Your e-mail/)).toHaveAccessibleName('Your e-mail');
  await page.route('**/api/v1/widget/messages', async (route) => {
    await route.fetch();
    await route.abort();
  });
  await widget.panel.getByLabel('Your message').fill('Left once, by the harbour.');
  await widget.panel.getByLabel(/^Your e-mail/).fill('once@visitor.example');
  await leave.click();
  // Three tries, one and three seconds apart.
  await expect(widget.panel.locator('.notice[data-tone=bad]')).toBeVisible({ timeout: 20_000 });
  await page.unroute('**/api/v1/widget/messages');
  await page.reload();
  await expect(widget.panel.getByLabel('Your message')).toHaveValue('Left once, by the harbour.');
  await leave.click();
  await expect(widget.panel.getByRole('heading', { name: 'Your message has arrived' })).toBeVisible();
  const mari = await signedIn('mari');
  await mari.goto(`${addresses().console}/tickets?scope=all`);
  await expect(mari.getByRole('link').filter({ hasText: 'Left once, by the harbour.' })).toHaveCount(1);
});

test('what the site vouches for outlives a broken connection', async ({ regular, expectErrors }) => {
  expectErrors(/422/);
  const page = await regular();
  const widget = await Widget.open(page);
  await expect(widget.panel.getByLabel('Your message')).toBeVisible();
  let tried = 0;
  await page.route('**/widget/session/identity', (route) => (++tried > 1 ? route.continue() : route.abort()));
  await page.evaluate(() => {
    const desk = window as unknown as { Frontdesk: (...said: unknown[]) => void; told: number };
    desk.told = 0;
    desk.Frontdesk('on', 'identify-failed', () => (desk.told += 1));
  });
  await frontdesk(page, 'identify', 'no.real.token');
  // The server looked at it, and refused it: that is final.
  await expect.poll(() => page.evaluate(() => (window as unknown as { told: number }).told)).toBe(1);
  expect(tried).toBe(2);
});

/** Who the site says somebody is, for ten minutes. */
function vouched(sub: string, secret: string): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const body = `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ sub, exp: Math.floor(Date.now() / 1000) + 600 })}`;
  return `${body}.${createHmac('sha256', secret).update(body).digest('base64url')}`;
}

test('whoever comes after somebody else finds none of their words', async ({ regular }) => {
  const [brand] = (await as<{ items: { id: string }[] }>('administrator', 'GET', '/brands')).items;
  const { secret } = await as<{ secret: string }>('administrator', 'POST', `/brands/${brand?.id}/identity-secret`);
  const page = await regular();
  const widget = await Widget.open(page);
  const message = widget.panel.getByLabel('Your message');
  const identified = async (sub: string) => {
    const answered = page.waitForResponse((answer) => answer.url().endsWith('/widget/session/identity') && answer.ok());
    await frontdesk(page, 'identify', vouched(sub, secret));
    await answered;
  };
  await message.fill('Typed before anybody was known.');
  await identified('ann');
  await expect(message).toHaveValue('Typed before anybody was known.');
  await message.fill('For nobody but Ann.');
  await identified('bob');
  await expect(message).toHaveValue('');
  await page.reload();
  await expect(message).toHaveValue('');
});
