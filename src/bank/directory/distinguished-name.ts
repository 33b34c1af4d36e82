/** Distinguished names as text: RFC 4514 out of a certificate, and whether two spellings mean the same name. */
import { BmpString, fromBER, IA5String, PrintableString, TeletexString, Utf8String } from 'asn1js';

const oids: Record<string, string> = {
  cn: '2.5.4.3',
  serialnumber: '2.5.4.5',
  c: '2.5.4.6',
  l: '2.5.4.7',
  st: '2.5.4.8',
  s: '2.5.4.8',
  street: '2.5.4.9',
  o: '2.5.4.10',
  ou: '2.5.4.11',
  organizationidentifier: '2.5.4.97',
  dc: '0.9.2342.19200300.100.1.25',
  uid: '0.9.2342.19200300.100.1.1',
  emailaddress: '1.2.840.113549.1.9.1',
};

/** Characters of the longest text that counts as a name: no certificate's subject comes near it. */
const maxText = 8192;

/**
 * RFC 4514 text of a subject as `node:crypto` prints it: one attribute a line, in the certificate's order, escaped already. RFC 4514 wants the order reversed.
 *
 * @example rfc4514('C=GB\nO=Acme\nCN=0015…') // 'CN=0015…,O=Acme,C=GB'
 */
export function rfc4514(subject: string): string {
  return subject
    .split('\n')
    .filter((line) => line !== '')
    .reverse()
    .map((line) =>
      line.replace(/^2\.5\.4\.97=/, 'organizationIdentifier=').replace(/^(emailAddress|E)=/i, 'emailAddress='),
    )
    .join(',');
}

/**
 * Whether two texts name the same: attributes in either direction, types by name or OID whatever their case, spaces around `,` and `=`, escapes, quotes, and values as `#<hex DER>`.
 * Values count with their case. A text that is no distinguished name equals nothing.
 */
export function sameDistinguishedName(a: string, b: string): boolean {
  const left = parseDistinguishedName(a);
  const right = parseDistinguishedName(b);
  if (left === undefined || right === undefined || left.length !== right.length) return false;
  const same = (names: string[]) => names.every((name, index) => name === left[index]);
  return same(right) || same([...right].reverse());
}

/** The ways to write the organisation identifier of ETSI TS 119 412-1, with an example of each. */
export const organisationIdentifierExamples = {
  name: 'organizationIdentifier=PSDGB-FCA-123456',
  dotted: '2.5.4.97=PSDGB-FCA-123456',
  'dotted-hex': '2.5.4.97=#0c10…',
} as const;

/** How a name writes its organisation identifier; undefined when it has none. */
export function organisationIdentifierSpelling(text: string): keyof typeof organisationIdentifierExamples | undefined {
  for (const attribute of splitOutside(text, ',').flatMap((relative) => splitOutside(relative, '+'))) {
    const [, type = '', hash = ''] = /^\s*(?:oid\.)?([\w.]{1,40})\s*=\s*(#?)/i.exec(attribute) ?? [];
    if (type.toLowerCase() === 'organizationidentifier') return 'name';
    if (type === oids.organizationidentifier) return hash === '' ? 'dotted' : 'dotted-hex';
  }
  return undefined;
}

/** One text for each relative name, `oid=value`, several joined in a fixed order; undefined when the text is no distinguished name, or longer than any. */
export function parseDistinguishedName(text: string): string[] | undefined {
  if (text.length > maxText) return undefined;
  const names: string[] = [];
  for (const relative of splitOutside(text, ',')) {
    const attributes: string[] = [];
    for (const attribute of splitOutside(relative, '+')) {
      const equals = attribute.indexOf('=');
      const type = attribute
        .slice(0, Math.max(equals, 0))
        .trim()
        .toLowerCase()
        .replace(/^oid\./, '');
      const value = valueText(attribute.slice(equals + 1));
      if (type === '' || value === undefined) return undefined;
      attributes.push(`${oids[type] ?? type}=${value}`);
    }
    names.push(attributes.sort().join('\n'));
  }
  return names;
}

/** Parts between separators that are neither escaped nor within quotes. */
function splitOutside(text: string, separator: string): string[] {
  const parts: string[] = [];
  let from = 0;
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === '"') quoted = !quoted;
    else if (text[at] === separator && !quoted) {
      parts.push(text.slice(from, at));
      from = at + 1;
    }
  }
  parts.push(text.slice(from));
  return parts;
}

function valueText(raw: string): string | undefined {
  const text = raw.trimStart();
  if (text.startsWith('#')) return derString(text.slice(1).trim());
  const bare = text.trimEnd();
  if (bare.length > 1 && bare.startsWith('"') && bare.endsWith('"')) return unescaped(bare.slice(1, -1));
  // A blank at the end counts where it is escaped.
  return unescaped(bare.endsWith('\\') ? text.slice(0, bare.length + 1) : bare);
}

/** RFC 4514 §2.4: `\,` stands for the character, `\C3\A9` for bytes of UTF-8. */
function unescaped(text: string): string {
  return text.replace(/(?:\\[0-9a-fA-F]{2})+|\\(.)/gs, (match, character: string | undefined) =>
    character === undefined ? Buffer.from(match.replaceAll('\\', ''), 'hex').toString('utf8') : character,
  );
}

/** The string types that X.520 has for attributes. */
const stringTypes = [Utf8String, PrintableString, TeletexString, IA5String, BmpString];

/** The string within the DER of a UTF8String, PrintableString, T61String, IA5String or BMPString. */
function derString(hex: string): string | undefined {
  if (!/^(?:[0-9a-fA-F]{2}){2,}$/.test(hex)) return undefined;
  const bytes = Buffer.from(hex, 'hex');
  try {
    const { offset, result } = fromBER(bytes);
    // DER has no string in parts, of which the library would take the frames for letters.
    if (offset !== bytes.length || result.idBlock.isConstructed) return undefined;
    return stringTypes.some((type) => result instanceof type) ? (result as Utf8String).getValue() : undefined;
  } catch {
    // Half a character of a BMPString.
    return undefined;
  }
}
