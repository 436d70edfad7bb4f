/** Asking a colleague: named by `@`, answered in a comment; whose the ticket is does not change. */
import { Visitor, clientId, department } from '../support/desk.ts';
import { addresses, expect, expectAccessible, test } from '../support/test.ts';

test('a colleague of another department is asked and answers', async ({ signedIn }) => {
  const sales = await department('Sales');
  const tora = await Visitor.of('Tora');
  const subject = 'A berth for two dogs';
  const left = await tora.call('POST', '/messages', {
    client_id: clientId(),
    department: sales.id,
    name: 'Tora Asks',
    email: 'tora@asks.example',
    subject,
    text: 'May they sleep in the cabin?',
  });
  expect(left.status).toBeLessThan(300);
  const asker = await signedIn('mari');
  const asked = await signedIn('sofia');
  await asked.goto(`${addresses().console}/chats`);
  await expect(asked.getByRole('heading', { name: 'Chats', exact: true })).toBeVisible();
  await asker.goto(`${addresses().console}/tickets?scope=all`);
  await asker.locator('.ticket-row').filter({ hasText: subject }).click();
  const item = asker.getByRole('region', { name: 'Ticket', exact: true });
  await expect(item.getByRole('log')).toContainText('May they sleep in the cabin?');

  // The list opens at the sign, goes by the keyboard, and closes without sending anything.
  await asker.keyboard.press('n');
  const area = item.locator('textarea');
  await expect(area).toBeFocused();
  await asker.keyboard.type('Is that so, @so');
  const list = asker.getByRole('listbox', { name: 'Whom to ask' });
  const sofia = list.getByRole('option', { name: /Sofia/ });
  await expect(sofia).toHaveAttribute('aria-selected', 'true');
  await expect(area).toHaveAttribute('aria-activedescendant', 'askable-0');
  await expectAccessible(asker);
  await asker.keyboard.press('Escape');
  await expect(list).toHaveCount(0);
  await expect(area).toHaveValue('Is that so, @so');
  await asker.keyboard.type('f');
  await expect(sofia).toBeVisible();
  await asker.keyboard.press('Enter');
  await expect(area).toHaveValue(/^Is that so, @Sofia \S+ $/);
  await asker.keyboard.type('or not?');
  await item.getByRole('button', { name: 'Comment', exact: true }).click();
  await expect(item.getByRole('log').locator('.mention')).toHaveText(/^@Sofia/);

  // She hears of it where she is, and it stands in a list of its own.
  await expect(asked.getByText(/^Mari .*asks you something\.$/)).toBeVisible();
  const mine = asked.locator('.queue').filter({ hasText: 'Asked of me' });
  const row = mine.getByRole('link', { name: new RegExp(subject) });
  await expect(row).toContainText('Is that so');
  await expectAccessible(asked);
  await row.click();
  const hers = asked.getByRole('region', { name: 'Ticket', exact: true });
  await expect(hers.getByRole('heading', { name: subject })).toBeVisible();
  // She may comment, and nothing else.
  await expect(hers.getByRole('tab', { name: /Reply/ })).toHaveCount(0);
  await expect(hers.getByRole('button', { name: /^(Take|Transfer|Close)/ })).toHaveCount(0);
  await hers.locator('textarea').fill('Yes, in those on deck four.');
  await hers.getByRole('button', { name: 'Comment', exact: true }).click();
  await expect(mine).toBeHidden();
  await expect(item.getByRole('log')).toContainText('Yes, in those on deck four.');
  // It is Mari's still.
  await asker.goto(`${addresses().console}/tickets`);
  await expect(asker.locator('.ticket-row').filter({ hasText: subject })).toBeVisible();
});
