/**
 * The built server as the tests see it: started by the first process, restarted and killed by any. What one process must
 * tell another (the server's pid, who may sign in) is in one file.
 */
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { addresses } from './addresses.ts';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const binary = process.env['FRONTDESK_BINARY'] ?? join(process.env['CARGO_TARGET_DIR'] ?? join(root, 'target'), 'debug/frontdesk');

export interface SignIn {
  name: string;
  login: string;
  password: string;
  role: string;
}

interface State {
  folder: string;
  pid: number;
  signIns: SignIn[];
  /** Settings of this run beside the usual ones, by the server's own names. */
  settings: Record<string, string>;
}

const stateFile = () => join(tmpdir(), `frontdesk-end2end-${addresses().port}.json`);
const state = (): State => JSON.parse(readFileSync(stateFile(), 'utf8')) as State;
const keep = (now: State) => writeFileSync(stateFile(), JSON.stringify(now));

/** Only the settings said here: the server refuses those it does not know, and the tools have some of that name. */
function environment(now: Pick<State, 'folder' | 'settings'>, port = addresses().port): Record<string, string> {
  const all = Object.entries(process.env).filter(([name]) => !name.startsWith('FRONTDESK_'));
  return {
    ...(Object.fromEntries(all) as Record<string, string>),
    FRONTDESK_LISTEN: `127.0.0.1:${port}`,
    FRONTDESK_DATABASE_URL: `sqlite://${join(now.folder, 'frontdesk.sqlite')}`,
    FRONTDESK_ASSETS: process.env['FRONTDESK_ASSETS'] ?? join(root, 'dist'),
    FRONTDESK_LOG: 'info,sqlx=warn',
    // Everybody here comes from one address.
    FRONTDESK_ANONYMOUS_PER_MINUTE: '100000',
    // Sign-in providers are processes beside it.
    FRONTDESK_INSIDE_HOSTS: '127.0.0.1',
    ...now.settings,
  };
}

function spawnServer(now: Pick<State, 'folder' | 'settings'>, port?: number): number {
  const log = openSync(join(now.folder, 'server.log'), 'a');
  // Detached: it outlives the worker that restarted it.
  const child = spawn(binary, ['serve'], { cwd: now.folder, env: environment(now, port), stdio: ['ignore', log, log], detached: true });
  child.unref();
  if (!child.pid) throw new Error(`cannot start ${binary}`);
  return child.pid;
}

const alive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    // A child that ended and that nobody waited for still has its pid.
    return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
};

async function gone(pid: number, within = 15_000): Promise<void> {
  for (const until = Date.now() + within; alive(pid); await sleep(20)) {
    if (Date.now() > until) throw new Error('the server does not end');
  }
}

async function ready(now: Pick<State, 'folder'>, pid: number, port = addresses().port): Promise<void> {
  for (const until = Date.now() + 30_000; Date.now() < until; await sleep(25)) {
    const answer = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => undefined);
    if (answer?.ok) return;
    if (!alive(pid)) break;
  }
  throw new Error(`the server is not ready:\n${readFileSync(join(now.folder, 'server.log'), 'utf8').slice(-4000)}`);
}

/** A fresh database with the travel agency in it, and a server on it. */
export async function startServer(settings: Record<string, string> = {}): Promise<void> {
  if (!existsSync(binary)) throw new Error(`${binary} is not built: cargo xtask test --only "end to end"`);
  const folder = mkdtempSync(join(tmpdir(), 'frontdesk-end2end-'));
  mkdirSync(folder, { recursive: true });
  const now = { folder, settings };
  const options = { cwd: folder, env: environment(now), encoding: 'utf8' as const };
  execFileSync(binary, ['migrate'], options);
  const seeded = JSON.parse(execFileSync(binary, ['seed', 'demo'], options)) as { sign_ins: SignIn[] };
  const pid = spawnServer(now);
  keep({ ...now, pid, signIns: seeded.sign_ins });
  await ready(now, pid);
}

export async function stopServer(): Promise<void> {
  if (!existsSync(stateFile())) return;
  const now = state();
  if (alive(now.pid)) process.kill(now.pid, 'SIGTERM');
  await gone(now.pid).catch(() => process.kill(now.pid, 'SIGKILL'));
  rmSync(now.folder, { recursive: true, force: true });
  rmSync(stateFile());
}

export const server = {
  /** Ends it as an operator would, and starts it again on the same data. */
  async restart(settings?: Record<string, string>): Promise<void> {
    await server.stop();
    await server.start(settings);
  },
  async stop(): Promise<void> {
    const { pid } = state();
    if (alive(pid)) process.kill(pid, 'SIGTERM');
    await gone(pid);
  },
  /** Ends it as a power cut would. Does not start it again. */
  async kill9(): Promise<void> {
    const { pid } = state();
    if (alive(pid)) process.kill(pid, 'SIGKILL');
    await gone(pid);
  },
  async start(settings?: Record<string, string>): Promise<void> {
    const now = { ...state(), ...(settings ? { settings } : {}) };
    const pid = spawnServer(now);
    keep({ ...now, pid });
    await ready(now, pid);
  },
  /** What it wrote to its log so far. */
  log: (): string => readFileSync(join(state().folder, 'server.log'), 'utf8'),
};

/** A second help desk with nothing in it, for as long as the work takes. Gives it the code the server printed. */
export async function withEmptyServer(work: (address: string, code: string) => Promise<void>): Promise<void> {
  await withSecondServer([], async (folder) => {
    const log = readFileSync(join(folder, 'server.log'), 'utf8').replaceAll(/\x1b\[[0-9;]*m/g, '');
    const code = /code=(\S+)/.exec(log)?.[1];
    if (!code) throw new Error(`no code was printed:\n${log}`);
    await work(`http://localhost:${addresses().emptyPort}`, code);
  });
}

/** A second help desk with a seed of this name in it. Gives the addresses of its hosts, and who may sign in. */
export async function withSeed(seed: string, work: (at: (host: string) => string, signIns: SignIn[]) => Promise<void>): Promise<void> {
  const at = (host: string) => `http://${host}:${addresses().emptyPort}`;
  await withSecondServer(['seed', seed], (_, said) => work(at, (JSON.parse(said) as { sign_ins: SignIn[] }).sign_ins));
}

/** Gives the work the server's folder, and what the command said that filled it. */
async function withSecondServer(fill: string[], work: (folder: string, said: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'frontdesk-second-'));
  const { emptyPort } = addresses();
  const now = { folder, settings: {} };
  const options = { cwd: folder, env: environment(now, emptyPort), encoding: 'utf8' as const };
  execFileSync(binary, ['migrate'], options);
  const said = fill.length ? execFileSync(binary, fill, options) : '';
  const pid = spawnServer(now, emptyPort);
  try {
    await ready(now, pid, emptyPort);
    await work(folder, said);
  } finally {
    if (alive(pid)) process.kill(pid, 'SIGTERM');
    await gone(pid).catch(() => process.kill(pid, 'SIGKILL'));
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Everyone who may sign in. */
export const signIns = (): SignIn[] => state().signIns;

/** The first whose role or name contains this, e.g. `administrator`, `agent`. */
export function person(what: string): SignIn {
  const wanted = what.toLowerCase();
  const found = signIns().find((one) => `${one.role} ${one.name} ${one.login}`.toLowerCase().includes(wanted));
  if (!found) throw new Error(`nobody is ${what}`);
  return found;
}
