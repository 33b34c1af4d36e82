/** JSON pointers (RFC 6901) into openbanking.json and openbanking.clients.json. */

/** The pointer of a path of member names and indices. */
export function pointerOf(...path: readonly (string | number)[]): string {
  return path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

/** The member that a JSON pointer names, if it is there. */
export function memberOf(value: unknown, pointer: string): unknown {
  return pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce<unknown>(
      (around, name) =>
        typeof around === 'object' && around !== null && Object.hasOwn(around, name)
          ? (around as Record<string, unknown>)[name]
          : undefined,
      value,
    );
}

/** The names of an object's members, or the indices of a list; empty for anything else. */
export function namesIn(value: unknown, pointer: string): string[] {
  const member = memberOf(value, pointer);
  return typeof member === 'object' && member !== null ? Object.keys(member) : [];
}

/** A bank's entry, as a JSON pointer. */
export const bankPointer = (name: string): string => pointerOf('banks', name);
