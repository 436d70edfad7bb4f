/** The company as a tree: read, walked by keyboard, searched, changed where it stands, and live. */
import { makeCompany } from '../support/company.ts';
import { onlyAvailable } from '../support/desk.ts';
import { addresses, expect, expectAccessible, test, withEmptyServer, type Page, type SignIn } from '../support/test.ts';

type Visitor = () => Promise<Page>;

/** A page of somebody's in the console of the other help desk. */
async function at(visitor: Visitor, address: string, who: SignIn): Promise<Page> {
  const page = await visitor();
  const body = { data: { login: who.login, password: who.password }, headers: { origin: address } };
  expect((await page.request.post(`${address}/api/v1/session`, body)).ok()).toBe(true);
  return page;
}

async function tree(page: Page, address: string): Promise<void> {
  await page.goto(`${address}/console/settings/company`);
  await expect(page.getByRole('heading', { name: 'Company', level: 1 })).toBeVisible();
  await expect(page.locator('.skeleton')).toHaveCount(0);
}

const opener = (page: Page, name: string | RegExp) => page.getByRole('main').getByRole('button', { name, exact: true });
const row = (page: Page, department: string) =>
  page.locator('li.department').filter({ has: page.getByRole('heading', { name: department, exact: true }) });

test('the tree is walked by keyboard, and read', async ({ visitor }) => {
  await withEmptyServer(async (address, code) => {
    const { administrator } = await makeCompany(address, code, { departments: 2, groups: 2, agents: 3 });
    const page = await at(visitor, address, administrator);
    await tree(page, address);
    await expect(page.getByRole('main')).toMatchAriaSnapshot({ name: 'structure.aria.yml' });

    const first = opener(page, 'Department 1: 2 groups');
    await expect(first).toHaveAttribute('aria-expanded', 'true');
    await first.focus();
    await page.keyboard.press('ArrowRight');
    const level = row(page, 'Department 1').getByRole('button', { name: 'Level 1: who receives' });
    await expect(level).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(level).toHaveAttribute('aria-expanded', 'true');
    await expect(page.getByRole('region', { name: 'Level 1: who receives' })).toContainText('Agent Number 1');
    await page.keyboard.press('ArrowLeft');
    await expect(level).toHaveAttribute('aria-expanded', 'false');
    await expect(page.getByRole('table')).toHaveCount(0);
    await page.keyboard.press('ArrowLeft');
    await expect(first).toBeFocused();
    await page.keyboard.press('ArrowLeft');
    await expect(first).toHaveAttribute('aria-expanded', 'false');
    await page.keyboard.press('ArrowDown');
    await expect(opener(page, 'Department 2: 2 groups')).toBeFocused();
    await page.keyboard.press('End');
    await expect(row(page, 'Department 2').getByRole('button', { name: 'Level 2: who receives' })).toBeFocused();
    await page.keyboard.press('Home');
    await expect(first).toBeFocused();
  });
});

