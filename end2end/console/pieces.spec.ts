/** The console comes in pieces: what a page needs is fetched with it, once, and again when it did not come. */
import { readdirSync } from 'node:fs';
import type { Route } from '@playwright/test';
import { addresses, expect, test, type Page } from '../support/test.ts';

const files = readdirSync(`${process.env['FRONTDESK_ASSETS'] ?? '../dist'}/console`);
// Where everything is checked, bundles are built for release, and one in one piece is a fault.
test.skip(!process.env['CI'] && !files.some((name) => name.startsWith('settings-')), 'quick bundles are in one piece');

/** The pieces a page fetches, by name; the main part is none. */
function fetched(page: Page): string[] {
  const names: string[] = [];
  page.on('request', (request) => {
    const file = new URL(request.url()).pathname.split('/').pop() ?? '';
    if (file.endsWith('.wasm') && !file.endsWith('_bg.wasm')) names.push(file.replace(/-[0-9a-f]+\.wasm$/, ''));
  });
  return names;
}

const rail = (page: Page) => page.getByRole('navigation', { name: 'Main' });

test('the first screen needs no piece, tickets come ahead, and settings fetch theirs once', async ({ signedIn }) => {
  const page = await signedIn('administrator');
  const pieces = fetched(page);
  await page.goto(`${addresses().console}/chats`);
  await expect(page.locator('button.presence')).toBeVisible();
  await expect(page.getByRole('region', { name: 'Chats', exact: true })).toBeVisible();
  expect(pieces).toEqual([]);
  await expect.poll(() => pieces).toContain('tickets');
  const ahead = [...pieces];
  await rail(page).getByRole('link', { name: 'All tickets' }).click();
  await expect(page.getByRole('region', { name: 'Tickets', exact: true }).getByRole('link').first()).toBeVisible();
  expect(pieces).toEqual(ahead);

  await rail(page).getByRole('link', { name: 'Brands' }).click();
  await expect(page.getByRole('heading', { name: 'Brands', level: 1 })).toBeVisible();
  expect(pieces).toContain('settings');
  const once = [...pieces];
  expect(new Set(once).size).toBe(once.length);
  await rail(page).getByRole('link', { name: 'Chats' }).click();
  await rail(page).getByRole('link', { name: 'Company' }).click();
  await expect(page.getByRole('heading', { name: 'Company', level: 1 })).toBeVisible();
  expect(pieces).toEqual(once);
});

test('what the fields of a ticket need is fetched when one is opened', async ({ signedIn }) => {
  const page = await signedIn('administrator');
  const pieces = fetched(page);
  await page.goto(`${addresses().console}/tickets?scope=all`);
  const tickets = page.locator('.ticket-row');
  await expect(tickets.first()).toBeVisible();
  expect(pieces).toContain('tickets');
  expect(pieces).not.toContain('values');
  await tickets.first().click();
  await expect(page.getByRole('heading', { name: 'Fields' })).toBeVisible();
  expect(pieces).toContain('values');
  const once = [...pieces];
  expect(new Set(once).size).toBe(once.length);
  await tickets.nth(1).click();
  await expect(page.getByRole('heading', { name: 'Fields' })).toBeVisible();
  expect(pieces).toEqual(once);
});

test('a piece that does not come can be asked for again', async ({ signedIn, expectErrors }) => {
  expectErrors(/Failed to fetch|HTTP status code is not ok|404/);
  const page = await signedIn('administrator');
  await page.goto(`${addresses().console}/tickets/new`);
  await page.getByLabel(/^Subject/).fill('Half a thought');
  for (const fails of [(route: Route) => route.abort(), (route: Route) => route.fulfill({ status: 404 })]) {
    const everyPiece = /\/assets\/console\/(?!.*_bg\.wasm).*\.wasm$/;
    await page.route(everyPiece, fails);
    await rail(page).getByRole('link', { name: 'People' }).click();
    await expect(page.getByRole('alert')).toContainText('Nothing on this page is lost');
    await page.getByRole('button', { name: 'Try again' }).click();
    await expect(page.getByRole('alert')).toContainText('Nothing on this page is lost');
    await page.unroute(everyPiece);
    // What was typed elsewhere is still there.
    await page.goBack();
    await expect(page.getByLabel(/^Subject/)).toHaveValue('Half a thought');
  }
  await rail(page).getByRole('link', { name: 'People' }).click();
  await expect(page.getByRole('heading', { name: 'People', level: 1 })).toBeVisible();
});

test('a piece is fetched for whoever opens its page by its address', async ({ signedIn }) => {
  const page = await signedIn('administrator');
  const pieces = fetched(page);
  await page.goto(`${addresses().console}/organizations`);
  await expect(page.getByRole('heading', { name: 'Organizations', level: 1 })).toBeVisible();
  expect(pieces).toContain('organizations');
});
