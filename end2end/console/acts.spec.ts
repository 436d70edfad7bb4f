/** Acts on a ticket: tags, spam, deleting, locking, a follow-up, a related ticket. */
import { Visitor, clientId, department } from '../support/desk.ts';
import { addresses, expect, test } from '../support/test.ts';

async function left(name: string, subject: string): Promise<number> {
  const sales = await department('Sales');
  const visitor = await Visitor.of(name);
  const answer = await visitor.call('POST', '/messages', {
    client_id: clientId(),
    department: sales.id,
    name,
    email: `${name.toLowerCase()}@acts.example`,
    subject,
    text: 'Please.',
  });
  expect(answer.status).toBeLessThan(300);
  return answer.body.number;
}

test('a ticket is tagged, linked, set aside and brought back', async ({ signedIn }) => {
  await left('Sunniva', 'A sauna by the fjord');
  const other = await left('Torunn', 'A second sauna');
  const page = await signedIn('oda');
  await page.goto(`${addresses().console}/tickets?scope=all`);
  const row = page.locator('.ticket-row').filter({ hasText: 'A sauna by the fjord' });
  await row.click();
  const known = page.getByRole('region', { name: 'Properties' });
  const item = page.getByRole('region', { name: 'Ticket', exact: true });

  await known.getByLabel('Add a tag').fill('Wellness');
  await known.getByLabel('Add a tag').press('Enter');
  await expect(row.getByText('Wellness')).toBeVisible();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(row.getByText('Wellness')).toHaveCount(0);
  await known.getByLabel('Add a tag').fill('wellness');
  await known.getByLabel('Add a tag').press('Enter');
  await expect(row.getByText('Wellness'), 'as it was written first').toBeVisible();

  await known.getByLabel('Add a ticket by its number').fill(`#${other}`);
  await known.getByLabel('Add a ticket by its number').press('Enter');
  await expect(known.getByText('A second sauna')).toBeVisible();
  await known.getByLabel('Add a ticket by its number').fill('#99999999');
  await known.getByLabel('Add a ticket by its number').press('Enter');
  await expect(known.getByText('There is no ticket of this number')).toBeVisible();

  await known.getByRole('button', { name: 'Spam', exact: true }).click();
  await expect(item.getByText('This ticket is spam')).toBeVisible();
  await expect(row).toHaveCount(0);
  await page.getByRole('group', { name: 'Filters' }).getByRole('button', { name: 'Spam' }).click();
  await expect(row).toBeVisible();
  await known.getByRole('button', { name: 'No spam' }).click();
  await expect(row).toHaveCount(0);
  await page.getByRole('group', { name: 'Filters' }).getByRole('button', { name: 'Spam' }).click();

  await known.getByRole('button', { name: 'Delete', exact: true }).click();
  await expect(item.getByText('This ticket is deleted.')).toBeVisible();
  await known.getByRole('button', { name: 'Bring back' }).click();
  await expect(item.getByText('This ticket is deleted.')).toHaveCount(0);

  await known.getByLabel('Status').selectOption({ label: 'Locked' });
  await expect(item.getByText('This ticket is closed for good')).toBeVisible();
  await expect(item.getByRole('tab', { name: 'Reply' })).toHaveCount(0);
  await item.getByRole('button', { name: /^Reopen/ }).click();
  await expect(item.getByText('This ticket is closed for good')).toHaveCount(0);

  await known.getByRole('button', { name: 'Follow up…' }).click();
  await known.getByLabel('When').fill('2099-05-01T09:30');
  await known.getByLabel('Of what').fill('Did the boat come?');
  await known.getByRole('button', { name: 'Remind me' }).click();
  await expect(known.getByText('Did the boat come?')).toBeVisible();
  await expect(row.getByTitle('Follow-up')).toBeVisible();
});
