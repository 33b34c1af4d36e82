/** Whether a secret that was sent is the one wanted. */
import { createHash, timingSafeEqual } from 'node:crypto';

/** Compares in a time that tells nothing of where they differ, nor of how long the wanted one is. */
export function isSameText(given: string, wanted: string): boolean {
  const hash = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(hash(given), hash(wanted));
}

/** Whether an Authorization header has this bearer token; the scheme is spelled in any case (RFC 9110 §11.1). */
export function isBearer(header: string, wanted: string): boolean {
  return isSameText(header.replace(/^bearer +(?=[^ ])/i, 'Bearer '), `Bearer ${wanted}`);
}
