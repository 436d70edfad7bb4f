/** What comes along with mails, mails as they were written, and what agents and customers send along. */
import { randomBytes } from 'node:crypto';
import { createServer, type Server } from 'node:net';
import type { AddressInfo } from 'node:net';
import { Customer } from '../support/customer.ts';
import { as } from '../support/desk.ts';
import { addresses, expect, expectAccessible, test } from '../support/test.ts';

const PIXEL = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

/** Somebody who counts who comes by. */
let tracker: Server;
let hits = 0;

test.beforeAll(async () => {
  tracker = createServer((socket) => {
    hits += 1;
    socket.on('error', () => socket.destroy());
    socket.end();
  });
  await new Promise<void>((ready) => tracker.listen(0, '127.0.0.1', ready));
});

test.afterAll(() => {
  tracker.close();
});

/** A mail of text and HTML, with a picture in it and a file. */
async function mail(subject: string, from: string, html: string, text: string): Promise<void> {
  const part = (boundary: string, head: string[], body: string) => `--${boundary}\r\n${head.join('\r\n')}\r\n\r\n${body}\r\n`;
  const base64 = 'Content-Transfer-Encoding: base64';
  const said =
    part('A', ['Content-Type: text/plain; charset=utf-8'], text) + part('A', ['Content-Type: text/html; charset=utf-8'], html);
  const related =
    part('R', ['Content-Type: multipart/alternative; boundary=A'], `${said}--A--`) +
    part('R', ['Content-Type: image/png; name=logo.png', base64, 'Content-ID: <logo@x>', 'Content-Disposition: inline'], PIXEL);
  const file = ['Content-Type: application/pdf', base64, 'Content-Disposition: attachment; filename="Plan of the trip.pdf"'];
  const whole =
    part('M', ['Content-Type: multipart/related; boundary=R'], `${related}--R--`) +
    part('M', file, Buffer.from('%PDF-1.7').toString('base64'));
  const raw =
    `Message-ID: <${randomBytes(8).toString('hex')}@customer.example>\r\nFrom: ${from}\r\nTo: sales@farhorizon.example\r\n` +
    `Subject: ${subject}\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=M\r\n\r\n${whole}--M--\r\n`;
  await as('administrator', 'POST', '/mails', { raw: Buffer.from(raw).toString('base64') });
}

test('class 5: a mail is shown as it was written, and its sender learns nothing of it', async ({ signedIn, expectErrors }) => {
  // What this test's own tools would run in the frame is refused, too.
  expectErrors(/127\.0\.0\.1/, /Blocked script execution/);
  const own = randomBytes(4).toString('hex');
  const subject = `A brochure ${own}`;
  const { port } = tracker.address() as AddressInfo;
  const html =
    `<h1 style="color:#a02020">The fjords</h1><p>As <b>promised</b> <img src="cid:logo@x" alt="A logo" width="40" height="40"></p>` +
    `<img src="http://127.0.0.1:${port}/pixel.png"><p style="background:url(http://127.0.0.1:${port}/style.png)">More</p>` +
    `<script>parent.document.title = 'run'</script><img src=x onerror="parent.document.title = 'run'">` +
    `<p><a href="https://example.com/">Our pages</a></p>`;
  const quote = 'On Thu, Nov 5, 2026 at 10:00 AM Mari <sales@farhorizon.example> wrote:\n> Which fjord was it?';
  await mail(subject, `Vera Lund <vera${own}@customer.example>`, html, `As promised.\n\n${quote}`);
  const page = await signedIn('mari');
  await page.goto(`${addresses().console}/tickets?scope=all`);
  await page.locator('.ticket-row').filter({ hasText: subject }).click();
  const log = page.getByRole('region', { name: 'Ticket', exact: true }).getByRole('log');
  // Nothing runs in the frame, not even what this test would ask there: the page looks into it.
  const inside = () =>
    log.locator('iframe').evaluate((frame: HTMLIFrameElement) => {
      const written = frame.contentDocument;
      const logo = written?.querySelector<HTMLImageElement>('img[alt="A logo"]');
      const runs = written?.querySelectorAll('script, [onerror]').length;
      return { runs, title: written?.querySelector('h1')?.textContent, logo: (logo?.naturalWidth ?? 0) > 0 };
    });
  await expect.poll(inside).toEqual({ runs: 0, title: 'The fjords', logo: true });
  await expect.poll(async () => (await log.locator('iframe').boundingBox())?.height ?? 0).toBeGreaterThan(120);
  expect(await page.title()).not.toBe('run');
  await page.waitForLoadState('networkidle');
  expect(hits).toBe(0);

  const [download] = await Promise.all([page.waitForEvent('download'), log.getByRole('link', { name: /Plan of the trip/ }).click()]);
  expect(download.suggestedFilename()).toBe('Plan of the trip.pdf');

  await log.getByRole('button', { name: 'Show remote images' }).click();
  await expect.poll(() => hits).toBeGreaterThan(0);

  await log.getByRole('button', { name: 'Show as plain text' }).click();
  await expect(log.getByText('As promised.')).toBeVisible();
  await expect(log.getByText('Which fjord was it?')).toBeHidden();
  await log.getByLabel('Quoted text').click();
  await expect(log.getByText('Which fjord was it?')).toBeVisible();
});

