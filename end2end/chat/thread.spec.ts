/** The main job: a customer's chat on a website reaches an agent, and nothing on the way may lose it. */
import { change, onlyAvailable, say } from '../support/desk.ts';
import { available, closeTab, log, row, said, write } from '../support/console.ts';
import { addresses, expect, server, test } from '../support/test.ts';
import { Widget } from '../support/widget.ts';

test.beforeEach(async () => {
  await change('Sales', { gone_grace_seconds: 2 });
  await onlyAvailable('mari', 'lars');
});

test.afterEach(async () => {
  await change('Sales', { gone_grace_seconds: 60 });
});

test('a chat reaches one agent, survives the agent, the visitor and the server', async ({ signedIn, stranger }) => {
  test.setTimeout(180_000);
  const mari = await signedIn('mari');
  const lars = await signedIn('lars');
  await available(mari);
  await available(lars);

  const page = await stranger();
  const widget = await Widget.open(page);
  await expect(widget.panel.getByRole('heading', { name: 'Somebody is here to chat' })).toBeVisible();
  const visitor = 'Thea of the thread';
  await widget.startChat(visitor, 'Is the night train to Narvik running?');

  // Exactly one of them has it.
  await expect(async () => {
    const has = (await row(mari, 'My chats', visitor).count()) + (await row(lars, 'My chats', visitor).count());
    expect(has).toBe(1);
  }).toPass({ timeout: 10_000 });
  const first = (await row(mari, 'My chats', visitor).count()) === 1;
  const [agent, other] = first ? [mari, lars] : [lars, mari];
  const [agentName, otherName] = first ? ['Mari', 'Lars'] : ['Lars', 'Mari'];
  await expect(row(other, 'My chats', visitor)).toHaveCount(0);
  await expect(row(other, 'Waiting', visitor)).toHaveCount(0);
  await expect(widget.log.getByText(`${agentName} joined the chat`)).toBeVisible();

  // Both ways, typing and seen.
  await row(agent, 'My chats', visitor).click();
  await expect(log(agent).getByText('Is the night train to Narvik running?')).toBeVisible();
  await expect(widget.log.locator('.bubble[data-side=end]').last().getByText('Seen')).toBeVisible();
  await agent.getByRole('textbox', { name: /^Write to/ }).pressSequentially('It is, every');
  await expect(widget.log.getByLabel(`${agentName} is typing`).or(widget.log.getByText(`${agentName} is typing`))).toBeVisible();
  await write(agent, 'It is, every evening at six.');
  await expect(widget.log.getByText('It is, every evening at six.')).toBeVisible();
  await expect(log(agent).locator('.bubble[data-side=end]').last().getByText('Seen')).toBeVisible();
  await widget.composer.pressSequentially('Lovely, and');
  await expect(
    log(agent).getByLabel(`${visitor} is typing`).or(log(agent).getByText(`${visitor} is typing`)),
  ).toBeVisible();
  await widget.say('Lovely, and with a bed?');
  await expect(log(agent).getByText('Lovely, and with a bed?')).toBeVisible();

  // The agent closes the tab: after the grace the other one has it, whole.
  await closeTab(agent);
  await widget.say('Are you still there?');
  // The tab said goodbye by a beacon, which outlives it: the grace of two seconds is all there is to wait for.
  await expect(row(other, 'My chats', visitor)).toBeVisible({ timeout: 10_000 });
  await expect(widget.log.getByText(`${otherName} joined the chat`)).toBeVisible();
  await row(other, 'My chats', visitor).click();
  const sofar = ['Is the night train to Narvik running?', 'It is, every evening at six.', 'Lovely, and with a bed?', 'Are you still there?'];
  await expect.poll(() => said(log(other))).toEqual(sofar);
  await expect.poll(() => said(widget.log)).toEqual(sofar);

  // The visitor reloads, and goes to another page.
  await page.reload();
  await expect.poll(() => said(widget.log)).toEqual(sofar);
  await write(other, 'Here I am, with beds.');
  await expect(widget.log.getByText('Here I am, with beds.')).toBeVisible();
  await page.getByRole('link', { name: 'Lisbon by tram' }).first().click();
  await expect(page).toHaveURL(`${addresses().site}/lisbon.html`);
  await expect(widget.log.getByText('Here I am, with beds.')).toBeVisible();

  // The server is restarted while both go on writing.
  await change('Sales', { gone_grace_seconds: 60 });
  await server.stop();
  await widget.say('Did I lose you?');
  await write(other, 'Not at all.');
  await expect(widget.log.getByText('Did I lose you?')).toBeVisible();
  await expect(log(other).getByText('Not at all.')).toBeVisible();
  await server.start();
  await expect(log(other).getByText('Did I lose you?')).toBeVisible({ timeout: 30_000 });
  await expect(widget.log.getByText('Not at all.')).toBeVisible({ timeout: 30_000 });
  await widget.say('Then I book.');
  await expect(log(other).getByText('Then I book.')).toBeVisible();
  const ours = await said(log(other));
  const before = [...sofar, 'Here I am, with beds.'];
  expect(ours.slice(0, before.length)).toEqual(before);
  // These two were written while nobody could be told of the other: either may be first.
  expect(ours.slice(before.length, -1).sort()).toEqual(['Did I lose you?', 'Not at all.']);
  expect(ours.at(-1)).toBe('Then I book.');
  await expect.poll(() => said(widget.log)).toEqual(ours);

  // The end, and a beginning.
  await other.getByRole('button', { name: /^End/ }).click();
  const surely = other.getByRole('dialog').getByRole('button', { name: 'End the chat' });
  await surely.click();
  await expect(widget.panel.getByRole('heading', { name: 'The chat has ended' })).toBeVisible();
  await expect(row(other, 'My chats', visitor)).toHaveCount(0);
  await widget.panel.getByRole('button', { name: 'New chat' }).click();
  await expect(widget.panel.getByLabel('Your message')).toBeVisible();
});

