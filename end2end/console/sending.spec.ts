/** What an agent writes is never lost, never doubled, never in another order, and never in front of other eyes. */
import type { Page } from '@playwright/test';
import { available, log, row, said, write } from '../support/console.ts';
import { Visitor, as, department, onlyAvailable } from '../support/desk.ts';
import { addresses, expect, server, test } from '../support/test.ts';

const visitors: Visitor[] = [];
test.afterEach(async () => {
  // Also when the test failed: those after it count on agents who have room.
  for (const visitor of visitors.splice(0)) await visitor.ends();
});

/** A chat that Mari has open. */
async function chatting(page: Page, name: string, text: string): Promise<Visitor> {
  await onlyAvailable('mari');
  await available(page);
  const visitor = await Visitor.of(name);
  visitors.push(visitor);
  await visitor.asks((await department('Sales')).id, text);
  await row(page, 'My chats', name).click();
  await expect(log(page).getByText(text)).toBeVisible();
  return visitor;
}

/** Where messages to visitors are sent. */
const MESSAGES = /\/api\/v1\/chats\/[^/]+\/messages$/;
const COMMENTS = /\/api\/v1\/chats\/[^/]+\/comments$/;

const problem = (status: number, title: string) => ({
  status,
  contentType: 'application/problem+json',
  body: JSON.stringify({ status, code: 'of_the_test', title }),
});

/** Types and sends, without waiting for the server. */
async function type(page: Page, text: string): Promise<void> {
  await page.getByRole('textbox', { name: /^Write to/ }).fill(text);
  await page.keyboard.press('Enter');
  await expect(log(page).getByText(text)).toBeVisible();
}

test('a reload during a slow send keeps the message, and sends it once', async ({ signedIn }) => {
  const page = await signedIn('mari');
  const visitor = await chatting(page, 'Runa Reload', 'Is there a ferry on Sunday?');
  // The first one is never answered, as on a bad line.
  let asked = 0;
  await page.route(MESSAGES, async (route) => {
    asked += 1;
    if (asked > 1) await route.continue();
  });
  await type(page, 'There is, at noon.');
  await expect.poll(() => asked).toBe(1);
  expect(await visitor.reads()).toEqual(['Is there a ferry on Sunday?']);
  await page.reload();
  await expect(log(page).getByText('There is, at noon.')).toBeVisible();
  await expect(log(page).locator('[data-state=pending], [data-state=failed]')).toHaveCount(0);
  await expect.poll(() => visitor.reads()).toEqual(['Is there a ferry on Sunday?', 'There is, at noon.']);
  // It is forgotten where it was kept: another reload sends nothing.
  await page.reload();
  await expect(log(page).getByText('There is, at noon.')).toBeVisible();
  expect(asked).toBe(2);
  expect(await visitor.reads()).toEqual(['Is there a ferry on Sunday?', 'There is, at noon.']);
});

test('a message whose answer was lost is there once after the reload', async ({ signedIn }) => {
  const page = await signedIn('mari');
  let deaf = false;
  await page.routeWebSocket(/\/api\/v1\/live$/, (socket) => {
    const line = socket.connectToServer();
    line.onMessage((message) => {
      if (!deaf) socket.send(message);
    });
  });
  const visitor = await chatting(page, 'Stine Stored', 'Do you speak Danish?');
  const ids: string[] = [];
  // It reaches the server; neither the answer nor the push reaches the page.
  await page.route(MESSAGES, async (route) => {
    ids.push((route.request().postDataJSON() as { client_id: string }).client_id);
    if (ids.length > 1) return route.continue();
    deaf = true;
    await route.fetch();
  });
  await type(page, 'A little.');
  await expect.poll(() => visitor.reads()).toEqual(['Do you speak Danish?', 'A little.']);
  await expect(log(page).locator('[data-state=pending]')).toHaveCount(1);
  deaf = false;
  await page.reload();
  await expect.poll(() => said(log(page))).toEqual(['Do you speak Danish?', 'A little.']);
  await expect(log(page).locator('[data-state=pending], [data-state=failed]')).toHaveCount(0);
  expect(new Set(ids).size).toBe(1);
  expect(await visitor.reads()).toEqual(['Do you speak Danish?', 'A little.']);
});

test('two quick messages stay in order, though the first one is slow', async ({ signedIn }) => {
  const page = await signedIn('mari');
  const visitor = await chatting(page, 'Otto Order', 'Which way?');
  const asked: string[] = [];
  let goOn = () => {};
  const slow = new Promise<void>((resolve) => (goOn = resolve));
  await page.route(MESSAGES, async (route) => {
    asked.push((route.request().postDataJSON() as { text: string }).text);
    if (asked.length === 1) await slow;
    await route.continue();
  });
  await type(page, 'First left,');
  await type(page, 'then right.');
  // A comment takes another road: it does not wait.
  await page.getByRole('textbox', { name: /^Write to/ }).press('Escape');
  await page.keyboard.press('n');
  await page.keyboard.type('Lost again.');
  await page.keyboard.press('Enter');
  const stored = log(page).getByRole('article', { name: /^Internal comment/ }).filter({ hasText: 'only colleagues' });
  await expect(stored).toContainText('Lost again.');
  expect(asked).toEqual(['First left,']);
  goOn();
  const whole = ['Which way?', 'First left,', 'then right.'];
  await expect.poll(() => visitor.reads()).toEqual(whole);
  expect(asked).toEqual(['First left,', 'then right.']);
  await expect.poll(() => said(log(page))).toEqual(whole);
});

