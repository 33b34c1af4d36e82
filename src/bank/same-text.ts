/** Whether a secret that was sent is the one wanted. */
import { createHash, timingSafeEqual } from 'node:crypto';

/** Compares in a time that tells nothing of where they differ, nor of how long the wanted one is. */
export function isSameText(given: string, wanted: string): boolean {
  const hash = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(hash(given), hash(wanted));
}