test('groups and members are changed where they stand', async ({ visitor, expectErrors }) => {
  test.setTimeout(120_000);
  expectErrors(/422/);
  await withEmptyServer(async (address, code) => {
    const { administrator, agent } = await makeCompany(address, code, { departments: 2, groups: 1, agents: 1 });
    const mari = await agent('Mari Berg', [], true);
    const page = await at(visitor, address, administrator);
    await tree(page, address);
    const one = row(page, 'Department 1');
    const two = row(page, 'Department 2');

    // A group is made, and renamed.
    await one.getByRole('button', { name: 'Add group' }).click();
    await page.getByRole('dialog', { name: 'New group' }).getByLabel('Name').fill('Level two');
    await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
    await one.getByRole('button', { name: 'Level two: who receives' }).click();
    await one.getByRole('button', { name: 'Edit', exact: true }).click();
    await page.getByRole('dialog', { name: 'Edit group' }).getByLabel('Name').fill('Level 2');
    await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
    await expect(one.getByRole('button', { name: 'Level 2: who receives' })).toHaveAttribute('aria-expanded', 'true');

    // A member is found by name, and gets a place.
    await one.getByRole('button', { name: 'Add member' }).click();
    const adding = page.getByRole('dialog', { name: 'Add a member to Level 2' });
    await adding.getByRole('searchbox', { name: 'Find an employee' }).fill('mari');
    await expect(adding.getByRole('radio')).toHaveCount(1);
    await adding.getByRole('button', { name: 'Add' }).click();
    await expect(adding.getByText('Choose an employee', { exact: true })).toBeVisible();
    await adding.getByRole('radio', { name: /Mari Berg/ }).check();
    await adding.getByLabel('Chats: how').selectOption('Second');
    await adding.getByLabel('Chats: up to').fill('7');
    await adding.getByRole('button', { name: 'Add' }).click();
    const hers = one.getByRole('row').filter({ hasText: 'Mari Berg' });
    await expect(hers).toContainText('Second, 0 of 7');
    await expect(hers).toContainText('receives nothing');
    await hers.getByRole('button', { name: 'Edit Mari Berg' }).click();
    await page.getByRole('dialog').getByLabel('Chats: how').selectOption('Goes first');
    await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
    await expect(hers).toContainText('Goes first, 0 of 7');

    // She comes and goes: the page follows by itself.
    const her = await at(visitor, address, mari);
    await her.goto(`${address}/console/chats`);
    await expect(hers).toContainText('receives chats and tickets');
    await her.locator('button.presence').click();
    await her.getByRole('switch').first().click();
    await expect(hers).toContainText('receives tickets');
    await her.context().close();
    await expect(hers).toContainText('receives nothing', { timeout: 45_000 });

    // The group moves, with her in it.
    await one.getByRole('button', { name: 'Move…' }).click();
    const moving = page.getByRole('dialog', { name: 'Move Level 2' });
    await expect(moving.getByRole('button', { name: 'Move', exact: true })).toBeDisabled();
    await moving.getByLabel('To department').selectOption('Department 2');
    await moving.getByRole('button', { name: 'Move', exact: true }).click();
    await expect(page.getByText('Level 2 belongs to Department 2 now.')).toBeVisible();
    await expect(one.getByRole('button', { name: 'Level 2: who receives' })).toHaveCount(0);
    await expect(two.getByRole('row').filter({ hasText: 'Mari Berg' })).toBeVisible();
    await two.getByRole('row').filter({ hasText: 'Mari Berg' }).getByRole('button', { name: 'Remove from the group' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
    await expect(two.getByText('Nobody is in this group')).toBeVisible();

    // A department is copied: what does not read is said where it stands.
    await two.getByRole('button', { name: 'Copy department…' }).click();
    const copying = page.getByRole('dialog', { name: 'Copy Department 2' });
    await copying.getByLabel('Name').fill('Partners');
    await copying.getByLabel('E-mail address').fill('nowhere');
    await copying.getByRole('button', { name: 'Copy' }).click();
    await expect(copying.locator('#f-copy-email-error')).toBeVisible();
    await copying.getByLabel('E-mail address').fill('partners@first.example');
    await copying.getByRole('button', { name: 'Copy' }).click();
    await expect(page.getByRole('heading', { name: 'Partners', level: 1 })).toBeVisible();
    await expect(page.locator('.page-head').getByText('hidden')).toBeVisible();
    await tree(page, address);
    await expect(row(page, 'Partners').locator('li.group')).toHaveCount(2);
  });
});

test('who manages the members\' status says who receives, and nobody else does', async ({ visitor }) => {
  await withEmptyServer(async (address, code) => {
    const { call, departments, agent } = await makeCompany(address, code, { departments: 1, groups: 1, agents: 0 });
    const group = departments[0]?.groups[0] ?? '';
    const [mari, lars] = [await agent('Mari Berg', [group], true), await agent('Lars Lead', [group], true)];
    const his = await at(visitor, address, lars);
    await his.goto(`${address}/console/settings/departments/${departments[0]?.id}`);
    const row = his.getByRole('row').filter({ hasText: 'Mari Berg' });
    await expect(row).toContainText('Goes first, 0 of 5');
    await expect(his.getByRole('switch', { name: 'Mari Berg gets chats' })).toHaveCount(0);
    const { groups } = await call<{ groups: { permissions: string[]; version: number }[] }>('GET', `/departments/${departments[0]?.id}`);
    const permissions = [...(groups[0]?.permissions ?? []), 'manage_status'];
    await call('PUT', `/groups/${group}/permissions`, { permissions }, groups[0]?.version);

    // Her console is told at once, and what she gets changes back by her own word.
    const her = await at(visitor, address, mari);
    await her.goto(`${address}/console/chats`);
    await expect(row).toContainText('receives chats and tickets');
    await his.getByRole('switch', { name: 'Mari Berg gets chats' }).click();
    await expect(row).toContainText('switched off');
    await expect(row).toContainText('receives tickets');
    await expectAccessible(his);
    await her.locator('button.presence').click();
    const own = her.getByRole('switch').first();
    await expect(own).not.toBeChecked();
    await own.click();
    await expect(row).toContainText('receives chats and tickets');
    await expect(his.getByRole('switch', { name: 'Mari Berg gets chats' })).toBeChecked();
  });
});

test('a company of fifty departments and five hundred people', async ({ visitor }) => {
  test.setTimeout(240_000);
  await withEmptyServer(async (address, code) => {
    const { administrator, agent, departments } = await makeCompany(address, code, { departments: 50, groups: 3, agents: 498 });
    await agent('Ýr Þórsdóttir', [departments[33]?.groups[2] ?? '']);
    const page = await at(visitor, address, administrator);
    await tree(page, address);
    await expect(page.getByText('1 brand, 50 departments, 150 groups, 500 agents')).toBeVisible();
    // Only what is open is drawn.
    await expect(page.locator('li.department')).toHaveCount(50);
    await expect(page.locator('li.group')).toHaveCount(0);
    expect(await page.locator('.company-brand *').count()).toBeLessThan(1_500);
    await expectAccessible(page);

    const search = page.getByRole('searchbox', { name: 'Find a department, group or person' });
    await search.fill('þórs');
    await expect(page.locator('li.department')).toHaveCount(1);
    await expect(row(page, 'Department 34').getByRole('table')).toContainText('Ýr Þórsdóttir');
    await search.fill('agent number');
    await expect(page.getByText('Many are called like that')).toBeVisible();
    await expect(page.getByRole('table')).toHaveCount(0);
    await search.fill('nobody at all');
    await page.getByRole('button', { name: 'Clear the search' }).click();
    await expect(page.locator('li.department')).toHaveCount(50);
    await page.getByRole('button', { name: 'Open all' }).click();
    await expect(page.locator('li.group')).toHaveCount(150);
    await page.getByRole('button', { name: 'Close all' }).click();
    await expect(page.locator('li.group')).toHaveCount(0);
  });
});

test('who administers nothing reads the tree and changes nothing', async ({ signedIn }) => {
  await onlyAvailable();
  const page = await signedIn('mari');
  await page.goto(`${addresses().console}/settings/company`);
  const sales = row(page, 'Sales');
  await expect(sales.locator('li.group').first()).toBeVisible();
  await sales.locator('li.group').first().getByRole('button').first().click();
  await expect(sales.getByRole('table')).toContainText('Mari Berg');
  for (const name of ['Add group', 'Add member', 'Edit', 'Move…', 'Copy department…', 'Archive group…', 'Remove from the group']) {
    await expect(page.getByRole('main').getByRole('button', { name, exact: true })).toHaveCount(0);
  }
});
