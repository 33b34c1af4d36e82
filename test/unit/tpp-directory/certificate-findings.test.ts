/** Certificates in the wrong place, of somebody else, or without the roles that the scopes need. */
import { generateKeyPairSync, X509Certificate } from 'node:crypto';
import { expect, test } from 'vitest';
import { makeHolderCertificate, makeIssuing, makeRoot } from '../../../src/bank/pki/certificates.ts';
import { agreementFindings, rolesInWords } from '../../../src/tpp/directory/certificate-findings.ts';
import { readSoftwareStatement } from '../../../src/tpp/directory/software-statement.ts';
import { unsecuredJwt } from '../../../src/tpp/jwt/sign.ts';
import { type Certificate, readAuthorityFile, readCertificate } from '../../../src/tpp/keys/certificate.ts';
import { checkPrerequisites } from '../../../src/tpp/registration/prerequisites.ts';
import { now, ourKey, statementClaims, stub } from '../tpp-journey/stub.ts';

const clock = { now: () => now };
const rsa = () => generateKeyPairSync('rsa', { modulusLength: 2048 });
const keys = rsa();
const rootKeys = rsa();
const rootPem = await makeRoot(rootKeys, clock);
const root = { certificate: new X509Certificate(rootPem), key: rootKeys.privateKey };
const issuingPem = await makeIssuing(keys.publicKey, root, clock);
const holder = {
  organisationId: statementClaims.org_id,
  organisationName: 'Us Ltd',
  registrationId: '123456',
  roles: ['AISP', 'PISP'] as const,
};
type Changes = Partial<Omit<typeof holder, 'roles'>> & { roles?: readonly ('AISP' | 'PISP' | 'CBPII')[] };
const made = async (purpose: 'transport' | 'signing', changes: Changes = {}): Promise<Certificate> =>
  readCertificate(await makeHolderCertificate(purpose, { ...holder, ...changes }, keys.publicKey, root, clock));
const statement = (changes: object = {}) =>
  readSoftwareStatement(unsecuredJwt({ ...statementClaims, software_roles: ['AISP', 'PISP'], ...changes }));
const brief = (findings: readonly { severity: string; code: string }[]) =>
  findings.map(({ severity, code }) => `${severity} ${code}`);

const transport = await made('transport');
const signing = await made('signing');

test('certificates in their places, of the statement’s organisation, are in order', () => {
  expect(agreementFindings('transport', transport, statement())).toEqual([]);
  expect(agreementFindings('signing', signing, statement())).toEqual([]);
  expect(rolesInWords('transport', transport)).toMatch(
    /^The roles of the transport certificate are PSP_AI, PSP_PI, by .+ \(GB-[A-Z]+\)\.$/,
  );
});

test('pairs that changed their places are told, each in its own', () => {
  const found = [
    ...agreementFindings('transport', signing, statement()),
    ...agreementFindings('signing', transport, statement()),
  ];
  expect(brief(found)).toEqual([
    'error transport_certificate_is_for_signing',
    'error signing_certificate_is_for_transport',
  ]);
  expect(found[0]).toMatchObject({
    message: 'The transport certificate is one for signatures, by its QcType.',
    fix: expect.stringContaining('transport.certificate'),
  });
});

const uses: [string, 'transport' | 'signing', Certificate['use'], string[]][] = [
  [
    'document signing in the place of transport',
    'transport',
    { purpose: 'signing', purposeBy: 'extended key usage', clientAuthentication: false },
    ['error transport_certificate_is_for_signing'],
  ],
  [
    'nonRepudiation alone',
    'transport',
    { purpose: 'signing', purposeBy: 'key usage' },
    ['warning transport_certificate_is_for_signing'],
  ],
  [
    'a plain client certificate that signs',
    'signing',
    { purpose: 'transport', purposeBy: 'extended key usage', clientAuthentication: true },
    ['warning signing_certificate_is_for_transport'],
  ],
  [
    'a server’s certificate',
    'transport',
    { purpose: 'transport', purposeBy: 'extended key usage', clientAuthentication: false },
    ['error transport_certificate_not_for_clients'],
  ],
  ['a key that may only encipher', 'signing', { digitalSignature: false }, ['error signing_certificate_does_not_sign']],
  ['one that tells nothing', 'transport', {}, []],
];
test.each(uses)('by its use is judged: %s', (_name, purpose, use, expected) => {
  expect(brief(agreementFindings(purpose, { ...transport, use }, statement()))).toEqual(expected);
});

