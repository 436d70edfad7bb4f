/** Companies to look at, made through the API on a help desk with nothing in it: small ones, and such of fifty departments. */
import type { SignIn } from './server.ts';

const PASSWORD = 'long enough by far';

export interface Size {
  departments: number;
  /** Of each department, the front line among them. */
  groups: number;
  agents: number;
}

export interface Made {
  /** Who administers it. */
  administrator: SignIn;
  /** Calls as the administrator. */
  call: <T>(method: string, path: string, body?: unknown, version?: number) => Promise<T>;
  departments: { id: string; name: string; groups: string[] }[];
  /** Makes an employee, who may sign in with a password, and a member of some groups. */
  agent: (name: string, groups: string[], signsIn?: boolean) => Promise<SignIn & { id: string }>;
}

const share = { part: 'primary', limit: 5, active: true };

/** Every agent is in the front line of one department, and in the second group of the next. */
export async function makeCompany(address: string, code: string, size: Size, called = (n: number) => `Department ${n}`): Promise<Made> {
  let cookie = '';
  const call = async <T>(method: string, path: string, body?: unknown, version?: number): Promise<T> => {
    const response = await fetch(`${address}/api/v1${path}`, {
      method,
      headers: {
        origin: address,
        cookie,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(version === undefined ? {} : { 'if-match': `"${version}"` }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    const set = response.headers.getSetCookie().map((one) => one.split(';')[0]).join('; ');
    if (set) cookie = set;
    return (text ? JSON.parse(text) : undefined) as T;
  };
  const administrator = { name: 'Anna First', login: 'anna', password: PASSWORD, role: 'Administrator' };
  await call('POST', '/setup', {
    code,
    name: administrator.name,
    username: administrator.login,
    email: 'anna@first.example',
    password: PASSWORD,
    brand: 'First & Sons',
    department: called(1),
    department_email: 'department1@first.example',
  });
  interface Department {
    id: string;
    brand: string;
    details: Record<string, unknown>;
    groups: { id: string }[];
  }
  const company = await call<{ brands: { id: string; departments: Department[] }[] }>('GET', '/company');
  const first = company.brands[0]?.departments[0];
  if (!first) throw new Error('no department was set up');
  const departments: Made['departments'] = [];
  for (let n = 1; n <= size.departments; n++) {
    const name = called(n);
    const details = { ...first.details, name, email: `department${n}@first.example` };
    const made =
      n === 1 ? first : await call<Department>('POST', '/departments', { brand: first.brand, details, visibility: 'public', front_line: 'Level 1' });
    const groups = made.groups.map((group) => group.id);
    for (let group = 2; group <= size.groups; group++) {
      const body = { name: `Level ${group}`, front_line: false };
      groups.push((await call<{ id: string }>('POST', `/departments/${made.id}/groups`, body)).id);
    }
    departments.push({ id: made.id, name, groups });
  }
  const agent: Made['agent'] = async (name, groups, signsIn = false) => {
    const login = name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '.').replaceAll(/^\.|\.$/g, '').slice(0, 60);
    const details = { username: login, email: `${login}@first.example`, name, roles: ['agent'], active: true };
    const password = signsIn ? { password: PASSWORD } : {};
    const { id } = await call<{ id: string }>('POST', '/people', { kind: 'employee', details, ...password });
    for (const group of groups) await call('PUT', `/groups/${group}/members/${id}`, { chats: share, tickets: share, order: 0 }, 0);
    return { id, name, login, password: PASSWORD, role: 'Agent' };
  };
  const numbers = Array.from({ length: size.agents }, (_, n) => n);
  const next = async (): Promise<void> => {
    for (let n = numbers.shift(); n !== undefined; n = numbers.shift()) {
      const groups = [departments[n % departments.length]?.groups[0], departments[(n + 1) % departments.length]?.groups[1]];
      await agent(`Agent Number ${n + 1}`, groups.filter((group) => group !== undefined));
    }
  };
  // A few one after another, so that the history tells of them in the same order each time.
  await Promise.all(Array.from({ length: size.agents < 10 ? 1 : 6 }, next));
  return { administrator, call, departments, agent };
}
