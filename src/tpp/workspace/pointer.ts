/** JSON pointers (RFC 6901) into openbanking.json. */

/** The pointer of a path of member names and indices. */
export function pointerOf(...path: readonly (string | number)[]): string {
  return path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}
