/** The real OpenID provider (`openid.mjs`), started and spoken to. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, type Page } from '@playwright/test';

const program = join(dirname(fileURLToPath(import.meta.url)), 'openid.mjs');

export interface Client {
  client_id: string;
  client_secret: string;
}

export class OpenId {
  private constructor(
    private readonly child: ChildProcess,
    readonly issuer: string,
  ) {}

  static async open(): Promise<OpenId> {
    const child = spawn(process.execPath, [program], { stdio: ['pipe', 'pipe', 'ignore'] });
    const [said] = (await once(child.stdout!, 'data')) as [Buffer];
    return new OpenId(child, said.toString().trim());
  }

  close(): void {
    this.child.stdin?.end();
  }

  /** Registers the help desk there: what it is known by. */
  async register(redirect: string): Promise<Client> {
    const answer = await fetch(`${this.issuer}/reg`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ redirect_uris: [redirect] }),
    });
    expect(answer.status, await answer.clone().text()).toBe(201);
    return (await answer.json()) as Client;
  }

  /** Signs somebody in there. */
  async signIn(page: Page, name: string): Promise<void> {
    await expect(page).toHaveURL(new RegExp(`^${this.issuer}/who/`));
    await page.getByLabel('Who are you?').fill(name);
    await page.getByRole('button', { name: 'Go on' }).click();
  }
}
