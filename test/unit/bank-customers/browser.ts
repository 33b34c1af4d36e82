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
