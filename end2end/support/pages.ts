/** Every page there is, by name, and how one gets there: for the specs that look at all of them. */
import { expect, type Locator, type Page } from '@playwright/test';
import { addresses } from './addresses.ts';
import { Customer } from './customer.ts';
import { arrive, as, clientId, department } from './desk.ts';
import { Widget } from './widget.ts';

export interface Place {
  name: string;
  go: (page: Page) => Promise<void>;
}

async function shown(page: Page, path: string, what: (page: Page) => Locator): Promise<void> {
  await page.goto(`${addresses().console}${path}`);
  await expect(what(page).first()).toBeVisible();
  // What is fetched takes the place of the skeletons.
  await expect(page.locator('.skeleton')).toHaveCount(0);
}

const heading = (name: string | RegExp) => (page: Page) => page.getByRole('heading', { name });

interface Listed {
  items: { id: string; name?: string; subject?: string; details?: { name: string } }[];
}

async function first(path: string, of = (_: Listed['items'][number]) => true): Promise<string> {
  const found = (await as<Listed>('administrator', 'GET', path)).items.find(of);
  if (!found) throw new Error(`nothing at ${path}`);
  return found.id;
}

/** Pages of an agent. `chat` is the visitor's name in a chat the agent has. */
export const agentPages = (chat: string): Place[] => [
  {
    name: 'chats',
    go: (page) => shown(page, '/chats', heading('Choose a chat')),
  },
  {
    name: 'chat',
    go: async (page) => {
      await shown(page, '/chats', heading('Chats'));
      await page.locator('.thread-row').filter({ hasText: chat }).first().click();
      await expect(page.getByRole('log').locator('.bubble').first()).toBeVisible();
      await expect(page.locator('.skeleton')).toHaveCount(0);
    },
  },
  { name: 'tickets', go: (page) => shown(page, '/tickets?scope=all', (page) => page.locator('.ticket-row')) },
  {
    name: 'ticket',
    go: async (page) => {
      await shown(page, '/tickets?scope=all', (page) => page.locator('.ticket-row'));
      await page.locator('.ticket-row').first().click();
      await expect(page.getByRole('log').first()).toBeVisible();
      await expect(page.locator('.skeleton')).toHaveCount(0);
    },
  },
  { name: 'new-ticket', go: (page) => shown(page, '/tickets/new', heading('New ticket')) },
  { name: 'no-tickets', go: (page) => shown(page, '/tickets?scope=mine&status=closed', (page) => page.locator('.empty')) },
  { name: 'asked', go: asked },
  { name: 'ended-chats', go: endedChats },
  {
    name: 'transcript',
    go: async (page) => {
      await endedChats(page);
      await page.locator('[data-pane=list] .thread-row').last().click();
      await page.getByRole('link', { name: 'Transcript' }).click();
      await expect(page.getByRole('heading', { name: /^Chat with/ })).toBeVisible();
      await expect(page.locator('.skeleton')).toHaveCount(0);
    },
  },
  { name: 'not-found', go: (page) => shown(page, '/nowhere', heading('There is nothing here')) },
];

/** A colleague asks the agent something, once. */
async function asked(page: Page): Promise<void> {
  await shown(page, '/chats', heading('Chats'));
  const { id } = (await (await page.request.get('/api/v1/session')).json()) as { id: string };
  const { items } = (await (await page.request.get('/api/v1/asks')).json()) as { items: unknown[] };
  if (items.length === 0) {
    await as('administrator', 'POST', `/tickets/${await first('/tickets')}/comments`, {
      client_id: clientId(),
      text: '@you Did the carrier call you back about the suitcase with the blue ribbon?',
      asks: [{ to: 'agent', id }],
    });
  }
  await expect(page.locator('.queue').filter({ hasText: 'Asked of me' }).getByRole('link').first()).toBeVisible();
}

