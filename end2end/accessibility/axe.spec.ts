/** axe finds nothing on any page, light and dark. */
import { available, row } from '../support/console.ts';
import { Customer } from '../support/customer.ts';
import { Visitor, department, onlyAvailable } from '../support/desk.ts';
import { administratorPages, agentOverlays, agentPages, customerOfMuch, customerPages, strangersPages, type Place } from '../support/pages.ts';
import { expect, expectAccessible, test, type Page } from '../support/test.ts';
import { Widget } from '../support/widget.ts';

/** Pages are many, and axe looks at all of each. */
const LONG = 240_000;

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

/** Each of the places, as somebody sees it. */
async function all(page: Page, places: Place[]): Promise<void> {
  for (const place of places) {
    await place.go(page);
    await inBoth(page, place.name);
  }
}

for (const [what, places] of [
  ['pages of an agent', agentPages],
  ['what opens over the pages of an agent', agentOverlays],
] as const) {
  test(what, async ({ signedIn }) => {
    test.setTimeout(LONG);
    const page = await signedIn('mari');
    await available(page);
    const sales = await department('Sales');
    const visitor = await Visitor.of('Axel Axe', 'axel@northwind.example');
    await visitor.asks(sales.id, 'Is this readable?');
    await expect(row(page, 'My chats', 'Axel Axe')).toBeVisible();
    await all(page, places('Axel Axe'));
    await visitor.ends();
  });
}

for (const [what, places] of Object.entries(administratorPages)) {
  test(`pages of an administrator: ${what}`, async ({ signedIn }) => {
    test.setTimeout(LONG);
    await all(await signedIn('administrator'), places);
  });
}

test('pages of strangers', async ({ visitor, signedIn, expectErrors }) => {
  test.setTimeout(LONG);
  expectErrors(/401/, /404/, /410/, /422/);
  await available(await signedIn('mari'));
  for (const place of strangersPages) await all(await visitor(), [place]);
});

test('pages of a customer', async ({ visitor, expectErrors }) => {
  test.setTimeout(LONG);
  expectErrors(/422/);
  const page = await visitor();
  await (await Customer.made('Nadia New')).enters(page);
  await all(page, customerPages.filter((place) => place.name === 'portal-requests'));
  await (await customerOfMuch()).enters(page);
  await all(page, customerPages);
});

test('the widget', async ({ visitor, signedIn }) => {
  test.setTimeout(LONG);
  await available(await signedIn('mari'));
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
