/** Bearer tokens in Authorization headers. */
import { isSameText } from '../same-text.ts';

/** A bearer token (RFC 6750 §2.1) out of the Authorization header. */
export function bearerOf(header: string): string | undefined {
  return /^bearer +([\w\-.~+/]+=*)$/i.exec(header)?.[1];
}

/** Whether an Authorization header has this bearer token. */
export function isBearer(header: string, wanted: string): boolean {
  const given = bearerOf(header);
  return given !== undefined && isSameText(given, wanted);
}