async function endedChats(page: Page): Promise<void> {
  await shown(page, '/chats', heading('Chats'));
  await page.getByRole('button', { name: 'Show ended chats' }).click();
  await page.getByRole('tab', { name: 'All' }).click();
  await expect(page.locator('[data-pane=list] .thread-row').nth(3)).toBeVisible();
}

/** What opens over an agent's pages. */
export const agentOverlays = (chat: string): Place[] => {
  const pages = agentPages(chat);
  const on = (name: string) => pages.find((place) => place.name === name)?.go ?? (() => Promise.resolve());
  return [
    {
      name: 'presence',
      go: async (page) => {
        await on('chats')(page);
        await page.locator('button.presence').click();
      },
    },
    {
      name: 'palette',
      go: async (page) => {
        await on('chats')(page);
        await page.keyboard.press('Control+k');
        await page.keyboard.type('nor');
        await expect(page.getByRole('option').filter({ hasText: 'Northwind Labs' }).first()).toBeVisible();
      },
    },
    {
      name: 'keys',
      go: async (page) => {
        await on('chat')(page);
        await page.keyboard.press('?');
        await expect(page.getByRole('dialog', { name: 'Keys' })).toBeVisible();
      },
    },
    {
      name: 'new-menu',
      go: async (page) => {
        await on('chats')(page);
        await page.getByRole('button', { name: 'New', exact: true }).click();
      },
    },
    {
      name: 'account-menu',
      go: async (page) => {
        await on('chats')(page);
        await page.locator('button.account').click();
      },
    },
    {
      name: 'why-me',
      go: async (page) => {
        await on('chat')(page);
        await page.getByRole('button', { name: 'why me?' }).first().click();
      },
    },
    {
      name: 'transfer-chat',
      go: async (page) => {
        await on('chat')(page);
        await page.keyboard.press('t');
        await expect(page.getByRole('dialog')).toBeVisible();
      },
    },
    {
      name: 'end-chat',
      go: async (page) => {
        await on('chat')(page);
        await page.keyboard.press('e');
        await expect(page.getByRole('dialog')).toBeVisible();
      },
    },
    {
      name: 'transfer-ticket',
      go: async (page) => {
        await on('ticket')(page);
        await page.keyboard.press('t');
        await expect(page.getByRole('dialog')).toBeVisible();
      },
    },
    {
      name: 'comment',
      go: async (page) => {
        await on('ticket')(page);
        await page.keyboard.press('n');
        await expect(page.getByRole('textbox', { name: 'Internal comment' })).toBeFocused();
      },
    },
    {
      name: 'ask-colleague',
      go: async (page) => {
        await on('ticket')(page);
        await page.keyboard.press('n');
        await expect(page.getByRole('textbox', { name: 'Internal comment' })).toBeFocused();
        await page.keyboard.type('@');
        await expect(page.getByRole('listbox', { name: 'Whom to ask' }).getByRole('option').nth(2)).toBeVisible();
      },
    },
  ];
};

async function openGroup(page: Page): Promise<void> {
  await shown(page, '/settings/company', (page) => page.getByRole('link', { name: 'Sales', exact: true }));
  const sales = page.locator('li.department').filter({ has: page.getByRole('heading', { name: 'Sales', exact: true }) });
  await sales.locator('li.group').first().getByRole('button').first().click();
  await expect(sales.getByRole('table')).toContainText('Mari Berg');
}

/** A search template with its table, of a field that nobody is asked; made once. */
async function bookings(): Promise<string> {
  interface Listed {
    items: { id: string; archived: boolean; details: { name: string } }[];
  }
  const { items } = await as<Listed>('administrator', 'GET', '/search-templates');
  const there = items.find((one) => one.details.name === 'Bookings' && !one.archived);
  if (there) return there.id;
  const field = await as<{ id: string }>('administrator', 'POST', '/fields', { name: 'Booking', kind: 'line', options: [] });
  const made = await as<{ id: string }>('administrator', 'POST', '/search-templates', {
    name: 'Bookings',
    kinds: ['chat', 'ticket'],
    required: true,
    inputs: [{ name: 'Booking', field: field.id }],
    results: [{ from: 'Heard of us by', field: await first('/fields', (one) => one.name === 'Referrer') }],
    source: { kind: 'table' },
    timeout_ms: 3000,
    cache_seconds: 300,
  });
  const data = Buffer.from('Booking,Heard of us by\nFH-1,TV\nFH-2,Radio\n').toString('base64');
  await as('administrator', 'PUT', `/search-templates/${made.id}/table`, { data }, 1);
  return made.id;
}

