/**
 * Where things are. The help desk is on `localhost`, the foreign site on `127.0.0.1`: two sites to a browser, while two
 * ports of one host would be the same.
 */
import { execFileSync } from 'node:child_process';

const freePort =
  'const s = require("net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); });';

/** Chosen once by the first process that asks; the workers inherit them. */
function port(name: string): number {
  process.env[name] ??= execFileSync(process.execPath, ['-e', freePort], { encoding: 'utf8' }).trim();
  return Number(process.env[name]);
}

export interface Addresses {
  /** The help desk: portal, API. */
  help: string;
  console: string;
  /** The foreign site with the widget on it. */
  site: string;
  port: number;
  sitePort: number;
  /** Where a second, empty help desk is started by those who need one. */
  emptyPort: number;
}

export function addresses(): Addresses {
  const help = port('FRONTDESK_E2E_PORT');
  const site = port('FRONTDESK_E2E_SITE_PORT');
  const empty = port('FRONTDESK_E2E_EMPTY_PORT');
  return {
    help: `http://localhost:${help}`,
    console: `http://localhost:${help}/console`,
    site: `http://127.0.0.1:${site}`,
    port: help,
    sitePort: site,
    emptyPort: empty,
  };
}
