/** What mails say is changed, seen before it is saved, and sent. */
import { randomBytes } from 'node:crypto';
import { arrive } from '../support/desk.ts';
import { Post } from '../support/mail.ts';
import { addresses, expect, server, test } from '../support/test.ts';

let post: Post;

test.beforeAll(async () => {
  post = await Post.open();
  await server.restart({ FRONTDESK_SMTP_URL: post.url });
});

test.afterAll(async () => {
  await server.restart({});
  post.close();
});

test('an administrator writes what customers are told when they write, and they read it', async ({ signedIn, expectErrors }) => {
  expectErrors(/422/);
  const page = await signedIn('oda');
  await page.goto(`${addresses().console}/settings/company`);
  await page.getByRole('main').getByRole('link', { name: 'Sales', exact: true }).first().click();
  await page.getByRole('link', { name: 'Mail templates…' }).click();
  const card = page.locator('section').filter({ has: page.getByRole('heading', { name: 'We have your message' }) });
  await expect(card.locator('.mail-preview')).toContainText('#1042');
  await card.getByRole('combobox').selectOption('Own words');
  await card.getByRole('textbox', { name: 'Subject' }).fill('Ticket {number}');
  await card.getByRole('textbox', { name: 'Text' }).fill('');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(card.getByText('This is missing.')).toBeVisible();
  await card.getByRole('textbox', { name: 'Text' }).fill('{department} answers within a day.');
  await expect(card.locator('.mail-preview')).toHaveText(/Ticket 1042\s*Sales answers within a day\./);
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Saved. Mails say this from now on.')).toBeVisible();

  const own = randomBytes(4).toString('hex');
  await arrive({ id: `t${own}@customer.example`, from: `nils${own}@customer.example`, subject: `Cars ${own}`, text: 'May I bring one?' });
  const letter = await post.to(`nils${own}@customer.example`);
  expect(letter.subject).toMatch(/^Ticket \d+$/);
  await page.goto(`${addresses().console}/tickets?scope=all`);
  await page.locator('.ticket-row').filter({ hasText: own }).click();
  const log = page.getByRole('region', { name: 'Ticket', exact: true }).getByRole('log');
  await expect(log.locator('.mail').filter({ hasText: 'within a day' })).toContainText('Sent');

  // As it was, for those who come after.
  await page.goBack();
  await page.goto(`${addresses().console}/settings/company`);
  await page.getByRole('main').getByRole('link', { name: 'Sales', exact: true }).first().click();
  await page.getByRole('link', { name: 'Mail templates…' }).click();
  await card.getByRole('combobox').selectOption('What the brand says');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Saved. Mails say this from now on.')).toBeVisible();
});