test('a refused comment comes back into the comment field, and a refused reply into the reply field', async ({ signedIn, expectErrors }) => {
  expectErrors(/status of 422/);
  const page = await signedIn('mari');
  const visitor = await chatting(page, 'Bente Back', 'May I come back?');
  for (const what of [COMMENTS, MESSAGES]) await page.route(what, (route) => route.fulfill(problem(422, 'The office says no.')));
  const reply = page.getByRole('textbox', { name: /^Write to/ });
  await reply.fill('Any time you like.');
  await reply.press('Enter');
  await expect(page.getByText(/Your text was not sent. It is kept below. The office says no./)).toBeVisible();
  await expect(reply).toHaveValue('Any time you like.');
  await reply.press('Escape');
  await page.keyboard.press('n');
  const comment = page.getByRole('textbox', { name: 'Internal comment' });
  await expect(comment).toHaveValue('');
  await comment.fill('Be careful with this one.');
  await comment.press('Enter');
  await expect(page.getByText(/Your comment was not added/)).toBeVisible();
  await expect(comment).toHaveValue('Be careful with this one.');
  await comment.press('Escape');
  await page.keyboard.press('r');
  await expect(reply).toHaveValue('Any time you like.');
  expect(await visitor.reads()).toEqual(['May I come back?']);
});

test('what is refused while one looks at another chat is said, with the way to it', async ({ signedIn, expectErrors }) => {
  expectErrors(/status of 422/);
  const page = await signedIn('mari');
  await chatting(page, 'Nora Next', 'And me?');
  const visitor = await chatting(page, 'Even Elsewhere', 'Are you there?');
  let refuse = () => {};
  const refused = new Promise<void>((resolve) => (refuse = resolve));
  await page.route(MESSAGES, async (route) => {
    await refused;
    await route.fulfill(problem(422, 'The office says no.'));
  });
  await type(page, 'Here I am.');
  // By the tabs, and by keys alone: they stay while the conversations change.
  await page.getByRole('tab', { name: 'Even Elsewhere' }).focus();
  await page.keyboard.press('ArrowLeft');
  await expect(page.getByRole('tab', { name: 'Even Elsewhere' })).toHaveAttribute('aria-selected', 'false');
  await expect(page.locator('[role=tab]:focus')).toHaveAttribute('aria-selected', 'true');
  await expect(page.getByRole('heading', { name: 'Even Elsewhere' })).toHaveCount(0);
  refuse();
  await expect(page.getByText('Your text for Even Elsewhere was not sent.')).toBeVisible();
  await page.getByRole('button', { name: 'Open', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'Even Elsewhere' })).toBeVisible();
  await expect(page.getByRole('textbox', { name: 'Write to Even Elsewhere' })).toHaveValue('Here I am.');
  expect(await visitor.reads()).toEqual(['Are you there?']);
});

test('lists catch up after the server was away', async ({ signedIn, expectErrors }) => {
  // What is loaded ahead may not come.
  expectErrors(/Failed to fetch/);
  const page = await signedIn('mari');
  await page.goto(`${addresses().console}/organizations`);
  await expect(page.getByRole('link', { name: 'Northwind Labs' })).toBeVisible();
  const stands = page.locator('button.presence');
  await expect(stands).not.toContainText('Not connected');
  await server.stop();
  await expect(stands).toContainText('Not connected', { timeout: 20_000 });
  await server.start();
  // Made before the page is back.
  await as('administrator', 'POST', '/organizations', { name: 'Aardvark Ferries' });
  await expect(page.getByRole('link', { name: 'Aardvark Ferries' })).toBeVisible({ timeout: 30_000 });
  await expect(stands).not.toContainText('Not connected');
});

test('a catch-up that fails once is tried again', async ({ signedIn, expectErrors }) => {
  expectErrors(/status of 503/);
  const page = await signedIn('mari');
  await available(page);
  const visitor = await Visitor.of('Pernille Patient');
  visitors.push(visitor);
  let failed = 0;
  await page.route(/\/api\/v1\/chats\/open$/, async (route) => {
    failed += 1;
    if (failed <= 2) return route.fulfill(problem(503, 'Busy.'));
    return route.continue();
  });
  await visitor.asks((await department('Sales')).id, 'Still waiting?');
  await page.reload();
  await expect(page.getByRole('region', { name: 'Chats', exact: true }).getByRole('button', { name: 'Try again' })).toBeVisible();
  await expect(row(page, 'My chats', 'Pernille Patient')).toBeVisible({ timeout: 20_000 });
  expect(failed).toBeGreaterThan(2);
  await row(page, 'My chats', 'Pernille Patient').click();
  await write(page, 'Not any more.');
});
