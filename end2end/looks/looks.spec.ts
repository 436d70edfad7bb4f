/**
 * Pictures of every page at three widths, light and dark, for people to look at. Not a test and not part of CI:
 * `FRONTDESK_LOOKS=/some/folder npx playwright test looks`.
 */
import { join } from 'node:path';
import { available, log, row, write } from '../support/console.ts';
import { Visitor, department, say } from '../support/desk.ts';
import { administratorPages, agentPages, strangersPages, type Place } from '../support/pages.ts';
import { expect, test, type Page } from '../support/test.ts';
import { Widget } from '../support/widget.ts';

const folder = process.env['FRONTDESK_LOOKS'];
const only = process.env['FRONTDESK_LOOKS_ONLY'];
test.skip(!folder, 'pictures are taken when FRONTDESK_LOOKS names a folder');
test.setTimeout(300_000);

const WIDTHS = [1440, 1024, 390];

async function take(page: Page, name: string): Promise<void> {
  if (only && !name.includes(only)) return;
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: width === 390 ? 844 : 900 });
      await page.screenshot({ path: join(folder ?? '', `${name}-${width}-${colorScheme}.png`) });
    }
  }
  await page.setViewportSize({ width: 1440, height: 900 });
}

async function all(page: Page, places: Place[]): Promise<void> {
  for (const place of places.filter((place) => !only || place.name.includes(only))) {
    await place.go(page);
    await take(page, place.name);
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
  await say('mari', 'available');
  await say('lars', 'away');
  const page = await signedIn('mari');
  await available(page);
  const hanna = await conversation(page);
  await all(page, agentPages(CHAT));
  if (!only || 'presence'.includes(only)) {
    await page.goto('/console/chats');
    await page.locator('button.presence').click();
    await take(page, 'presence');
  }
  await hanna.ends();
});

test('an administrator', async ({ signedIn }) => {
  await all(await signedIn('administrator'), administratorPages);
});

test('strangers', async ({ visitor, signedIn, expectErrors }) => {
  expectErrors(/401/);
  await available(await signedIn('mari'));
  for (const place of strangersPages) await all(await visitor(), [place]);
  const page = await visitor();
  const widget = await Widget.open(page, '/lisbon.html');
  await widget.startChat('Eva Lindqvist', 'Is the tram 28 still running?');
  await expect(widget.log.getByText('Mari joined the chat')).toBeVisible();
  await widget.say('And is there a day ticket?');
  await take(page, 'widget-conversation');
  await widget.panel.getByRole('button', { name: 'End chat' }).click();
  await widget.panel.getByRole('alertdialog', { name: 'End this chat?' }).getByRole('button', { name: 'End chat' }).click();
  await expect(widget.panel.getByRole('heading', { name: 'The chat has ended' })).toBeVisible();
  await take(page, 'widget-ended');
});

test('the picture of the README', async ({ signedIn }) => {
  await say('mari', 'available');
  await say('lars', 'away');
  const page = await signedIn('mari', { deviceScaleFactor: 1 });
  await available(page);
  const hanna = await conversation(page);
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
  await page.locator('body').click({ position: { x: 700, y: 12 } });
  await expect(page.locator('.skeleton')).toHaveCount(0);
  await page.screenshot({ path: join(folder ?? '', 'console.png') });
  await hanna.ends();
});
