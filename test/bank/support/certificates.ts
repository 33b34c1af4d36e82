/** Certificates that no directory would hand out on request: ended ones, second ones of the same name, strangers' own. */
import { X509Certificate } from 'node:crypto';
import { ensureAuthority, pem, rsaKeys } from '../../../src/bank/pki/authority.ts';
import { makeHolderCertificate } from '../../../src/bank/pki/certificates.ts';
import type { TestBank, Tpp } from './bank.ts';

export interface Transport {
  certificate: string;
  key: string;
}

/** A transport certificate with a new key and the very subject that a TPP's has, by the bank's CA or by its own key. */
export async function certificateLike(
  bank: TestBank,
  tpp: Tpp,
  { selfSigned = false, at = Date.now() }: { selfSigned?: boolean; at?: number } = {},
): Promise<Transport> {
  const clock = { now: () => at };
  const { subject } = new X509Certificate(tpp.transport.certificate);
  const field = (name: string): string => new RegExp(`^${name}=(.*)$`, 'm').exec(subject)?.[1] ?? '';
  const holder = {
    organisationId: field('CN'),
    organisationName: field('O'),
    registrationId: field('organizationIdentifier').replace('PSDGB-FCA-', ''),
    roles: ['AISP', 'PISP', 'CBPII'] as const,
  };
  const [keys, authority] = await Promise.all([rsaKeys(), ensureAuthority(bank.dir, { now: Date.now })]);
  const issuer = selfSigned ? keys.privateKey : authority.issuing;
  return {
    certificate: await makeHolderCertificate('transport', holder, keys.publicKey, issuer, clock),
    key: pem(keys.privateKey),
  };
}
