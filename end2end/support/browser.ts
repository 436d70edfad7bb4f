/** The browser: the one installed, never one that is downloaded; and nothing it does by itself on the network. */
import { existsSync } from 'node:fs';
import type { LaunchOptions } from '@playwright/test';

const installed = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

export const chromium: LaunchOptions = {
  executablePath: process.env['CHROMIUM'] ?? installed.find(existsSync) ?? '/usr/bin/chromium',
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
};

/** For contexts of people who block third-party cookies: storage of a framed page is its own, and empty. */
export const blockingThirdPartyCookies: LaunchOptions = {
  ...chromium,
  args: [...(chromium.args ?? []), '--test-third-party-cookie-phaseout'],
};
