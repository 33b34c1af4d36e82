/** The tokens in a text that somebody has: bare, after `Bearer`, wrapped over lines, in a log or in a whole curl command. */
import { findJwsOfAnyKind } from '../../tpp/jwt/find.ts';

/** Characters of a text that is searched at every change; larger files are for Find JWTs in File…. */
export const longestText = 5_000_000;

export interface TokenInText {
  token: string;
  /** Offset into the text. */
  start: number;
}

/**
 * The tokens of a text, in their order. One that fills the text may be wrapped, in quotes, or encrypted (JWE), which cannot be told
 * from other text in the middle of a line.
 */
export function tokensIn(text: string): TokenInText[] {
  if (isOneToken(text)) return [{ token: text.replace(/\s+/g, ''), start: text.search(/\S/) }];
  return findJwsOfAnyKind(text).map(({ start, end }) => ({ token: text.slice(start, end), start }));
}

/** What was meant to be a token and cannot be read as one: worth a look at what is wrong with it. */
export function brokenToken(text: string): string | undefined {
  if (text.length > longestText) return undefined;
  const bare = text.trim().replace(/^bearer\s+/i, '');
  return /^["']?eyJ\S*\.\S*$/.test(bare) ? bare : undefined;
}

/** The token at a place in a text, its first and last character included. */
export function tokenAt(tokens: readonly TokenInText[], offset: number): TokenInText | undefined {
  return tokens.find(({ token, start }) => start <= offset && offset <= start + token.length);
}

/** Three or five parts and nothing else, but for line breaks and what indents the next line. */
function isOneToken(text: string): boolean {
  const whole = text.trim();
  if (whole.length > longestText || !whole.startsWith('eyJ') || !/^[\w.\s-]*$/.test(whole)) return false;
  if (/\s/.test(whole.replace(/\r?\n[\t ]*/g, ''))) return false;
  const parts = whole.split('.', 6).length;
  return parts === 3 || (parts === 5 && findJwsOfAnyKind(whole).length === 0);
}
