/** A customer with an account at the portal, made behind the scenes; the address is not verified. */
import { randomUUID } from 'node:crypto';
import type { Page } from '@playwright/test';
import { addresses } from './addresses.ts';
import { as, clientId, department } from './desk.ts';

export class Customer {
  readonly password = 'a horse of my own';

  private constructor(
    readonly name: string,
    readonly email: string,
  ) {}

  static async made(name: string): Promise<Customer> {
    const word = `c${randomUUID().replaceAll('-', '').slice(0, 12)}`;
    const customer = new Customer(name, `${word}@portal.example`);
    const details = { username: word, email: customer.email, name, active: true };
    await as('administrator', 'POST', '/people', { kind: 'customer', details, password: customer.password });
    return customer;
  }

  /** Leaves a message for Sales. */
  async asks(subject: string, text = 'We would like to know.'): Promise<void> {
    const cookie = await this.signIn();
    const { id } = await department('Sales');
    const body = { client_id: clientId(), department: id, name: '', email: this.email, subject, text };
    await this.post('/messages', body, cookie);
  }

  /** Gives a page's browser the customer's session. */
  async enters(page: Page): Promise<void> {
    const data = { login: this.email, password: this.password };
    const headers = { origin: addresses().help };
    const answer = await page.request.post(`${addresses().help}/api/v1/portal/session`, { data, headers });
    if (!answer.ok()) throw new Error(`${this.email} signs in: ${answer.status()} ${await answer.text()}`);
  }

  private async signIn(): Promise<string> {
    const answer = await this.post('/session', { login: this.email, password: this.password });
    return answer.headers.getSetCookie().map((one) => one.split(';')[0]).join('; ');
  }

  private async post(path: string, body: unknown, cookie = ''): Promise<Response> {
    const headers = { origin: addresses().help, 'content-type': 'application/json', ...(cookie ? { cookie } : {}) };
    const answer = await fetch(`${addresses().help}/api/v1/portal${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return answer;
  }
}
