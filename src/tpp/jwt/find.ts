/** Where tokens stand in a text, found in linear time so that an editor can ask at every change. */

import { nextToken, type TokenPlace } from '../redaction/token-shape.ts';
import { jsonFormsOf } from './json-form.ts';

export interface JwtRange {
  start: number;
  /** Exclusive. */
  end: number;
}

/**
 * The places of JWTs (RFC 7519): signed, unsecured or encrypted (JWE), in compact form as {@link nextToken} knows them, or in JSON form.
 * Detached signatures are left out. Offsets are those of JavaScript strings.
 */
export function findJwts(text: string): JwtRange[] {
  return withJsonForms(text, findCompact(text));
}

/** As {@link findJwts}, in compact form only. */
export function findCompact(text: string): JwtRange[] {
  return find(text, false, false).found;
}

/** As {@link findJwts}, and detached signatures (`header..signature`) too. */
export function findTokens(text: string): JwtRange[] {
  return withJsonForms(text, find(text, true, false).found);
}

/** What {@link findJwtsSoFar} makes of a text that goes on. */
export interface FoundSoFar {
  found: JwtRange[];
  /** Where the search has to go on once more text has come: what stands before it is done with. */
  rest: number;
}

/** As {@link findJwts}, in compact form only, for the beginning of a text: what the end cuts off is left for the next search. */
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

/** Tokens in JSON form among the others, in order; what stands inside one is part of it. */
function withJsonForms(text: string, found: readonly JwtRange[]): JwtRange[] {
  const json = [...jsonFormsOf(text)];
  if (json.length === 0) return [...found];
  let next = 0;
  const outside = found.filter(({ start }) => {
    while (next < json.length && (json[next]?.end ?? 0) <= start) next += 1;
    return start < (json[next]?.start ?? Number.POSITIVE_INFINITY);
  });
  return [...outside, ...json].sort((a, b) => a.start - b.start);
}

function isDetached({ parts: [, payload, ...others] }: TokenPlace): boolean {
  return others.length === 1 && payload?.start === payload?.end;
}
