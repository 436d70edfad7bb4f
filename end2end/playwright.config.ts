/** Runs the specs in Debian's Chromium, one after the other: they share one server, and some of them kill it. */
import { defineConfig } from '@playwright/test';
import { chromium } from './support/browser.ts';
import { addresses } from './support/addresses.ts';

export default defineConfig({
  testDir: '.',
  testMatch: '**/*.spec.ts',
  workers: 1,
  fullyParallel: false,
  forbidOnly: Boolean(process.env['CI']),
  retries: 0,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: [['list'], ['html', { open: 'never' }]],
  snapshotPathTemplate: '{testDir}/{testFileDir}/snapshots/{arg}{ext}',
  globalSetup: './support/start.ts',
  globalTeardown: './support/stop.ts',
  use: {
    baseURL: addresses().help,
    locale: 'en-GB',
    timezoneId: 'Europe/Oslo',
    viewport: { width: 1440, height: 900 },
    trace: 'retain-on-failure',
    screenshot: 'only-on-failure',
    launchOptions: chromium,
  },
});
