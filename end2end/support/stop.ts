/** After the last spec. */
import { stopServer } from './server.ts';

export default async function stop(): Promise<void> {
  await stopServer();
}