/** Pages of an administrator, by what they are about. */
export const administratorPages: Record<string, Place[]> = {
  organizations: [
    { name: 'organizations', go: (page) => shown(page, '/organizations', (page) => page.getByRole('table')) },
    {
      name: 'organization',
      go: async (page) => {
        const id = await first('/organizations', (one) => (one.name ?? one.details?.name) === 'Northwind Labs');
        await shown(page, `/organizations/${id}`, heading('Northwind Labs'));
      },
    },
    {
      name: 'organization-members',
      go: async (page) => {
        const id = await first('/organizations', (one) => (one.name ?? one.details?.name) === 'Northwind Labs');
        await shown(page, `/organizations/${id}/members`, heading('Member rules'));
      },
    },
    ...(['details', 'comments', 'chats'] as const).map((tab) => ({
      name: `organization-${tab}`,
      go: async (page: Page) => {
        const id = await first('/organizations', (one) => (one.name ?? one.details?.name) === 'Northwind Labs');
        await shown(page, `/organizations/${id}/${tab}`, heading('Northwind Labs'));
      },
    })),
    {
      name: 'new-rule',
      go: async (page) => {
        const id = await first('/organizations', (one) => (one.name ?? one.details?.name) === 'Northwind Labs');
        await shown(page, `/organizations/${id}/members`, heading('Member rules'));
        await page.getByRole('button', { name: 'Add rule' }).click();
        await expect(page.getByRole('dialog')).toBeVisible();
      },
    },
    { name: 'new-organization', go: (page) => shown(page, '/organizations/new', heading('New organization')) },
  ],
  'brands and departments': [
    { name: 'company', go: (page) => shown(page, '/settings/company', (page) => page.getByRole('link', { name: 'Sales', exact: true })) },
    {
      name: 'company-group',
      go: openGroup,
    },
    {
      name: 'company-add-member',
      go: async (page) => {
        await openGroup(page);
        await page.getByRole('button', { name: 'Add member' }).first().click();
        await expect(page.getByRole('dialog').getByRole('radio').first()).toBeVisible();
      },
    },
    {
      name: 'company-copy',
      go: async (page) => {
        await openGroup(page);
        await page.getByRole('button', { name: 'Copy department…' }).first().click();
        await expect(page.getByRole('dialog')).toBeVisible();
      },
    },
    {
      name: 'company-nothing-found',
      go: async (page) => {
        await openGroup(page);
        await page.getByRole('searchbox', { name: 'Find a department, group or person' }).fill('nobody at all');
        await expect(page.getByText('Nothing and nobody is called like that')).toBeVisible();
      },
    },
    {
      name: 'department',
      go: async (page) => {
        const { id } = await department('Sales');
        await shown(page, `/settings/departments/${id}`, (page) => page.getByRole('switch', { name: 'Show in portal and widget' }));
      },
    },
    {
      name: 'archive-department',
      go: async (page) => {
        const { id } = await department('Sales');
        await shown(page, `/settings/departments/${id}`, (page) => page.getByRole('switch', { name: 'Show in portal and widget' }));
        await page.getByRole('button', { name: 'Archive…' }).click();
        await expect(page.getByRole('dialog')).toBeVisible();
      },
    },
    {
      name: 'new-department',
      go: (page) => shown(page, '/settings/departments/new', (page) => page.getByRole('heading', { level: 1 })),
    },
    {
      name: 'brand',
      go: async (page) => shown(page, `/settings/brands/${await first('/brands')}`, heading('Far Horizon Travel')),
    },
    { name: 'new-brand', go: (page) => shown(page, '/settings/brands/new', heading('New brand')) },
    {
      name: 'hours',
      go: async (page) => {
        const { id } = await department('Sales');
        await shown(page, `/settings/departments/${id}/hours`, heading('Hours'));
        const own = page.getByRole('switch', { name: 'Hours of its own' });
        if ((await own.getAttribute('aria-checked')) === 'false') await own.click();
        await page.getByRole('button', { name: 'Add a day' }).click();
      },
    },
    {
      name: 'mailbox',
      go: async (page) => {
        const { id } = await department('Sales');
        await shown(page, `/settings/departments/${id}/mailbox`, heading('Mailbox'));
      },
    },
    {
      name: 'mail-templates',
      go: async (page) => {
        const { id } = await department('Sales');
        await shown(page, `/settings/departments/${id}/mail-templates`, heading('Mail templates'));
        await page.getByRole('combobox', { name: 'What it says' }).first().selectOption('Own words');
      },
    },
    {
      name: 'mails',
      go: async (page) => {
        await arrive({ id: 'looks@customer.example', from: 'Vera Lund <vera@looks.example>', subject: 'A very long subject about a trip along the whole coast, with a car and a dog' });
        const { id } = await department('Sales');
        await as('administrator', 'POST', '/mails', { raw: Buffer.from('no mail').toString('base64'), department: id });
        await shown(page, '/settings/mails', (page) => page.getByText('Quarantine').last());
      },
    },
    { name: 'brands', go: (page) => shown(page, '/settings/brands', (page) => page.getByRole('heading', { level: 1 })) },
  ],
  'own account': [
    { name: 'account', go: (page) => shown(page, '/account', heading('Tokens for programs')) },
    {
      name: 'account-new-token',
      go: async (page) => {
        await shown(page, '/account', heading('Tokens for programs'));
        await page.getByRole('button', { name: 'New token…' }).click();
        await expect(page.getByRole('dialog', { name: 'New token' })).toBeVisible();
      },
    },
    {
      name: 'account-second-factor',
      go: async (page) => {
        await shown(page, '/account', heading('Tokens for programs'));
        await page.getByRole('button', { name: 'Set up…' }).click();
        await expect(page.getByRole('button', { name: 'Begin' })).toBeVisible();
      },
    },
    {
      name: 'account-add-passkey',
      go: async (page) => {
        await shown(page, '/account', heading('Tokens for programs'));
        await page.getByRole('button', { name: 'Add a passkey…' }).click();
        await expect(page.getByRole('dialog', { name: 'Add a passkey' })).toBeVisible();
      },
    },
    { name: 'shifts', go: (page) => shown(page, '/reports/shifts', heading('Shifts')) },
  ],
  'people and roles': [
    { name: 'roles', go: (page) => shown(page, '/settings/roles', heading('Roles')) },
    { name: 'role', go: (page) => shown(page, '/settings/roles/manager', heading('Manager')) },
    { name: 'new-role', go: (page) => shown(page, '/settings/roles/new', heading('New role')) },
    { name: 'new-person', go: (page) => shown(page, '/people/new', (page) => page.getByRole('heading', { level: 1 })) },
    {
      name: 'sign-in-rules',
      go: async (page) => {
        await shown(page, '/people', (page) => page.getByText('Mari Berg'));
        await page.getByRole('button', { name: 'Sign-in rules…' }).click();
        await expect(page.getByRole('switch', { name: 'Everybody needs a second factor' })).toBeVisible();
      },
    },
    { name: 'providers', go: (page) => shown(page, '/settings/providers', heading('Sign-in providers')) },
    { name: 'new-provider', go: (page) => shown(page, '/settings/providers/new', heading('Add provider')) },
    { name: 'people', go: (page) => shown(page, '/people', (page) => page.getByText('Mari Berg')) },
    {
      name: 'person',
      go: async (page) => {
        await shown(page, '/people', (page) => page.getByText('Mari Berg'));
        await page.getByRole('link', { name: 'Mari Berg' }).first().click();
        await expect(page.getByRole('heading', { name: 'Mari Berg' })).toBeVisible();
        await expect(page.locator('.skeleton')).toHaveCount(0);
      },
    },
  ],
  'fields and reports': [
    {
      name: 'fields',
      go: (page) => shown(page, '/settings/fields', (page) => page.getByRole('link', { name: 'Referrer' })),
    },
    { name: 'new-field', go: (page) => shown(page, '/settings/fields/new', (page) => page.getByLabel('Name')) },
    {
      name: 'field',
      go: async (page) => {
        const id = await first('/fields', (one) => one.name === 'Referrer');
        await shown(page, `/settings/fields/${id}`, heading('Referrer'));
      },
    },
    { name: 'template', go: (page) => shown(page, '/settings/templates/chat', (page) => page.locator('[data-preview]')) },
    {
      name: 'searches',
      go: async (page) => {
        await bookings();
        await shown(page, '/settings/searches', (page) => page.getByRole('link', { name: 'Bookings' }));
      },
    },
    { name: 'new-search', go: (page) => shown(page, '/settings/searches/new', heading('What it is')) },
    {
      name: 'new-search-http',
      go: async (page) => {
        await shown(page, '/settings/searches/new', heading('What it is'));
        await page.getByRole('radio', { name: /^A server elsewhere/ }).check();
        await expect(page.getByLabel(/^Header for a secret/)).toBeVisible();
      },
    },
    {
      name: 'new-search-sql',
      go: async (page) => {
        await shown(page, '/settings/searches/new', heading('What it is'));
        await page.getByRole('radio', { name: /^A database/ }).check();
        await expect(page.getByRole('textbox', { name: 'Statement' })).toBeVisible();
      },
    },
    {
      name: 'search',
      go: async (page) => {
        await shown(page, `/settings/searches/${await bookings()}`, heading('Try it'));
        const csv = { name: 'bookings.csv', mimeType: 'text/csv', buffer: Buffer.from('Booking,Heard of us by,Cabin,Sails\nFH-1,TV,Inside,2026\n') };
        await page.getByLabel('CSV file', { exact: true }).setInputFiles(csv);
        await page.getByRole('textbox', { name: 'Booking', exact: true }).fill('FH-1');
        await page.getByRole('button', { name: 'Look up', exact: true }).click();
        await expect(page.getByText(/^Found\. It took/)).toBeVisible();
      },
    },
    { name: 'report', go: (page) => shown(page, '/reports', (page) => page.getByRole('img', { name: /^Chart of/ })) },
    { name: 'history', go: (page) => shown(page, '/settings/history', (page) => page.getByRole('main').getByRole('listitem')) },
  ],
};

