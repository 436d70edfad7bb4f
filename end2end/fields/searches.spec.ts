/** Search templates: set up with a table and tried, what a customer's number must be, and an agent who looks up. */
import { available, row } from '../support/console.ts';
import { as, department, onlyAvailable } from '../support/desk.ts';
import { addresses, expect, expectAccessible, test, type Page } from '../support/test.ts';
import { Widget } from '../support/widget.ts';

interface Listed {
  items: { id: string; archived: boolean; details: { name: string } }[];
}

const FIELDS = { booking: 'Booking', cabin: 'Cabin', sails: 'Sails' };
const name = (field: keyof typeof FIELDS): string => `${FIELDS[field]} (looked up)`;
const TABLE = 'Booking;Cabin;Sails\nFH-1;Inside;2026-12-24\nFH-2;"Outside; with a window";2027-01-06\n';

const ids: Record<string, string> = {};
let sales = '';

test.beforeAll(async () => {
  sales = (await department('Sales')).id;
  for (const [key, kind] of [['booking', 'line'], ['cabin', 'line'], ['sails', 'date']] as const) {
    const field = { name: name(key), kind, options: [] };
    ids[key] = (await as<{ id: string }>('administrator', 'POST', '/fields', field)).id;
  }
  const path = `/departments/${sales}/templates/chat`;
  const { version } = await as<{ version: number }>('administrator', 'GET', path);
  const lines = Object.keys(FIELDS).map((key) => ({ field: ids[key], question: '', shown: key === 'booking' }));
  await as('administrator', 'PUT', path, { lines }, version);
});

test.afterAll(async () => {
  for (const { id, archived } of (await as<Listed>('administrator', 'GET', '/search-templates')).items) {
    if (!archived) await as('administrator', 'POST', `/search-templates/${id}/archive`);
  }
  await as('administrator', 'DELETE', `/departments/${sales}/templates/chat`);
  for (const id of Object.values(ids)) await as('administrator', 'POST', `/fields/${id}/archive`);
});

const file = (text: string) => ({ name: 'bookings.csv', mimeType: 'text/csv', buffer: Buffer.from(text) });

/** The row of a table that has this head. */
const line = (page: Page, head: string) => page.getByRole('row').filter({ has: page.getByRole('rowheader', { name: head, exact: true }) });

