/** A customer sends files, closes what is solved and opens it again, with and without script. */
import { randomBytes } from 'node:crypto';
import { Customer } from '../support/customer.ts';
import { addresses, expect, expectAccessible, test } from '../support/test.ts';

const file = (name: string, text: string) => ({ name, mimeType: 'text/plain', buffer: Buffer.from(text) });

for (const javaScriptEnabled of [true, false]) {
  const how = javaScriptEnabled ? 'with' : 'without';

  test(`files go along with a message and an answer, ${how} script`, async ({ visitor, signedIn, expectErrors }) => {
    expectErrors(/422/);
    const own = randomBytes(4).toString('hex');
    const customer = await Customer.made(`Ylva ${how}`);
    const page = await visitor({ javaScriptEnabled });
    await customer.enters(page);
    await page.goto(`${addresses().help}/message`);
    await page.getByRole('combobox', { name: 'Department' }).selectOption('Sales');
    await page.getByLabel('What is it about?').fill(`A broken case ${own}`);
    await page.getByLabel('Files').setInputFiles([file('case.txt', 'It has a hole.'), file('bill.txt', '120')]);
    // What is missing is said; what was added is kept.
    await page.getByRole('button', { name: 'Send message' }).click();
    await expect(page.locator('#f-text-error')).toBeVisible();
    await expect(page.locator('.file')).toHaveText(['case.txt', 'bill.txt']);
    if (javaScriptEnabled) await expectAccessible(page);
    await page.getByLabel('Your message').fill('Who pays?');
    await page.getByRole('button', { name: 'Send message' }).click();
    await expect(page.getByText('Thank you, we have your message')).toBeVisible();

    await page.goto(`${addresses().help}/requests`);
    await page.getByRole('link', { name: `A broken case ${own}` }).click();
    await expect(page.getByRole('article').locator('a.file')).toHaveText([/case\.txt/, /bill\.txt/]);
    await page.getByLabel('Your answer').fill('The carrier does.');
    await page.getByLabel('Files').setInputFiles(file('letter.txt', 'We pay.'));
    await page.getByRole('button', { name: 'This is solved' }).click();
    await expect(page.getByRole('article').last().locator('a.file')).toHaveText([/letter\.txt/]);
    await expect(page.getByRole('heading', { level: 1 }).locator('..').getByText('Closed')).toBeVisible();
    await page.getByRole('button', { name: 'Open it again' }).click();
    await expect(page.getByRole('heading', { level: 1 }).locator('..').getByText('With us')).toBeVisible();

    const agent = await signedIn('mari');
    await agent.goto(`${addresses().console}/tickets?scope=all`);
    await agent.locator('.ticket-row').filter({ hasText: own }).click();
    const log = agent.getByRole('region', { name: 'Ticket', exact: true }).getByRole('log');
    await expect(log.getByRole('link', { name: /letter\.txt/ })).toBeVisible();
    await expect(log.getByText('Closed, says the customer')).toBeVisible();
  });
}
