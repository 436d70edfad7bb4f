/** Before the first spec: a fresh help desk, and the foreign site (it lives in this process, until the last spec). */
import { allowSite } from './desk.ts';
import { startServer } from './server.ts';
import { startSite } from './site.ts';

export default async function start(): Promise<void> {
  const site = await startSite();
  site.unref();
  await startServer();
  await allowSite();
}
