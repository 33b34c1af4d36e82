import { expect, it } from 'vitest';
import { OpenBankingError } from '../../../src/tpp/errors.ts';
import { readCertificate } from '../../../src/tpp/keys/certificate.ts';
import { candidatesOf } from '../../../src/tpp/workspace/candidates.ts';
import { selfSigned } from '../../support/certificates.ts';
import { signingKey } from '../tpp-jwt/signing-keys.ts';

const pair = await selfSigned([{ CN: ['x'] }]);
const certificate = readCertificate(pair.certificate);
const key = { ...signingKey({ ...pair, publicKey: certificate.publicKey }, 'ES256'), certificate };
const file = {
  softwareStatement: { assertion: 'ssa.jwt' },
  signing: { key: 'signing.key', certificate: 'signing.pem' },
  transport: { certificate: 'transport.pem', key: 'transport.key' },
  banks: {},
};
const missing = () =>
  Promise.reject(new OpenBankingError({ code: 'file_missing', message: 'It is not there.', try: 'Look.' }));

it('the signing key and both certificates of a workspace, by their paths', async () => {
  const transportCredentials = async () => ({ certificate: '', key: '', parsed: certificate });
  const { keys, certificates, problems } = await candidatesOf({
    file,
    signingKey: async () => key,
    transportCredentials,
  });
  expect(keys).toMatchObject([{ label: 'signing.key', source: 'workspace', kid: key.kid }]);
  expect(certificates.map(({ label }) => label)).toEqual(['signing.pem', 'transport.pem']);
  expect(problems).toEqual([]);
});

it('one that cannot be read is told and does not hide the other', async () => {
  const { keys, certificates, problems } = await candidatesOf({
    file,
    signingKey: async () => key,
    transportCredentials: missing,
  });
  expect(keys).toHaveLength(1);
  expect(certificates).toHaveLength(1);
  expect(problems).toMatchObject([{ code: 'file_missing' }]);
});
