/** What is done behind the scenes, through the API: the office before the curtain rises, and what a stranger crafts. */
import { randomBytes } from 'node:crypto';
import { addresses } from './addresses.ts';
import { person, signIns } from './server.ts';

export interface Answer<T> {
  status: number;
  etag: string | null;
  body: T;
}

interface Department {
  id: string;
  version: number;
  visibility: 'public' | 'hidden';
  details: Record<string, unknown> & { name: string };
}

const sessions = new Map<string, Promise<string>>();

/** The session of an employee, as a `Cookie` header; one per process. */
function session(who: string): Promise<string> {
  let cookie = sessions.get(who);
  if (!cookie) {
    const { login, password } = person(who);
    cookie = call('POST', '/api/v1/session', { body: { login, password } }).then((answer) => answer.cookies);
    sessions.set(who, cookie);
  }
  return cookie;
}

async function call(method: string, path: string, more: { body?: unknown; headers?: Record<string, string> } = {}) {
  const response = await fetch(addresses().help + path, {
    method,
    headers: {
      origin: addresses().help,
      ...(more.body === undefined ? {} : { 'content-type': 'application/json' }),
      ...more.headers,
    },
    ...(more.body === undefined ? {} : { body: JSON.stringify(more.body) }),
  });
  const text = await response.text();
  const cookies = response.headers.getSetCookie().map((one) => one.split(';')[0]).join('; ');
  return { status: response.status, etag: response.headers.get('etag'), body: text ? (JSON.parse(text) as unknown) : undefined, cookies };
}

