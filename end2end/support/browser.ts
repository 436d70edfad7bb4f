/** The browser: the one installed, never one that is downloaded; and nothing it does by itself on the network. */
import { existsSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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

/** For contexts of people who block third-party cookies. A framed page has no storage then, either. */
export const blockingThirdPartyCookies: LaunchOptions = {
  ...chromium,
  args: [...(chromium.args ?? []), '--test-third-party-cookie-phaseout'],
};

/** The folder of a browser whose owner allows them, and with them the storage of framed pages; Debian's does not. */
export function allowingThirdPartyCookies(): string {
  const folder = mkdtempSync(join(tmpdir(), 'frontdesk-browser-'));
  mkdirSync(join(folder, 'Default'));
  const profile = { cookie_controls_mode: 0, block_third_party_cookies: false };
  writeFileSync(join(folder, 'Default/Preferences'), JSON.stringify({ profile }));
  return folder;
}
