/** An address as a QR code (ISO/IEC 18004), for the camera of a phone. */
import { encodeQR } from 'qr';

/** Bytes that the largest code holds, at the lowest level of correction: a screen has no scratches. */
export const maxQrLength = 2953;

/** Bytes from which cameras have trouble with a code on a screen: 101 modules across. */
export const readableQrLength = 900;

/** @returns rows of modules, true for a dark one, without the light zone that belongs around them; undefined for a text that is too long */
export function qrCodeOf(text: string): boolean[][] | undefined {
  if (Buffer.byteLength(text) > maxQrLength) return undefined;
  // A border of one is the least it makes.
  return encodeQR(text, 'raw', { ecc: 'low', encoding: 'byte', border: 1 })
    .slice(1, -1)
    .map((row) => row.slice(1, -1));
}
