/** The tokens in a text that somebody has: bare, after `Bearer`, wrapped over lines, in a log or in a whole curl command. */
import { findTokens } from '../../tpp/jwt/find.ts';
import { spelledOut } from '../../tpp/jwt/spelling.ts';
import { beginsLikeToken, tokensOf } from '../../tpp/redaction/token-shape.ts';

/** Characters of a text that is searched at every change; larger files are for Find JWTs in File…. */
export const maxTextLength = 5_000_000;

export interface TokenInText {
  /** In one piece and in compact form, however it stands in the text. */
  token: string;
  /** As it stands there, for whoever says what is odd about that. */
  spelled: string;
  /** Offset into the text. */
  start: number;
  /** Exclusive. */
  end: number;
}

/**
 * The tokens of a text, in their order. One that fills the text may be wrapped in any way, or be in JSON form (RFC 7515 §7.2).
 */
export function tokensIn(text: string): TokenInText[] {
  const places = isWholeToken(text) ? [{ start: text.search(/\S/), end: text.trimEnd().length }] : findTokens(text);
  return places.map(({ start, end }) => {
    const spelled = text.slice(start, end);
    return { token: spelledOut(spelled).compact, spelled, start, end };
  });
}

/** What begins a token that was cut off: a whole header, and what there is behind it. */
const beginnings = /(?<![\w./+-])ey[\w-]{14,}\.[\w-]*(?:\.[\w-]*)*/g;

/** Where a text has the beginning of a token and not its end, as logs and tickets cut them: its header can be read. */
export function cutTokensIn(text: string, whole: readonly TokenInText[]): TokenInText[] {
  let next = 0;
  return [...text.matchAll(beginnings)].flatMap(({ index: start, 0: spelled }) => {
    const end = start + spelled.length;
    while (next < whole.length && (whole[next]?.end ?? 0) <= start) next += 1;
    if ((whole[next]?.start ?? text.length) < end) return [];
    return isHeader(spelled.slice(0, spelled.indexOf('.'))) ? [{ token: spelled, spelled, start, end }] : [];
  });
}

function isHeader(part: string): boolean {
  try {
    const header: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
    return typeof header === 'object' && header !== null && 'alg' in header;
  } catch {
    return false;
  }
}

/** As {@link tokensIn}, each with its line and the character in it, from 0; lines end with LF or CRLF. */
export function tokensByLine(text: string): (TokenInText & { line: number; character: number })[] {
  let [line, lineStart, next] = [0, 0, text.indexOf('\n')];
  return tokensIn(text).map((token) => {
    for (; next >= 0 && next < token.start; next = text.indexOf('\n', next + 1)) {
      line += 1;
      lineStart = next + 1;
    }
    return { ...token, line, character: token.start - lineStart };
  });
}

/** What was meant to be a token and cannot be read as one: worth a look at what is wrong with it. */
export function brokenToken(text: string): string | undefined {
  if (text.length > maxTextLength) return undefined;
  const bare = text.trim().replace(/^bearer\s+/i, '');
  return !/\s/.test(bare) && bare.includes('.') && beginsLikeToken(bare.replace(/^["']/, '')) ? bare : undefined;
}

/** The token at a place in a text, its first and last character included. */
export function tokenAt(tokens: readonly TokenInText[], offset: number): TokenInText | undefined {
  return tokens.find(({ start, end }) => start <= offset && offset <= end);
}

/** Three or five parts and nothing else, but for line breaks and what indents the next line. */
function isWholeToken(text: string): boolean {
  const whole = text.trim();
  if (whole.length > maxTextLength || !beginsLikeToken(whole)) return false;
  if (!/^[\w.\s+/=-]*$/.test(whole) || /\s/.test(whole.replace(/\r?\n[\t ]*/g, ''))) return false;
  const parts = whole.split('.', 6).length;
  const [first, second] = tokensOf(whole);
  if (second !== undefined || (parts !== 3 && parts !== 5)) return false;
  return parts === 3 || first === undefined || first.parts.length === 5;
}
