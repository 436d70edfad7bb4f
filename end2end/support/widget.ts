/** The widget as a visitor of the foreign site sees it. */
import { expect, type FrameLocator, type Locator, type Page } from '@playwright/test';
import { addresses } from './addresses.ts';

export class Widget {
  readonly bubble: Locator;
  readonly panel: FrameLocator;
  readonly log: Locator;
  readonly composer: Locator;

  constructor(readonly page: Page) {
    this.bubble = page.getByRole('button', { name: /Chat with Far Horizon Travel|Close the chat with/ });
    this.panel = page.frameLocator('iframe[title]');
    this.log = this.panel.getByRole('log');
    this.composer = this.panel.getByRole('textbox', { name: 'Write a message' });
  }

  /** Visits the foreign site and opens the bubble. */
  static async open(page: Page, path = '/'): Promise<Widget> {
    await page.goto(addresses().site + path);
    const widget = new Widget(page);
    await widget.bubble.click();
    return widget;
  }

  async startChat(name: string, text: string): Promise<void> {
    await this.panel.getByLabel('Your message').fill(text);
    await this.panel.getByLabel(/^Your name/).fill(name);
    await this.panel.getByRole('button', { name: 'Start chat' }).click();
    await expect(this.log.getByText(text)).toBeVisible();
  }

  async say(text: string): Promise<void> {
    await this.composer.fill(text);
    await this.composer.press('Enter');
  }
}