test('files go along with an answer, and the customer has them at the portal', async ({ signedIn, visitor }) => {
  const own = randomBytes(4).toString('hex');
  const subject = `The map ${own}`;
  const customer = await Customer.made('Vera');
  await customer.asks(subject);
  const page = await signedIn('mari');
  await page.goto(`${addresses().console}/tickets?scope=all`);
  await page.locator('.ticket-row').filter({ hasText: subject }).click();
  const item = page.getByRole('region', { name: 'Ticket', exact: true });
  const composer = item.locator('form.composer');
  await expect(composer.getByRole('button', { name: 'Add files' })).toBeVisible();
  await composer.locator('input[type=file]').setInputFiles({ name: 'wrong.txt', mimeType: 'text/plain', buffer: Buffer.from('no') });
  await expect(composer.locator('.file')).toHaveCount(1);
  await composer.getByRole('button', { name: 'Remove' }).click();
  await expect(composer.locator('.file')).toHaveCount(0);
  const carried = await page.evaluateHandle((pixel) => {
    const bytes = Uint8Array.from(atob(pixel), (letter) => letter.charCodeAt(0));
    const carried = new DataTransfer();
    carried.items.add(new File([bytes], 'map.png', { type: 'image/png' }));
    return carried;
  }, PIXEL);
  await composer.dispatchEvent('drop', { dataTransfer: carried });
  await expect(composer.locator('.file').filter({ hasText: 'map.png' }).locator('.size')).toBeVisible();
  await composer.locator('textarea').fill('Here is the map.');
  await composer.getByRole('button', { name: 'Send', exact: true }).click();
  const answer = item.getByRole('log').locator('.mail').filter({ hasText: 'Here is the map.' });
  const picture = answer.getByRole('link', { name: /map\.png/ }).locator('img');
  await expect.poll(() => picture.evaluate((img: HTMLImageElement) => img.naturalWidth)).toBeGreaterThan(0);
  await expect(composer.locator('.file')).toHaveCount(0);
  // Taken back once, with what goes along; what may still be taken back, no customer sees.
  await answer.getByRole('button', { name: 'Undo' }).click();
  await expect(composer.locator('textarea')).toHaveValue('Here is the map.');
  await expect(composer.locator('.file').filter({ hasText: 'map.png' })).toHaveCount(1);
  await expect(answer).toHaveCount(0);
  await composer.getByRole('button', { name: 'Send', exact: true }).click();
  await expect(answer.getByRole('button', { name: 'Undo' })).toBeVisible();
  await expect(answer.getByRole('button', { name: 'Undo' })).toBeHidden({ timeout: 20_000 });

  const portal = await visitor();
  await customer.enters(portal);
  await portal.goto(`${addresses().help}/requests`);
  await portal.getByRole('link', { name: new RegExp(subject) }).click();
  const [download] = await Promise.all([portal.waitForEvent('download'), portal.getByRole('link', { name: /map\.png/ }).click()]);
  expect(download.suggestedFilename()).toBe('map.png');
  await expectAccessible(portal);
});
