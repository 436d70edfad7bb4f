/** A department requires a role: open pages say so before anything is typed, and who signs in goes on with what was. */
import { available } from '../support/console.ts';
import { Customer } from '../support/customer.ts';
import { change, department, endChatsSince, onlyAvailable, openChats } from '../support/desk.ts';
import { addresses, expect, test } from '../support/test.ts';
import { Widget } from '../support/widget.ts';

const USUAL = {
  chat_requires: 'everyone',
  tickets_require: 'everyone',
  chat_only_while_available: true,
  waiting_text: '',
  after_chat_text: '',
};

test.afterEach(async () => change('Sales', USUAL));

test('who is not signed in is told first, signs in, and chats', async ({ signedIn, stranger, visitor, expectErrors }) => {
  test.setTimeout(120_000);
  expectErrors(/403/);
  const sales = await department('Sales');
  const customer = await Customer.made('Sigrid Signs');
  await onlyAvailable('mari');
  await available(await signedIn('mari'));
  const before = await openChats('mari');

  // An open portal, a widget where somebody is writing, a form that is filled in, one without script.
  const portal = await visitor();
  await portal.goto('/');
  await expect(portal.getByRole('button', { name: 'Chat now' })).toBeVisible();
  const writing = await Widget.open(await stranger());
  await writing.panel.getByLabel('Your message').fill('Half a question about the ferries');
  const form = await visitor();
  await form.goto(`/message?department=${sales.id}`);
  await form.getByLabel('Your message').fill('Typed before it was required.');
  const plain = await visitor({ javaScriptEnabled: false });
  await plain.goto(`/message?department=${sales.id}`);
  await plain.getByLabel('Your e-mail address').fill('stale@visitor.example');
  await plain.getByLabel('Your message').fill('From a form that grew stale.');

  const oda = await signedIn('administrator');
  await oda.goto(`${addresses().console}/settings/departments/${sales.id}`);
  await oda.getByRole('radiogroup', { name: 'Required to start a chat' }).getByRole('radio', { name: 'Signed in' }).click();
  await oda.getByRole('radiogroup', { name: 'Required to leave a message' }).getByRole('radio', { name: 'Verified e-mail' }).click();
  await oda.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(oda.getByText('Saved.')).toBeVisible();

  // They hear of it at once; what was typed is there.
  await expect(portal.getByRole('button', { name: 'Chat now' })).toHaveCount(0);
  await expect(portal.getByRole('link', { name: 'Sign in to leave a message for Sales' })).toBeVisible();
  await expect(writing.panel.getByRole('link', { name: 'Start chat: Sign in first' })).toBeVisible();
  await expect(writing.panel.getByRole('heading', { name: 'Somebody is here to chat' })).toBeVisible();
  await expect(writing.panel.getByRole('button', { name: 'Leave message' })).toBeDisabled();
  await expect(writing.panel.getByLabel('Your message')).toHaveValue('Half a question about the ferries');
  await expect(form.getByRole('link', { name: 'Sign in to leave a message for Sales' })).toBeVisible();
  const posted = plain.waitForResponse((one) => one.request().method() === 'POST');
  await plain.getByRole('button', { name: 'Send message' }).click();
  expect((await posted).status()).toBe(403);
  await expect(plain.getByRole('link', { name: 'Sign in to leave a message for Sales' })).toBeVisible();
  await expect(plain.getByLabel('Your message')).toHaveValue('From a form that grew stale.');

  // By the form to sign in and back to it, with what was typed; the address is still to be confirmed.
  await form.getByRole('link', { name: 'Sign in to leave a message for Sales' }).click();
  await form.getByLabel('E-mail address').fill(customer.email);
  await form.getByLabel('Password').fill(customer.password);
  await form.getByRole('button', { name: 'Sign in' }).click();
  await expect(form.getByRole('link', { name: 'Confirm your e-mail address to leave a message for Sales' })).toBeVisible();
  await expect(form.getByLabel('Your message')).toHaveValue('Typed before it was required.');

  // At the portal by the link on the card, and the chat knows her.
  await portal.getByRole('link', { name: 'Sign in to chat with Sales' }).click();
  await portal.getByLabel('E-mail address').fill(customer.email);
  await portal.getByLabel('Password').fill(customer.password);
  await portal.getByRole('button', { name: 'Sign in' }).click();
  await portal.getByRole('button', { name: 'Chat now' }).click();
  const chat = new Widget(portal);
  await chat.panel.getByLabel('Your message').fill('Now I may.');
  await chat.panel.getByRole('button', { name: 'Start chat' }).click();
  await expect(chat.log.getByText('Now I may.')).toBeVisible();
  await endChatsSince('mari', before);
});

test('a chat waits for somebody, in the words of the department', async ({ signedIn, stranger, visitor }) => {
  await onlyAvailable();
  const before = await openChats('mari');
  const portal = await visitor();
  await portal.goto('/');
  await expect(portal.getByText('Answers by e-mail')).toBeVisible();
  const words = { waiting_text: 'We are packing.\nOne moment.', after_chat_text: 'Safe travels.' };
  await change('Sales', { chat_only_while_available: false, ...words });
  await expect(portal.getByRole('button', { name: 'Start a chat and wait' })).toBeVisible();
  const widget = await Widget.open(await stranger());
  await expect(widget.panel.getByRole('heading', { name: 'Nobody is here to chat right now' })).toBeVisible();
  await widget.startChat('Wilma Waits', 'I have time.');
  await expect(widget.panel.getByText('You are number 1 in line')).toBeVisible();
  await expect(widget.panel.getByText('We are packing.')).toBeVisible();
  await onlyAvailable('mari');
  await available(await signedIn('mari'));
  await expect(widget.log.getByText(/joined the chat/)).toBeVisible();
  await endChatsSince('mari', before);
  await expect(widget.panel.getByText('Safe travels.')).toBeVisible();
});