test('nobody there: the widget says so before typing, and takes a message', async ({ stranger, signedIn }) => {
  await onlyAvailable();
  const page = await stranger();
  const widget = await Widget.open(page, '/contact.html');
  await expect(widget.panel.getByRole('heading', { name: 'Nobody is here to chat right now' })).toBeVisible();
  await widget.panel.getByLabel('Your message').fill('A quiet question about the Dolomites.');
  await widget.panel.getByLabel(/^Your e-mail/).fill('quiet@visitor.example');
  await widget.panel.getByRole('button', { name: 'Leave message' }).click();
  await expect(widget.panel.getByRole('heading', { name: 'Your message has arrived' })).toBeVisible();
  const number = /number (\d+)/.exec(await widget.panel.getByRole('status').innerText())?.[1];
  const mari = await signedIn('mari');
  await mari.goto(`${addresses().console}/tickets?scope=all`);
  await expect(mari.getByRole('link').filter({ hasText: 'A quiet question' }).filter({ hasText: `${number}` })).toBeVisible();
  // Somebody comes back: the open panel says it.
  await widget.panel.getByRole('button', { name: 'Write another message' }).click();
  await mari.goto(`${addresses().console}/chats`);
  await say('mari', 'available');
  await expect(widget.panel.getByRole('heading', { name: 'Somebody is here to chat' })).toBeVisible();
});

test('third-party cookies are blocked where the visitor is, and only there', async ({ stranger, regular }) => {
  // The second shows that it is the blocking which keeps nothing, and not the cookie.
  for (const [page, kept] of [[await stranger(), ''], [await regular(), 'proof=1']] as const) {
    const widget = await Widget.open(page);
    await expect(widget.panel.getByLabel('Your message')).toBeVisible();
    const frame = page.frames().find((one) => one.url().startsWith(addresses().help));
    const tried = await frame?.evaluate(() => {
      document.cookie = 'proof=1; SameSite=None; Secure';
      return document.cookie;
    });
    expect(tried).toBe(kept);
  }
});
