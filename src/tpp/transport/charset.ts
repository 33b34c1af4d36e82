/** The text of a body in whatever charset it came, and a word on bytes that are not what the charset says. */

import { isUtf8 } from 'node:buffer';
import { t } from '../../standard/language.ts';
import { redactText } from '../redaction/redact.ts';

export interface DecodedText {
  text: string;
  findings: string[];
}

/** Byte order marks (Encoding Standard §6; UTF-32's before the shorter one that it begins with), which count more than any header. */
const marks: readonly [string, readonly number[]][] = [
  ['utf-8', [0xef, 0xbb, 0xbf]],
  ['utf-32le', [0xff, 0xfe, 0, 0]],
  ['utf-32be', [0, 0, 0xfe, 0xff]],
  ['utf-16le', [0xff, 0xfe]],
  ['utf-16be', [0xfe, 0xff]],
];

/** What windows-1252 has at 0x80 to 0x9f; a decoder that takes it for Latin-1 leaves control characters there. */
const windows1252 = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ';

/**
 * Decodes a body by its byte order mark, else by the charset of its Content-Type, else as UTF-8 (RFC 8259 §8.1), or UTF-16 or UTF-32 where
 * its first two characters are of that (RFC 4627 §3). Bytes that do not fit are read by the charset that they fit, and a finding says so.
 *
 * @param cut whether its end is missing, maybe in the middle of a character.
 */
export function textOfBytes(bytes: Uint8Array, contentType = '', cut = false): DecodedText {
  const decoded = (text: Uint8Array, label: string, because: string) => decodedBy(text, label, because, cut);
  const marked = marks.find(([, mark]) => mark.every((byte, index) => bytes[index] === byte));
  if (marked) return decoded(bytes.subarray(marked[1].length), marked[0], t('its byte order mark says {0}', marked[0]));
  const said = /;\s*charset\s*=\s*"?([^";\s]{1,60})/i.exec(contentType)?.[1];
  // Its zeros are in no other charset’s text, whatever the header says.
  const wide = wideWithoutMark(bytes);
  if (wide !== undefined) {
    const { text, findings } = decoded(bytes, wide, t('its first bytes are {0}', wide));
    const fits = said === undefined || wide.startsWith(said.toLowerCase());
    return fits ? { text, findings } : { text, findings: [readAs(redactText(said), wide), ...findings] };
  }
  if (said === undefined) return decoded(bytes, 'utf-8', t('no charset is named'));
  const label = decoderFor(said)?.encoding;
  if (label === undefined) {
    const { text, findings } = decoded(bytes, 'utf-8', t('read as UTF-8'));
    return { text, findings: [t('The charset {0} is not known here.', redactText(said)), ...findings] };
  }
  // Frameworks write this charset beside JSON that is UTF-8, as JSON has to be; Latin text is hardly ever UTF-8 by chance, and no JSON in
  // UTF-16 is without zeros.
  const latin = !label.startsWith('utf-') && bytes.some((byte) => byte > 0x7f);
  if ((latin || (label.startsWith('utf-16') && bytes.length > 0 && !bytes.includes(0))) && isUtf8(bytes)) {
    return { text: bufferOf(bytes).toString('utf8'), findings: [readAs(label, 'UTF-8')] };
  }
  return decoded(bytes, label, t('its charset says {0}', label));
}

const readAs = (said: string, found: string): string =>
  t('The charset is said to be {0}, and the body is {1}: it was read as that.', said, found);

function decodedBy(bytes: Uint8Array, label: string, because: string, cut: boolean): DecodedText {
  if (label === 'utf-8' && isUtf8(bytes)) return { text: bufferOf(bytes).toString('utf8'), findings: [] };
  if (label.startsWith('utf-32')) return decodedWide(bytes, label, because, cut);
  const decoder = decoderFor(label);
  try {
    if (decoder) return { text: mended(decoder.decode(bytes, { stream: cut }), decoder.encoding), findings: [] };
  } catch {
    // Some bytes do not fit.
  }
  const fallback = label.startsWith('utf-16') ? label : isUtf8(bytes) ? 'utf-8' : 'windows-1252';
  return {
    text: mended(new TextDecoder(fallback).decode(bytes), fallback),
    findings: [t('Bytes of the body are not {0} ({1}): it was read as {2}.', label, because, fallback)],
  };
}

function decoderFor(label: string) {
  try {
    return new TextDecoder(label, { fatal: true });
  } catch {
    return undefined;
  }
}

function mended(text: string, encoding: string): string {
  if (encoding !== 'windows-1252') return text;
  return text.replace(/\p{Cc}/gu, (character) => windows1252[character.charCodeAt(0) - 0x80] ?? character);
}

/** UTF-32, which the Encoding Standard has no decoder for. */
function decodedWide(bytes: Uint8Array, label: string, because: string, cut: boolean): DecodedText {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const units = new Uint16Array(bytes.length >> 1);
  let length = 0;
  let odd = bytes.length % 4 !== 0 && !cut;
  for (let at = 0; at + 4 <= bytes.length; at += 4) {
    const point = view.getUint32(at, label === 'utf-32le');
    const high = point >= 0x10000 && point <= 0x10ffff;
    const fits = high || point < 0xd800 || (point > 0xdfff && point < 0x10000);
    odd ||= !fits;
    if (high) units[length++] = 0xd800 + ((point - 0x10000) >> 10);
    units[length++] = high ? 0xdc00 + (point & 0x3ff) : fits ? point : 0xfffd;
  }
  return {
    text: Buffer.from(units.buffer, 0, length * 2).toString('utf16le'),
    findings: odd ? [t('Bytes of the body are not {0} ({1}): it was read as {2}.', label, because, label)] : [],
  };
}

/** By where the zeros are of two characters of ASCII, which JSON begins with. */
function wideWithoutMark(bytes: Uint8Array): string | undefined {
  if (bytes.length < 2) return undefined;
  const zeros = Array.from(bytes.subarray(0, 4), (byte) => (byte === 0 ? '0' : 'x')).join('');
  if (zeros === '000x') return 'utf-32be';
  if (zeros === 'x000') return 'utf-32le';
  if (zeros.startsWith('0x')) return 'utf-16be';
  return zeros.startsWith('x0') ? 'utf-16le' : undefined;
}

const bufferOf = ({ buffer, byteOffset, length }: Uint8Array): Buffer => Buffer.from(buffer, byteOffset, length);
