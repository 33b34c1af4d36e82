/** What a certificate is for and for which roles, by what the Directory puts into it: QCStatements, extended key usage, key usage (RFC 5280 §4.2.1). */
import { type DerElement, derChildren, derOid, derText, readDer } from './der.ts';

export type PairPurpose = 'transport' | 'signing';

/** What the extensions of a leaf say; absent where they say nothing. */
export interface CertificateUse {
  purpose?: PairPurpose;
  /** What says so: the QcType, the extended key usage, or only the bits of the key usage. */
  purposeBy?: 'QcType' | 'extended key usage' | 'key usage';
  /** Whether it may stand for a TLS client; absent without extended key usage, which then allows all. */
  clientAuthentication?: boolean;
  /** Whether its key may sign, which handshake and tokens need; absent without key usage. */
  digitalSignature?: boolean;
  psd2?: Psd2;
}

/** The QCStatement of PSD2 (ETSI TS 119 495 §5.1). */
interface Psd2 {
  /** `PSP_AS`, `PSP_PI`, `PSP_AI`, `PSP_IC`. */
  roles: string[];
  /** E.g. `Financial Conduct Authority`. */
  authorityName?: string;
  /** E.g. `GB-FCA`. */
  authorityId?: string;
}

const oid = {
  keyUsage: '2.5.29.15',
  extendedKeyUsage: '2.5.29.37',
  qcStatements: '1.3.6.1.5.5.7.1.3',
  qcType: '0.4.0.1862.1.6',
  seal: '0.4.0.1862.1.6.2',
  web: '0.4.0.1862.1.6.3',
  clientAuth: '1.3.6.1.5.5.7.3.2',
  serverAuth: '1.3.6.1.5.5.7.3.1',
  anyUse: '2.5.29.37.0',
  documentSigning: '1.3.6.1.4.1.311.10.3.12',
  psd2: '0.4.0.19495.2',
} as const;

const psd2Roles: Readonly<Record<string, string>> = {
  '0.4.0.19495.1.1': 'PSP_AS',
  '0.4.0.19495.1.2': 'PSP_PI',
  '0.4.0.19495.1.3': 'PSP_AI',
  '0.4.0.19495.1.4': 'PSP_IC',
};

/** The first bit of the key usage. */
const digitalSignature = 0x80;

/** The second bit of the key usage: nonRepudiation, called contentCommitment since. */
const nonRepudiation = 0x40;

/**
 * What a leaf is for; a sandbox's plain certificate does not tell.
 *
 * @param raw the certificate's DER
 */
export function useOf(raw: Uint8Array): CertificateUse {
  const extensions = extensionsOf(raw);
  const statements = statementsIn(extensions.get(oid.qcStatements));
  const uses = extensions.has(oid.extendedKeyUsage) ? oidsIn(extensions.get(oid.extendedKeyUsage)) : undefined;
  const bits = extensions.get(oid.keyUsage)?.content[1];
  const psd2 = psd2Of(statements.get(oid.psd2));
  return {
    ...purposeBy(oidsIn(statements.get(oid.qcType)), uses ?? [], bits ?? 0),
    ...(uses && { clientAuthentication: uses.includes(oid.clientAuth) || uses.includes(oid.anyUse) }),
    ...(bits !== undefined && { digitalSignature: (bits & digitalSignature) !== 0 }),
    ...(psd2 && { psd2 }),
  };
}

function purposeBy(types: string[], uses: string[], bits: number): Pick<CertificateUse, 'purpose' | 'purposeBy'> {
  if (types.includes(oid.web)) return { purpose: 'transport', purposeBy: 'QcType' };
  if (types.includes(oid.seal)) return { purpose: 'signing', purposeBy: 'QcType' };
  const tls = uses.includes(oid.clientAuth) || uses.includes(oid.serverAuth);
  if (tls) return { purpose: 'transport', purposeBy: 'extended key usage' };
  if (uses.includes(oid.documentSigning)) return { purpose: 'signing', purposeBy: 'extended key usage' };
  return (bits & nonRepudiation) === 0 ? {} : { purpose: 'signing', purposeBy: 'key usage' };
}

/** `RolesOfPSP`, then the name and the id of the competent authority. */
function psd2Of(statement: DerElement | undefined): Psd2 | undefined {
  if (!statement) return undefined;
  const [roles, ...authority] = derChildren(statement.content);
  const [authorityName, authorityId] = authority.map((one) => derText(one)?.trim()).map((text) => text || undefined);
  return {
    roles: derChildren(roles?.content ?? new Uint8Array()).flatMap(({ content }) => {
      const [type, name] = derChildren(content);
      const known = type?.tag === 0x06 ? psd2Roles[derOid(type.content)] : undefined;
      return known ?? (name && derText(name)) ?? [];
    }),
    ...(authorityName !== undefined && { authorityName }),
    ...(authorityId !== undefined && { authorityId }),
  };
}

/** Each extension's value by its OID. */
function extensionsOf(raw: Uint8Array): Map<string, DerElement> {
  const [toBeSigned] = derChildren(readDer(raw)?.content ?? new Uint8Array());
  const tagged = derChildren(toBeSigned?.content ?? new Uint8Array()).find(({ tag }) => tag === 0xa3);
  const [list] = derChildren(tagged?.content ?? new Uint8Array());
  return new Map(
    derChildren(list?.content ?? new Uint8Array()).flatMap(({ content }): [string, DerElement][] => {
      const members = derChildren(content);
      const value = members.at(-1);
      const inner = value && readDer(value.content);
      return members[0] && inner ? [[derOid(members[0].content), inner]] : [];
    }),
  );
}

function oidsIn(sequence: DerElement | undefined): string[] {
  return derChildren(sequence?.content ?? new Uint8Array())
    .filter(({ tag }) => tag === 0x06)
    .map(({ content }) => derOid(content));
}

/** What each QCStatement says, by its OID (RFC 3739 §3.2.6); one that only stands there says nothing. */
function statementsIn(statements: DerElement | undefined): Map<string, DerElement> {
  return new Map(
    derChildren(statements?.content ?? new Uint8Array()).flatMap(({ content }): [string, DerElement][] => {
      const [name, info] = derChildren(content);
      return name && info ? [[derOid(name.content), info]] : [];
    }),
  );
}
