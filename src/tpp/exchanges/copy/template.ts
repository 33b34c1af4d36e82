/** An exchange made ready for copying: what may be shown as it is, and a variable wherever a secret stood. */

import { isSecretMember } from '../../redaction/redact.ts';
import type { Advice, Remedy } from '../../remedies.ts';
import type { ExchangeRecord } from '../../transport/exchange.ts';

/** Text, and variables of the environment in between. */
export type Template = readonly (string | { variable: string })[];

export interface RequestTemplate {
  method: string;
  url: Template;
  headers: { name: string; value: Template }[];
  body?: Template;
  /** The variables, each once, with how one comes by its value. */
  variables: { name: string; from: string }[];
  /** Files to present and to trust, as the workspace file spells them. */
  files: CopyFiles;
}

/** Of certificate and key, where they are not PEM: not every tool takes it. */
export type OtherForm = 'P12' | 'DER';

/** The files of a workspace that a copy names; nothing of them is in it. */
export interface CopyFiles {
  /** Absent where no client certificate went. */
  clientCertificate?: { certificate: string; key: string; encrypted: boolean; form?: OtherForm };
  /** The CA file that the server is verified by; absent where the system's own roots do. */
  ca?: string;
}

/** What a tool is told that takes PEM only. */
export const pemOnly = (tool: string, form: OtherForm): string =>
  `${tool} takes PEM only, and these are ${form === 'P12' ? 'PKCS#12: openssl pkcs12 takes such a file apart' : 'DER: openssl x509 and openssl pkey make PEM of it'}`;

/** A fresh one is made for each request; every language has its way. */
export const interactionId = { variable: 'INTERACTION_ID' } as const;

/** The client writes these itself. */
const ownHeaders = new Set(['host', 'content-length', 'connection', 'user-agent', 'accept-encoding']);

const tokens: readonly Remedy[] = [{ do: 'showTokens' }];
const signs: readonly Remedy[] = [{ do: 'signJwt' }];
const sources: Readonly<Record<string, Advice>> = {
  ACCESS_TOKEN: { try: 'the one that is good now.', remedies: tokens },
  BASIC_CREDENTIALS: { try: 'base64 of client id, colon and client secret' },
  CLIENT_SECRET: { try: 'from the registration' },
  REFRESH_TOKEN: { try: 'the one that is good now.', remedies: tokens },
  CODE: { try: 'of a new redirect: a code is good once and for about a minute' },
  CODE_VERIFIER: { try: 'of the same authorisation as the code' },
  CLIENT_ASSERTION: { try: 'a new one for each request.', remedies: signs },
  REQUEST: { try: 'a request object signed anew.', remedies: signs },
  REGISTRATION_REQUEST: { try: 'the claims, signed.', remedies: [{ do: 'previewRegistration' }, ...signs] },
  X_JWS_SIGNATURE: { try: 'a detached signature over the body.', remedies: signs },
};

/** Advice in the words of whoever copies; by default without what leads on. */
export type Worded = (advice: Advice) => string;
const plainly: Worded = ({ try: advice }) => advice;

/** Makes the template of an exchange, from its redacted record: what is masked there becomes a variable. */
export function templateOf(record: ExchangeRecord, files: CopyFiles, worded = plainly): RequestTemplate {
  const headers = Object.entries(record.requestHeaders)
    .filter(([name]) => !ownHeaders.has(name.toLowerCase()))
    .map(([name, value]) => ({ name, value: headerTemplate(name, value, record) }));
  const url = parametersTemplate(record.url);
  const body = record.requestBody === undefined ? undefined : bodyTemplate(record.requestBody, record);
  const used = [url, ...headers.map(({ value }) => value), body ?? []]
    .flat()
    .flatMap((part) => (typeof part === 'string' || part === interactionId ? [] : [part.variable]));
  return {
    method: record.method,
    url,
    headers,
    ...(body === undefined ? {} : { body }),
    variables: [...new Set(used)].map((name) => ({ name, from: worded(sources[name] ?? { try: 'masked here' }) })),
    files,
  };
}

function headerTemplate(name: string, value: string, { token }: ExchangeRecord): Template {
  const lower = name.toLowerCase();
  if (lower === 'x-fapi-interaction-id') return [interactionId];
  if (!value.includes('…')) return [value];
  if (lower !== 'authorization') return [{ variable: variableOf(lower) }];
  const scheme = /^(\S+) /.exec(value)?.[1] ?? 'Bearer';
  const basic = scheme.toLowerCase() === 'basic' && token === undefined;
  return [`${scheme} `, { variable: basic ? 'BASIC_CREDENTIALS' : 'ACCESS_TOKEN' }];
}

function bodyTemplate(body: string, record: ExchangeRecord): Template {
  if (!body.includes('…')) return [body];
  const type = record.requestHeaders['content-type'] ?? '';
  if (/^\s*[[{]/.test(body)) return membersTemplate(body);
  if (type.includes('x-www-form-urlencoded')) return parametersTemplate(body);
  return [{ variable: /\/(jwt|jose)\b/.test(type) ? 'REGISTRATION_REQUEST' : 'BODY' }];
}

/** Masked values of a query, a fragment or a form, whose other parts stay to the letter. */
function parametersTemplate(text: string): Template {
  return replaced(text, /(^|[?&#])([^=&#?]*)=([^&#]*)/g, (match) => {
    const [whole, before = '', name = '', value = ''] = match;
    const plain = decoded(name);
    if (!value.includes('…') || !isSecretMember(plain)) return [whole];
    return [`${before}${name}=`, { variable: variableOf(plain) }];
  });
}

/** Masked members of JSON, whose other parts stay to the letter. */
function membersTemplate(text: string): Template {
  const parts: Template[number][] = [];
  let position = 0;
  let before: { value: string; end: number } | undefined;
  // The last quote may be missing, so that no string is begun twice.
  for (const { 0: whole, 1: value = '', index } of text.matchAll(/"((?:[^"\\]|\\.)*)"?/gs)) {
    const end = index + whole.length;
    if (value.endsWith('…') && before && isSecretMember(before.value) && text.slice(before.end, index).trim() === ':') {
      parts.push(text.slice(position, index + 1), { variable: variableOf(before.value) });
      position = index + 1 + value.length;
    }
    before = { value, end };
  }
  return merged([...parts, text.slice(position)]);
}

/** Text beside text as one text. */
export function merged(template: Template): Template {
  const parts: Template[number][] = [];
  for (const part of template) {
    const last = parts.at(-1);
    if (typeof part === 'string' && typeof last === 'string') parts[parts.length - 1] = last + part;
    else parts.push(part);
  }
  return parts.filter((part) => part !== '');
}

function replaced(text: string, pattern: RegExp, make: (match: RegExpExecArray) => Template): Template {
  const parts: Template[number][] = [];
  let position = 0;
  for (const match of text.matchAll(pattern)) {
    parts.push(text.slice(position, match.index), ...make(match));
    position = match.index + match[0].length;
  }
  return merged([...parts, text.slice(position)]);
}

const variableOf = (name: string): string =>
  name
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toUpperCase()
    .replace(/[^A-Z0-9]+/g, '_')
    .replace(/^(?=\d)|^$/, '_');

function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
