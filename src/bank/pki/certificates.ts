/** Makes X.509 certificates. The libraries behind it are loaded at the first call only: a bank that has its keys never needs them. */
import { createPublicKey, type KeyObject, webcrypto, type X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import type { Extension, JsonNameParams, X509CertificateGenerator } from '@peculiar/x509';
import type { Clock } from '../clock.ts';
import { BankError } from '../errors.ts';
import { bankHost, bankNames } from '../names.ts';
import { objectionToKey } from './key-kind.ts';
import { derOf } from './pem.ts';
import type { CertificatePurpose, Psd2Role } from './qualified.ts';

/** Who signs: a CA, or for a self-signed certificate nobody. */
export interface Issuer {
  certificate: X509Certificate;
  key: KeyObject;
}

/** Whom a transport or signing certificate is for. */
export interface Holder {
  organisationId: string;
  organisationName: string;
  /** FCA firm reference number. */
  registrationId: string;
  roles: readonly Psd2Role[];
}

const day = 24 * 60 * 60 * 1000;
/** A client whose clock is a little behind must not find the certificate not yet valid. */
const backdated = 5 * 60 * 1000;
/** About thirteen months, as the Directory's certificates have. */
const holderValidity = 397 * day;
const organizationIdentifier = '2.5.4.97';

const library = async () => {
  await import('reflect-metadata');
  return import('@peculiar/x509');
};
type Library = Awaited<ReturnType<typeof library>>;

/** A self-signed root, as PEM. */
export async function makeRoot(keys: KeyPair, clock: Clock): Promise<string> {
  const x509 = await library();
  const name: JsonNameParams = [{ C: ['GB'] }, { O: ['Open Banking Workbench'] }, { CN: ['Workbench Root CA'] }];
  const usage = x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign;
  return generate(x509, clock, {
    subject: name,
    validity: 20 * 365 * day,
    publicKey: keys.publicKey,
    signedBy: { name, key: keys.privateKey, publicKey: keys.publicKey },
    extensions: [new x509.BasicConstraintsExtension(true, undefined, true), new x509.KeyUsagesExtension(usage, true)],
  });
}

/** The CA below the root that signs everything else, as PEM. */
export async function makeIssuing(publicKey: KeyObject, root: Issuer, clock: Clock): Promise<string> {
  const x509 = await library();
  const usage = x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign | x509.KeyUsageFlags.digitalSignature;
  return generate(x509, clock, {
    subject: [{ C: ['GB'] }, { O: ['Open Banking Workbench'] }, { CN: ['Workbench Issuing CA'] }],
    validity: 10 * 365 * day,
    publicKey,
    signedBy: root,
    extensions: [new x509.BasicConstraintsExtension(true, 0, true), new x509.KeyUsagesExtension(usage, true)],
  });
}

/**
 * The certificate of the bank's listeners, as PEM.
 *
 * @param names As URLs have them
 */
export async function makeServerCertificate(
  publicKey: KeyObject,
  issuer: Issuer,
  clock: Clock,
  names = bankNames,
): Promise<string> {
  const x509 = await library();
  return generate(x509, clock, {
    subject: [{ C: ['GB'] }, { O: ['Open Banking Workbench'] }, { CN: [bankHost] }],
    validity: 825 * day,
    publicKey,
    signedBy: issuer,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension(
        names.map(bareName).map((value) => ({ type: isIP(value) ? 'ip' : 'dns', value })),
      ),
    ],
  });
}

/** Whether a certificate of the bank's listeners has every name that counts for it. */
export function hasEveryName(certificate: X509Certificate): boolean {
  return bankNames.map(bareName).every((name) => certificate[isIP(name) ? 'checkIP' : 'checkHost'](name) !== undefined);
}

/** Without the brackets that an IPv6 address has in a URL. */
const bareName = (name: string): string => name.replace(/^\[|\]$/g, '');

/**
 * An OBWAC-shaped transport or OBSeal-shaped signing certificate as PEM: subject C, O, organizationIdentifier `PSDGB-FCA-<frn>` and CN `<org_id>`, QCStatements with type and PSD2 roles
 * (ETSI TS 119 495).
 *
 * @param issuer The directory's CA; the holder's own private key makes it self-signed.
 */
export async function makeHolderCertificate(
  purpose: CertificatePurpose,
  holder: Holder,
  publicKey: KeyObject,
  issuer: Issuer | KeyObject,
  clock: Clock,
): Promise<string> {
  const x509 = await library();
  const { qcStatements, qcStatementsOid } = await import('./qualified.ts');
  const subject = nameOf(holder);
  const signedBy = 'certificate' in issuer ? issuer : { name: subject, key: issuer, publicKey };
  const { digitalSignature, nonRepudiation } = x509.KeyUsageFlags;
  const extensions: Extension[] = [
    new x509.BasicConstraintsExtension(false, undefined, true),
    new x509.KeyUsagesExtension(purpose === 'transport' ? digitalSignature : digitalSignature | nonRepudiation, true),
    new x509.Extension(qcStatementsOid, false, qcStatements(purpose, holder.roles)),
  ];
  if (purpose === 'transport') {
    const { clientAuth, serverAuth } = x509.ExtendedKeyUsage;
    extensions.push(new x509.ExtendedKeyUsageExtension([clientAuth, serverAuth]));
  }
  return generate(x509, clock, { subject, validity: holderValidity, publicKey, signedBy, extensions });
}

