/** URL, headers and body of a Postman request, with secrets put out of them and what is switched off left out. */

import { z } from 'zod';
import { t } from '../../standard/language.ts';
import { truncate } from '../../standard/truncate.ts';
import { withoutEnd } from '../text-end.ts';
import { plainHttpHost, withScheme } from './addresses.ts';
import type { Slot } from './collection-auth.ts';
import type { SavedRequest } from './saved-request.ts';

const text = z.union([z.string(), z.number(), z.boolean()]).transform(String).catch('');
const pair = z.looseObject({
  key: text,
  value: text,
  disabled: z.unknown().optional(),
  /** Exports of version 1 say it so. */
  enabled: z.unknown().optional(),
  type: z.string().optional().catch(undefined),
});
const pairs = z.array(z.unknown()).catch([]);
const url = z.looseObject({
  raw: z.string().optional().catch(undefined),
  protocol: z.string().optional().catch(undefined),
  host: z
    .union([z.string(), z.array(z.string())])
    .optional()
    .catch(undefined),
  port: text.optional(),
  path: z
    .union([
      z.string(),
      z.array(z.union([z.string(), z.looseObject({ value: z.string() }).transform(({ value }) => value)])),
    ])
    .optional()
    .catch(undefined),
  query: pairs.optional(),
  variable: pairs.optional(),
});
const body = z.looseObject({
  mode: z.string(),
  raw: text.optional(),
  urlencoded: z
    .union([z.string(), z.array(z.unknown())])
    .optional()
    .catch(undefined),
  disabled: z.boolean().catch(false),
});

type Pair = SavedRequest['headers'][number];

/** The URL as one text. Postman's `/:name` becomes its value, or the variable of that name. */
export function readUrl(value: unknown, slot: Slot): string {
  const read = url.safeParse(typeof value === 'string' ? { raw: value } : value);
  const parts = read.success ? read.data : {};
  enabled(parts.query, t('query parameter'), slot);
  const raw = withoutDisabled(withoutUserInfo(parts.raw ?? assembled(parts), slot), parts.query);
  const whole = withPathVariables(raw, enabled(parts.variable, t('path variable'), slot));
  const [before = '', query] = whole.split(/\?(.*)/s);
  const place = `${slot.place}, URL`;
  const host = plainHttpHost(withScheme(before));
  if (host !== undefined)
    slot.items.push({ place: slot.place, key: 'URL', outcome: 'refused', reason: overHttp(before, host) });
  const address = slot.literals.text(withScheme(before), place);
  if (query === undefined) return address;
  const parameters = query.split('&').map((each) => {
    const [name = '', of] = each.split(/=(.*)/s);
    return of === undefined ? each : `${name}=${slot.literals.value(name, of, place, 'parameter')}`;
  });
  return `${address}?${parameters.join('&')}`;
}

function overHttp(url: string, host: string): string {
  const why = withScheme(url) === url ? t('It is http') : t('Without a scheme it is http, as in Postman');
  return t(
    '{0}, and no request goes to {1} over http: write https:// where the host has it.',
    why,
    truncate(host, 100),
  );
}

