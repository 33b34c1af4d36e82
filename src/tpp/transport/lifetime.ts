/** How long a token lives, as a bank says it in `expires_in` (RFC 6749 §5.1). */

const tenYears = 10 * 366 * 24 * 3600;

/** Seconds, given as a number or, as some banks do, as text; undefined for what is no number of seconds below ten years. */
export function lifetimeOf(expiresIn: unknown): number | undefined {
  const seconds = typeof expiresIn === 'string' && expiresIn.trim() !== '' ? Number(expiresIn) : expiresIn;
  return typeof seconds === 'number' && seconds >= 0 && seconds < tenYears ? seconds : undefined;
}
