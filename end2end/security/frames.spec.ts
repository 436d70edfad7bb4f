/**
 * Windows that talk to one another: the loader on a customer's site, the widget in its frame, and everybody else who
 * might put in a word. Only the exact origin and the exact window is heard, in both directions.
 */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Frame, Page } from '@playwright/test';
import { available } from '../support/console.ts';
import { allowSite, change, onlyAvailable, say, setSites } from '../support/desk.ts';
import { addresses, expect, test } from '../support/test.ts';
import { Widget } from '../support/widget.ts';

let server: Server;
let port = 0;

/** Pages of somebody else: what stands after the question mark is their content. */
test.beforeAll(async () => {
  server = createServer((request, answer) => {
    const content = decodeURIComponent(new URL(request.url ?? '/', 'http://elsewhere').search.slice(1));
    answer.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
    answer.end(`<!doctype html><link rel="icon" href="data:,"><title>Elsewhere</title><script>
      window.heard = []; addEventListener('message', e => heard.push(JSON.stringify(e.data)));</script>${content}`);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  port = (server.address() as AddressInfo).port;
});

test.afterAll(async () => {
  await allowSite();
  server.close();
});

test.beforeEach(async ({ expectErrors }) => {
  expectErrors(/a request to http:\/\/[\w.]+:\d+$/, /frame-ancestors|Framing '/, /blocked by CORS policy/, /403 \(Forbidden\)/);
  await change('Sales', { gone_grace_seconds: 60 });
  await onlyAvailable('mari');
});

const elsewhere = (content: string, host = '127.0.0.1') => `http://${host}:${port}/?${encodeURIComponent(content)}`;
const framed = (site: string) =>
  `<iframe src="${addresses().help}/widget?brand=far-horizon-travel&site=${encodeURIComponent(site)}"></iframe>`;
const heard = (page: Page) => page.evaluate(() => (window as unknown as { heard: string[] }).heard);
const panels = (page: Page): Frame[] => page.frames().filter((frame) => frame.url().startsWith(`${addresses().help}/widget`));

/** Whether our page is in any of its frames. */
async function shows(page: Page): Promise<boolean> {
  const texts = await Promise.all(page.frames().slice(1).map((frame) => frame.locator('body').innerText().catch(() => '')));
  return texts.some((text) => text.includes('Far Horizon'));
}

test('pages that are not the brand\'s neither frame the widget nor are told of it', async ({ visitor }) => {
  const page = await visitor();
  const { site, sitePort, help } = addresses();
  // Another port, names that begin or end like the site, our own machine by another name.
  for (const host of ['127.0.0.1', `127.0.0.1.evil.localhost`, 'evil127.0.0.1.localhost', 'localhost']) {
    await page.goto(elsewhere(framed(site), host));
    await page.waitForLoadState('networkidle');
    expect(await shows(page), host).toBe(false);
    const asked = await page.evaluate(
      (url) => fetch(url).then((answer) => answer.text(), () => 'refused'),
      `${help}/api/v1/widget/bubble?brand=far-horizon-travel`,
    );
    expect(asked, host).toBe('refused');
    expect(await heard(page), host).toEqual([]);
  }
  // Without an origin of its own, though on the brand's very site.
  await page.goto(`${site}/contact.html`);
  for (const sandbox of ['allow-scripts', 'allow-scripts allow-forms allow-popups']) {
    await page.evaluate(
      ([sandbox, inner]) => {
        const frame = Object.assign(document.createElement('iframe'), { srcdoc: inner });
        frame.setAttribute('sandbox', sandbox!);
        document.body.append(frame);
      },
      [sandbox, framed(`http://127.0.0.1:${sitePort}`)],
    );
  }
  await page.waitForLoadState('networkidle');
  expect(await shows(page)).toBe(false);
  await page.goto(site);
  const widget = await Widget.open(page);
  await expect(widget.panel.getByLabel('Your message')).toBeVisible();
  expect(await shows(page), 'the site itself does').toBe(true);
});

test('the widget hears and tells the site it is for, and the window that framed it', async ({ visitor, signedIn }) => {
  test.setTimeout(180_000);
  const { site } = addresses();
  const mari = await signedIn('mari');
  await available(mari);
  // Two sites of the brand: framed by one of them, in the other one's name, it has nobody to talk to.
  const second = `http://127.0.0.1:${port}`;
  await setSites([site, second]);
  const page = await visitor();
  for (const named of [site, '*', 'null', '', `${second}.evil.tld`, `javascript:${second}`]) {
    await page.goto(elsewhere(framed(named)));
    // In a name whose page does not answer, it waits for a while for what that page may have kept.
    await expect(page.frameLocator('iframe').locator('body')).toContainText('Far Horizon', { timeout: 25_000 });
    expect((await heard(page)).filter((word) => word.includes('frontdesk')), named).toEqual([]);
  }
  await page.goto(elsewhere(framed(second)));
  await expect.poll(() => heard(page)).toContainEqual(expect.stringContaining('"ready"'));

  // A chat is open; others than the page around it want it forgotten.
  const widget = await Widget.open(page);
  await widget.startChat('Wanda Window', 'Does anybody else hear me?');
  const forget = (target: string) => `${target}.postMessage({ frontdesk: 1, type: 'reset' }, '*')`;
  await page.evaluate((script) => {
    for (const sandbox of ['allow-scripts', 'allow-scripts allow-same-origin']) {
      const frame = Object.assign(document.createElement('iframe'), { srcdoc: script });
      frame.setAttribute('sandbox', sandbox);
      document.body.append(frame);
    }
  }, `<script>for (const frame of [...Array(parent.frames.length).keys()]) ${forget('parent.frames[frame]')};document.title = 'said'</script>`);
  await expect.poll(async () => (await Promise.all(page.frames().map((frame) => frame.title()))).filter((title) => title === 'said').length).toBe(2);
  // Its own window is not the page's either.
  await panels(page)[0]?.evaluate(() => window.postMessage({ frontdesk: 1, type: 'reset' }, '*'));
  const opened = page.waitForEvent('popup');
  await page.evaluate((url) => void window.open(url), elsewhere(''));
  const popup = await opened;
  await popup.evaluate(() => {
    for (let at = 0; at < window.opener.frames.length; at += 1) window.opener.frames[at].postMessage({ frontdesk: 1, type: 'reset' }, '*');
  });
  await popup.close();
  await widget.say('Nobody forgot me.');
  await expect(widget.log.getByText('Does anybody else hear me?')).toBeVisible();
  // The page around it may.
  await page.evaluate(() => (window as unknown as { Frontdesk: (act: string) => void }).Frontdesk('reset'));
  await expect(widget.panel.getByLabel('Your message')).toBeVisible();
  await expect(widget.log).toHaveCount(0);
});

test('the loader hears its own frame only', async ({ visitor }) => {
  const page = await visitor();
  const widget = await Widget.open(page);
  await expect(widget.panel.getByLabel('Your message')).toBeVisible();
  // Another frame of the help desk on the same page: the right origin, the wrong window.
  await page.evaluate((inner) => document.body.insertAdjacentHTML('beforeend', inner), framed(addresses().site));
  await expect.poll(() => panels(page).length).toBe(2);
  const [own, other] = panels(page) as [Frame, Frame];
  const close = () => window.parent.postMessage({ frontdesk: 1, type: 'close' }, '*');
  const unread = () => window.parent.postMessage({ frontdesk: 1, type: 'unread', count: 7 }, '*');
  for (const hostile of [close, unread]) {
    await other.evaluate(hostile);
    // The page's own window has the wrong origin and is the wrong window.
    await page.evaluate(hostile);
    await page.evaluate((script) => {
      const frame = Object.assign(document.createElement('iframe'), { srcdoc: `<script>(${script})()</script>` });
      frame.setAttribute('sandbox', 'allow-scripts');
      document.body.append(frame);
    }, hostile.toString());
  }
  await page.waitForTimeout(500);
  await expect(widget.bubble).toHaveAttribute('aria-expanded', 'true');
  await expect(widget.bubble).not.toHaveAttribute('aria-label', /unread/);
  // Its own frame is heard.
  await own.evaluate(close);
  await expect(widget.bubble).toHaveAttribute('aria-expanded', 'false');
  await own.evaluate(unread);
  await expect(widget.bubble).toHaveAttribute('aria-label', /7 unread/);
});

test('an agent\'s socket is not opened from another page', async ({ signedIn }) => {
  const page = await signedIn('mari');
  await available(page);
  const opens = (url: string) =>
    new Promise<string>((told) => {
      const socket = new WebSocket(url);
      socket.onopen = () => told('opened');
      socket.onerror = () => told('refused');
    });
  const live = `ws://localhost:${addresses().port}/api/v1/live`;
  expect(await page.evaluate(opens, live)).toBe('opened');
  const other = await page.context().newPage();
  // The second is another port of the same site: there the browser sends the cookie along.
  for (const host of ['127.0.0.1', 'localhost']) {
    await other.goto(elsewhere('', host));
    expect(await other.evaluate(opens, live), host).toBe('refused');
  }
});
