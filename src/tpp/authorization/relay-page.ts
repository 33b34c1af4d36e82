/** The page that the customer's browser sees at the end: it hands on what stands in the fragment, which no server is ever sent. */
import { t } from '../../standard/language.ts';

/** The scheme is the root's, as the canvas behind the body takes its colour from there; the colours are the system's, whose contrast holds. */
const style = [
  ':root{color-scheme:light dark;background:Canvas;color:CanvasText}',
  'body{font:1rem/1.5 system-ui,sans-serif;max-width:34rem;margin:15vh auto;padding:0 1rem;overflow-wrap:anywhere}',
  'h1{font-size:1.25rem}',
].join('\n');

/** Headers for every page here: nothing but our own script and style by nonce, no frames, no referrer, nothing kept. */
export function pageHeaders(nonce: string): Record<string, string> {
  return {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': [
      "default-src 'none'",
      `script-src 'nonce-${nonce}'`,
      `style-src 'nonce-${nonce}'`,
      "connect-src 'self'",
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
    ].join('; '),
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
  };
}

/** What a tab is called once something became of the answer. */
export const titles = {
  get arrived() {
    return t('The answer has arrived');
  },
  get notTaken() {
    return t('The answer was not taken');
  },
};

/** Posts its own fragment to the address it came from, takes it out of the address bar, and says what became of it, in the tab's title too. */
export function relayPage(nonce: string): string {
  const words = {
    arrived: titles.arrived,
    notTaken: titles.notTaken,
    nobody: t('Nobody is waiting here any more. Start the authorisation again.'),
    nothing: t('There is no answer of a bank in this address.'),
  };
  return page(
    nonce,
    t('Handing the answer on'),
    `<p id="told" role="status">${t('One moment.')}</p><noscript><p>${t(
      'Scripts are off: copy the whole address of this page and paste it as the redirect URL.',
    )}</p></noscript>`,
    `const words = ${JSON.stringify(words).replaceAll('<', '\\u003c')};
const told = document.getElementById('told');
const say = (title, text) => { document.title = title; told.textContent = text; };
const answer = location.hash.slice(1);
if (answer) {
  history.replaceState(null, '', location.pathname);
  fetch(location.pathname, { method: 'POST', headers: { 'content-type': 'text/plain' }, body: answer })
    .then((reply) => reply.text().then((text) => say(reply.ok ? words.arrived : words.notTaken, text)))
    .catch(() => say(words.notTaken, words.nobody));
} else {
  say(words.notTaken, words.nothing);
}`,
  );
}

/** A page with one sentence. The sentence is ours, never the bank's. */
export function sentencePage(nonce: string, title: string, sentence: string): string {
  return page(nonce, title, `<p role="status">${sentence}</p>`);
}

function page(nonce: string, title: string, content: string, script?: string): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title>
<style nonce="${nonce}">${style}</style></head><body><main><h1>Open Banking Workbench</h1>${content}</main>${
    script === undefined ? '' : `<script nonce="${nonce}">${script}</script>`
  }</body></html>`;
}
