/* Frontdesk: draws the chat bubble and, once it is opened, the panel's frame.
   <script src="https://help.example.com/widget.js" data-brand="KEY" async></script>
   Optional: data-position="left", data-open.
   Frontdesk("open" | "close" | "reset"), ("identify", jwt), ("on", event, fn):
   ready, open, close, unread, chat-started, chat-ended, message. */
(() => {
  'use strict';
  const w = window, d = document, early = w.Frontdesk;
  // Two tags do not make two bubbles.
  if (early && early.loaded) return;
  const tag = (d.currentScript && d.currentScript.dataset.brand && d.currentScript) || d.querySelector('script[data-brand][src*="widget.js"]');
  if (!tag || !tag.src) return;
  const brand = tag.dataset.brand, base = new URL(tag.src).origin, key = 'frontdesk:' + brand + ':';
  const heard = {}, waiting = [];
  let name = '', bubble, badge, frame, ready, shown = false, unread = 0, page = '', root, byHand = true, vouched, pause = 2000;

  // Everything of ours that runs in the host page is guarded: it is a guest there.
  const safe = f => (...a) => { try { return f(...a); } catch (e) { /* the page goes on */ } };
  const keep = safe((k, v) => v ? sessionStorage.setItem(key + k, v) : sessionStorage.removeItem(key + k));
  const kept = safe(k => sessionStorage.getItem(key + k));
  const tell = (e, v) => (heard[e] || []).slice().forEach(f => safe(f)(v));
  const on = (o, e, f) => o.addEventListener(e, safe(f), { passive: true, capture: true });

  const WORDS = {
    en: ['Chat with {}', 'Close the chat with {}', 'unread'],
    de: ['Chat mit {}', 'Chat mit {} schließen', 'ungelesen'],
    ar: ['الدردشة مع {}', 'إغلاق الدردشة مع {}', 'غير مقروءة'],
  };
  const lang = d.documentElement.lang || navigator.language || '';
  let words = WORDS[lang.slice(0, 2).toLowerCase()];

  const say = i => words[i].replace('{}', () => name);

  const post = (type, more) => frame && ready && frame.contentWindow.postMessage(Object.assign({ frontdesk: 1, type }, more), base);
  const send = (type, more) => ready ? post(type, more) : waiting.push([type, more]);

  const label = () => {
    bubble.setAttribute('aria-label', say(+shown) + (unread && !shown ? ', ' + unread + ' ' + words[2] : ''));
    bubble.setAttribute('aria-expanded', shown);
    badge.textContent = unread > 99 ? '99+' : unread;
    badge.hidden = !unread || shown;
  };

  const tellPage = () => {
    if (!ready || page === location.href + d.title) return;
    page = location.href + d.title;
    post('page', {
      page: {
        url: location.href.slice(0, 2000), title: d.title.slice(0, 300), referrer: d.referrer.slice(0, 2000),
        language: (navigator.language || '').slice(0, 35), time_zone: Intl.DateTimeFormat().resolvedOptions().timeZone || '',
      },
    });
  };

  const build = () => {
    if (frame) return;
    frame = d.createElement('iframe');
    frame.title = say(0);
    frame.hidden = true;
    frame.src = base + '/widget?' + new URLSearchParams({ brand, site: location.origin, lang });
    root.insertBefore(frame, bubble);
    if (vouched) send('identify', { token: vouched });
  };

  const show = (yes, hand) => {
    byHand = hand;
    if (yes === shown) return;
    if (yes) build();
    shown = yes;
    frame.hidden = !yes;
    keep('open', yes ? '1' : '');
    label();
    send(yes ? 'shown' : 'hidden', { focus: hand });
    if (hand) (yes ? frame : bubble).focus();
    tell(yes ? 'open' : 'close');
  };

  const heardOf = e => {
    const m = e.data;
    if (!frame || e.origin !== base || e.source !== frame.contentWindow || !m || m.frontdesk !== 1) return;
    if (m.type === 'ready') {
      ready = true;
      root.classList.add('r');
      page = '';
      tellPage();
      waiting.splice(0).forEach(x => post(x[0], x[1]));
      post(shown ? 'shown' : 'hidden', { focus: byHand });
      tell('ready');
    } else if (m.type === 'close') show(false, true);
    else if (m.type === 'unread') {
      unread = m.count >>> 0;
      label();
      tell('unread', unread);
    } // Where the browser gives a foreign frame no storage, this page keeps what the frame must not forget.
    else if (m.type === 'recall') post('kept', { kept: kept('kept') });
    else if (m.type === 'store') keep('kept', typeof m.kept === 'string' ? m.kept : '');
    // An open chat keeps its frame on the next page, so that an answer is noticed with the panel closed.
    else if (m.type === 'chat') keep('chat', m.open ? '1' : '');
    else if (m.type === 'event') tell(String(m.name), m.detail);
  };

  const CSS = `:host{all:initial!important}[hidden]{display:none!important}
button,iframe{position:fixed;z-index:2147483000;bottom:20px;border:0}
button{right:20px;width:56px;height:56px;padding:0;border-radius:50%;cursor:pointer;color:#fff;background:var(--accent,#3556d8);box-shadow:0 6px 24px #0004;display:grid;place-items:center;}
button:focus-visible{outline:3px solid;box-shadow:0 0 0 6px #000}
svg{width:26px;height:26px;fill:none;stroke:currentColor;stroke-width:1.8;stroke-linecap:round;stroke-linejoin:round}
[aria-expanded=true] .o,[aria-expanded=false] .x{display:none}
span{position:absolute;top:-4px;right:-4px;min-width:22px;padding:0 6px;border-radius:11px;font:600 12px/22px system-ui,sans-serif;color:#fff;background:#c81e1e}
iframe{right:20px;bottom:92px;width:min(372px,calc(100vw - 40px));height:min(600px,calc(100vh - 112px));border-radius:18px;background:Canvas;box-shadow:0 6px 24px #0004}
.left button,.left iframe{right:auto;left:20px}
@media(max-width:480px){.r iframe{inset:0;width:100%;height:100%;height:100dvh;border-radius:0;z-index:2147483001}}
@media print{:host{display:none!important}}`;

  const icon = (name, path) => {
    const s = d.createElementNS('http://www.w3.org/2000/svg', 'svg'), p = d.createElementNS(s.namespaceURI, 'path');
    s.setAttribute('class', name);
    s.setAttribute('viewBox', '0 0 24 24');
    s.setAttribute('aria-hidden', 'true');
    p.setAttribute('d', path);
    s.append(p);
    return s;
  };

  const draw = look => {
    const host = d.createElement('div'), shadow = host.attachShadow({ mode: 'open' });
    name = String(look.name || '');
    words = words || WORDS[look.language] || WORDS.en;
    // A constructed sheet is no inline style: it works under the strictest style-src.
    try {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(CSS);
      shadow.adoptedStyleSheets = [sheet];
    } catch (e) {
      shadow.append(Object.assign(d.createElement('style'), { textContent: CSS }));
    }
    const box = d.createElement('div');
    box.className = tag.dataset.position === 'left' ? 'b left' : 'b';
    bubble = d.createElement('button');
    bubble.type = 'button';
    bubble.append(icon('o', 'M20 11.5a7.5 7.5 0 0 1-7.5 7.5H5l1.6-2.9A7.5 7.5 0 1 1 20 11.5Z'), icon('x', 'M6 9.5l6 6 6-6'));
    badge = d.createElement('span');
    badge.setAttribute('aria-hidden', 'true');
    bubble.append(badge);
    if (/^(#[\da-f]{3,8}|(oklch|rgb|hsl)\([\d.,%/ deg]{5,60}\))$/i.test(look.accent)) box.style.setProperty('--accent', look.accent);
    on(bubble, 'click', () => show(!shown, true));
    on(bubble, 'keydown', e => { if (e.key === 'Escape') show(false, true); });
    box.append(bubble);
    root = box;
    shadow.append(box);
    label();
    d.body.append(host);
    on(w, 'message', heardOf);
    // Sites that exchange their body keep the bubble; its frame begins again.
    const stay = safe(() => {
      if (host.isConnected) return;
      ready = false;
      d.body.append(host);
    });
    new MutationObserver(stay).observe(d.documentElement, { childList: true });
    // Single-page sites: the address is looked at when it may have changed; their history is left alone.
    const moved = () => setTimeout(safe(() => { stay(); tellPage(); }), 400);
    ['popstate', 'hashchange', 'click', 'keyup'].forEach(e => on(w, e, moved));
    if (w.navigation && w.navigation.addEventListener) on(w.navigation, 'navigatesuccess', moved);
    if (kept('open') || (tag.dataset.open !== undefined && !kept('met'))) show(true, false);
    else if (kept('chat')) build();
    keep('met', '1');
    api.queue.splice(0).forEach(a => api(...a));
  };

  const api = safe((act, a, b) => {
    if (act === 'on') { if (typeof b === 'function') (heard[a] = heard[a] || []).push(b); return; }
    if (!root) { api.queue.push([act, a, b]); return; }
    if (act === 'open' || act === 'close') show(act === 'open', true);
    // Sites vouch on every page: that alone loads nothing. Being forgotten does not wait until somebody looks.
    else if (act === 'identify') {
      vouched = a;
      if (frame) send(act, { token: a });
    } else if (act === 'reset') {
      vouched = '';
      build();
      send(act);
    }
  });
  api.loaded = true;
  api.queue = [];
  w.Frontdesk = api;
  ((early && early.q) || []).forEach(a => api(...a));

  const start = safe(() => {
    if (root) return;
    fetch(base + '/api/v1/widget/bubble?brand=' + encodeURIComponent(brand), { credentials: 'omit', referrerPolicy: 'origin' })
      .then(r => r.ok ? r.json() : Promise.reject(r.status))
      .then(look => { if (!root) draw(look); })
      .catch(no => {
        // No bubble where none is allowed; what passes is asked again.
        if (no < 500 && no !== 429) return;
        setTimeout(start, pause);
        pause = Math.min(pause * 2, 3e5);
      });
  });
  on(w, 'online', start);
  if (d.body) start(); else on(d, 'DOMContentLoaded', start);
})();
