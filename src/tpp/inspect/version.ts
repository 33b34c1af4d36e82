/** What a version of the Read/Write API settles. */

/**
 * Whether messages are signed with `b64: false`, as up to 3.1.3 (Read/Write Data API Profile, Message Signing).
 * @param version e.g. `v3.1.11`; `v3.1` is both, and settles nothing
 */
export function signsRawBody(version: string | undefined): boolean | undefined {
  const [, ...numbers] = /^v?(\d+)\.(\d+)(?:\.(\d+))?/.exec(version ?? '') ?? [];
  const [major, minor, patch] = numbers.map((number) => (number === undefined ? undefined : Number(number)));
  if (major === undefined || minor === undefined || major < 3) return undefined;
  if (major > 3 || minor > 1) return false;
  if (minor === 0) return true;
  return patch === undefined ? undefined : patch <= 3;
}
