/** What a department asks in the widget, before a chat begins. */
import { available, row } from '../support/console.ts';
import { as, clientId, department, onlyAvailable, say } from '../support/desk.ts';
import { expect, expectAccessible, test } from '../support/test.ts';
import { Widget } from '../support/widget.ts';

interface Field {
  id: string;
  options: { id: string; text: string }[];
}

interface Template {
  lines: object[];
  version: number;
}

const KINDS = ['line', 'yes_no', 'number', 'choice', 'choices', 'text', 'date', 'date_time', 'email', 'phone', 'url'] as const;
type Kind = (typeof KINDS)[number];

const QUESTIONS: Record<Kind, string> = {
  line: 'Booking number',
  yes_no: 'Are you a member?',
  number: 'Member number',
  choice: 'Your cabin',
  choices: 'Your wishes',
  text: 'What went wrong',
  date: 'Day of departure',
  date_time: 'When to call',
  email: 'A second address',
  phone: 'Your phone',
  url: 'Where you saw it',
};

const fields = new Map<Kind, Field>();
const usual = new Map<string, object[]>();
let sales = '';

const field = (kind: Kind): Field => fields.get(kind) ?? { id: '', options: [] };

/** How often an answer stands in today's report. */
async function counted(kind: Kind, answer: string): Promise<number> {
  const day = new Date().toISOString().slice(0, 10);
  const query = `kind=chat&from=${day}&to=${day}&bucket=day`;
  const path = `/reports/fields/${field(kind).id}?${query}`;
  const { rows } = await as<{ rows: { answer: string; total: number }[] }>('administrator', 'GET', path);
  return rows.find((one) => one.answer === answer)?.total ?? 0;
}

test.beforeAll(async () => {
  sales = (await department('Sales')).id;
  for (const kind of KINDS) {
    const texts = { choice: ['Inside', 'Outside'], choices: ['A window', 'Quiet', 'A sauna'] }[kind as string] ?? [];
    const options = texts.map((text) => ({ id: clientId(), text }));
    fields.set(kind, await as<Field>('administrator', 'POST', '/fields', { name: `${QUESTIONS[kind]} (asked)`, kind, options }));
  }
});

/** Has the department ask, as its template says. */
async function ask(): Promise<void> {
  const lines = KINDS.map((kind) => ({
    field: field(kind).id,
    question: QUESTIONS[kind],
    shown: true,
    required: ['line', 'number', 'choice', 'choices'].includes(kind),
    ...(kind === 'number' ? { condition: { field: field('yes_no').id, is: ['yes'] } } : {}),
  }));
  const path = `/departments/${sales}/templates/chat`;
  const { version } = await as<Template>('administrator', 'GET', path);
  await as('administrator', 'PUT', path, { lines }, version);
}

test.afterAll(async () => {
  for (const [kind, lines] of usual) await everywhere(kind, lines);
  await as('administrator', 'DELETE', `/departments/${sales}/templates/chat`);
  for (const { id } of fields.values()) await as('administrator', 'POST', `/fields/${id}/archive`);
});

/** What every department asks that has no template of its own: set, and told as it was. */
async function everywhere(kind: string, lines: object[]): Promise<object[]> {
  const before = await as<Template>('administrator', 'GET', `/templates/${kind}`);
  await as('administrator', 'PUT', `/templates/${kind}`, { lines }, before.version);
  return before.lines;
}

test.beforeEach(() => onlyAvailable('mari'));

test('who is asked nothing loads nothing of it, and an open page hears when that changes', async ({ visitor, signedIn, expectErrors }) => {
  expectErrors(/Failed to load resource|ERR_FAILED/);
  await available(await signedIn('mari'));
  for (const kind of ['chat', 'ticket']) usual.set(kind, await everywhere(kind, []));
  const page = await visitor();
  const bundles = new Set<string>();
  page.on('request', (request) => {
    const bundle = /\/assets\/(widget|asking)\/.*\.wasm$/.exec(request.url())?.[1];
    if (bundle) bundles.add(bundle);
  });
  const questions = '**/api/v1/widget/departments/*/questions/*';
  await page.route(questions, (route) => route.abort());
  const { panel } = await Widget.open(page);
  const start = panel.getByRole('button', { name: 'Start chat' });
  await expect(start).toBeEnabled();
  await panel.getByLabel('Your message').fill('Half a thought');
  expect([...bundles]).toEqual(['widget']);

  // What is asked does not come at first; what is typed waits for it.
  await ask();
  const notice = panel.getByRole('alert').filter({ hasText: 'Nothing on this page is lost' });
  await expect(notice).toBeVisible({ timeout: 20_000 });
  expect([...bundles]).toEqual(['widget', 'asking']);
  await expect(start).toBeDisabled();
  await page.unroute(questions);
  await notice.getByRole('button', { name: 'Try again' }).click();
  await expect(panel.getByLabel(QUESTIONS.line, { exact: true })).toBeVisible();
  await expect(start).toBeEnabled();
  await expect(panel.getByLabel('Your message')).toHaveValue('Half a thought');
});

