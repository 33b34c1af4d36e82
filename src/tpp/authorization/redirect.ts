/** The redirect back from the bank, read from whatever a developer has in hand: the whole URL, or its fragment or query alone. */
import { t } from '../../standard/language.ts';
import { fail } from '../errors.ts';
import { textOf } from '../strangers.ts';

export interface Redirect {
  /** The URL without the answer's own parameters; absent when only a fragment or query was given. */
  uri?: string;
  /** Where the answer stood. */
  place: 'query' | 'fragment' | 'bare';
  code?: string;
  idToken?: string;
  state?: string;
  iss?: string;
  error?: string;
  errorDescription?: string;
  /** JWT Secured Authorization Response (JARM). */
  response?: string;
}

const members = {
  code: 'code',
  id_token: 'idToken',
  state: 'state',
  iss: 'iss',
  error: 'error',
  error_description: 'errorDescription',
  response: 'response',
} as const;

/** What else a bank may put beside the answer; taken away when the redirect URI is compared. */
const companions = ['access_token', 'token_type', 'expires_in', 'scope', 'session_state', 'error_uri'];

/**
 * Reads a redirect, with what copying may have put around it: quotes, a `Location` header's name, a curl command, the entities of HTML (OAuth 2.0 Multiple Response Types §5: `code id_token` comes back in the fragment, `code` in the query).
 * @throws OpenBankingError `redirect_unexpected` when no answer is in it, or a parameter stands in it twice
 * @example
 * readRedirect('https://app.example/cb#code=…&id_token=…&state=…').code
 * readRedirect('#code=…&state=…').place // 'bare'
 */
export function readRedirect(input: string): Redirect {
  const text = addressIn(input);
  const isUrl = /^[a-z][a-z0-9+.-]*:/i.test(text) && URL.canParse(text);
  if (!isUrl) return { place: 'bare', ...answerIn(new URLSearchParams(text.replace(/^[#?]/, ''))) };
  const url = new URL(text);
  const fragment = new URLSearchParams(url.hash.slice(1));
  if (hasAnswer(fragment)) {
    url.hash = '';
    return { uri: url.href, place: 'fragment', ...answerIn(fragment) };
  }
  const answer = answerIn(url.searchParams);
  url.hash = '';
  for (const name of [...Object.keys(members), ...companions]) url.searchParams.delete(name);
  return { uri: url.href, place: 'query', ...answer };
}

/**
 * True when an answer's address is the redirect URI that was asked for, to the letter but for what is added on the way: the slash of an empty
 * path by a browser, one at the path's end by many a web server.
 */
export function isRedirectUri(address: string, redirectUri: string): boolean {
  if (address === redirectUri) return true;
  if (!URL.canParse(address) || !URL.canParse(redirectUri)) return false;
  const came = new URL(address);
  const asked = new URL(redirectUri);
  if (came.pathname === `${asked.pathname}/`) came.pathname = asked.pathname;
  return came.href === asked.href;
}

/** What is copied along with an address, at either end of it. */
const wrapping = new Set(`"'\`<>()\\;`);

function addressIn(input: string): string {
  const text = input
    .trim()
    .replace(/&amp;/gi, '&')
    .replace(/^[<>]?\s*location:\s*/i, '');
  if (!/^curl\s/i.test(text)) return unwrapped(text);
  const words = text.split(/\s+/).map(unwrapped);
  const addresses = words.filter((word) => /^[a-z][a-z0-9+.-]*:\//i.test(word) && URL.canParse(word));
  // A Referer and a proxy are addresses too.
  return addresses.find(holdsAnswer) ?? addresses[0] ?? text;
}

function holdsAnswer(address: string): boolean {
  const { hash, searchParams } = new URL(address);
  return hasAnswer(searchParams) || hasAnswer(new URLSearchParams(hash.slice(1)));
}

function unwrapped(text: string): string {
  let from = 0;
  let to = text.length;
  while (from < to && wrapping.has(text.charAt(from))) from += 1;
  while (to > from && wrapping.has(text.charAt(to - 1))) to -= 1;
  return text.slice(from, to);
}

function hasAnswer(parameters: URLSearchParams): boolean {
  return ['code', 'id_token', 'error', 'response'].some((name) => parameters.has(name));
}

function answerIn(parameters: URLSearchParams): Omit<Redirect, 'uri' | 'place'> {
  if (!hasAnswer(parameters)) {
    return fail({
      code: 'redirect_unexpected',
      message: t('There is no answer of a bank in this redirect: neither a code nor an error.'),
      try: t('Copy the whole address of the page that the bank sent the browser to, with everything after # or ?.'),
    });
  }
  const answer: Omit<Redirect, 'uri' | 'place'> = {};
  for (const [name, member] of Object.entries(members)) {
    const values = parameters.getAll(name);
    if (values.length > 1) {
      return fail({
        code: 'redirect_unexpected',
        message: t('The redirect holds the parameter "{0}" {1} times.', name, values.length),
        try: t(
          'Do not use this answer; start the authorisation again. A bank sends each parameter once (RFC 6749 §3.1).',
        ),
      });
    }
    const value = textOf(values[0]);
    if (value !== undefined) answer[member] = value;
  }
  return answer;
}
