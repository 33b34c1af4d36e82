/** The secrets that a request carries, put out of what its bank says of it: many name the token or the password that they refuse. */

import { mask } from '../redaction/redact.ts';
import { repeatedOf, spellings } from '../redaction/repeated-secret.ts';
import { secretKindOf } from '../redaction/secret-names.ts';
import { beginsLikeToken } from '../redaction/token-shape.ts';
import type { Answer } from './exchange.ts';

interface Sent {
  headers: Readonly<Record<string, string>>;
  body?: string | undefined;
}

/** As they may stand in an answer. Tokens with a shape are left to the redactor, which leaves readable what is. */
function sentSecrets({ headers, body = '' }: Sent): string[] {
  const isForm = headers['content-type']?.includes('form-urlencoded') ?? false;
  const form = isForm ? [...new URLSearchParams(body)] : [];
  const clientId = form.find(([name]) => name === 'client_id')?.[1];
  const ofForm = form.flatMap(([name, value]) => (secretKindOf(name) ? repeatedOf(clientId, value) : []));
  return [...ofHeader(headers.authorization), ...ofForm].filter((secret) => !beginsLikeToken(secret));
}

function ofHeader(authorization = ''): string[] {
  const [, scheme = '', value = ''] = /^(\w+) +(\S+)$/.exec(authorization) ?? [];
  if (scheme.toLowerCase() !== 'basic') return repeatedOf(undefined, value);
  const [user = '', ...rest] = Buffer.from(value, 'base64').toString().split(':');
  // RFC 6749 §2.3.1 has both encoded as in a form.
  return [[user, rest.join(':')], [user, rest.join(':')].map(asOfForm)].flatMap(([id, secret]) =>
    repeatedOf(id, secret),
  );
}

const asOfForm = (text: string): string => new URLSearchParams(`a=${text.replaceAll('&', '%26')}`).get('a') ?? text;

/** A text of a bank without the secrets that the request before it carried. */
export function withoutSent(text: string, sent: Sent): string {
  if (text === '') return text;
  let result = text;
  for (const secret of sentSecrets(sent)) {
    const spelled = [...spellings.map((spelling) => spelling(secret)), encodeURIComponent(secret)];
    for (const each of new Set(spelled)) result = result.replaceAll(each, () => mask(secret));
  }
  return result;
}

/** The same for the values of headers. */
export function headersWithoutSent(headers: Record<string, string>, sent: Sent): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, withoutSent(value, sent)]));
}

/** An answer as errors may cite it. One that gives what was asked for stays whole: a new pair of tokens may have the old one in it. */
export function citable<T extends Pick<Answer, 'status' | 'body' | 'headers'>>(answer: T, sent: Sent): T {
  const { status, body, headers } = answer;
  if (status < 300 && /^\s*[[{]/.test(body)) return answer;
  const { location } = headers;
  // A customer's own password may be a word of the address that their code comes to.
  const isTokens = /^(?:Bearer|DPoP) /i.test(sent.headers.authorization ?? '');
  return {
    ...answer,
    body: withoutSent(body, sent),
    ...(location !== undefined && isTokens && { headers: { ...headers, location: withoutSent(location, sent) } }),
  };
}
