/** An authorisation in two browsers: the one that shows a code and waits, and the other one, in which it is entered and decided. */
import type { PendingAuthorisation } from '../../../src/bank/customers/authorisation.ts';
import type { Pages } from './bank.ts';
import { browserAt, type Shown, send, visit } from './browser.ts';

export function twoBrowsers(pages: () => Pages) {
  /** The browser in which it began, on the page that waits. */
  async function waiting(rest: Partial<PendingAuthorisation> = {}) {
    const uid = pages().begin(rest);
    const url = `${pages().origin}/interaction/${uid}`;
    const login = await visit(url);
    /** Presses a button of the login page, as another tab has it. */
    const press = (fields: readonly (readonly [string, string])[]) => send(url, login, fields);
    const ask = () => press([['decision', 'elsewhere']]);
    const asked = await ask();
    const at = new URL(asked.headers.get('location') ?? '', url).href;
    const look = () => visit(at);
    const shown = await look();
    return {
      uid,
      url,
      at,
      ask,
      press,
      look,
      shown,
      code: codeOn(shown),
      /** What the page's script is told. */
      state: async () => (await visit(`${at}/state`)).text,
      /** Makes something else of it, as it stands with the authorisation server. */
      become: (change: Partial<PendingAuthorisation>) => {
        const { pending } = pages().authorisations;
        const before = pending.get(uid);
        if (before !== undefined) pending.set(uid, { ...before, ...change });
      },
    };
  }

  /** Another browser, in which the code is entered. */
  async function entered(code: string, loginName = 'rora', password = `${loginName}.`) {
    const browser = browserAt(() => pages().origin);
    const shown = await browser.send(await browser.open('/connected/approve'), '/approve', [
      ['code', code],
      ['loginName', loginName],
      ['password', password],
    ]);
    return { browser, shown, path: shown.headers.get('location') ?? '' };
  }

  async function decided(code: string, fields: readonly (readonly [string, string])[]): Promise<Shown> {
    const { browser, path } = await entered(code);
    return browser.send(await browser.open(path), path, fields);
  }

  return { waiting, entered, decided };
}

export const codeOn = ({ page }: Shown): string => page.querySelector('.code code')?.textContent ?? '';
