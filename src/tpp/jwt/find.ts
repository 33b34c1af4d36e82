/** Where tokens stand in a text, found in linear time so that an editor can ask at every change. */
import { nextToken, type TokenPlace } from './token-shape.ts';

export interface JwtRange {
  start: number;
  /** Exclusive. */
  end: number;
}

/**
 * The places of compact JWTs (RFC 7519): signed, unsecured or encrypted (JWE), as {@link nextToken} knows them. Detached signatures
 * are left out. Offsets are those of JavaScript strings.
 */
export function findJwts(text: string): JwtRange[] {
  return find(text, false, false).found;
}

/** As {@link findJwts}, and detached signatures (`header..signature`) too. */
export function findTokens(text: string): JwtRange[] {
  return find(text, true, false).found;
}

/** What {@link findJwtsSoFar} makes of a text that goes on. */
export interface FoundSoFar {
  found: JwtRange[];
  /** Where the search has to go on once more text has come: what stands before it is done with. */
  rest: number;
}

/** As {@link findJwts}, for the beginning of a text: what the end cuts off is left for the next search. */
export function findJwtsSoFar(text: string): FoundSoFar {
  return find(text, false, true);
}

function find(text: string, detached: boolean, more: boolean): FoundSoFar {
  const found: JwtRange[] = [];
  for (let position = 0; ; ) {
    const { token, next } = nextToken(text, position, more);
    if (!token) return { found, rest: next };
    if (detached || !isDetached(token)) found.push({ start: token.start, end: token.end });
    position = next;
  }
}

function isDetached({ parts: [, payload, ...others] }: TokenPlace): boolean {
  return others.length === 1 && payload?.start === payload?.end;
}