/** Pages of nobody in particular. */
export const strangersPages: Place[] = [
  { name: 'sign-in', go: (page) => shown(page, '/sign-in', (page) => page.getByRole('button', { name: 'Sign in', exact: true })) },
  { name: 'forgotten', go: (page) => shown(page, '/sign-in?forgotten=1', (page) => page.getByRole('button', { name: 'Send the link' })) },
  { name: 'link-over', go: (page) => shown(page, '/reset#nonsense', heading('This link does not work any more')) },
  {
    name: 'portal-home',
    go: async (page) => {
      await page.goto('/');
      await expect(page.getByRole('heading', { name: 'Sales' })).toBeVisible();
    },
  },
  {
    name: 'portal-message',
    go: async (page) => {
      await page.goto('/message');
      await expect(page.getByRole('button', { name: 'Send message' })).toBeVisible();
    },
  },
  {
    name: 'portal-message-errors',
    go: async (page) => {
      await page.goto('/message');
      await page.getByLabel('Your e-mail address').fill('no address');
      await page.getByRole('button', { name: 'Send message' }).click();
      await expect(page.locator('[aria-invalid=true]').first()).toBeVisible();
    },
  },
  {
    name: 'portal-not-found',
    go: async (page) => {
      await page.goto('/nowhere-at-all');
      await expect(page.getByRole('heading', { name: 'This page is not here' })).toBeVisible();
    },
  },
  ...Object.entries({
    'sign-in': '/sign-in',
    'after-reset': '/sign-in?again=1',
    register: '/register',
    'check-mail': '/register/sent',
    forgotten: '/forgotten',
    reset: '/reset?token=forged',
    verification: '/verification?token=forged',
    'link-over': '/reset',
  }).map(([name, path]) => ({ name: `portal-${name}`, go: (page: Page) => portal(page, path) })),
  {
    name: 'portal-register-errors',
    go: async (page) => {
      await portal(page, '/register');
      await page.getByLabel('E-mail address').fill('no address');
      await page.getByRole('button', { name: 'Register' }).click();
      await expect(page.locator('[aria-invalid=true]').first()).toBeVisible();
    },
  },
  {
    name: 'portal-sign-in-refused',
    go: async (page) => {
      await portal(page, '/sign-in');
      await page.getByLabel('E-mail address').fill('nobody@portal.example');
      await page.getByLabel('Password').fill('not this one');
      await page.getByRole('button', { name: 'Sign in' }).click();
      await expect(page.getByRole('alert')).toContainText('wrong');
    },
  },
  {
    name: 'widget-closed',
    go: async (page) => {
      await page.goto(addresses().site);
      await expect(new Widget(page).bubble).toBeVisible();
    },
  },
  {
    name: 'widget-home',
    go: async (page) => {
      const widget = await Widget.open(page);
      await expect(widget.panel.getByLabel('Your message')).toBeVisible();
    },
  },
];

