/** What a screen reader is told of the pages of settings, people, account and reports: of a company with known names. */
import { makeCompany } from '../support/company.ts';
import { expect, test, withEmptyServer, type Page } from '../support/test.ts';

/** What is another one each time is put aside: moments, days and ids. */
async function settled(page: Page): Promise<void> {
  await page.evaluate(() => {
    for (const time of document.querySelectorAll('main time')) time.textContent = 'then';
    for (const day of document.querySelectorAll<HTMLInputElement>('main input[type=date]')) day.value = '';
    for (const link of document.querySelectorAll('main a[href]')) {
      link.setAttribute('href', (link.getAttribute('href') ?? '').replaceAll(/[0-9a-f-]{36}/g, 'id').replace(/\?.*/, ''));
    }
  });
}

test('what a screen reader is told of settings, people, account and reports', async ({ visitor }) => {
  test.setTimeout(600_000);
  await withEmptyServer(async (address, code) => {
    const { administrator, agent, call, departments } = await makeCompany(address, code, { departments: 2, groups: 2, agents: 2 });
    const mari = await agent('Mari Berg', [departments[0]?.groups[0] ?? '']);
    const [brand] = (await call<{ items: { id: string }[] }>('GET', '/brands')).items;
    const role = await call<{ role: string }>('POST', '/roles', { name: 'Auditor', permissions: ['see_reports'] });
    const options = [{ id: 'a3f0b8de-1111-4222-8333-444455556666', text: 'Magazine' }];
    const field = await call<{ id: string }>('POST', '/fields', { name: 'Referrer', kind: 'choice', options });
    const line = { field: field.id, question: 'How did you hear about us?', shown: true, required: true };
    await call('PUT', '/templates/chat', { lines: [line] }, 0);

    const page = await visitor();
    const body = { data: { login: administrator.login, password: administrator.password }, headers: { origin: address } };
    expect((await page.request.post(`${address}/api/v1/session`, body)).ok()).toBe(true);
    const department = `/settings/departments/${departments[0]?.id}`;
    const pages: [string, string][] = [
      ['brands', '/settings/brands'],
      ['brand', `/settings/brands/${brand?.id}`],
      ['new-brand', '/settings/brands/new'],
      ['department', department],
      ['hours', `${department}/hours`],
      ['mailbox', `${department}/mailbox`],
      ['mail-templates', `${department}/mail-templates`],
      ['mails', '/settings/mails'],
      ['new-department', '/settings/departments/new'],
      ['people', '/people'],
      ['person', `/people/${mari.id}`],
      ['new-person', '/people/new'],
      ['roles', '/settings/roles'],
      ['role', `/settings/roles/${role.role}`],
      ['new-role', '/settings/roles/new'],
      ['providers', '/settings/providers'],
      ['new-provider', '/settings/providers/new'],
      ['fields', '/settings/fields'],
      ['field', `/settings/fields/${field.id}`],
      ['template', '/settings/templates/chat'],
      ['searches', '/settings/searches'],
      ['new-search', '/settings/searches/new'],
      ['account', '/account'],
      ['report', '/reports'],
      ['shifts', '/reports/shifts'],
      ['history', '/settings/history'],
    ];
    for (const [name, path] of pages) {
      await test.step(name, async () => {
        await page.goto(`${address}/console${path}`);
        await expect(page.getByRole('main').getByRole('heading', { level: 1 })).toBeVisible();
        await expect(page.locator('.skeleton')).toHaveCount(0);
        await page.waitForLoadState('networkidle');
        await settled(page);
        await expect(page.getByRole('main')).toMatchAriaSnapshot({ name: `${name}.aria.yml` });
      });
    }
  });
});
