/** A browser without a window: one cookie, the page's form read as any HTTP client would, redirects not followed. */
import { type HTMLElement, parse } from 'node-html-parser';

export interface Shown {
  status: number;
  headers: Headers;
  text: string;
  page: HTMLElement;
  /** Text of the alert, undefined without one. */
  alert: string | undefined;
}

const cookie = 'browser=hers';

export async function visit(url: string, init: RequestInit = {}): Promise<Shown> {
  const headers = { cookie, ...Object.fromEntries(new Headers(init.headers)) };
  const response = await fetch(url, { redirect: 'manual', ...init, headers });
  const text = await response.text();
  const page = parse(text);
  const alert = page.querySelector('[role="alert"]')?.textContent.trim();
  return { status: response.status, headers: response.headers, text, page, alert };
}

/** Sends the form of a shown page with its hidden fields and these. */
export async function send(
  from: string,
  shown: Shown,
  fields: readonly (readonly [name: string, value: string])[],
  headers: Record<string, string> = {},
): Promise<Shown> {
  const form = shown.page.querySelector('form');
  const action = new URL(form?.getAttribute('action') ?? '', from);
  const body = new URLSearchParams();
  for (const input of form?.querySelectorAll('input[type="hidden"]') ?? []) {
    body.append(input.getAttribute('name') ?? '', input.getAttribute('value') ?? '');
  }
  for (const [name, value] of fields) body.append(name, value);
  return visit(action.href, { method: 'POST', body, headers });
}

/** A browser with cookies of its own. */
export function browserAt(origin: () => string) {
  const jar = new Map<string, string>();
  const taken = (shown: Shown): Shown => {
    for (const line of shown.headers.getSetCookie()) {
      const [pair = ''] = line.split(';');
      const [name = '', value = ''] = pair.split(/=(.*)/s);
      if (value === '') jar.delete(name);
      else jar.set(name, value);
    }
    return shown;
  };
  const cookie = (): string => [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
  const at = (path: string): string => new URL(path, origin()).href;
  return {
    jar,
    at,
    open: async (path: string) => taken(await visit(at(path), { headers: { cookie: cookie() } })),
    /** Sends the page's form whose action ends so. */
    async send(shown: Shown, ending: string, fields: readonly (readonly [string, string])[], headers = {}) {
      const form = shown.page.querySelectorAll('form').find((each) => each.getAttribute('action')?.endsWith(ending));
      if (form === undefined) throw new Error(`no form ${ending}: ${shown.page.textContent}`);
      for (const other of shown.page.querySelectorAll('form')) if (other !== form) other.remove();
      return taken(await send(at('/'), shown, fields, { cookie: cookie(), ...headers }));
    },
  };
}
