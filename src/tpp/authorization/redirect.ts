/** The redirect back from the bank, read from whatever a developer has in hand: the whole URL, or its fragment or query alone. */
import { fail } from '../errors.ts';

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
 * Reads a redirect (OAuth 2.0 Multiple Response Types §5: `code id_token` comes back in the fragment, `code` in the query).
 * @throws OpenBankingError `redirect_unexpected` when no answer is in it, or a parameter stands in it twice
 * @example
 * readRedirect('https://app.example/cb#code=…&id_token=…&state=…').code
 * readRedirect('#code=…&state=…').place // 'bare'
 */
export function readRedirect(input: string): Redirect {
  const text = input.trim().replace(/^["'<]+|["'>]+$/g, '');
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

/** True when two redirect URIs are the same to the letter, but for what a browser adds by itself (the slash of an empty path). */
export function sameRedirectUri(a: string, b: string): boolean {
  return a === b || (URL.canParse(a) && URL.canParse(b) && new URL(a).href === new URL(b).href);
}

function hasAnswer(parameters: URLSearchParams): boolean {
  return ['code', 'id_token', 'error', 'response'].some((name) => parameters.has(name));
}

function answerIn(parameters: URLSearchParams): Omit<Redirect, 'uri' | 'place'> {
  if (!hasAnswer(parameters)) {
    return fail({
      code: 'redirect_unexpected',
      message: 'There is no answer of a bank in this redirect: neither a code nor an error.',
      try: 'Copy the whole address of the page that the bank sent the browser to, with everything after # or ?.',
    });
  }
  const answer: Omit<Redirect, 'uri' | 'place'> = {};
  for (const [name, member] of Object.entries(members)) {
    const values = parameters.getAll(name);
    if (values.length > 1) {
      return fail({
        code: 'redirect_unexpected',
        message: `The redirect holds the parameter "${name}" ${values.length} times.`,
        try: 'Do not use this answer; start the authorisation again. A bank sends each parameter once (RFC 6749 §3.1).',
      });
    }
    if (values[0]) answer[member] = values[0];
  }
  return answer;
}
