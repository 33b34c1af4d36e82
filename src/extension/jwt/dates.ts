/** The dates that stand as numbers in a text: seconds since 1970 under the names that JWTs have for them (RFC 7519 §4.1, OpenID Connect). */

export interface NamedDate {
  /** Offset behind the number. */
  end: number;
  /** ISO 8601 in UTC, in whole seconds. */
  iso: string;
}

/** Ten digits, as every such number has from 2001 to 2286: a shorter one is a duration or an example. */
const named = /(?<![\w.-])(["']?)(?:iat|exp|nbf|auth_time)\1\s{0,8}[:=]\s{0,8}(\d{10})(?![\w.])/g;

/**
 * @example
 * datesIn('{"exp": 1700000000}') // [{ end: 18, iso: '2023-11-14T22:13:20Z' }]
 */
export function datesIn(text: string): NamedDate[] {
  return [...text.matchAll(named)].map((match) => ({
    end: match.index + match[0].length,
    iso: `${new Date(Number(match[2]) * 1000).toISOString().slice(0, 19)}Z`,
  }));
}
