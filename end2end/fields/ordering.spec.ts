/** Questions are put in order by drag and by keyboard, and asked in that order. */
import { makeCompany } from '../support/company.ts';
import { expect, test, withEmptyServer } from '../support/test.ts';

test('questions are dragged into order, moved by keyboard, and stay so', async ({ visitor }) => {
  await withEmptyServer(async (address, code) => {
    const { administrator, call } = await makeCompany(address, code, { departments: 1, groups: 1, agents: 0 });
    const lines: object[] = [];
    for (const name of ['Booking', 'Cabin', 'Diet']) {
      const { id } = await call<{ id: string }>('POST', '/fields', { name, kind: 'line' });
      lines.push({ field: id, shown: true });
    }
    await call('PUT', '/templates/chat', { lines }, 0);
    const page = await visitor();
    const body = { data: { login: administrator.login, password: administrator.password }, headers: { origin: address } };
    expect((await page.request.post(`${address}/api/v1/session`, body)).ok()).toBe(true);
    await page.goto(`${address}/console/settings/templates/chat`);
    const handle = (field: string) => page.getByRole('button', { name: `Move ${field}: arrow up and down` });
    const names = page.locator('.template-line .row:first-child strong');
    await expect(names).toHaveText(['Booking', 'Cabin', 'Diet']);

    await handle('Diet').dragTo(page.locator('.template-line').first());
    await expect(names).toHaveText(['Diet', 'Booking', 'Cabin']);
    await handle('Booking').press('ArrowDown');
    await expect(names).toHaveText(['Diet', 'Cabin', 'Booking']);
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await expect(page.getByText('Saved.')).toBeVisible();
    await page.reload();
    await expect(names).toHaveText(['Diet', 'Cabin', 'Booking']);
  });
});
