/** The text of a body in whatever charset it came, and a word on bytes that are not what the charset says. */
import { isUtf8 } from 'node:buffer';
import { redactText } from './redact.ts';

export interface DecodedText {
  text: string;
  findings: string[];
}

/** Byte order marks (Encoding Standard §6), which count more than any header. */
const marks: readonly [string, readonly number[]][] = [
  ['utf-8', [0xef, 0xbb, 0xbf]],
  ['utf-16le', [0xff, 0xfe]],
  ['utf-16be', [0xfe, 0xff]],
];

/** What windows-1252 has at 0x80 to 0x9f; a decoder that takes it for Latin-1 leaves control characters there. */
const windows1252 = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ';

/**
 * Decodes a body by its byte order mark, else by the charset of its Content-Type, else as UTF-8 (RFC 8259 §8.1), or UTF-16 where its first
 * two characters are of that (RFC 4627 §3). Bytes that do not fit are read by the charset that they fit, and a finding says so.
 *
 * @param cut whether its end is missing, maybe in the middle of a character.
 */
export function textOfBytes(bytes: Uint8Array, contentType = '', cut = false): DecodedText {
  const decoded = (text: Uint8Array, label: string, because: string) => decodedBy(text, label, because, cut);
  const marked = marks.find(([, mark]) => mark.every((byte, index) => bytes[index] === byte));
  if (marked) return decoded(bytes.subarray(marked[1].length), marked[0], `its byte order mark says ${marked[0]}`);
  const said = /;\s*charset\s*=\s*"?([^";\s]{1,60})/i.exec(contentType)?.[1];
  if (said === undefined) {
    const wide = wideWithoutMark(bytes);
    return decoded(bytes, wide ?? 'utf-8', wide === undefined ? 'no charset is named' : 'its first bytes are UTF-16');
  }
  const label = decoderFor(said)?.encoding;
  if (label === undefined) {
    const { text, findings } = decoded(bytes, 'utf-8', 'read as UTF-8');
    return { text, findings: [`The charset ${redactText(said)} is not known here.`, ...findings] };
  }
  // Frameworks write this charset beside JSON that is UTF-8, as JSON has to be; Latin text is hardly ever UTF-8 by chance.
  if (!label.startsWith('utf-') && isUtf8(bytes) && bytes.some((byte) => byte > 0x7f)) {
    return {
      text: Buffer.from(bytes).toString('utf8'),
      findings: [`The charset is said to be ${label}, and the body is UTF-8: it was read as that.`],
    };
  }
  return decoded(bytes, label, `its charset says ${label}`);
}

function decodedBy(bytes: Uint8Array, label: string, because: string, cut: boolean): DecodedText {
  if (label === 'utf-8' && isUtf8(bytes)) return { text: bufferOf(bytes).toString('utf8'), findings: [] };
  const decoder = decoderFor(label);
  try {
    if (decoder) return { text: mended(decoder.decode(bytes, { stream: cut }), decoder.encoding), findings: [] };
  } catch {
    // Some bytes do not fit.
  }
  const fallback = label.startsWith('utf-16') ? label : isUtf8(bytes) ? 'utf-8' : 'windows-1252';
  return {
    text: mended(new TextDecoder(fallback).decode(bytes), fallback),
    findings: [`Bytes of the body are not ${label} (${because}): it was read as ${fallback}.`],
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

function wideWithoutMark([first, second]: Uint8Array): string | undefined {
  if (first === undefined || second === undefined || (first === 0) === (second === 0)) return undefined;
  return first === 0 ? 'utf-16be' : 'utf-16le';
}

const bufferOf = ({ buffer, byteOffset, length }: Uint8Array): Buffer => Buffer.from(buffer, byteOffset, length);
