/** The tokens in a text that somebody has: bare, after `Bearer`, wrapped over lines, in a log or in a whole curl command. */
import { unbroken } from '../../tpp/jwt/token-lines.ts';
import { beginsLikeToken, compactOfJson, tokensOf } from '../../tpp/jwt/token-shape.ts';

/** Characters of a text that is searched at every change; larger files are for Find JWTs in File…. */
export const longestText = 5_000_000;

export interface TokenInText {
  /** In one piece and in compact form, however it stands in the text. */
  token: string;
  /** Offset into the text. */
  start: number;
  /** Exclusive. */
  end: number;
}

/**
 * The tokens of a text, in their order. One that fills the text may be wrapped in any way, or be in JSON form (RFC 7515 §7.2).
 */
export function tokensIn(text: string): TokenInText[] {
  const whole = wholeToken(text);
  if (whole !== undefined) return [{ token: whole, start: text.search(/\S/), end: text.trimEnd().length }];
  return [...tokensOf(text)].map(({ start, end }) => ({ token: unbroken(text.slice(start, end)), start, end }));
}

/** What was meant to be a token and cannot be read as one: worth a look at what is wrong with it. */
export function brokenToken(text: string): string | undefined {
  if (text.length > longestText) return undefined;
  const bare = text.trim().replace(/^bearer\s+/i, '');
  return !/\s/.test(bare) && bare.includes('.') && beginsLikeToken(bare.replace(/^["']/, '')) ? bare : undefined;
}

/** The token at a place in a text, its first and last character included. */
export function tokenAt(tokens: readonly TokenInText[], offset: number): TokenInText | undefined {
  return tokens.find(({ start, end }) => start <= offset && offset <= end);
}

/** Three or five parts and nothing else, but for line breaks and what indents the next line; or JSON that is a token. */
function wholeToken(text: string): string | undefined {
  const whole = text.trim();
  if (whole.length > longestText) return undefined;
  if (!beginsLikeToken(whole)) return compactOfJson(whole);
  if (!/^[\w.\s+/=-]*$/.test(whole) || /\s/.test(whole.replace(/\r?\n[\t ]*/g, ''))) return undefined;
  const parts = whole.split('.', 6).length;
  const [first, second] = tokensOf(whole);
  if (second !== undefined || (parts !== 3 && parts !== 5)) return undefined;
  return parts === 3 || first === undefined || first.parts.length === 5 ? whole.replace(/\s+/g, '') : undefined;
}
