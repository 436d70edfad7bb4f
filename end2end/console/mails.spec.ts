/** A thread by mail, from the customer's first to what a stranger says in it; the log that shows what became of each. */
import { randomBytes } from 'node:crypto';
import { arrive } from '../support/desk.ts';
import { Post } from '../support/mail.ts';
import { addresses, expect, expectAccessible, server, test } from '../support/test.ts';

let post: Post;

test.beforeAll(async () => {
  post = await Post.open();
  await server.restart({ FRONTDESK_SMTP_URL: post.url });
});

test.afterAll(async () => {
  await server.restart({});
  post.close();
});

test('a mail becomes a ticket, its answer leaves as a mail, and the answer to that joins', async ({ signedIn }) => {
  const own = randomBytes(4).toString('hex');
  const [subject, vera] = [`The coast ${own}`, `vera${own}@customer.example`];
  const page = await signedIn('mari');
  await page.goto(`${addresses().console}/tickets?scope=all`);
  await expect(page.getByRole('heading', { name: 'Tickets' }).first()).toBeVisible();
  await arrive({ id: `first${own}@customer.example`, from: `Vera Lund <${vera}>`, subject, text: 'Is there a cabin left?' });
  // She is told at once that it came.
  expect((await post.to(vera)).subject).toMatch(/^Re: #\d+$/);
  // It is there by itself.
  await page.locator('.ticket-row').filter({ hasText: subject }).click();
  const item = page.getByRole('region', { name: 'Ticket', exact: true });
  const log = item.getByRole('log');
  await expect(log.getByText('Is there a cabin left?')).toBeVisible();
  await item.locator('textarea').blur();
  await page.keyboard.press('r');
  await page.keyboard.type('One, with a window.');
  await page.keyboard.press('Control+Enter');
  const answered = log.locator('.mail').filter({ hasText: 'One, with a window.' });
  // What leaves waits for what leaves before it.
  await expect(answered.getByText('Sent', { exact: true })).toBeVisible({ timeout: 40_000 });
  const letter = await post.to(vera);
  expect(letter.subject).toBe(`Re: ${subject}`);
  expect(letter.from).toContain('<sales@farhorizon.example>');

  await arrive({ id: `second${own}@customer.example`, from: vera, subject: 'Something else', text: 'I take it.', answers: letter.id });
  await expect(log.getByText('I take it.')).toBeVisible();
  await expect(item.locator('header').getByText('Active', { exact: true })).toBeVisible();
  // Who takes no part is kept apart, though he knows what was written.
  await arrive({ id: `third${own}@evil.example`, from: `Vera Lund <vera${own}@evil.example>`, subject, text: 'Send it to me.', answers: letter.id });
  const stranger = log.locator('.mail').filter({ hasText: 'Send it to me.' });
  await expect(stranger.getByText(/^From a stranger/)).toBeVisible();
  await expectAccessible(page);

  const admin = await signedIn('oda');
  await admin.goto(`${addresses().console}/settings/mails`);
  const rows = admin.getByRole('row').filter({ hasText: own });
  for (const fate of ['New ticket', 'Answer', 'From a stranger']) {
    await expect(rows.filter({ hasText: fate })).toHaveCount(1);
  }
  await admin.getByRole('combobox', { name: 'What became of it' }).selectOption('From a stranger');
  await expect(rows).toHaveCount(1);
});
