/** Roles: made, given, explained; and what one may not is not offered. */
import { as, department } from '../support/desk.ts';
import { addresses, expect, test } from '../support/test.ts';

interface Person {
  id: string;
  name: string;
}

test('a role is made and given, and a person\'s permissions are explained', async ({ signedIn }) => {
  const page = await signedIn('administrator');
  await page.goto(`${addresses().console}/settings/roles`);
  await expect(page.getByRole('heading', { name: 'Roles', level: 1 })).toBeVisible();
  await expect(page.getByRole('row', { name: /^Administrator/ })).toContainText('Oda Wiik');
  await page.getByRole('link', { name: 'New role' }).click();
  await page.getByLabel('Name', { exact: true }).fill('Auditor');
  await page.getByRole('checkbox', { name: /^See reports/ }).check();
  await page.getByRole('button', { name: 'Make role' }).click();
  await expect(page.getByRole('heading', { name: 'Auditor', level: 1 })).toBeVisible();
  await expect(page.getByRole('checkbox', { name: /^See reports/ })).toBeChecked();

  const people = await as<{ items: Person[] }>('administrator', 'GET', '/people?kind=employee');
  const mari = people.items.find((person) => person.name.startsWith('Mari'))!;
  await page.goto(`${addresses().console}/people/${mari.id}`);
  await page.getByRole('checkbox', { name: /^Auditor/ }).check();
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByText('Saved.')).toBeVisible();
  const effective = page.getByRole('region', { name: 'Effective permissions' });
  await expect(effective.getByRole('row', { name: /^See reports/ })).toContainText('role Auditor');
  const sales = await department('Sales');
  await page.getByLabel('With the items of').selectOption(`d${sales.id}`);
  await expect(effective.getByRole('row', { name: /^Reply/ })).toContainText('group Sales');
  await expect(effective.getByRole('row', { name: /^Delete/ })).toContainText('not allowed');

  await page.goto(`${addresses().console}/settings/roles`);
  await expect(page.getByRole('row', { name: /^Auditor/ })).toContainText('Mari');
  await page.getByRole('link', { name: 'Auditor' }).click();
  await page.getByRole('button', { name: 'Archive…' }).click();
  await page.getByRole('button', { name: 'Archive role' }).click();
  await expect(page.getByRole('heading', { name: 'Roles', level: 1 })).toBeVisible();
  await expect(page.getByRole('row', { name: /^Auditor/ })).toHaveCount(0);
});

test('a group takes a permission away, and what one may not is not offered', async ({ signedIn }) => {
  const page = await signedIn('administrator');
  const sales = await department('Sales');
  const mari = await signedIn('mari');
  await mari.goto(`${addresses().console}/tickets?scope=all`);
  await mari.locator('.ticket-row').first().click();
  const transfer = mari.getByRole('button', { name: /^Transfer/ });
  await expect(transfer).toBeVisible();

  const permission = async (on: boolean) => {
    await page.goto(`${addresses().console}/settings/departments/${sales.id}`);
    await page.getByRole('button', { name: 'Permissions…' }).first().click();
    const asked = page.getByRole('dialog');
    await asked.getByRole('checkbox', { name: /^Transfer/ }).setChecked(on);
    await asked.getByRole('button', { name: 'Save', exact: true }).click();
    await expect(asked).toBeHidden();
  };
  await permission(false);
  // The open page follows by itself.
  await expect(transfer).toHaveCount(0);
  await expect(mari.getByRole('button', { name: /^(Close|Reopen)/ }).first()).toBeVisible();
  await permission(true);
  await expect(transfer).toBeVisible();
});
