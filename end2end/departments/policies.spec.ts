/** An administrator says how a department's chats go on; a visitor sees it: nobody answers in time, and the chat's end. */
import { available } from '../support/console.ts';
import { change, department, onlyAvailable } from '../support/desk.ts';
import { addresses, expect, test } from '../support/test.ts';
import { Widget } from '../support/widget.ts';

let before: unknown;
test.beforeEach(async () => {
  before = (await department('Sales')).details.chats;
});
test.afterEach(async () => change('Sales', { chats: before }));

test('who is not answered in time waits again, and the department has the last word', async ({ signedIn, stranger }) => {
  test.setTimeout(120_000);
  await onlyAvailable('mari');
  await available(await signedIn('mari'));

  const oda = await signedIn('administrator');
  await oda.goto(`${addresses().console}/settings/company`);
  await oda.getByRole('main').getByRole('link', { name: 'Sales', exact: true }).first().click();
  const first = oda.getByLabel('Seconds for the first answer');
  await first.fill('4000');
  await expect(oda.getByText('A whole number from 0 to 3600.')).toBeVisible();
  await first.fill('3');
  await oda.getByLabel('Text after the chat').fill('The whole of Sales thanks you.');
  await oda.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(oda.getByText('Saved.')).toBeVisible();
  await oda.reload();
  await expect(first).toHaveValue('3');
  await expect(oda.getByLabel('Minutes of silence until a chat ends')).toHaveValue('0');
  await expect(oda.getByRole('switch', { name: 'Only while an agent is available' })).toBeChecked();

  const widget = await Widget.open(await stranger());
  await widget.startChat('Nora waits twice', 'Is anybody reading this?');
  await expect(widget.log.getByText(/joined the chat/)).toBeVisible();
  await expect(widget.log.getByText('You are first in line', { exact: false })).toBeVisible({ timeout: 15_000 });
  await expect(widget.log.getByText('Is anybody reading this?')).toBeVisible();
  await widget.panel.getByRole('button', { name: 'End chat' }).first().click();
  await widget.panel.getByRole('alertdialog').getByRole('button', { name: 'End chat' }).click();
  await expect(widget.log.getByText('The whole of Sales thanks you.')).toBeVisible();
  await expect(widget.log.getByText('You ended the chat')).toBeVisible();
});
