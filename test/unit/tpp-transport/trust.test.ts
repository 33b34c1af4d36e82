/** Why a certificate is not trusted, where a TLS library says less than OpenSSL does, or something that nobody knows. */
import { X509Certificate } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { distrustOf } from '../../../src/tpp/transport/trust.ts';
import { clientAuth, serverAuth } from '../../support/certificates.ts';
import { pki } from './server.ts';

const told = async (code: string, options: Parameters<Awaited<ReturnType<typeof pki>>['root']['issue']>[1]) => {
  const { root } = await pki();
  const certificate = new X509Certificate((await root.issue([{ CN: ['bank'] }], options)).certificate);
  return distrustOf({ host: 'bank.test', code, certificate, authorities: [root.certificate] });
};

describe('what the certificate shows counts, whatever the code is', () => {
  it.each([
    ['UNSPECIFIED', { usages: [clientAuth] }, 'not_for_servers'],
    ['SOMETHING_NEW', { usages: [clientAuth] }, 'not_for_servers'],
    ['SOMETHING_NEW', { rsaBits: 1024 }, 'weak_key'],
    ['EE_KEY_TOO_SMALL', {}, 'weak_key'],
    ['CA_MD_TOO_WEAK', {}, 'weak_key'],
    ['INVALID_PURPOSE', {}, 'not_for_servers'],
    ['INVALID_PURPOSE', { usages: [serverAuth] }, 'not_an_authority'],
    ['PATH_LENGTH_EXCEEDED', {}, 'not_an_authority'],
    ['CERT_REVOKED', {}, 'revoked'],
    ['SOMETHING_NEW', {}, 'not_verifiable'],
    ['', {}, 'not_verifiable'],
  ])('%s, %j: %s', async (code, options, trouble) => {
    expect(await told(code, options)).toMatchObject({ trouble, message: expect.stringContaining('bank.test') });
  });
});

it.each([
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'issuer_unknown'],
  ['CERT_HAS_EXPIRED', 'expired'],
  ['CERT_NOT_YET_VALID', 'not_yet_valid'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'other_host'],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'self_signed'],
  ['INVALID_CA', 'not_an_authority'],
])('%s is told without a look at the certificate too', (code, trouble) => {
  const { message, ...rest } = distrustOf({ host: 'bank.test', code, authorities: ['no certificate'] });
  expect(rest).toEqual({ trouble });
  expect(message).toMatch(/bank\.test.*\.$/);
});
