/** The one script of the customers' pages: the page with the code asks whether it is decided, and loads itself again only then, so that focus and selection stay. */
import { createHash } from 'node:crypto';

/** Asks every three seconds, and whenever somebody comes back to the tab; what cannot be asked just now is asked again. */
export const script = `const { state } = document.querySelector('[data-state]').dataset;
let gone = false;
async function ask() {
  const answer = await fetch(state, { cache: 'no-store' }).catch(() => undefined);
  if (gone || answer === undefined || answer.status >= 500) return;
  if ((await answer.text()) === 'waiting') return;
  gone = true;
  location.reload();
}
setInterval(ask, 3000);
document.addEventListener('visibilitychange', () => { if (!document.hidden) ask(); });
`;

/** Where the router serves it; the query changes with it, so that browsers may keep it for good. */
export const scriptPath = '/interaction/elsewhere.js';
export const scriptUrl = `${scriptPath}?v=${createHash('sha256').update(script).digest('hex').slice(0, 12)}`;
