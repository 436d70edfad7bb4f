/** axe finds nothing on any page, light and dark. */
import { available, row } from '../support/console.ts';
import { Visitor, department, onlyAvailable } from '../support/desk.ts';
import { administratorPages, agentOverlays, agentPages, strangersPages } from '../support/pages.ts';
import { expect, expectAccessible, test, type Page } from '../support/test.ts';
import { Widget } from '../support/widget.ts';

test.beforeEach(async () => {
  await onlyAvailable('mari');
});

/** Nothing moves while it is looked at. */
async function inBoth(page: Page, what: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await test.step(`${what}, ${colorScheme}`, () => expectAccessible(page));
  }
}

test('pages of an agent', async ({ signedIn }) => {
  test.setTimeout(480_000);
  const page = await signedIn('mari');
  await available(page);
  const sales = await department('Sales');
  const visitor = await Visitor.of('Axel Axe', 'axel@northwind.example');
  await visitor.asks(sales.id, 'Is this readable?');
  await expect(row(page, 'My chats', 'Axel Axe')).toBeVisible();
  for (const place of [...agentPages('Axel Axe'), ...agentOverlays('Axel Axe')]) {
    await place.go(page);
    await inBoth(page, place.name);
  }
  await visitor.ends();
});

test('pages of an administrator', async ({ signedIn }) => {
  test.setTimeout(480_000);
  const page = await signedIn('administrator');
  for (const place of administratorPages) {
    await place.go(page);
    await inBoth(page, place.name);
  }
});

test('pages of strangers, and the widget', async ({ visitor, signedIn, expectErrors }) => {
  test.setTimeout(480_000);
  expectErrors(/401/, /404/, /422/);
  await available(await signedIn('mari'));
  for (const place of strangersPages) {
    const page = await visitor();
    await place.go(page);
    await inBoth(page, place.name);
  }
  const page = await visitor();
  const widget = await Widget.open(page);
  await widget.startChat('Axel Axe', 'And this?');
  await expect(widget.log.getByText('Mari joined the chat')).toBeVisible();
  await inBoth(page, 'widget-conversation');
  await widget.panel.getByRole('button', { name: 'End chat' }).click();
  await widget.panel.getByRole('alertdialog', { name: 'End this chat?' }).getByRole('button', { name: 'End chat' }).click();
  await expect(widget.panel.getByRole('heading', { name: 'The chat has ended' })).toBeVisible();
  await inBoth(page, 'widget-ended');
});
