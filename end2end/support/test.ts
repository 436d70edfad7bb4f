/**
 * What specs import instead of `@playwright/test`: the same, and people.
 *
 * - `visitor`: a page of someone with no account, in a browser context of their own.
 * - `stranger`: the same, where third-party cookies are blocked.
 * - `regular`: the same, where they are allowed, and framed pages have storage.
 * - `signedIn(who)`: a page in the console, signed in through the API, in a context of its own.
 * - every page: a request to another host than ours fails the test, and so does an error in its console that the
 *   test did not say it expects (`expectErrors`).
 */
import { rmSync } from 'node:fs';
import { AxeBuilder } from '@axe-core/playwright';
import { test as base, expect, type BrowserContext, type Page } from '@playwright/test';
import { addresses } from './addresses.ts';
import { allowingThirdPartyCookies, blockingThirdPartyCookies, chromium } from './browser.ts';
import { person, server, signIns, withEmptyServer, withSeed, type SignIn } from './server.ts';

type Options = NonNullable<Parameters<import('@playwright/test').Browser['newContext']>[0]>;

interface People {
  /** A fresh browser context, watched. */
  contextOf: (options?: Options) => Promise<BrowserContext>;
  visitor: (options?: Options) => Promise<Page>;
  /** A visitor whose browser blocks third-party cookies. */
  stranger: (options?: Options) => Promise<Page>;
  /** A visitor whose browser allows them, and keeps what framed pages keep. */
  regular: (options?: Options) => Promise<Page>;
  signedIn: (who: string | SignIn, options?: Options) => Promise<Page>;
  /** Errors whose text matches are part of this test. */
  expectErrors: (...patterns: RegExp[]) => void;
}

export const test = base.extend<{ expected: RegExp[]; seen: string[] } & People>({
  expected: async ({}, use) => {
    // A server that is being restarted, a connection that is being cut: every spec may do that.
    await use([/net::ERR_/, /WebSocket connection to/]);
  },
  seen: async ({ expected }, use) => {
    const seen: string[] = [];
    await use(seen);
    expect(seen.filter((error) => !expected.some((pattern) => pattern.test(error)))).toEqual([]);
  },
  expectErrors: async ({ expected }, use) => {
    await use((...patterns) => {
      expected.push(...patterns);
    });
  },
  contextOf: async ({ browser, seen, baseURL }, use) => {
    const contexts: BrowserContext[] = [];
    await use(async (options) => {
      const context = await browser.newContext({ ...as(baseURL), ...options });
      watch(context, seen);
      contexts.push(context);
      return context;
    });
    for (const context of contexts) await context.close();
  },
  visitor: async ({ contextOf }, use) => {
    await use(async (options) => (await contextOf(options)).newPage());
  },
  stranger: async ({ playwright, seen, baseURL }, use) => {
    const browser = await playwright.chromium.launch(blockingThirdPartyCookies);
    await use(async (options) => {
      const context = await browser.newContext({ ...as(baseURL), ...options });
      watch(context, seen);
      return context.newPage();
    });
    await browser.close();
  },
  regular: async ({ playwright, seen, baseURL }, use) => {
    const opened: [BrowserContext, string][] = [];
    await use(async (options) => {
      const folder = allowingThirdPartyCookies();
      const context = await playwright.chromium.launchPersistentContext(folder, { ...chromium, ...as(baseURL), ...options });
      watch(context, seen);
      opened.push([context, folder]);
      return context.newPage();
    });
    for (const [context, folder] of opened) {
      await context.close();
      rmSync(folder, { recursive: true, force: true });
    }
  },
  signedIn: async ({ contextOf }, use) => {
    await use(async (who, options) => {
      const context = await contextOf(options);
      await signIn(context, typeof who === 'string' ? person(who) : who);
      const page = await context.newPage();
      await page.goto(addresses().console);
      return page;
    });
  },
});

/** What every context has, whoever opens it. */
const as = (baseURL: string | undefined): Options => ({
  ...(baseURL ? { baseURL } : {}),
  locale: 'en-GB',
  timezoneId: 'Europe/Oslo',
  viewport: { width: 1440, height: 900 },
});

function watch(context: BrowserContext, seen: string[]): void {
  const { port, sitePort, emptyPort } = addresses();
  context.on('request', (request) => {
    const url = new URL(request.url());
    if (!['http:', 'https:', 'ws:', 'wss:'].includes(url.protocol)) return;
    const ours = (/(^|\.)localhost$/.test(url.hostname) && [String(port), String(emptyPort)].includes(url.port)) || url.host === `127.0.0.1:${sitePort}`;
    if (!ours) seen.push(`a request to ${url.origin}`);
  });
  context.on('weberror', (error) => seen.push(`uncaught: ${error.error().message}`));
  context.on('console', (message) => {
    if (message.type() === 'error') seen.push(`${message.text()} (${message.location().url})`);
  });
}

/** Gives the context the session of this one. */
export async function signIn(context: BrowserContext, who: SignIn): Promise<void> {
  const answer = await context.request.post(`${addresses().help}/api/v1/session`, {
    data: { login: who.login, password: who.password },
    headers: { origin: addresses().help },
  });
  expect(answer.ok(), `${who.login} signs in: ${answer.status()} ${await answer.text()}`).toBe(true);
}

/** axe finds nothing on the page as it is now, frames included. */
export async function expectAccessible(page: Page): Promise<void> {
  const found = await new AxeBuilder({ page }).analyze();
  const told = found.violations.map((rule) => `${rule.id}: ${rule.nodes.map((node) => node.target.join(' ')).join(', ')}`);
  // All of them in one run.
  expect.soft(told).toEqual([]);
}

export { addresses, expect, person, server, signIns, withEmptyServer, withSeed };
export type { Page, SignIn };
