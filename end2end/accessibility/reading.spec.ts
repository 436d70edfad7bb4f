/** What a screen reader is told, and a chat by a visitor who has no mouse. */
import { available, log, row, write } from '../support/console.ts';
import { onlyAvailable } from '../support/desk.ts';
import { addresses, expect, test } from '../support/test.ts';
import { Widget } from '../support/widget.ts';

test.beforeEach(async () => {
  await onlyAvailable('mari');
});

test('a whole chat by keyboard alone, in the widget', async ({ visitor, signedIn }) => {
  const mari = await signedIn('mari');
  await available(mari);
  const page = await visitor();
  await page.goto(addresses().site);
  const widget = new Widget(page);
  await expect(widget.bubble).toBeVisible();
  for (let steps = 0; steps < 30 && !(await widget.bubble.evaluate((one) => one.matches(':focus'))); steps++) {
    await page.keyboard.press('Tab');
  }
  await page.keyboard.press('Enter');
  await expect(widget.panel.getByLabel('Your message')).toBeFocused();
  await page.keyboard.type('No mouse here.');
  await page.keyboard.press('Tab');
  await page.keyboard.type('Tabea');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await expect(widget.panel.getByLabel('How did you hear about us?')).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(widget.panel.getByRole('button', { name: 'Start chat' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(widget.composer).toBeFocused();
  await row(mari, 'My chats', 'Tabea').click();
  await write(mari, 'None needed.');
  await expect(widget.log.getByText('None needed.')).toBeVisible();
  await page.keyboard.type('So I see.');
  await page.keyboard.press('Enter');
  await expect(log(mari).getByText('So I see.')).toBeVisible();

  await expect(widget.panel.getByRole('log')).toMatchAriaSnapshot({ name: 'widget-conversation.aria.yml' });
  await expect(log(mari)).toMatchAriaSnapshot({ name: 'console-conversation.aria.yml' });

  // Escape closes and puts the focus back; Enter opens again, and the line to write in is there.
  await page.keyboard.press('Escape');
  await expect(widget.composer).toBeHidden();
  await expect(widget.bubble).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(widget.composer).toBeFocused();
  await page.keyboard.press('Shift+Tab');
  const end = widget.panel.getByRole('button', { name: 'End chat' }).first();
  for (let steps = 0; steps < 8 && !(await end.evaluate((one) => one.matches(':focus'))); steps++) {
    await page.keyboard.press('Shift+Tab');
  }
  await page.keyboard.press('Enter');
  await expect(widget.panel.getByRole('button', { name: 'Go on' })).toBeFocused();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(widget.panel.getByRole('heading', { name: 'The chat has ended' })).toBeVisible();
});

test('what the portal and the widget read like', async ({ visitor, signedIn }) => {
  await available(await signedIn('mari'));
  const page = await visitor();
  await page.goto('/');
  await expect(page.getByText('Online now')).toBeVisible();
  await expect(page.locator('body')).toMatchAriaSnapshot({ name: 'portal-home.aria.yml' });
  const site = await visitor();
  const widget = await Widget.open(site);
  await expect(widget.panel.getByRole('heading', { name: 'Somebody is here to chat' })).toBeVisible();
  await expect(widget.panel.locator('body')).toMatchAriaSnapshot({ name: 'widget-home.aria.yml' });
});
