/** The page that the customer's browser sees at the end: it hands on what stands in the fragment, which no server is ever sent. */
import { t } from '../../standard/language.ts';

const style =
  'body{font:16px/1.5 system-ui,sans-serif;max-width:34rem;margin:15vh auto;padding:0 1rem;color-scheme:light dark}\nh1{font-size:1.25rem}';

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

/** Posts its own fragment to the address it came from, takes it out of the address bar, and says what became of it. */
export function relayPage(nonce: string): string {
  return page(
    nonce,
    t('Handing the answer on'),
    '<p id="told" role="status">One moment.</p><noscript><p>Scripts are off: copy the whole address of this page and paste it as the redirect URL.</p></noscript>',
    `const told = document.getElementById('told');
const answer = location.hash.slice(1);
if (answer) {
  history.replaceState(null, '', location.pathname);
  fetch(location.pathname, { method: 'POST', headers: { 'content-type': 'text/plain' }, body: answer })
    .then((reply) => reply.text())
    .then((text) => { told.textContent = text; })
    .catch(() => { told.textContent = 'Nobody is waiting here any more. Start the authorisation again.'; });
} else {
  told.textContent = 'There is no answer of a bank in this address.';
}`,
  );
}

/** A page with one sentence. The sentence is ours, never the bank's. */
export function sentencePage(nonce: string, sentence: string): string {
  return page(nonce, 'Open Banking Workbench', `<p role="status">${sentence}</p>`);
}

function page(nonce: string, title: string, content: string, script?: string): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title>
<style nonce="${nonce}">${style}</style></head><body><main><h1>Open Banking Workbench</h1>${content}</main>${
    script === undefined ? '' : `<script nonce="${nonce}">${script}</script>`
  }</body></html>`;
}