test('a chat begins with what the department must know', async ({ visitor, signedIn, expectErrors }) => {
  test.setTimeout(180_000);
  expectErrors(/status of 422/);
  await ask();
  const mari = await signedIn('mari');
  await available(mari);
  const page = await visitor();
  const { panel, log } = await Widget.open(page);
  const asked = (kind: Kind) => panel.getByRole('group', { name: QUESTIONS[kind] }).or(panel.getByLabel(QUESTIONS[kind])).first();
  const start = panel.getByRole('button', { name: 'Start chat' });
  await expect(asked('line')).toBeVisible();
  await expect(panel.getByLabel(`${QUESTIONS.text} optional`)).toBeVisible();
  await panel.getByLabel('Your message').fill('My cabin is not what I booked.');
  await panel.getByLabel(/^Your name/).fill('Quentin Questioned');

  // What must be answered is said beside each field, and the first of them has the focus.
  await start.click();
  await expect(asked('line')).toBeFocused();
  await expect(asked('line')).toHaveAccessibleDescription('This needs an answer.');
  await expect(panel.getByText('This needs an answer.').filter({ visible: true })).toHaveCount(3);
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await expectAccessible(page);
  }

  // By keyboard. What depends on another answer is asked once that is given.
  await page.keyboard.type('FH-4711');
  await expect(asked('number')).toBeHidden();
  await page.keyboard.press('Tab');
  await expect(asked('yes_no')).toBeFocused();
  await page.keyboard.press('Y');
  await expect(asked('number')).toBeVisible();
  await page.keyboard.press('Tab');
  await page.keyboard.type('12');
  await page.keyboard.press('Tab');
  await page.keyboard.press('I');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Space');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Space');
  await asked('text').fill('The window\nis painted on.');
  await asked('date').fill('2026-12-24');
  await asked('date_time').fill('2026-12-01T10:30');
  await asked('email').fill('second@example.com');
  await asked('phone').fill('+47 22 22 55 55');
  await asked('url').fill('https://magazine.example/cruises');

  // It outlives the page, and a department nobody is in for a moment.
  const answered = async () => {
    await expect(panel.getByLabel('Your message')).toHaveValue('My cabin is not what I booked.');
    await expect(asked('line')).toHaveValue('FH-4711');
    await expect(asked('number')).toHaveValue('12');
    await expect(asked('choice').locator('option:checked')).toHaveText('Inside');
    await expect(panel.getByRole('checkbox', { name: 'Quiet' })).toBeChecked();
    await expect(panel.getByRole('checkbox', { name: 'A window' })).not.toBeChecked();
    await expect(asked('text')).toHaveValue('The window\nis painted on.');
    await expect(asked('date_time')).toHaveValue('2026-12-01T10:30');
  };
  await answered();
  await page.reload();
  await answered();
  await say('mari', 'away');
  await expect(panel.getByRole('button', { name: 'Leave message' })).toBeVisible();
  await expect(asked('line')).toBeHidden();
  await say('mari', 'available');
  await answered();

  // What the server finds wrong stands beside its field, too.
  await asked('phone').fill('none');
  await start.click();
  await expect(asked('phone')).toHaveAttribute('aria-invalid', 'true');
  await asked('phone').fill('+47 22 22 55 55');
  const before = [await counted('choice', 'Inside'), await counted('choices', 'Quiet')];
  await asked('phone').press('Enter');
  await expect(log.getByText('My cabin is not what I booked.')).toBeVisible();

  // The agent sees it beside the chat, and it stands in the report.
  await row(mari, 'My chats', 'Quentin Questioned').click();
  const known = mari.getByRole('region', { name: 'Visitor', exact: true });
  await expect(known.getByLabel(`${QUESTIONS.line} (asked)`)).toHaveValue('FH-4711');
  await expect(known.getByLabel(`${QUESTIONS.number} (asked)`)).toHaveValue('12');
  await expect(known.getByLabel(`${QUESTIONS.choice} (asked)`).locator('option:checked')).toHaveText('Inside');
  await expect(known.getByRole('checkbox', { name: 'A sauna' })).toBeChecked();
  await expect(known.getByLabel(`${QUESTIONS.phone} (asked)`)).toHaveValue('+47 22 22 55 55');
  expect([await counted('choice', 'Inside'), await counted('choices', 'Quiet')]).toEqual(before.map((many) => many + 1));

  // The next chat begins empty.
  await panel.getByRole('button', { name: 'End chat' }).click();
  await panel.getByRole('alertdialog').getByRole('button', { name: 'End chat' }).click();
  await panel.getByRole('button', { name: 'New chat' }).click();
  await expect(asked('line')).toHaveValue('');
});
