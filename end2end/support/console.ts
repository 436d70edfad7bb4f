/** The console as an agent sees it. */
import { expect, type Locator, type Page } from '@playwright/test';
import { addresses } from './addresses.ts';

/** The list of chats under one heading: `My chats`, `Waiting`, `Colleagues`. */
export const queue = (page: Page, heading: string): Locator =>
  page.getByRole('region', { name: 'Chats', exact: true }).locator('.queue').filter({ has: page.getByRole('heading', { name: heading }) });

/** A chat in that list. */
export const row = (page: Page, heading: string, visitor: string): Locator =>
  queue(page, heading).getByRole('link').filter({ hasText: visitor });

export const log = (page: Page): Locator => page.getByRole('log');

/** The texts of the messages in a conversation, as they stand there, without comments. */
export async function said(log: Locator): Promise<string[]> {
  const texts = await log.locator('.bubble .body').allInnerTexts();
  // Whoever cannot see the sides hears who says it.
  return texts.map((text) => text.replace(/^[^:\n]*:\s/, '').trim());
}

export async function write(page: Page, text: string): Promise<void> {
  await page.getByRole('textbox', { name: /^Write to/ }).fill(text);
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  // Said when the server has it: what others say next comes after it.
  await expect(log(page).getByText(text)).toBeVisible();
  await expect(log(page).locator('[data-state=pending]')).toHaveCount(0);
}

/** Waits until the console is connected and its agent's word is "available". */
export async function available(page: Page): Promise<void> {
  await page.goto(`${addresses().console}/chats`);
  await expect(page.locator('button.presence')).toContainText('Available');
}

/** Leaves as one who closes the tab: the page may say goodbye. */
export async function closeTab(page: Page): Promise<void> {
  const closed = page.waitForEvent('close');
  await page.close({ runBeforeUnload: true });
  await closed;
}
