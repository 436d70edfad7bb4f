/** An administrator hides a department: open pages lose it at once, nothing new enters, what is open goes on. */
import { available, log, row, write } from '../support/console.ts';
import { Visitor, clientId, department, onlyAvailable, say, setVisibility } from '../support/desk.ts';
import { addresses, expect, test } from '../support/test.ts';
import { Widget } from '../support/widget.ts';

test.afterEach(async () => setVisibility('Sales', 'public'));

test('hiding Sales', async ({ signedIn, stranger, visitor, expectErrors }) => {
  test.setTimeout(120_000);
  expectErrors(/404/);
  const sales = await department('Sales');
  await onlyAvailable('mari');
  const mari = await signedIn('mari');
  await available(mari);

  // A chat that is open, a widget where somebody is writing, an open portal, a form without script.
  const chatting = await Widget.open(await stranger());
  await chatting.startChat('Hilde goes on', 'I stay, whatever happens.');
  await row(mari, 'My chats', 'Hilde goes on').click();
  const writing = await Widget.open(await stranger());
  await writing.panel.getByLabel('Your message').fill('Half a question about the fjords');
  const portal = await visitor();
  await portal.goto('/');
  await expect(portal.getByRole('heading', { name: 'Sales' })).toBeVisible();
  await expect(portal.getByText('Online now')).toBeVisible();
  const form = await visitor();
  await form.goto(`/message?department=${sales.id}`);
  await form.getByLabel('Your message').fill('Typed before it was hidden.');
  const plain = await visitor({ javaScriptEnabled: false });
  await plain.goto(`/message?department=${sales.id}`);
  await plain.getByLabel('Your e-mail address').fill('stale@visitor.example');
  await plain.getByLabel('Your message').fill('From a form that grew stale.');

  // The administrator reads what it does, and does it.
  const oda = await signedIn('administrator');
  await oda.goto(`${addresses().console}/settings/company`);
  await oda.getByRole('main').getByRole('link', { name: 'Sales', exact: true }).first().click();
  await expect(oda.getByRole('heading', { name: 'Sales', level: 1 })).toBeVisible();
  await expect(oda.getByText(/Hiding Sales takes it out of the portal/)).toBeVisible();
  await expect(oda.getByText(/1 chat go on/)).toBeVisible();
  await oda.getByRole('switch', { name: 'Show in portal and widget' }).click();
  await oda.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(oda.getByText('Saved.')).toBeVisible();
  await expect(oda.locator('.page-head').getByText('hidden')).toBeVisible();

  // It disappears without a reload, and what was typed is still there.
  await expect(portal.getByRole('heading', { name: 'Sales' })).toHaveCount(0);
  await expect(portal.getByText('We take no messages here at the moment.')).toBeVisible();
  await expect(writing.panel.getByRole('heading', { name: 'No department takes messages right now' })).toBeVisible();
  await expect(writing.panel.getByLabel('Your message')).toHaveValue('Half a question about the fjords');
  await expect(form.getByText('Messages are not taken any more. What you wrote is still here')).toBeVisible();
  await expect(form.getByLabel('Your message')).toHaveValue('Typed before it was hidden.');

  // Nothing new enters: by a crafted request, by an open form, by a stale form without script.
  const crafty = await Visitor.of('Crafty');
  expect((await crafty.asks(sales.id, 'Let me in.')).status).toBe(404);
  const left = { client_id: clientId(), department: sales.id, email: 'crafty@visitor.example', text: 'Let me in.' };
  expect((await crafty.call('POST', '/messages', left)).status).toBe(404);
  await form.getByLabel('Your e-mail address').fill('late@visitor.example');
  const refused = form.waitForResponse((one) => one.url().includes('/api/v1/portal/messages'));
  await form.getByRole('button', { name: 'Send message' }).click();
  expect((await refused).status()).toBe(404);
  await expect(form.getByLabel('Your message')).toHaveValue('Typed before it was hidden.');
  const posted = plain.waitForResponse((one) => one.request().method() === 'POST');
  await plain.getByRole('button', { name: 'Send message' }).click();
  expect((await posted).status()).toBe(404);
  await expect(plain.getByLabel('Your message')).toHaveValue('From a form that grew stale.');
  await expect(plain.getByLabel('Your e-mail address')).toHaveValue('stale@visitor.example');

  // The chat goes on.
  await write(mari, 'We go on as before.');
  await expect(chatting.log.getByText('We go on as before.')).toBeVisible();
  await chatting.say('So we do.');
  await expect(log(mari).getByText('So we do.')).toBeVisible();

  // Shown again: it is back, and the half question is asked.
  await oda.getByRole('switch', { name: 'Show in portal and widget' }).click();
  await oda.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(oda.locator('.page-head').getByText('public')).toBeVisible();
  await expect(portal.getByRole('heading', { name: 'Sales' })).toBeVisible();
  await expect(writing.panel.getByRole('heading', { name: 'Somebody is here to chat' })).toBeVisible();
  await expect(writing.panel.getByLabel('Your message')).toHaveValue('Half a question about the fjords');
  await writing.panel.getByRole('button', { name: 'Start chat' }).click();
  await expect(writing.log.getByText('Half a question about the fjords')).toBeVisible();
  await expect(mari.getByRole('region', { name: 'Chats', exact: true }).getByText('Half a question about the fjords')).toBeVisible();

  for (const widget of [chatting, writing]) {
    await widget.panel.getByRole('button', { name: 'End chat' }).click();
    await widget.panel.getByRole('alertdialog', { name: 'End this chat?' }).getByRole('button', { name: 'End chat' }).click();
    await expect(widget.panel.getByRole('heading', { name: 'The chat has ended' })).toBeVisible();
  }
});
