/** Distinguished names: from DER to RFC 4514 text, and compared whatever way a bank spells them. */
import { derChildren, derOid, derText, readDer } from './der.ts';

/** One attribute of a name. */
export interface NameAttribute {
  /** A short name, or a dotted OID where it has none. */
  type: string;
  oid: string;
  /** Its text; `#hex` where it is none. */
  value: string;
  /** The value's DER as `#hex`. */
  hex: string;
  /** Which relative name it is of; one of several attributes is rare. */
  relative: number;
}

/** One subject in the spellings in which banks want it (`tls_client_auth_subject_dn`) and tools print it. */
export interface NameSpellings {
  /** RFC 4514, `organizationIdentifier` by its name, as DCR 3.4 has it. */
  named: string;
  /** RFC 4514 with `2.5.4.97=#<hex of the DER>`: what Java, and an OpenSSL that does not know the name, print of RFC 2253. */
  dotted: string;
  /** RFC 4514 order with `2.5.4.97=<text>`. */
  dottedText: string;
  /** In the certificate's own order, as OpenSSL prints a subject. */
  openssl: string;
}

const names: Record<string, string> = {
  '2.5.4.3': 'CN',
  '2.5.4.5': 'serialNumber',
  '2.5.4.6': 'C',
  '2.5.4.7': 'L',
  '2.5.4.8': 'ST',
  '2.5.4.9': 'STREET',
  '2.5.4.10': 'O',
  '2.5.4.11': 'OU',
  '2.5.4.15': 'businessCategory',
  '2.5.4.17': 'postalCode',
  '2.5.4.97': 'organizationIdentifier',
  '0.9.2342.19200300.100.1.1': 'UID',
  '0.9.2342.19200300.100.1.25': 'DC',
  '1.2.840.113549.1.9.1': 'emailAddress',
};

/** Every spelling of a type in lower case, to its OID. */
const oids: Record<string, string> = {
  ...Object.fromEntries(Object.entries(names).map(([oid, name]) => [name.toLowerCase(), oid])),
  commonname: '2.5.4.3',
  countryname: '2.5.4.6',
  localityname: '2.5.4.7',
  s: '2.5.4.8',
  stateorprovincename: '2.5.4.8',
  organizationname: '2.5.4.10',
  organizationalunitname: '2.5.4.11',
  organisationidentifier: '2.5.4.97',
  email: '1.2.840.113549.1.9.1',
  e: '1.2.840.113549.1.9.1',
};

/** Characters of the longest name that is read; X.520 bounds each attribute to some tens or hundreds, and a subject has a few. */
const maxLength = 8192;

/** The attributes of a DER `Name`, in the order of the encoding (RFC 5280 §4.1.2.4); values that are no string as `#hex`. */
export function nameAttributes(name: Uint8Array): NameAttribute[] {
  const sequence = readDer(name);
  if (!sequence) return [];
  return derChildren(sequence.content).flatMap((set, relative) =>
    derChildren(set.content).flatMap((attribute) => {
      const [type, value] = derChildren(attribute.content);
      if (!type || !value) return [];
      const oid = derOid(type.content);
      const hex = `#${Buffer.from(value.whole).toString('hex')}`;
      return [{ type: names[oid] ?? oid, oid, value: derText(value) ?? hex, hex, relative }];
    }),
  );
}

/**
 * RFC 4514 text: the last relative name first, special characters escaped. `organizationIdentifier` goes by its name, as DCR 3.4 has it; an
 * attribute without a name is its OID and `#hex` (§2.4).
 */
export function formatName(attributes: readonly NameAttribute[]): string {
  return joined(attributes, 'reversed', named);
}

/** Every spelling of a subject. */
export function spellingsOf(attributes: readonly NameAttribute[]): NameSpellings {
  return {
    named: joined(attributes, 'reversed', named),
    dotted: joined(attributes, 'reversed', (one) => (common.has(one.type) ? named(one) : `${one.oid}=${one.hex}`)),
    dottedText: joined(attributes, 'reversed', (one) =>
      common.has(one.type) || one.value === one.hex ? named(one) : `${one.oid}=${escapeValue(one.value)}`,
    ),
    openssl: joined(attributes, 'as encoded', named),
  };
}

/** The names of RFC 4514 §3, which every reader knows. */
const common = new Set(['CN', 'L', 'ST', 'O', 'OU', 'C', 'STREET', 'DC', 'UID']);

function named({ type, oid, value, hex }: NameAttribute): string {
  return type === oid || value === hex ? `${type}=${hex}` : `${type}=${escapeValue(value)}`;
}

function joined(
  attributes: readonly NameAttribute[],
  order: 'reversed' | 'as encoded',
  spell: (one: NameAttribute) => string,
): string {
  const relatives = new Map<number, string[]>();
  for (const one of attributes) relatives.set(one.relative, [...(relatives.get(one.relative) ?? []), spell(one)]);
  const texts = [...relatives.values()].map((parts) => parts.join('+'));
  return (order === 'reversed' ? texts.toReversed() : texts).join(',');
}

/**
 * Whether two texts name the same subject: order, case of types, white space, `organizationIdentifier` against `2.5.4.97`
 * against `2.5.4.97=#<hex DER>`, and the slash and line forms of OpenSSL and Node make no difference. What is longer than any
 * certificate's subject names none.
 */
export function sameName(a: string, b: string): boolean {
  return Math.max(a.length, b.length) <= maxLength && canonical(a) === canonical(b);
}

function escapeValue(value: string): string {
  return value
    .replace(/[\\,+"<>;]/g, '\\$&')
    .replace(/^[ #]/, '\\$&')
    .replace(/ $/, '\\ ')
    .replaceAll('\0', '\\00');
}

function canonical(text: string): string {
  return splitName(text.trim())
    .map((part) => {
      const equals = part.indexOf('=');
      const type = part.slice(0, Math.max(equals, 0)).trim().toLowerCase();
      const oid = oids[type] ?? type.replace(/^oid\./, '');
      const value = readValue(part.slice(equals + 1).trim());
      return `${oid}=${value.normalize('NFKC').trim().replace(/\s+/g, ' ').toLowerCase()}`;
    })
    .sort()
    .join('\n');
}

/** Splits at the separators that are not escaped nor quoted: `,` `+` `;` and line breaks, or `/` in OpenSSL's old form. */
function splitName(text: string): string[] {
  if (/^\/[A-Za-z0-9.]+=/.test(text)) return text.split(/\/(?=[A-Za-z0-9.]+=)/).filter((part) => part !== '');
  const parts: string[] = [];
  let start = 0;
  let quoted = false;
  for (let index = 0; index < text.length; index += 1) {
    const character = text.charAt(index);
    if (character === '\\') index += 1;
    else if (character === '"') quoted = !quoted;
    else if (!quoted && /[,+;\n]/.test(character)) {
      parts.push(text.slice(start, index));
      start = index + 1;
    }
  }
  parts.push(text.slice(start));
  return parts.filter((part) => part.trim() !== '');
}

function readValue(text: string): string {
  if (/^#([0-9a-f]{2})+$/i.test(text)) {
    const element = readDer(Buffer.from(text.slice(1), 'hex'));
    return (element && derText(element)) ?? text;
  }
  const bare = text.length > 1 && text.startsWith('"') && text.endsWith('"') ? text.slice(1, -1) : text;
  return bare.replace(/(?:\\[0-9a-f]{2})+|\\(.)/gi, (escaped, single: string | undefined) =>
    single === undefined ? Buffer.from(escaped.replaceAll('\\', ''), 'hex').toString('utf8') : single,
  );
}
