/** The directory's list of certificates: by thumbprint, by software statement, as JWKs. */
import { createHash, type KeyObject, type X509Certificate } from 'node:crypto';
import type { Addresses } from '../addresses.ts';
import { BankError } from '../errors.ts';
import { type KeyUse, kidOf, publicJwk } from '../pki/jwk.ts';
import { keyAdvice, objectionToKey } from '../pki/key-kind.ts';
import { pemOf } from '../pki/pem.ts';
import type { Store } from '../store/store.ts';
import { thumbprintOf } from './peer.ts';
import type { CertificateRecord, SoftwareStatement } from './records.ts';

/**
 * Lists a certificate for a software statement. One that is listed for it already stays as it is.
 *
 * @throws BankError `certificate_invalid` when its key does not serve the use, or another statement or use has it.
 */
export async function listCertificate(
  store: Store,
  addresses: Addresses,
  statement: SoftwareStatement,
  use: KeyUse,
  certificate: X509Certificate,
): Promise<CertificateRecord> {
  checkKey(certificate, use);
  const { softwareId, organisationId } = statement;
  const thumbprint = thumbprintOf(certificate);
  const kid = kidOf(certificate.publicKey);
  const record: CertificateRecord = {
    thumbprint,
    softwareId,
    organisationId,
    use,
    kid,
    pem: pemOf('CERTIFICATE', certificate.raw),
    jwk: {
      ...publicJwk(certificate.publicKey, 'sig'),
      use,
      x5c: [certificate.raw.toString('base64')],
      x5t: createHash('sha1').update(certificate.raw).digest('base64url'),
      x5u: `${addresses.keystore}/${organisationId}/${kid}.pem`,
      'x5t#S256': thumbprint,
    },
    revoked: false,
  };
  const index = { softwareId, organisationId, kid };
  if (await store.insert('Certificate', thumbprint, record, { index })) return record;
  const listed = await store.get<CertificateRecord>('Certificate', thumbprint);
  if (listed?.softwareId === softwareId && listed.use === use) return listed;
  throw new BankError(
    'certificate_invalid',
    listed?.softwareId === softwareId
      ? 'The same certificate cannot be both the transport and the signing certificate.'
      : `The certificate is listed for the software statement ${listed?.softwareId} already.`,
    'Give another certificate.',
  );
}

/** Marks a certificate revoked; false when it is not listed. */
export async function revokeCertificate(store: Store, thumbprint: string): Promise<boolean> {
  return store.unit(async () => {
    const record = await store.get<CertificateRecord>('Certificate', thumbprint);
    if (record === undefined) return false;
    const { softwareId, organisationId, kid } = record;
    await store.put(
      'Certificate',
      thumbprint,
      { ...record, revoked: true },
      { index: { softwareId, organisationId, kid } },
    );
    return true;
  });
}

function checkKey(certificate: X509Certificate, use: KeyUse): void {
  const purpose = use === 'sig' ? 'signing' : 'transport';
  const objection = objectionToKey(keyOfCertificate(certificate), purpose);
  if (objection === undefined) return;
  throw new BankError('certificate_invalid', `The ${purpose} certificate's key is ${objection}.`, keyAdvice);
}

/** Undefined for a key of a kind that OpenSSL does not know. */
function keyOfCertificate(certificate: X509Certificate): KeyObject | undefined {
  try {
    return certificate.publicKey;
  } catch {
    return undefined;
  }
}
