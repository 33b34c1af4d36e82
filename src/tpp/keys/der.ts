/** Just enough DER (X.690) to read the names of a certificate, so that no library's spelling of them decides anything. */

export interface DerElement {
  tag: number;
  content: Uint8Array;
  /** The element with its tag and length. */
  whole: Uint8Array;
}

/** The element that begins at `offset`, or nothing when the bytes are no DER there. */
export function readDer(bytes: Uint8Array, offset = 0): DerElement | undefined {
  const tag = bytes[offset];
  const first = bytes[offset + 1];
  if (tag === undefined || first === undefined) return undefined;
  let length = first;
  let start = offset + 2;
  if (first >= 0x80) {
    const count = first & 0x7f;
    if (count === 0 || count > 4) return undefined;
    length = 0;
    for (let index = 0; index < count; index += 1) length = length * 256 + (bytes[start + index] ?? Number.NaN);
    start += count;
  }
  const end = start + length;
  if (!(end <= bytes.length)) return undefined;
  return { tag, content: bytes.subarray(start, end), whole: bytes.subarray(offset, end) };
}

/** The elements inside a constructed element, as far as they can be read. */
export function derChildren(content: Uint8Array): DerElement[] {
  const children: DerElement[] = [];
  for (let offset = 0; offset < content.length; ) {
    const child = readDer(content, offset);
    if (!child) break;
    children.push(child);
    offset += child.whole.length;
  }
  return children;
}

/** An object identifier in dotted form. */
export function derOid(content: Uint8Array): string {
  const numbers: number[] = [];
  let value = 0;
  for (const byte of content) {
    value = value * 128 + (byte & 0x7f);
    if (byte < 0x80) {
      numbers.push(value);
      value = 0;
    }
  }
  const [first = 0, ...rest] = numbers;
  const top = Math.min(2, Math.floor(first / 40));
  return [top, first - top * 40, ...rest].join('.');
}

/** The text of a string element of any of the string types, or nothing for another type. */
export function derText(element: DerElement): string | undefined {
  switch (element.tag) {
    case 0x0c: // UTF8String
      return new TextDecoder().decode(element.content);
    case 0x12: // NumericString
    case 0x13: // PrintableString
    case 0x14: // TeletexString
    case 0x16: // IA5String
    case 0x1a: // VisibleString
      return Buffer.from(element.content).toString('latin1');
    case 0x1c: // UniversalString
      return wide(element.content, 4);
    case 0x1e: // BMPString
      return wide(element.content, 2);
    default:
      return undefined;
  }
}

function wide(content: Uint8Array, size: 2 | 4): string {
  const bytes = Buffer.from(content);
  let text = '';
  for (let offset = 0; offset + size <= bytes.length; offset += size) {
    const point = size === 2 ? bytes.readUInt16BE(offset) : bytes.readUInt32BE(offset);
    text += point <= 0x10ffff ? String.fromCodePoint(point) : '\ufffd';
  }
  return text;
}
