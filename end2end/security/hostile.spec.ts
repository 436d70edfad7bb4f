/**
 * What other people wrote, wherever it is shown: words, and nothing but words. No script runs, nothing is asked for
 * (the house's `test` fails on any request elsewhere), nothing turns around what stands beside it.
 */
import type { Page } from '@playwright/test';
import { available, log, row, write } from '../support/console.ts';
import { as, asVisitor, change, clientId, department, onlyAvailable, say } from '../support/desk.ts';
import { addresses, expect, test } from '../support/test.ts';
import { Widget } from '../support/widget.ts';

const SCRIPTS = [
  '<img src=x onerror=pwned=1>',
  '<svg onload=pwned=1>',
  '<svg><script>pwned=1</script></svg>',
  '<math><mtext></form><form><mglyph><style></math><img src=x onerror=pwned=1>',
  '<template><img src=x onerror=pwned=1></template>',
  '<noscript><p title="</noscript><img src=x onerror=pwned=1>">',
  '"><script>pwned=1</script>',
  "'-pwned=1-'",
  '{{constructor.constructor("pwned=1")()}}',
  '<a href="javascript:pwned=1">click</a>',
  'javascript:pwned=1',
  'java\tscript:pwned=1',
  '&#106;avascript:pwned=1',
  'data:text/html,<script>pwned=1</script>',
  '<form action="https://evil.example"><button formaction="javascript:pwned=1">x</button></form>',
  '<base href="https://evil.example/"><meta http-equiv="refresh" content="0;url=https://evil.example/">',
  '<link rel="stylesheet" href="https://evil.example/x.css"><iframe srcdoc="<script>parent.pwned=1</script>"></iframe>',
  '<object data="https://evil.example/x"></object><style>@import "https://evil.example/y.css";*{position:fixed}</style>',
];
/** What follows it would be read backwards. */
const TURNED = 'gnp.\u202eexe';

test.beforeEach(async () => {
  await change('Sales', { gone_grace_seconds: 60 });
  await onlyAvailable('mari');
});

/** Nothing ran, in no frame; no link leads to a script; and signs that turn a direction end with what they stand in. */
async function expectWords(page: Page, what: string): Promise<void> {
  for (const frame of page.frames()) {
    const found = await frame.evaluate(() => {
      const wrong: string[] = 'pwned' in window ? ['something ran'] : [];
      for (const link of document.querySelectorAll('a[href], form[action], [src]')) {
        const to = (link.getAttribute('href') ?? link.getAttribute('action') ?? link.getAttribute('src') ?? '').trim();
        if (/^(java|vb|data:text)/i.test(to)) wrong.push(`leads to ${to}`);
      }
      const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      for (let node = walk.nextNode(); node; node = walk.nextNode()) {
        const text = node.nodeValue ?? '';
        // What the text itself isolates, as the catalogues do, ends there.
        if (!/[\u202a-\u202e\u2066-\u2068]/.test(text.replaceAll(/\u2068[^\u2069]*\u2069/g, ''))) continue;
        let box = node.parentElement;
        while (box) {
          const { display, unicodeBidi } = getComputedStyle(box);
          if (display !== 'inline' || /isolate|plaintext/.test(unicodeBidi)) break;
          box = box.parentElement;
        }
        if (!box?.lastChild) continue;
        const after = document.createRange();
        after.setStartAfter(node);
        after.setEndAfter(box.lastChild);
        if (after.toString().trim()) wrong.push(`${box.tagName}.${box.className} turns around: ${after.toString().slice(0, 60)}`);
      }
      return wrong;
    });
    expect(found, `${what}: ${frame.url()}`).toEqual([]);
  }
}

test('a chat', async ({ visitor, signedIn }) => {
  test.setTimeout(120_000);
  const mari = await signedIn('mari');
  await available(mari);
  const page = await visitor();
  const widget = await Widget.open(page);
  const name = `${TURNED} <img src=x onerror=pwned=1>`;
  await widget.startChat(name, SCRIPTS[0]!);
  const waiting = row(mari, 'My chats', '<img src=x onerror=pwned=1>');
  await expect(waiting).toBeVisible();
  await waiting.click();
  for (const words of [...SCRIPTS.slice(1), `a ${TURNED} b`]) await widget.say(words);
  for (const words of SCRIPTS) {
    const shown = words.replace('\t', ' ');
    await expect(widget.log.getByText(shown).first(), words).toBeVisible();
    await expect(log(mari).getByText(shown).first(), words).toBeVisible();
  }
  await write(mari, SCRIPTS.join('\n'));
  await expect(widget.log.locator('.bubble').last()).toContainText('<object data=');
  await expectWords(mari, 'the conversation');
  await expectWords(page, 'the widget');
  const chat = /chats\/([\w-]+)/.exec(mari.url())?.[1];
  await mari.goto(`${addresses().console}/chats/${chat}/transcript`);
  await expect(mari.locator('body')).toContainText('<object data=');
  await expectWords(mari, 'the transcript');
});

test('tickets, organizations and people', async ({ signedIn }) => {
  test.setTimeout(120_000);
  const sales = await department('Sales');
  const pass = await asVisitor('', 'POST', '/visitors', { brand: 'far-horizon-travel' });
  const markup = '<img src=x onerror=pwned=1>';
  const left = await asVisitor(pass.body.token as string, 'POST', '/messages', {
    client_id: clientId(),
    department: sales.id,
    name: `${TURNED} ${markup}`,
    email: 'hostile@visitor.example',
    subject: `${TURNED} ${markup}`,
    text: SCRIPTS.join('\n'),
  });
  expect(left.status).toBe(200);
  const organization = await as<{ id: string }>('mari', 'POST', '/organizations', { name: `${TURNED} ${markup}`, city: markup });
  await as('mari', 'POST', `/organizations/${organization.id}/comments`, { client_id: clientId(), text: SCRIPTS.join('\n') });
  const person = await as<{ id: string }>('administrator', 'POST', '/people', {
    kind: 'customer',
    details: { username: `hostile${Date.now()}`, email: `h${Date.now()}@visitor.example`, name: markup, active: true },
  });
  const mari = await signedIn('mari');
  const subject = mari.locator('.subject').filter({ hasText: markup });
  await mari.goto(`${addresses().console}/tickets?scope=all`);
  await expect(subject.first()).toBeVisible();
  await expectWords(mari, 'tickets');
  await subject.first().click();
  await expect(mari.locator('body')).toContainText('<object data=');
  await expectWords(mari, 'a ticket');
  for (const place of ['/organizations', `/organizations/${organization.id}`]) {
    await mari.goto(addresses().console + place);
    await expect(mari.locator('body')).toContainText(markup);
    await expectWords(mari, place);
  }
  const oda = await signedIn('administrator');
  await oda.goto(`${addresses().console}/people/${person.id}`);
  await expect(oda.locator('body')).toContainText(markup);
  await expectWords(oda, 'a person');
});
