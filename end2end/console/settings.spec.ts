/** Settings: what will change is said first, saved on purpose, and who changed it last stays readable. */
import { department } from '../support/desk.ts';
import { addresses, expect, test } from '../support/test.ts';

test('a department\'s settings are changed, dropped, saved and remembered', async ({ signedIn }) => {
  const page = await signedIn('administrator');
  const { id } = await department('Reservations');
  await page.goto(`${addresses().console}/settings/departments/${id}`);
  await expect(page.getByRole('heading', { name: 'Reservations', level: 1 })).toBeVisible();
  const bar = page.getByRole('region', { name: /not saved/i });
  const description = page.getByLabel(/^Description/);
  const before = await description.inputValue();
  await description.fill('Something else');
  await expect(page.locator('.save-bar')).toContainText('Description');
  await page.locator('.save-bar').getByRole('button').first().click();
  await expect(description).toHaveValue(before);
  await expect(page.locator('.save-bar')).toHaveCount(0);

  await description.fill('Tickets, hotels, and changes of mind.');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByText('Saved.')).toBeVisible();
  await page.reload();
  await expect(description).toHaveValue('Tickets, hotels, and changes of mind.');
  await expect(page.getByText(/Oda Wiik/).last()).toBeVisible();
  await expect(bar).toHaveCount(0);
});

test('two administrators, one page: the second is told', async ({ signedIn, expectErrors }) => {
  expectErrors(/409/);
  const { id } = await department('Reservations');
  const address = `${addresses().console}/settings/departments/${id}`;
  const one = await signedIn('administrator');
  const two = await signedIn('administrator');
  await one.goto(address);
  await two.goto(address);
  await one.getByLabel('Seconds until chats are handed over').fill('90');
  await two.getByLabel('Seconds until chats are handed over').fill('120');
  await one.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(one.getByText('Saved.')).toBeVisible();
  await two.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(two.getByRole('button', { name: 'Load what it is now' })).toBeVisible();
  await expect(two.getByLabel('Seconds until chats are handed over')).toHaveValue('120');
  await two.getByRole('button', { name: 'Load what it is now' }).click();
  await expect(two.getByLabel('Seconds until chats are handed over')).toHaveValue('90');
});

test('who administers nothing reads the company and changes nothing', async ({ signedIn }) => {
  const page = await signedIn('mari');
  await page.goto(`${addresses().console}/settings/company`);
  await page.getByRole('main').getByRole('link', { name: 'Sales', exact: true }).first().click();
  await expect(page.getByRole('heading', { name: 'Sales', level: 1 })).toBeVisible();
  await expect(page.getByRole('switch', { name: 'Show in portal and widget' })).toBeDisabled();
  await expect(page.getByRole('button', { name: 'Archive…' })).toHaveCount(0);
});

test('who leaves something unsaved is asked first', async ({ signedIn }) => {
  const page = await signedIn('administrator');
  const { id } = await department('Reservations');
  await page.goto(`${addresses().console}/settings/departments/${id}`);
  const description = page.getByLabel(/^Description/);
  const before = await description.inputValue();
  await description.fill('Half a thought');
  const asked = page.getByRole('dialog', { name: 'Leave without saving?' });
  const rail = page.getByRole('navigation', { name: 'Main' });

  await rail.getByRole('link', { name: 'Organizations' }).click();
  await expect(asked).toBeVisible();
  await asked.getByRole('button', { name: 'Stay here' }).click();
  await expect(asked).toBeHidden();
  await expect(description).toHaveValue('Half a thought');

  // The palette asks as links do.
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox').fill('people');
  await page.getByRole('option', { name: 'People', exact: true }).click();
  await expect(asked).toBeVisible();
  await asked.getByRole('button', { name: 'Leave without saving' }).click();
  await expect(page.getByRole('heading', { name: 'People', level: 1 })).toBeVisible();

  await page.goto(`${addresses().console}/settings/departments/${id}`);
  await expect(description).toHaveValue(before);
  await rail.getByRole('link', { name: 'People' }).click();
  await expect(page.getByRole('heading', { name: 'People', level: 1 })).toBeVisible();
});
