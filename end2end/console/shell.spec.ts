/** The frame of the console: rail, palette, presence, keys; and a whole chat without a mouse. */
import { available, log, row, said } from '../support/console.ts';
import { Visitor, department, onlyAvailable, say } from '../support/desk.ts';
import { addresses, expect, test } from '../support/test.ts';

test('a whole chat by keyboard alone', async ({ signedIn }) => {
  await onlyAvailable('mari');
  const page = await signedIn('mari');
  await available(page);
  const sales = await department('Sales');
  const kari = await Visitor.of('Kari Keyboard', 'kari@keys.example');
  const ole = await Visitor.of('Ole Other', 'ole@keys.example');
  await kari.asks(sales.id, 'Can I bring my skis?');
  await expect(row(page, 'My chats', 'Kari Keyboard')).toBeVisible();
  await ole.asks(sales.id, 'Do you have a map?');
  await expect(row(page, 'My chats', 'Ole Other')).toBeVisible();

  // To the one that is wanted, wherever it stands, and back and forth.
  const focused = page.locator('.thread-row:focus');
  await page.keyboard.press('j');
  await expect(focused).toHaveCount(1);
  for (let steps = 0; steps < 20 && !(await focused.innerText()).includes('Kari Keyboard'); steps++) await page.keyboard.press('j');
  await page.keyboard.press('k');
  await page.keyboard.press('j');
  for (let steps = 0; steps < 20 && !(await focused.innerText()).includes('Kari Keyboard'); steps++) await page.keyboard.press('k');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Kari Keyboard' })).toBeVisible();
  await expect(log(page).getByText('Can I bring my skis?')).toBeVisible();

  await page.keyboard.press('r');
  await expect(page.getByRole('textbox', { name: 'Write to Kari Keyboard' })).toBeFocused();
  await page.keyboard.type('Of course, they travel free.');
  await page.keyboard.press('Control+Enter');
  await expect(log(page).locator('.bubble[data-side=end]').getByText('Of course, they travel free.')).toBeVisible();
  await page.keyboard.press('Escape');
  await page.keyboard.press('n');
  await expect(page.getByRole('textbox', { name: 'Internal comment' })).toBeFocused();
  await page.keyboard.type('A regular: two pairs.');
  await page.keyboard.press('Enter');
  await expect(log(page).getByRole('article', { name: 'Internal comment by You' })).toContainText('A regular: two pairs.');
  await page.keyboard.press('Escape');
  // Nothing internal travels.
  expect(await kari.reads()).toEqual(['Can I bring my skis?', 'Of course, they travel free.']);
  expect(await said(log(page))).toEqual(['Can I bring my skis?', 'Of course, they travel free.']);
  await page.keyboard.press('e');
  await expect(page.getByText('The chat has ended.').first()).toBeVisible();
  await expect(row(page, 'My chats', 'Kari Keyboard')).toHaveCount(0);
  await ole.ends();
});

test('the palette finds and does, and keys are listed', async ({ signedIn }) => {
  await say('mari', 'available');
  const page = await signedIn('mari');
  await available(page);
  await page.keyboard.press('Control+k');
  const palette = page.getByRole('dialog');
  await expect(palette).toBeVisible();
  await page.keyboard.type('say away');
  await page.keyboard.press('Enter');
  await expect(page.locator('button.presence')).toContainText('Away');
  await page.keyboard.press('Control+k');
  await page.keyboard.type('Northwind');
  await expect(palette.getByText('Northwind Labs').first()).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(palette).toHaveCount(0);
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog', { name: 'Keys' })).toContainText('Search or do anything');
  await page.keyboard.press('Escape');
  await say('mari', 'available');
});

test('the presence control says what comes, and what pressing changes', async ({ signedIn }) => {
  await say('mari', 'available');
  const page = await signedIn('mari');
  await available(page);
  await page.locator('button.presence').click();
  const panel = page.getByRole('dialog', { name: 'What comes to you' }).or(page.locator('#presence, [popover]:popover-open'));
  await expect(panel.first().getByText(/You receive chats in Sales/)).toBeVisible();
  await panel.first().getByText('Away', { exact: true }).click();
  await expect(page.locator('button.presence')).toContainText('Away');
  await expect(panel.first().getByText('No new chats come to you. Tickets still do.')).toBeVisible();
  await panel.first().getByText('Available', { exact: true }).click();
  await expect(page.locator('button.presence')).toContainText('Available');
});

test('the rail leads everywhere, on a small screen too', async ({ signedIn }) => {
  const page = await signedIn('administrator');
  for (const [name, heading] of [
    ['Organizations', 'Organizations'],
    ['People', 'People'],
    ['All tickets', 'All tickets'],
  ] as const) {
    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name }).click();
    await expect(page.getByRole('heading', { name: heading, level: 1 })).toBeVisible();
  }
  await page.setViewportSize({ width: 390, height: 800 });
  await page.goto(`${addresses().console}/organizations`);
  await page.getByRole('button', { name: 'Menu' }).click();
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Chats' }).first().click();
  await expect(page.getByRole('heading', { name: 'Chats' }).first()).toBeVisible();
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(wide).toBe(0);
});
