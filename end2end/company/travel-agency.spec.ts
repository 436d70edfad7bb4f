/**
 * The travel agency describes itself: from an empty installation, by the assistant and the settings pages alone, to a
 * chat that carries Referrer = Magazine and stands in the report.
 */
import { expect, test, withEmptyServer, type Page } from '../support/test.ts';

const PASSWORD = 'one of many passwords';

/** By the rail. */
const go = (page: Page, to: string) =>
  page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: to, exact: true }).click();

async function setUp(page: Page, address: string, code: string): Promise<void> {
  await page.goto(`${address}/console`);
  await page.getByLabel('Setup code').fill(code);
  await page.getByLabel('Your name').fill('Oda Wiik');
  await page.getByLabel('Username').fill('oda');
  await page.getByLabel('E-mail', { exact: true }).fill('oda@farhorizon.example');
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await page.getByRole('button', { name: 'Next' }).click();
  await page.getByLabel('Company or brand').fill('Far Horizon Travel');
  await page.getByLabel('First department').fill('Sales');
  await page.getByLabel("The department's e-mail").fill('sales@farhorizon.example');
  await page.getByRole('button', { name: 'Next' }).click();
  await page.getByRole('button', { name: 'Set up' }).click();
  await expect(page.getByText('Frontdesk is set up. Welcome!')).toBeVisible();
}

async function employ(page: Page, name: string, username: string): Promise<void> {
  await go(page, 'People');
  await page.getByRole('link', { name: 'New employee' }).click();
  await page.getByLabel('Name', { exact: true }).fill(name);
  await page.getByLabel('Username').fill(username);
  await page.getByLabel('E-mail address').fill(`${username}@farhorizon.example`);
  await page.getByLabel('First password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Make account' }).click();
  await expect(page.getByText(`The account of ${name} was made.`)).toBeVisible();
}

const department = (page: Page, name: string) =>
  page.locator('li.department').filter({ has: page.getByRole('heading', { name, exact: true }) });

async function join(page: Page, into: string, group: string, name: string): Promise<void> {
  const place = department(page, into);
  const receives = place.getByRole('button', { name: `${group}: who receives` });
  if ((await receives.getAttribute('aria-expanded')) !== 'true') await receives.click();
  await place.getByRole('button', { name: 'Add member' }).click();
  const adding = page.getByRole('dialog', { name: `Add a member to ${group}` });
  await adding.getByRole('searchbox', { name: 'Find an employee' }).fill(name);
  await adding.getByRole('radio', { name: new RegExp(name) }).check();
  await adding.getByRole('button', { name: 'Add' }).click();
  await expect(place.getByRole('row').filter({ hasText: name })).toBeVisible();
}

async function structure(page: Page): Promise<void> {
  await go(page, 'Company');
  await page.getByRole('link', { name: 'Add department' }).click();
  await page.getByLabel('Name', { exact: true }).fill('Reservations');
  await page.getByLabel('E-mail address').fill('reservations@farhorizon.example');
  await page.getByLabel('Front-line group').fill('Reservations');
  await page.getByRole('switch', { name: 'Show in portal and widget' }).click();
  await page.getByRole('button', { name: 'Add department' }).click();
  await expect(page.getByText('Reservations was added.')).toBeVisible();
  await go(page, 'Company');
  await join(page, 'Sales', 'Level 1', 'Mari Berg');
  await join(page, 'Sales', 'Level 1', 'Lars Kvam');
  await join(page, 'Reservations', 'Reservations', 'Sofia Nilsen');
  // Who set it up was put there, and leaves the chats to the two of them.
  const oda = department(page, 'Sales').getByRole('row').filter({ hasText: 'Oda Wiik' });
  await oda.getByRole('button', { name: 'Remove from the group' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
  await expect(oda).toHaveCount(0);
}

async function ask(page: Page): Promise<void> {
  await go(page, 'Fields');
  await page.getByRole('link', { name: 'New field' }).click();
  await page.getByLabel('Name').fill('Referrer');
  await page.getByLabel('Type').selectOption('One of several');
  for (const [at, option] of ['Magazine', 'TV', 'Web search', 'A friend'].entries()) {
    const line = page.getByRole('textbox', { name: `Option ${at + 1}` });
    if ((await line.count()) === 0) await page.getByRole('button', { name: 'Add option' }).click();
    await line.fill(option);
  }
  await page.getByRole('button', { name: 'New field' }).click();
  await expect(page.getByText('Referrer was made.')).toBeVisible();
  // On the templates for chats and for tickets.
  for (const at of [0, 1]) {
    await go(page, 'Fields');
    await page.getByRole('row', { name: /The installation/ }).getByRole('link').nth(at).click();
    await page.getByLabel('Add a field').selectOption('Referrer');
    const line = page.locator('.template-line').filter({ has: page.getByRole('button', { name: /^Move Referrer/ }) });
    await line.getByLabel(/^Question/).fill('How did you hear about us?');
    await expect(line.getByLabel('Customers see it')).toBeChecked();
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await expect(page.getByText('Saved. New chats and messages are asked this.').last()).toBeVisible();
    await expect(page.getByRole('button', { name: 'Save', exact: true })).toHaveCount(0);
  }
}

test('the travel agency describes itself, and a chat stands in its report', async ({ visitor, expectErrors }) => {
  test.setTimeout(180_000);
  expectErrors(/401/);
  await withEmptyServer(async (address, code) => {
    const oda = await visitor();
    await setUp(oda, address, code);
    for (const [name, username] of [['Mari Berg', 'mari'], ['Lars Kvam', 'lars'], ['Sofia Nilsen', 'sofia']] as const) {
      await employ(oda, name, username);
    }
    await structure(oda);
    await ask(oda);

    // An agent comes to work.
    const mari = await visitor();
    await mari.goto(`${address}/console/chats`);
    await mari.getByLabel('Username or e-mail').fill('mari');
    await mari.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await mari.getByRole('button', { name: 'Sign in', exact: true }).click();
    await expect(mari.locator('button.presence')).toContainText('Available');

    // A customer finds Sales, and only Sales, is asked, and chats.
    const customer = await visitor();
    await customer.goto(address);
    await expect(customer.getByRole('heading', { name: 'Sales' })).toBeVisible();
    await expect(customer.getByText('Reservations')).toHaveCount(0);
    await customer.getByRole('button', { name: 'Chat now' }).first().click();
    const panel = customer.frameLocator('iframe[title]');
    await panel.getByLabel('How did you hear about us?').selectOption('Magazine');
    await panel.getByLabel(/^Your name/).fill('Ragna Reader');
    await panel.getByLabel('Your message').fill('I read about your cruises.');
    await panel.getByRole('button', { name: 'Start chat' }).click();
    await expect(panel.getByText('Mari Berg joined the chat')).toBeVisible();

    await mari.getByRole('link').filter({ hasText: 'Ragna Reader' }).click();
    const field = mari.getByRole('region', { name: 'Visitor', exact: true }).getByLabel('Referrer');
    await expect(field.locator('option:checked')).toHaveText('Magazine');
    await mari.getByRole('textbox', { name: /^Write to/ }).fill('Which one did you like?');
    await mari.getByRole('button', { name: 'Send', exact: true }).click();
    await expect(panel.getByText('Which one did you like?')).toBeVisible();

    await go(oda, 'Reports');
    const magazine = oda.getByRole('row').filter({ has: oda.getByRole('rowheader', { name: 'Magazine', exact: true }) });
    await expect(magazine.locator('td').last()).toHaveText('1');
    await expect(oda.getByRole('img', { name: /^Chart of Referrer/ })).toBeVisible();
  });
});