/** Parameters that are switched off may stand in the text of the URL all the same, as converters of OpenAPI write them. */
function withoutDisabled(raw: string, query: readonly unknown[] = []): string {
  const [, before, parameters, fragment = ''] = /^([^?#]*)\?([^#]*)(#.*)?$/s.exec(raw) ?? [];
  const [on, off] = [new Map<string, number>(), new Map<string, number>()];
  for (const each of query) {
    const { data } = pair.safeParse(each);
    if (!data) continue;
    const of = isOff(data) ? off : on;
    const parameter = plainParameter(`${data.key}=${data.value}`);
    of.set(parameter, (of.get(parameter) ?? 0) + 1);
  }
  if (before === undefined || parameters === undefined || off.size === 0) return raw;
  const take = (from: Map<string, number>, parameter: string): boolean => {
    const left = from.get(parameter) ?? 0;
    if (left > 0) from.set(parameter, left - 1);
    return left > 0;
  };
  const kept = parameters.split('&').filter((each) => {
    const parameter = plainParameter(each);
    return take(on, parameter) || !take(off, parameter);
  });
  return `${before}${kept.length === 0 ? '' : `?${kept.join('&')}`}${fragment}`;
}

function isOff({ disabled, enabled }: z.infer<typeof pair>): boolean {
  return [disabled === true, disabled === 'true', enabled === false, enabled === 'false'].includes(true);
}

/** `a=b%20c` and `a=b c`, `a` and `a=` are the same. */
function plainParameter(parameter: string): string {
  const whole = parameter.includes('=') ? parameter : `${parameter}=`;
  try {
    return decodeURIComponent(whole.replaceAll('+', ' '));
  } catch {
    return whole;
  }
}

/** The list of v2.1, or v2.0's text of lines. */
export function readHeaders(value: unknown, slot: Slot): Pair[] {
  if (typeof value === 'string') {
    return value.split(/\r?\n/).flatMap((line) => {
      const [name = '', of] = line.split(/:(.*)/s);
      return of === undefined ? [] : [hidden({ name: name.trim(), value: of.trim() }, slot, 'header')];
    });
  }
  return enabled(value, 'header', slot).map((each) => hidden(each, slot, 'header'));
}

/** A body of text or of form parameters; files and multipart forms are named as left out. */
export function bodyOfRequest(value: unknown, headers: readonly Pair[], slot: Slot): SavedRequest['body'] {
  const read = body.safeParse(value);
  if (!read.success || read.data.disabled) return undefined;
  const { mode, raw = '', urlencoded } = read.data;
  if (mode === 'urlencoded') {
    const fields = typeof urlencoded === 'string' ? fieldsOf(urlencoded) : enabled(urlencoded, 'form parameter', slot);
    return { form: fields.map((each) => hidden(each, slot, 'form parameter')) };
  }
  if (mode !== 'raw') {
    slot.items.push({
      place: slot.place,
      key: t('body {0}', JSON.stringify(truncate(mode, 40))),
      outcome: 'not understood',
      reason: t('The request is kept without its body; a Read/Write API takes JSON, JWTs and forms.'),
    });
    return undefined;
  }
  if (raw === '') return undefined;
  const type = headers.find(({ name }) => name.toLowerCase() === 'content-type')?.value ?? '';
  const place = t('{0}, body', slot.place);
  if (type.includes('x-www-form-urlencoded')) {
    return { form: fieldsOf(raw).map((each) => hidden(each, slot, 'form parameter')) };
  }
  const kept =
    /^\s*[{[]/.test(raw) && !/^\s*\{\{/.test(raw) ? slot.literals.json(raw, place) : slot.literals.text(raw, place);
  return { text: kept.split(/\r?\n/) };
}

function hidden({ name, value }: Pair, { literals, place }: Slot, what: 'header' | 'form parameter'): Pair {
  const where = what === 'header' ? what : 'parameter';
  return { name, value: literals.value(name, value, `${place}, ${what}`, where) };
}

/** `a=b&c={{d}}`; percent-decoded, since the form is encoded again when it is sent. */
function fieldsOf(form: string): Pair[] {
  return [...new URLSearchParams(form)].map(([name, value]) => ({ name, value }));
}

function enabled(values: unknown, what: string, { place, items }: Slot): Pair[] {
  return pairs.parse(values ?? []).flatMap((each) => {
    const read = pair.safeParse(each);
    if (!read.success || read.data.key === '') return [];
    const { key, value, type } = read.data;
    if (isOff(read.data))
      items.push({ place, key, outcome: 'disabled', reason: t('The {0} is switched off in Postman.', what) });
    else if (type === 'file')
      items.push({ place, key, outcome: 'not understood', reason: t('It is a file of another machine.') });
    else return [{ name: key, value }];
    return [];
  });
}

function assembled({ protocol, host = '', port, path = '', query = [] }: z.infer<typeof url>): string {
  const name = Array.isArray(host) ? host.join('.') : host;
  const way = Array.isArray(path) ? path.join('/') : path.replace(/^\//, '');
  const parameters = query.flatMap((each) => {
    const read = pair.safeParse(each);
    return read.success && !isOff(read.data) ? [`${read.data.key}=${read.data.value}`] : [];
  });
  return [
    protocol ? `${withoutEnd(withoutEnd(protocol, '/'), ':')}://` : '',
    name,
    port ? `:${port}` : '',
    way === '' ? '' : `/${way}`,
    parameters.length === 0 ? '' : `?${parameters.join('&')}`,
  ].join('');
}

function withPathVariables(raw: string, values: readonly Pair[]): string {
  if (values.length === 0) return raw;
  const known = new Map(values.map(({ name, value }) => [name, value]));
  return raw.replace(/(\/):([\w-]+)(?=[/?#]|$)/g, (whole, slash: string, name: string) => {
    const value = known.get(name);
    return value === undefined ? whole : `${slash}${value === '' ? `{{${name}}}` : value}`;
  });
}

/** The transport refuses them, and they would be a secret in plain sight. */
function withoutUserInfo(raw: string, { place, items }: Slot): string {
  const [, scheme, rest] = /^([a-z][a-z\d+.-]*:\/\/)[^/?#@\s]*@(.*)$/is.exec(raw) ?? [];
  if (scheme === undefined || rest === undefined) return raw;
  items.push({
    place,
    key: 'URL',
    outcome: 'refused',
    reason: t('The user name and password in it were left out: use Basic authorisation with variables.'),
  });
  return scheme + rest;
}
