/** What a certificate is for, by what the Directory puts into it: QcType, extended key usage, key usage (RFC 5280 §4.2.1, ETSI EN 319 412-5). */
import { X509Certificate } from 'node:crypto';
import { type DerElement, derChildren, derOid, readDer } from './der.ts';

export type Purpose = 'transport' | 'signing';

const oid = {
  keyUsage: '2.5.29.15',
  extendedKeyUsage: '2.5.29.37',
  qcStatements: '1.3.6.1.5.5.7.1.3',
  qcType: '0.4.0.1862.1.6',
  seal: '0.4.0.1862.1.6.2',
  web: '0.4.0.1862.1.6.3',
  clientAuth: '1.3.6.1.5.5.7.3.2',
  serverAuth: '1.3.6.1.5.5.7.3.1',
  documentSigning: '1.3.6.1.4.1.311.10.3.12',
} as const;

/** The second bit of the key usage: nonRepudiation, called contentCommitment since. */
const nonRepudiation = 0x40;

/**
 * Whether a leaf is for mutual TLS or for signatures; undefined where it does not tell (a sandbox's plain certificate).
 *
 * @param pem one certificate, as clean PEM.
 */
export function purposeOf(pem: string): Purpose | undefined {
  const extensions = extensionsOf(new X509Certificate(pem).raw);
  const types = qcTypes(extensions.get(oid.qcStatements));
  if (types.includes(oid.web)) return 'transport';
  if (types.includes(oid.seal)) return 'signing';
  const uses = oidsIn(extensions.get(oid.extendedKeyUsage));
  if (uses.includes(oid.clientAuth) || uses.includes(oid.serverAuth)) return 'transport';
  if (uses.includes(oid.documentSigning)) return 'signing';
  const bits = extensions.get(oid.keyUsage)?.content[1] ?? 0;
  return (bits & nonRepudiation) === 0 ? undefined : 'signing';
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

function qcTypes(statements: DerElement | undefined): string[] {
  return derChildren(statements?.content ?? new Uint8Array()).flatMap(({ content }) => {
    const [name, info] = derChildren(content);
    return name && info && derOid(name.content) === oid.qcType ? oidsIn(info) : [];
  });
}
