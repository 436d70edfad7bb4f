/** Two tickets of one customer become one, one becomes two, and both are taken back. */
import { Visitor, clientId, department } from '../support/desk.ts';
import { addresses, expect, test } from '../support/test.ts';

async function left(subject: string, text: string): Promise<number> {
  const sales = await department('Sales');
  const visitor = await Visitor.of('Ragna');
  const answer = await visitor.call('POST', '/messages', {
    client_id: clientId(),
    department: sales.id,
    name: 'Ragna',
    email: 'ragna@merge.example',
    subject,
    text,
  });
  expect(answer.status).toBeLessThan(300);
  return answer.body.number;
}

test('tickets are merged, and parted again', async ({ signedIn, expectErrors }) => {
  expectErrors(/409/);
  const first = await left('A cabin in June', 'Is it free in June?');
  const second = await left('A cabin in July', 'Or is it free in July?');
  const page = await signedIn('oda');
  await page.goto(`${addresses().console}/tickets?scope=all`);
  const row = (subject: string) => page.locator('.ticket-row').filter({ hasText: subject });
  await row('A cabin in July').click();
  const known = page.getByRole('region', { name: 'Properties' });
  const item = page.getByRole('region', { name: 'Ticket', exact: true });
  const number = known.getByLabel('Add a ticket by its number');
  const merge = known.getByRole('button', { name: 'Merge into it' });

  await expect(merge).toHaveCount(0);
  await number.fill(`#${second}`);
  await merge.click();
  await expect(known.getByText('This is the same ticket.')).toBeVisible();
  await number.fill(`#${first}`);
  await merge.click();
  await expect(page.getByText(`Merged into #${first}.`)).toBeVisible();
  await expect(item.getByRole('heading', { name: 'A cabin in June' })).toBeVisible();
  await expect(item.getByText('Is it free in June?')).toBeVisible();
  await expect(item.getByText('Or is it free in July?')).toBeVisible();
  await expect(item.getByText(`merged #${second} into this one`)).toBeVisible();
  await expect(row('A cabin in July')).toHaveCount(0);
  await known.getByRole('link', { name: `#${second}` }).click();
  await expect(item.getByText('This ticket was merged')).toBeVisible();
  await expect(item.getByRole('tab', { name: 'Reply' })).toHaveCount(0);
  await page.goBack();
  await known.getByRole('button', { name: `Undo the merge: #${second}` }).click();
  await expect(item.getByRole('heading', { name: 'A cabin in July' })).toBeVisible();
  await expect(item.getByText('This ticket was merged')).toHaveCount(0);
  await expect(row('A cabin in July')).toBeVisible();

  // Merged once more, and the message goes to a ticket of its own.
  await number.fill(`${first}`);
  await merge.click();
  await expect(item.getByRole('heading', { name: 'A cabin in June' })).toBeVisible();
  await page.getByRole('button', { name: 'Undo', exact: true }).first().click();
  await expect(row('A cabin in July')).toBeVisible();
  await item.getByRole('tab', { name: 'Reply' }).waitFor();
  const mail = item.locator('.mail').filter({ hasText: 'Is it free in June?' });
  await mail.hover();
  await mail.getByRole('button', { name: 'Split off' }).click();
  await expect(mail.getByText('Nothing would be left of this ticket.')).toBeVisible();
  await item.getByRole('textbox', { name: 'Write to' }).fill('It is.');
  await item.getByRole('button', { name: 'Send', exact: true }).click();
  await expect(item.locator('.mail').filter({ hasText: 'It is.' })).toBeVisible();
  await mail.hover();
  await mail.getByRole('button', { name: 'Split off' }).click();
  await expect(item.getByRole('heading', { name: 'Is it free in June?' })).toBeVisible();
  await expect(item.getByText('It is.')).toHaveCount(0);
  await known.getByRole('button', { name: `Undo the split: #${first}` }).click();
  await expect(item.getByRole('heading', { name: 'A cabin in June' })).toBeVisible();
  await expect(mail).toBeVisible();
});

test('two agents who have a ticket open see each other', async ({ signedIn }) => {
  await left('A cabin for two', 'Is there one for two?');
  const oda = await signedIn('oda');
  await oda.goto(`${addresses().console}/tickets?scope=all`);
  await oda.locator('.ticket-row').filter({ hasText: 'A cabin for two' }).click();
  const item = (page: typeof oda) => page.getByRole('region', { name: 'Ticket', exact: true });
  await expect(item(oda).getByText('Is there one for two?')).toBeVisible();
  const lars = await signedIn('lars');
  await lars.goto(oda.url());
  await expect(item(lars).getByText('Oda Wiik is looking at this ticket, too')).toBeVisible();
  const also = item(oda).getByText('Lars Kvam is looking at this ticket, too');
  await expect(also).toBeVisible();
  await item(lars).getByRole('textbox', { name: 'Write to' }).fill('There is one');
  await expect(item(oda).getByText('Lars Kvam is writing in this ticket')).toBeVisible();
  await expect(also, 'he writes no more').toBeVisible({ timeout: 15_000 });
  await lars.goto(`${addresses().console}/tickets`);
  await expect(also).toHaveCount(0);

  // A tab that is closed is gone, too.
  await lars.goto(oda.url());
  await expect(also).toBeVisible();
  await lars.close();
  await expect(also).toHaveCount(0);
});
