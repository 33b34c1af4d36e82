/** PEM text as people really have it (one line, CRLF, literal `\n`, noise around) made into clean blocks. */

export interface PemBlock {
  /** What stands between the dashes: `CERTIFICATE`, `PRIVATE KEY`, … */
  label: string;
  /** The block, in lines of 64 characters, with a line break at the end. */
  pem: string;
}

const begin = '-----BEGIN ';
const dashes = '-----';

/**
 * Finds every whole PEM block in a text (RFC 7468, and RFC 1421 headers of encrypted keys), in its order.
 * A block without its END line, or with another label there, is left out.
 */
export function pemBlocks(text: string): PemBlock[] {
  const plain = text.replace(/(?<!\\)\\+[rn]/g, '\n');
  const blocks: PemBlock[] = [];
  let position = plain.indexOf(begin);
  while (position >= 0) {
    const labelEnd = plain.indexOf(dashes, position + begin.length);
    if (labelEnd < 0) break;
    const label = plain.slice(position + begin.length, labelEnd);
    const bodyStart = labelEnd + dashes.length;
    const next = plain.indexOf(begin, bodyStart);
    const inside = plain.slice(bodyStart, next < 0 ? plain.length : next);
    const end = /^[A-Z0-9 ]{1,40}$/.test(label) ? inside.indexOf(`-----END ${label}-----`) : -1;
    if (end >= 0) blocks.push({ label, pem: cleanBlock(label, inside.slice(0, end)) });
    position = next;
  }
  return blocks;
}

/**
 * PEM with no line breaks, CRLF, literal `\n` or surrounding noise → clean PEM blocks, one after the other.
 * Returns an empty string where the text holds no whole block.
 */
export function normalisePem(text: string): string {
  return pemBlocks(text)
    .map((block) => block.pem)
    .join('');
}

function cleanBlock(label: string, inside: string): string {
  const dek = /DEK-Info:\s*([A-Za-z0-9-]+,[0-9A-Fa-f]+)/.exec(inside);
  const headers = dek ? `Proc-Type: 4,ENCRYPTED\nDEK-Info: ${dek[1]}\n\n` : '';
  const body = dek ? inside.slice(dek.index + dek[0].length) : inside;
  const base64 = body.replace(/[^A-Za-z0-9+/=]/g, '');
  const lines = base64.match(/.{1,64}/g) ?? [];
  return `${begin}${label}-----\n${headers}${lines.join('\n')}\n-----END ${label}-----\n`;
}