test('an administrator sets up what is looked up, with a table, and tries it', async ({ signedIn, expectErrors }) => {
  expectErrors(/status of 422/);
  const page = await signedIn('administrator');
  await page.goto(`${addresses().console}/settings/fields`);
  await page.getByRole('link', { name: 'Search templates…' }).click();
  await page.getByRole('link', { name: 'New search template' }).click();
  await page.getByLabel('Name', { exact: true }).fill('Voyages');
  await page.getByRole('checkbox', { name: /^A match is required/ }).check();

  // What is wrong stands beside what it is about.
  const add = page.getByRole('button', { name: 'Add search template' });
  await add.click();
  await expect(page.getByText('Fill this in.').first()).toBeVisible();
  const [lookedUp, filled] = await page.getByRole('list').filter({ has: page.getByRole('button', { name: 'Remove row 1' }) }).all();
  if (!lookedUp || !filled) throw new Error('there are no two lists');
  await lookedUp.getByLabel('Answer to').selectOption(name('booking'));
  await lookedUp.getByLabel('Name in the source').fill('Booking');
  await filled.getByLabel('Field').selectOption(name('cabin'));
  await filled.getByLabel('Column or name').fill('Cabin');
  await page.getByRole('button', { name: 'Fill one more' }).focus();
  await page.keyboard.press('Enter');
  await filled.getByLabel('Field').last().selectOption(name('sails'));
  await filled.getByLabel('Column or name').last().fill('Sails');
  await add.click();
  await expect(page.getByRole('heading', { name: 'Voyages', level: 1 })).toBeVisible();
  await expect(page.getByText('No table was uploaded yet.')).toBeVisible();

  // A file is looked at first; one that is broken is refused with its line.
  const upload = page.getByRole('button', { name: 'Upload' });
  await page.getByLabel('CSV file', { exact: true }).setInputFiles(file('Booking;Cabin\nFH-1\n'));
  await upload.click();
  await expect(page.getByRole('alert').filter({ hasText: 'line 2' })).toBeVisible();
  await page.getByLabel('CSV file', { exact: true }).setInputFiles(file(TABLE));
  const preview = page.getByRole('region', { name: "The file's first rows" });
  await expect(preview.getByRole('columnheader')).toHaveText(['Booking', 'Cabin', 'Sails']);
  await expect(preview.getByRole('cell', { name: 'Outside; with a window' })).toBeVisible();
  await upload.click();
  await expect(page.getByText('The table was uploaded: 2 rows.')).toBeVisible();
  await expect(page.getByText('Columns: Booking, Cabin, Sails')).toBeVisible();

  // Tried by keyboard.
  const typed = page.getByRole('textbox', { name: name('booking') });
  await typed.fill('FH-9');
  await typed.press('Enter');
  await expect(page.getByRole('status').filter({ hasText: 'Not found' })).toBeVisible();
  await typed.fill(' fh-2');
  await typed.press('Enter');
  await expect(page.getByRole('status').filter({ hasText: /Found\. It took \d+ ms\./ })).toBeVisible();
  await expect(line(page, name('cabin'))).toContainText('Outside; with a window');
  await expect(line(page, 'Sails')).toContainText('2027-01-06');

  for (const width of [1440, 390]) {
    await page.setViewportSize({ width, height: 900 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBe(0);
    await expectAccessible(page);
  }
  const bookings = page.getByRole('row', { name: /Voyages/ });
  await page.goto(`${addresses().console}/settings/searches`);
  await expect(bookings).toContainText('required');
  await page.getByRole('link', { name: 'Voyages' }).click();
  await page.getByRole('button', { name: 'Archive search template' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Archive search template' }).click();
  await expect(page.getByText('Voyages was archived.')).toBeVisible();
  await expect(page.getByText('This was archived: nothing is looked up by it any more.')).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Try it' })).toHaveCount(0);
});

test('a number nobody knows is refused, and an agent looks up another one', async ({ visitor, signedIn, expectErrors }) => {
  expectErrors(/status of 422/);
  const made = await as<{ id: string }>('administrator', 'POST', '/search-templates', {
    name: 'Voyages',
    kinds: ['chat'],
    required: true,
    inputs: [{ name: 'Booking', field: ids.booking }],
    results: [{ from: 'Cabin', field: ids.cabin }, { from: 'Sails', field: ids.sails }],
    source: { kind: 'table' },
    timeout_ms: 3000,
    cache_seconds: 0,
  });
  const table = { data: Buffer.from(TABLE).toString('base64') };
  await as('administrator', 'PUT', `/search-templates/${made.id}/table`, table, 1);
  await onlyAvailable('mari');
  const mari = await signedIn('mari');
  await available(mari);
  const { panel, log } = await Widget.open(await visitor());
  const booking = panel.getByLabel(new RegExp(`^${FIELDS.booking}`));
  await booking.fill('FH-9');
  await panel.getByLabel('Your message').fill('May I have a window?');
  await panel.getByLabel(/^Your name/).fill('Lucia Lookup');
  await panel.getByRole('button', { name: 'Start chat' }).click();
  await expect(booking).toHaveAccessibleDescription(/Nothing is known by this/);
  await booking.fill('FH-1');
  await panel.getByRole('button', { name: 'Start chat' }).click();
  await expect(log.getByText('May I have a window?')).toBeVisible();

  // What was found stands beside the chat, though the customer was not asked.
  await row(mari, 'My chats', 'Lucia Lookup').click();
  const known = mari.getByRole('region', { name: 'Visitor', exact: true });
  const field = (of: keyof typeof FIELDS) => known.getByLabel(name(of));
  await expect(field('cabin')).toHaveValue('Inside');
  await expect(field('sails')).toHaveValue('2026-12-24');

  // Another number, and it is looked up anew.
  const saved = async (text: string) => {
    const put = mari.waitForResponse((answer) => answer.request().method() === 'PUT' && answer.url().endsWith('/fields'));
    await field('booking').fill(text);
    await field('booking').press('Tab');
    await put;
  };
  const lookUp = known.getByRole('button', { name: 'Look up: Voyages' });
  await saved('FH-9');
  await lookUp.click();
  await expect(field('booking')).toHaveAccessibleDescription(/Nothing is known by this/);
  await expect(field('cabin')).toHaveValue('Inside');
  await saved('FH-2');
  await lookUp.click();
  await expect(field('cabin')).toHaveValue('Outside; with a window');
  await expect(field('sails')).toHaveValue('2027-01-06');
  await expect(mari.getByText(new RegExp(`set .*${FIELDS.cabin}`)).last()).toBeVisible();
});
