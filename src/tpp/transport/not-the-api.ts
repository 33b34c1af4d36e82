/** An answer that is not the API's own: a gateway's page, a web site, a redirect. Errors and explanations ask here, so that both say the same. */
import { t } from '../../standard/language.ts';
import { truncate } from '../../standard/truncate.ts';
import type { Meaning } from '../meanings/meaning.ts';
import { notTheApiMeanings } from '../meanings/not-the-api.ts';
import { redactText } from '../redaction/redact.ts';
import type { Answer } from './exchange.ts';

export interface NotTheApi extends Meaning {
  /** In a few words: `A page of HTML from an API`. */
  about: string;
  /** What it is, as part of a sentence: `a page of HTML (“Request Rejected”)`. */
  said: string;
  /** Where its meaning says all of it. */
  isRedirect?: true;
}

/** Characters of a page that are looked at. */
const maxPageText = 16 * 1024;
const ids = /\b(?:support|incident|ray|event|request|error) id|\breference(?: id| number)?/gi;

/**
 * What answered, where it was not the API.
 *
 * @param url that was asked, for a Location that is relative
 */
export function notTheApi(
  answer: Pick<Answer, 'status' | 'headers' | 'body' | 'terminator'>,
  url?: string,
): NotTheApi | undefined {
  const found = signOnIn(answer) ?? redirectIn(answer, url) ?? pageIn(answer) ?? silenceIn(answer);
  if (found === undefined || answer.terminator === undefined) return found;
  return {
    ...found,
    said: t('{0}, by way of the proxy {1} (transport.proxy)', found.said, answer.terminator),
    try: t('{0} The proxy may have answered by itself: look into its log.', found.try),
  };
}

/** Only a proxy answers with 407. */
function signOnIn({ status, terminator }: Pick<Answer, 'status' | 'terminator'>) {
  if (status !== 407 || terminator === undefined) return undefined;
  return {
    ...notTheApiMeanings.proxy_sign_on,
    about: t('A proxy that wants a sign-on'),
    said: t('a demand for a sign-on'),
  };
}

/** A proxy that has no answer of the bank says so by the status alone. */
function silenceIn({ status, body, terminator }: Pick<Answer, 'status' | 'body' | 'terminator'>) {
  if (terminator === undefined || ![502, 503, 504].includes(status) || /^\s*[{[]/.test(body)) return undefined;
  const said = t('nothing of the API');
  return { ...notTheApiMeanings.gateway_failed, about: t('A proxy without an answer of the API'), said };
}

function redirectIn({ status, headers }: Pick<Answer, 'status' | 'headers'>, url: string | undefined) {
  const location = headers.location;
  if (status < 300 || status > 399 || status === 304 || location === undefined || location.trim() === '') {
    return undefined;
  }
  const here = url !== undefined && URL.canParse(url) ? url : undefined;
  const absolute = URL.canParse(location, here) ? new URL(location, here) : undefined;
  const target = shown(absolute?.href ?? location, 300);
  const host = absolute === undefined ? t('another place of the same host') : shown(absolute.host, 100);
  const { means, ...meaning } = notTheApiMeanings.redirect;
  return {
    ...meaning,
    means: t('{0} The target is {1}.', means, target),
    isRedirect: true as const,
    about: t('A redirect to {0}', host),
    said: t(
      'a redirect to {0}{1}, which was not followed',
      target,
      absolute === undefined ? t(' at the same host') : '',
    ),
  };
}

function pageIn({ status, headers, body }: Pick<Answer, 'status' | 'headers' | 'body'>): NotTheApi | undefined {
  const start = body.slice(0, maxPageText).trimStart();
  if (start === '' || /^[{[]/.test(start)) return undefined;
  const markup = /^<[a-z!?]/i.test(start);
  const html = /^(?:<!--|<!doctype html|<\/?[a-z]+[\s>])/i.test(start) && !/^<\?xml/i.test(start);
  const named = /\bhtml\b/i.test(headers['content-type'] ?? '');
  const text = visible(start);
  const refusal = /\b(request rejected|support id|access denied|request blocked)\b/i.test(text);
  if (!markup && !named && !(status >= 400 && refusal)) return undefined;
  const kind = html || named ? t('page of HTML') : markup ? t('page of XML') : t('page of text');
  const title = /<title[^<>]{0,200}>([^<]{1,120})/i.exec(start)?.[1]?.trim();
  const id = supportId(text);
  const notes = [title ? `“${shown(title, 120)}”` : '', id ? t('with the ID {0}', id) : ''].filter(
    (note) => note !== '',
  );
  return {
    ...notTheApiMeanings[meaningFor(status)],
    about: t('A {0} from an API', kind),
    said: `a ${kind}${notes.length > 0 ? ` (${notes.join(', ')})` : ''}`,
  };
}

function meaningFor(status: number): 'gateway_failed' | 'gateway_refused' | 'page' {
  if (status >= 500) return 'gateway_failed';
  return status < 400 || status === 404 || status === 405 || status === 410 ? 'page' : 'gateway_refused';
}

/** Akamai, Cloudflare, F5, Imperva and others name one, which their operator finds the request by. */
function supportId(text: string): string | undefined {
  for (const { index, 0: name } of text.matchAll(ids)) {
    const after = text.slice(index + name.length, index + name.length + 100);
    const id = /^[\s:#=]{0,4}(?:is[\s:#=]{0,4})?([0-9a-z][0-9a-z.:_-]{4,80})/i.exec(after)?.[1];
    if (id !== undefined && /\d/.test(id)) return shown(id.replace(/\.$/, ''), 80);
  }
  return undefined;
}

/** What a person sees of a page, about. */
function visible(page: string): string {
  return page
    .replace(/<[^<>]*>/g, ' ')
    .replace(/&#(\d{2,4});/g, (_, code: string) => String.fromCharCode(Number(code)))
    .replace(/&nbsp;/g, ' ');
}

/** A stranger's words as part of a sentence: one line, no secret, not too long. */
function shown(text: string, maxLength: number): string {
  return truncate(redactText(text).replace(/\s+/g, ' '), maxLength);
}