const { organisationalUnit: _unit, ...withoutUnit } = transport;
const owners: [string, Partial<Certificate>, object, string[]][] = [
  [
    'another organisation’s id in CN',
    { commonName: '0015800001041RHAAY', organisationIdentifier: 'PSDGB-FCA-999' },
    {},
    ['certificate_of_another_organisation'],
  ],
  [
    'another organisation’s id in the identifier',
    { commonName: 'x', organisationIdentifier: 'PSDGB-OB-Unknown0015800001041RHAAY' },
    {},
    ['certificate_of_another_organisation'],
  ],
  [
    'a legacy one of another software',
    { commonName: 'SoftwareStatementId002', organisationalUnit: statementClaims.org_id },
    {},
    ['certificate_of_another_software'],
  ],
  [
    'a legacy one of ours',
    { commonName: statementClaims.software_id, organisationalUnit: statementClaims.org_id },
    {},
    [],
  ],
  [
    'an eIDAS one of our register number',
    { commonName: 'tls.us.example', organisationIdentifier: 'PSDGB-FCA-123456' },
    { organisation_competent_authority_claims: { registration_id: '123456' } },
    [],
  ],
  [
    'an eIDAS one of another number',
    { commonName: 'tls.us.example', organisationIdentifier: 'PSDGB-FCA-999999' },
    { organisation_competent_authority_claims: { registration_id: '123456' } },
    ['certificate_of_another_organisation'],
  ],
  [
    'an eIDAS one where the statement tells no number',
    { commonName: 'tls.us.example', organisationIdentifier: 'PSDGB-FCA-999999' },
    {},
    [],
  ],
];
test.each(owners)('by its owner is judged: %s', (_name, subject, claims, expected) => {
  const found = agreementFindings('transport', { ...withoutUnit, ...subject }, statement(claims));
  expect(found.map(({ code }) => code)).toEqual(expected);
});

test('a role that the scopes need and the certificate lacks is told', async () => {
  const [found, ...more] = agreementFindings('transport', await made('transport', { roles: ['AISP'] }), statement());
  expect(more).toEqual([]);
  expect(found).toMatchObject({
    severity: 'warning',
    code: 'transport_certificate_lacks_role',
    message:
      'The transport certificate has the roles PSP_AI and not PSP_PI, which the software statement’s PISP (scope payments) needs.',
  });
});

test('a certificate whose statement has no roles is told in sentences of their own', () => {
  const bare = { ...transport, use: { ...transport.use, psd2: { roles: [] } } };
  expect(rolesInWords('transport', bare)).toBe('The transport certificate has no roles.');
  expect(agreementFindings('transport', bare, statement()).map(({ message }) => message)).toEqual([
    'The transport certificate has no roles; the software statement’s AISP (scope accounts) needs PSP_AI.',
    'The transport certificate has no roles; the software statement’s PISP (scope payments) needs PSP_PI.',
  ]);
  const by = { ...transport, use: { ...transport.use, psd2: { roles: ['PSP_AI'] } } };
  expect(rolesInWords('transport', by)).toBe('The roles of the transport certificate are PSP_AI.');
});

test('an authority that is not the identifier’s is told', () => {
  const use = { psd2: { roles: ['PSP_AI', 'PSP_PI'], authorityName: 'BaFin', authorityId: 'DE-BAFIN' } };
  expect(brief(agreementFindings('transport', { ...transport, use }, statement()))).toEqual([
    'warning transport_certificate_authority_differs',
  ]);
});

test('check is not ready with swapped pairs, and takes a CA file apart', async () => {
  const leaf = await makeHolderCertificate('transport', holder, keys.publicKey, root, clock);
  const file = leaf + issuingPem + rootPem.replace('MI', 'AA');
  const { session } = stub({
    workspace: {
      transportCredentials: async () => ({ certificate: '', key: '', parsed: signing }),
      signingKey: async () => ({ ...ourKey, certificate: transport }),
      authorityFiles: async () => [{ path: 'keys/ca.pem', ...readAuthorityFile(file, 'keys/ca.pem') }],
    },
  });
  const findings = await checkPrerequisites(session);
  expect(brief(findings.filter(({ severity }) => severity !== 'information'))).toEqual([
    'error transport_certificate_is_for_signing',
    'error signing_certificate_is_for_transport',
    'warning ca_file_with_leaf',
    'warning ca_unreadable',
    'warning chain_incomplete',
  ]);
  const messages = findings.map(({ message }) => message).join('\n');
  expect(messages).toContain(`keys/ca.pem holds ${transport.subjectDn}, which is no CA`);
  expect(messages).toContain('Certificate number 3 in keys/ca.pem cannot be read and is left out; its CAs are used.');
  expect(messages).toContain(`The subject of the transport certificate is ${signing.subjectDn}.`);
  expect(messages).toContain('The roles of the signing certificate are PSP_AI, PSP_PI');
});

test('null and blank members of a statement are absent, and a role that is no text costs itself', () => {
  const read = statement({
    org_name: null,
    software_client_name: ' ',
    software_roles: ['AISP', null, 7],
    software_redirect_uris: null,
    organisation_competent_authority_claims: { authorisations: [null, { roles: ['AISP', null] }], status: '' },
  });
  expect(read).toMatchObject({ roles: ['AISP'], redirectUris: [], authorityRoles: ['AISP'] });
  expect([read.organisationName, read.softwareName, read.authorityStatus]).toEqual([undefined, undefined, undefined]);
});