async function portal(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
}

/** Pages of a customer who is signed in and has asked something. */
export const customerPages: Place[] = [
  { name: 'portal-known', go: (page) => portal(page, '/') },
  { name: 'portal-known-message', go: (page) => portal(page, '/message') },
  { name: 'portal-profile', go: (page) => portal(page, '/profile') },
  { name: 'portal-profile-saved', go: (page) => portal(page, '/profile?done=saved') },
  {
    name: 'portal-profile-errors',
    go: async (page) => {
      await portal(page, '/profile');
      await page.getByLabel('Present password').fill('not this one');
      await page.getByLabel('New password').fill('short');
      await page.getByRole('button', { name: 'Change password' }).click();
      await expect(page.locator('[aria-invalid=true]').first()).toBeVisible();
    },
  },
  { name: 'portal-requests', go: (page) => portal(page, '/requests') },
  { name: 'portal-request', go: firstRequest },
  {
    name: 'portal-request-errors',
    go: async (page) => {
      await firstRequest(page);
      await page.getByRole('button', { name: 'Send' }).click();
      await expect(page.locator('[aria-invalid=true]').first()).toBeVisible();
    },
  },
];

async function firstRequest(page: Page): Promise<void> {
  await portal(page, '/requests');
  await page.locator('.tickets a').first().click();
  await expect(page.getByRole('article').first()).toBeVisible();
}

/** A customer with a long name, who asks much and is answered. */
export async function customerOfMuch(): Promise<Customer> {
  const customer = await Customer.made('Wolfeschlegelsteinhausenbergerdorff Maximiliana Aurora-Josefine, who goes on');
  await customer.asks('مرحبا، هل يمكننا تغيير موعد الرحلة؟ FH-2291');
  await customer.asks('Donaudampfschifffahrtsgesellschaftskapitänswitwenrentenauszahlungsstelle'.repeat(2));
  const subject = 'A subject that is longer than any line of a phone can ever be expected to hold, and then some';
  await customer.asks(subject, 'We are six, and two of us do not fly.\n\nIs there a train?\nAnd a ship?');
  const ticket = await first('/tickets?scope=all', (one) => one.subject === subject);
  await as('mari', 'POST', `/tickets/${ticket}/replies`, { client_id: clientId(), text: 'There is: by night, via Paris and Hendaye.\n\nShall I hold six beds?' });
  return customer;
}
