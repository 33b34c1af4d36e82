/** The QCStatements extension of PSD2 certificates: what the certificate is for and which roles its owner has. */
import { ObjectIdentifier, Sequence, Utf8String } from 'asn1js';

export type CertificatePurpose = 'transport' | 'signing';
export type Psd2Role = 'AISP' | 'PISP' | 'CBPII';

/** RFC 3739 id-pe-qcStatements. */
export const qcStatementsOid = '1.3.6.1.5.5.7.1.3';

const qcType = '0.4.0.1862.1.6';
const qcTypeOf: Record<CertificatePurpose, string> = { transport: '0.4.0.1862.1.6.3', signing: '0.4.0.1862.1.6.2' };
const psd2 = '0.4.0.19495.2';
const roleOids: Record<Psd2Role, { oid: string; name: string }> = {
  PISP: { oid: '0.4.0.19495.1.2', name: 'PSP_PI' },
  AISP: { oid: '0.4.0.19495.1.3', name: 'PSP_AI' },
  CBPII: { oid: '0.4.0.19495.1.4', name: 'PSP_IC' },
};

/**
 * DER of QCStatements with QcType (web or eSeal; ETSI EN 319 412-5 §4.2.3) and the PSD2 statement (ETSI TS 119 495 §5.1), the FCA as the authority.
 */
export function qcStatements(purpose: CertificatePurpose, roles: readonly Psd2Role[]): ArrayBuffer {
  const types = sequence(oid(qcTypeOf[purpose]));
  const authority = [utf8('Financial Conduct Authority'), utf8('GB-FCA')];
  const named = roles.map((role) => sequence(oid(roleOids[role].oid), utf8(roleOids[role].name)));
  return sequence(
    sequence(oid(qcType), types),
    sequence(oid(psd2), sequence(sequence(...named), ...authority)),
  ).toBER();
}

const oid = (value: string) => new ObjectIdentifier({ value });
const utf8 = (value: string) => new Utf8String({ value });
const sequence = (...value: (Sequence | ObjectIdentifier | Utf8String)[]) => new Sequence({ value });