/** Calls as an employee; anything but a success is an error of the test. */
export async function as<T>(who: string, method: string, path: string, body?: unknown, version?: number): Promise<T> {
  const headers: Record<string, string> = { cookie: await session(who) };
  if (version !== undefined) headers['if-match'] = `"${version}"`;
  const answer = await call(method, `/api/v1${path}`, { headers, ...(body === undefined ? {} : { body }) });
  if (answer.status >= 300) throw new Error(`${who}: ${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
  return answer.body as T;
}

/** Calls as a visitor (or, without a token, as nobody); whatever the answer. */
export async function asVisitor(token: string, method: string, path: string, body?: unknown): Promise<Answer<any>> {
  const headers: Record<string, string> = token ? { authorization: `Bearer ${token}` } : {};
  return call(method, `/api/v1/widget${path}`, { headers, ...(body === undefined ? {} : { body }) });
}

interface Company {
  brands: { id: string; departments: Department[] }[];
}

export async function department(name: string): Promise<Department> {
  const company = await as<Company>('administrator', 'GET', '/company');
  const found = company.brands.flatMap((brand) => brand.departments).find((one) => one.details.name === name);
  if (!found) throw new Error(`there is no department ${name}`);
  return found;
}

/** Changes some settings of a department. */
export async function change(name: string, details: Record<string, unknown>): Promise<void> {
  const { id, version, details: before } = await department(name);
  await as('administrator', 'PUT', `/departments/${id}`, { ...before, ...details }, version);
}

export async function setVisibility(name: string, visibility: 'public' | 'hidden'): Promise<void> {
  const found = await department(name);
  if (found.visibility === visibility) return;
  await as('administrator', 'PUT', `/departments/${found.id}/visibility`, { visibility }, found.version);
}

/** Says available or away in an agent's name. */
export async function say(who: string, availability: 'available' | 'away'): Promise<void> {
  await as(who, 'PUT', '/presence/availability', { availability });
}

/** These are available, and nobody else: who was in the console a moment ago may still be there for the server. */
export async function onlyAvailable(...who: string[]): Promise<void> {
  const there = who.map((one) => person(one).login);
  for (const { login } of signIns()) await say(login, there.includes(login) ? 'available' : 'away');
}

/** The chats an employee sees that are not over. */
export async function openChats(who: string): Promise<Map<string, number>> {
  const { items } = await as<{ items: { id: string; epoch: number }[] }>(who, 'GET', '/chats/open');
  return new Map(items.map((chat) => [chat.id, chat.epoch]));
}

/** Ends what was begun since: an agent has room for a few chats, and the next ones want it. */
export async function endChatsSince(who: string, before: Map<string, number>): Promise<void> {
  for (const id of (await openChats(who)).keys()) {
    if (before.has(id)) continue;
    const taken = await as<{ epoch: number }>(who, 'POST', `/chats/${id}/taking`, { epoch: (await openChats(who)).get(id) });
    await as(who, 'POST', `/chats/${id}/end`, { epoch: taken.epoch });
  }
}

/** The foreign site is on another port in every run. */
export const allowSite = (): Promise<void> => setSites([addresses().site]);

/** Says which sites may show the widget. */
export async function setSites(sites: string[]): Promise<void> {
  interface Brand {
    id: string;
    version: number;
    host?: string;
    allowed_sites: string[];
    look: Record<string, unknown>;
  }
  const brand = (await as<{ items: Brand[] }>('administrator', 'GET', '/brands')).items[0];
  if (!brand) throw new Error('there is no brand');
  const details = { ...brand.look, host: brand.host ?? '', allowed_sites: sites };
  await as('administrator', 'PUT', `/brands/${brand.id}`, details, brand.version);
}

/** As clients make their ids. */
export const clientId = (): string => {
  const hex = randomBytes(16).toString('hex').replace(/^(.{12}).(.{3})./, '$14$28');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
};

/** A visitor who needs no browser: a chat, so that an agent has something to do. */
export class Visitor {
  private constructor(
    private readonly token: string,
    private readonly name: string,
    private readonly email: string,
  ) {}
  chat = '';

  static async of(name: string, email = ''): Promise<Visitor> {
    const answer = await asVisitor('', 'POST', '/visitors', { brand: 'far-horizon-travel', page: Visitor.page });
    if (answer.status >= 300) throw new Error(`no visitor: ${answer.status} ${JSON.stringify(answer.body)}`);
    return new Visitor(answer.body.token as string, name, email);
  }

  static get page() {
    const url = `${addresses().site}/lisbon.html`;
    return { url, title: 'Lisbon by tram', referrer: 'https://search.example/', language: 'en-GB', time_zone: 'Europe/Lisbon' };
  }

  async call(method: string, path: string, body?: unknown): Promise<Answer<any>> {
    return asVisitor(this.token, method, path, body);
  }

  /** Asks for a chat; whatever the answer. */
  async asks(department: string, text: string): Promise<Answer<any>> {
    const answer = await this.call('POST', '/chats', {
      client_id: clientId(),
      department,
      name: this.name,
      email: this.email,
      text,
      page: Visitor.page,
    });
    if (answer.status < 300) this.chat = answer.body.id as string;
    return answer;
  }

  async says(text: string): Promise<void> {
    const answer = await this.call('POST', `/chats/${this.chat}/messages`, { client_id: clientId(), text });
    if (answer.status >= 300) throw new Error(`not said: ${answer.status} ${JSON.stringify(answer.body)}`);
  }

  /** What the visitor can read, in order. */
  async reads(): Promise<string[]> {
    const answer = await this.call('GET', `/chats/${this.chat}/log`);
    const entries = answer.body.entries as { kind: string; text?: string }[];
    return entries.filter((entry) => entry.kind === 'message').map((entry) => entry.text ?? '');
  }

  async ends(): Promise<void> {
    await this.call('POST', `/chats/${this.chat}/end`);
  }
}

export interface Arriving {
  id: string;
  from: string;
  to?: string;
  subject: string;
  text?: string;
  /** The mail it answers, with the angles. */
  answers?: string;
}

/** A mail comes, as a server for mail would hand it in. */
export async function arrive({ id, from, to = 'sales@farhorizon.example', subject, text = 'Hello', answers }: Arriving): Promise<void> {
  const head = [`Message-ID: <${id}>`, `From: ${from}`, `To: ${to}`, `Subject: ${subject}`, 'Content-Type: text/plain; charset=utf-8'];
  if (answers) head.push(`In-Reply-To: ${answers}`);
  const raw = Buffer.from(`${head.join('\r\n')}\r\n\r\n${text}\r\n`).toString('base64');
  await as('administrator', 'POST', '/mails', { raw });
}
