/**
 * The equipment maker: two brands, each at its own host with its own Customer Service; its agents check in, and until
 * then nothing comes to them.
 */
import { expect, test, withSeed, type Page, type SignIn } from '../support/test.ts';

async function enter(page: Page, address: string, who: SignIn): Promise<void> {
  await page.goto(`${address}/console/chats`);
  await page.getByLabel('Username or e-mail').fill(who.login);
  await page.getByLabel('Password', { exact: true }).fill(who.password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
}

const presence = (page: Page) => page.locator('button.presence');

test('two brands, one pool of agents who check in and out', async ({ visitor, expectErrors }) => {
  test.setTimeout(180_000);
  expectErrors(/401/);
  await withSeed('equipment-maker', async (at, signIns) => {
    const agent = (place: string) => {
      const found = signIns.find((one) => one.role === `Agent in ${place}`);
      if (!found) throw new Error(`nobody is in ${place}: ${signIns.map((one) => one.role).join('; ')}`);
      return found;
    };
    const [abc, xyz] = [await visitor(), await visitor()];
    await abc.goto(at('abc.localhost'));
    await expect(abc.getByRole('heading', { name: 'What does your computer need?' })).toBeVisible();
    await xyz.goto(at('xyz.localhost'));
    await expect(xyz.getByRole('heading', { name: 'Paper jam, toner, or something new?' })).toBeVisible();
    for (const page of [abc, xyz]) {
      // The five hidden departments are nowhere, and the other brand's is not here.
      await expect(page.getByRole('main').getByRole('heading', { level: 3 })).toHaveText(['Customer Service']);
      await expect(page.getByRole('button', { name: 'Chat now' })).toHaveCount(0);
    }

    // Two come to work; as long as they are not checked in, nobody is there.
    const [forXyz, forAbc] = [await visitor(), await visitor()];
    await enter(forXyz, at('localhost'), agent('Customer Service › Level 1 (XYZ)'));
    await enter(forAbc, at('localhost'), agent('Customer Service › Level 1'));
    for (const page of [forXyz, forAbc]) await expect(presence(page)).toContainText('Not checked in');
    await presence(forXyz).click();
    await forXyz.getByRole('button', { name: 'Check in' }).click();
    await expect(forXyz.getByText('Checked in since')).toBeVisible();
    await forXyz.keyboard.press('Escape');
    await expect(presence(forXyz)).toContainText('Available');

    // Seen at once at the brand's own host, and at no other.
    await expect(xyz.getByRole('button', { name: 'Chat now' })).toBeVisible();
    await expect(abc.getByRole('button', { name: 'Chat now' })).toHaveCount(0);
    await xyz.getByRole('button', { name: 'Chat now' }).click();
    const panel = xyz.frameLocator('iframe[title]');
    await panel.getByLabel('Your message').fill('It prints only every second page.');
    await panel.getByLabel(/^Your name/).fill('Rosa Marin');
    await panel.getByRole('button', { name: 'Start chat' }).click();
    const chat = (page: Page) => page.getByRole('link').filter({ hasText: 'Rosa Marin' });
    await chat(forXyz).first().click();
    await forXyz.getByRole('textbox', { name: /^Write to/ }).fill('Which model is it?');
    await forXyz.getByRole('button', { name: 'Send', exact: true }).click();
    await expect(panel.getByText('Which model is it?')).toBeVisible();
    await expect(chat(forAbc)).toHaveCount(0);

    // Checking out keeps the chat and takes the agent off the list.
    await presence(forXyz).click();
    await forXyz.getByRole('button', { name: 'Check out' }).click();
    await expect(presence(forXyz)).toContainText('Not checked in');
    await forXyz.keyboard.press('Escape');
    await xyz.goto(at('xyz.localhost'));
    await expect(xyz.getByRole('main').getByRole('heading', { level: 3 })).toHaveText(['Customer Service']);
    await expect(xyz.getByRole('button', { name: 'Chat now' })).toHaveCount(0);
    await panel.getByRole('textbox', { name: 'Write a message' }).fill('The 300.');
    await panel.getByRole('textbox', { name: 'Write a message' }).press('Enter');
    await expect(forXyz.getByRole('log').getByText('The 300.')).toBeVisible();
  });
});