/**
 * The same certificate for a signing request (PKCS#10), after the Directory's checks: the request is signed by its key, the key is one that serves, and its subject carries the
 * organisation's identifier and id. For an organisation that the Directory is just making, whose id nobody could write into a request,
 * the subject is the Directory's own: `newcomer`.
 *
 * @throws BankError `certificate_invalid`
 */
export async function makeCertificateFromRequest(
  purpose: CertificatePurpose,
  holder: Holder,
  request: string,
  issuer: Issuer,
  clock: Clock,
  { newcomer = false } = {},
): Promise<string> {
  const x509 = await library();
  const der = derOf('CERTIFICATE REQUEST', request) ?? derOf('NEW CERTIFICATE REQUEST', request);
  if (der === undefined) throw refused('it is not a certificate request in PEM');
  const parsed = parseRequest(x509, der);
  const publicKey = keyOfSpki(parsed.publicKey.rawData);
  const objection = objectionToKey(publicKey, purpose);
  if (objection !== undefined) throw refused(`its key is ${objection}`);
  if (!(await parsed.verify().catch(() => false))) throw refused('its signature is not by its own key');
  const field = (type: string) => parsed.subjectName.getField(type);
  if (!newcomer && !field('CN').includes(holder.organisationId)) {
    throw refused(`the CN of its subject is not the organisation's id ${holder.organisationId}`);
  }
  if (!newcomer && !field(organizationIdentifier).includes(organizationIdentifierOf(holder))) {
    throw refused(`the organizationIdentifier of its subject is not ${organizationIdentifierOf(holder)}`);
  }
  return makeHolderCertificate(purpose, holder, publicKey, issuer, clock);
}

/** ETSI TS 119 495 §5.2.1: the authority's identifier of the organisation. */
function organizationIdentifierOf(holder: Pick<Holder, 'registrationId'>): string {
  return `PSDGB-FCA-${holder.registrationId}`;
}

export interface KeyPair {
  privateKey: KeyObject;
  publicKey: KeyObject;
}

interface Draft {
  subject: JsonNameParams;
  validity: number;
  publicKey: KeyObject;
  signedBy: Issuer | { name: JsonNameParams; key: KeyObject; publicKey: KeyObject };
  extensions: Extension[];
}

async function generate(x509: Library, clock: Clock, draft: Draft): Promise<string> {
  const now = clock.now();
  const { signedBy } = draft;
  const issuer =
    'certificate' in signedBy
      ? new x509.X509Certificate(signedBy.certificate.raw).subjectName
      : new x509.Name(signedBy.name);
  const issuerKey = 'certificate' in signedBy ? signedBy.certificate.publicKey : signedBy.publicKey;
  const parameters: Parameters<typeof X509CertificateGenerator.create>[0] = {
    subject: new x509.Name(draft.subject),
    issuer,
    notBefore: new Date(now - backdated),
    notAfter: new Date(now + draft.validity),
    publicKey: spki(draft.publicKey),
    signingKey: await signingKey(signedBy.key),
    signingAlgorithm: algorithmOf(signedBy.key),
    extensions: [
      ...draft.extensions,
      await x509.SubjectKeyIdentifierExtension.create(spki(draft.publicKey)),
      await x509.AuthorityKeyIdentifierExtension.create(spki(issuerKey)),
    ],
  };
  return `${(await x509.X509CertificateGenerator.create(parameters)).toString('pem')}\n`;
}

function keyOfSpki(spkiBytes: ArrayBuffer): KeyObject {
  try {
    return createPublicKey({ key: Buffer.from(spkiBytes), format: 'der', type: 'spki' });
  } catch {
    throw refused('its key is of a kind that is not known here');
  }
}

function parseRequest(x509: Library, der: Buffer) {
  try {
    return new x509.Pkcs10CertificateRequest(der);
  } catch {
    throw refused('it cannot be read as PKCS#10');
  }
}

function nameOf(holder: Holder): JsonNameParams {
  return [
    { C: ['GB'] },
    { O: [holder.organisationName] },
    { [organizationIdentifier]: [organizationIdentifierOf(holder)] },
    { CN: [holder.organisationId] },
  ];
}

const spki = (key: KeyObject) => key.export({ type: 'spki', format: 'der' });

function algorithmOf(key: KeyObject) {
  return key.asymmetricKeyType === 'ec'
    ? { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
    : { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };
}

function signingKey(key: KeyObject) {
  const der = key.export({ type: 'pkcs8', format: 'der' });
  return webcrypto.subtle.importKey('pkcs8', der, algorithmOf(key), false, ['sign']);
}

function refused(why: string): BankError {
  return new BankError(
    'certificate_invalid',
    `The certificate request is refused: ${why}.`,
    'Make a request with an RSA key of 2048 bits, or an EC key of the curve P-256, and the subject C=GB, O, organizationIdentifier, CN=<organisation id>.',
  );
}
