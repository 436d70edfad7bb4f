/** The foreign site: the demo's sample pages, from a server that is not ours. */
import { createReadStream, existsSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { dirname, extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { addresses } from './addresses.ts';

const folder = join(dirname(fileURLToPath(import.meta.url)), '../../xtask/sample-site');
const kinds: Record<string, string> = { '.html': 'text/html; charset=utf-8', '.css': 'text/css; charset=utf-8' };

export async function startSite(): Promise<Server> {
  const { help, sitePort } = addresses();
  const site = createServer((request, answer) => {
    const path = new URL(request.url ?? '/', 'http://site').pathname;
    const file = join(folder, normalize(path === '/' ? '/index.html' : path));
    if (!file.startsWith(folder) || !existsSync(file)) {
      answer.writeHead(404).end();
      return;
    }
    answer.writeHead(200, { 'content-type': kinds[extname(file)] ?? 'application/octet-stream' });
    if (extname(file) === '.html') answer.end(readFileSync(file, 'utf8').replaceAll('http://localhost:8080', help));
    else createReadStream(file).pipe(answer);
  });
  await new Promise<void>((done) => site.listen(sitePort, '127.0.0.1', done));
  return site;
}
