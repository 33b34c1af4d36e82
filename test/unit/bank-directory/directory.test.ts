/** Software statements, their certificates and assertions, and the key store that everyone may read. */
import { execFileSync } from 'node:child_process';
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compactVerify, createLocalJWKSet, decodeProtectedHeader, jwtVerify } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { refuseExistingFiles, writeStatementFiles } from '../../../src/bank/directory/files.ts';
import type { IssuedStatement, StatementRequest } from '../../../src/bank/directory/issue.ts';
import { foreignCertificate, ownerNamedIn } from '../../../src/bank/directory/ownership.ts';
import { thumbprintOf } from '../../../src/bank/directory/peer.ts';
import { bankOrganisationId } from '../../../src/bank/options.ts';
import type { Authority } from '../../../src/bank/pki/authority.ts';
import { permissive } from '../../../src/bank/profile/permissive.ts';
import { strict } from '../../../src/bank/profile/strict.ts';
import {
  addresses,
  keyOf,
  type RegistrationBank,
  registrationBank,
  signed,
  temporaryAuthority,
} from '../../support/registration-bank.ts';

let authority: Authority;
let dir: string;
let remove: () => void;
let bank: RegistrationBank;
let issued: IssuedStatement;

beforeAll(async () => {
  ({ authority, dir, remove } = await temporaryAuthority());
  bank = await registrationBank(authority);
  issued = await bank.directory.issue();
}, 30_000);
afterAll(async () => {
  await bank.close();
  remove();
});

const keystore = async (path: string) => {
  const response = await fetch(`${bank.url}/keystore/${path}`);
  return { status: response.status, type: response.headers.get('content-type'), text: await response.text() };
};
const keysAt = async (path: string) => JSON.parse((await keystore(path)).text).keys;

describe('a software statement', () => {
  it("has identifiers in the Directory's form and the redirects that the guide needs", () => {
    expect(issued.organisationId).toMatch(/^00158[0-9A-Za-z]{13}$/);
    expect(issued.softwareId).toMatch(/^[0-9A-Za-z]{22}$/);
    expect(issued.redirectUris).toEqual([
      'https://app.getpostman.com/oauth2/callback',
      'http://127.0.0.1:53682/callback',
      'vscode://open-banking-workbench.open-banking-workbench/callback',
    ]);
  });

  it('has an assertion with every claim, signed PS256 by the directory', async () => {
    expect(decodeProtectedHeader(issued.ssa)).toEqual({ alg: 'PS256', typ: 'JWT', kid: authority.directory.kid });
    const jwks = createLocalJWKSet({ keys: await keysAt('openbanking.jwks') });
    const { payload } = await jwtVerify(issued.ssa, jwks);
    expect(Object.keys(payload).sort()).toEqual(
      `iat iss jti org_contacts org_id org_jwks_endpoint org_jwks_revoked_endpoint org_name org_status
       organisation_competent_authority_claims software_client_description software_client_id software_client_name
       software_client_uri software_environment software_id software_jwks_endpoint software_jwks_revoked_endpoint
       software_logo_uri software_mode software_on_behalf_of_org software_policy_uri software_redirect_uris
       software_roles software_tos_uri software_version`.split(/\s+/),
    );
    expect(payload).toMatchObject({
      iss: 'OpenBanking Ltd',
      software_environment: 'sandbox',
      org_id: issued.organisationId,
    });
    expect(payload).not.toHaveProperty('exp');
  });

  it('gets a fresh assertion when asked for one', async () => {
    const fresh = await bank.directory.assertion(issued.softwareId);
    expect(fresh).not.toBe(issued.ssa);
    expect(await bank.directory.verifyAssertion(fresh ?? '')).toMatchObject({
      claims: { software_id: issued.softwareId },
    });
    expect(await bank.directory.assertion('nobody')).toBeUndefined();
  });

  it('shows its keys, by which its signatures are verified', async () => {
    const path = `${issued.organisationId}/${issued.softwareId}.jwks`;
    const keys = await keysAt(path);
    expect(keys.map(({ use }: { use: string }) => use).sort()).toEqual(['sig', 'tls']);
    const jws = await signed({ a: 1 }, keyOf(issued.signing), { alg: 'PS256', kid: issued.kid });
    await expect(compactVerify(jws, createLocalJWKSet({ keys }))).resolves.toMatchObject({ key: expect.anything() });
    const certificate = new X509Certificate(issued.signing.certificate);
    expect(keys).toContainEqual(
      expect.objectContaining({
        kid: issued.kid,
        use: 'sig',
        kty: 'RSA',
        x5c: [certificate.raw.toString('base64')],
        x5u: `${addresses.keystore}/${issued.organisationId}/${issued.kid}.pem`,
        'x5t#S256': thumbprintOf(certificate),
      }),
    );
    expect(await keysAt(`${issued.organisationId}/${issued.organisationId}.jwks`)).toEqual(keys);
    const pem = await keystore(`${issued.organisationId}/${issued.kid}.pem`);
    expect(new X509Certificate(pem.text).raw.equals(certificate.raw)).toBe(true);
  });

  it('has its revoked keys in another place', async () => {
    const { organisationId, softwareId, kid, signing } = await bank.directory.issue();
    const path = `${softwareId}.jwks`;
    expect(await keysAt(`${organisationId}/revoked/${path}`)).toEqual([]);
    expect(await bank.directory.revoke(thumbprintOf(new X509Certificate(signing.certificate)))).toBe(true);
    const kids = async (where: string) => (await keysAt(where)).map((key: { kid: string }) => key.kid);
    expect(await kids(`${organisationId}/revoked/${path}`)).toEqual([kid]);
    expect(await kids(`${organisationId}/${path}`)).not.toContain(kid);
    expect(await kids(`${organisationId}/revoked/${organisationId}.jwks`)).toEqual([kid]);
    expect(await bank.directory.revoke('nothing')).toBe(false);
  });

  it.each([
    'nobody/nobody.jwks',
    `${bankOrganisationId}/nobody.jwks`,
    'nobody/x.pem',
    'nobody/revoked/nobody.jwks',
    'x.jwks',
  ])('is not found at %s', async (path) => {
    expect((await keystore(path)).status).toBe(404);
  });

  it("stands beside the bank's own key", async () => {
    const keys = await keysAt(`${bankOrganisationId}/${bankOrganisationId}.jwks`);
    expect(keys).toEqual([
      expect.objectContaining({ kid: authority.bank.kid, use: 'sig', kty: 'RSA' }),
      expect.objectContaining({ kid: authority.bankEc.kid, use: 'sig', kty: 'EC', crv: 'P-256' }),
    ]);
    for (const key of keys) expect(key).not.toHaveProperty('d');
    expect((await keystore('openbanking.jwks')).type).toContain('application/json');
  });
});

describe('certificates that a developer brings', () => {
  const self = (name: string, ...algorithm: string[]) => {
    const [key, pem] = [join(dir, `${name}.key`), join(dir, `${name}.pem`)];
    const kind = algorithm.length > 0 ? algorithm : ['-newkey', 'rsa:2048'];
    execFileSync(
      'openssl',
      [
        'req',
        '-x509',
        ...kind,
        '-nodes',
        '-keyout',
        key,
        '-out',
        pem,
        '-days',
        '3650',
        '-subj',
        `/C=GB/O=Dev/CN=${name}`,
      ],
      { stdio: 'pipe' },
    );
    return readFileSync(pem, 'utf8');
  };

  it('are listed, and lead to the same statement a second time', async () => {
    const brought = { transportCertificate: self('transport'), signingCertificate: self('signing') };
    const first = await bank.directory.issue(brought);
    expect([first.signing.key, first.transport.key]).toEqual([undefined, undefined]);
    const again = await bank.directory.issue({ ...brought, redirectPort: 50000 });
    expect(again).toMatchObject({ softwareId: first.softwareId, organisationId: first.organisationId, kid: first.kid });
    expect(again.redirectUris).toContain('http://127.0.0.1:50000/callback');
    const judged = await bank.directory.judge(new X509Certificate(brought.transportCertificate));
    expect(judged).toMatchObject({ softwareId: first.softwareId, subjectDn: 'CN=transport,O=Dev,C=GB' });
    expect(judged).not.toHaveProperty('refusal');
  });

  const twice = async () => {
    const pem = self('both');
    return { transportCertificate: pem, signingCertificate: pem };
  };
  const mixed = async () => {
    const other = await bank.directory.issue();
    return { transportCertificate: issued.transport.certificate, signingCertificate: other.signing.certificate };
  };
  const revoked = async () => {
    const { transport } = await bank.directory.issue();
    await bank.directory.revoke(thumbprintOf(new X509Certificate(transport.certificate)));
    return { transportCertificate: transport.certificate };
  };
  it.each<[string, () => Promise<StatementRequest>, RegExp]>([
    ['the same one twice', twice, /both the transport and the signing/],
    ['ones of two statements', mixed, /listed for/],
    ['a revoked one', revoked, /revoked/],
    ['no certificate', async () => ({ signingCertificate: 'x' }), /no certificate in PEM/],
    ['an empty file', async () => ({ transportCertificate: '' }), /no certificate in PEM/],
  ])('are refused: %s', async (_name, request, why) => {
    const before = await bank.store.list('SoftwareStatement');
    const asked = await request();
    const made = (await bank.store.list('SoftwareStatement')).length - before.length;
    await expect(bank.directory.issue(asked)).rejects.toThrow(why);
    expect(await bank.store.list('SoftwareStatement')).toHaveLength(before.length + made);
  });
});

describe('the key of a certificate that a developer brings', () => {
  const by = (...[algorithm, ...options]: string[]) => {
    const name = join(mkdtempSync(join(dir, 'key-')), 'x');
    const made = ['-newkey', algorithm ?? '', ...options.flatMap((option) => ['-pkeyopt', option])];
    const files = ['-keyout', `${name}.key`, '-out', `${name}.pem`, '-subj', '/C=GB/O=Dev/CN=key'];
    execFileSync('openssl', ['req', '-x509', ...made, '-nodes', '-days', '3650', ...files], { stdio: 'pipe' });
    return readFileSync(`${name}.pem`, 'utf8');
  };
  const curve = (name: string) => by('ec', `ec_paramgen_curve:${name}`);
  const dsa = () => {
    const parameters = join(mkdtempSync(join(dir, 'key-')), 'dsa.pem');
    const more = ['-algorithm', 'DSA', '-pkeyopt', 'dsa_paramgen_bits:1024', '-out', parameters];
    execFileSync('openssl', ['genpkey', '-genparam', ...more], { stdio: 'pipe' });
    return by(`dsa:${parameters}`);
  };

  it.each<[string, 'signingCertificate' | 'transportCertificate', () => string, RegExp]>([
    ['P-384', 'signingCertificate', () => curve('P-384'), /EC of the curve P-384: wanted is RSA.*P-256 \(ES256\)/],
    ['secp256k1', 'signingCertificate', () => curve('secp256k1'), /EC of the curve secp256k1: wanted is RSA.*P-256/],
    [
      'RSA-PSS',
      'signingCertificate',
      () => by('rsa-pss', 'rsa_keygen_bits:2048'),
      /RSA-PSS of 2048 bits .*wanted is RSA/,
    ],
    ['RSA of 1024 bits', 'signingCertificate', () => by('rsa:1024'), /RSA of 1024 bits: wanted is RSA of 2048/],
    ['Ed25519', 'signingCertificate', () => by('ed25519'), /key is Ed25519: wanted is RSA.*P-256/],
    ['Ed448', 'signingCertificate', () => by('ed448'), /key is Ed448: wanted is RSA.*P-256/],
    ['DSA', 'signingCertificate', dsa, /key is DSA: wanted is RSA/],
    [
      'RSA of 1024 bits',
      'transportCertificate',
      () => by('rsa:1024'),
      /transport certificate's key is RSA of 1024 bits/,
    ],
    ['secp256k1', 'transportCertificate', () => curve('secp256k1'), /EC of the curve secp256k1: wanted is .*P-521/],
    ['Ed25519', 'transportCertificate', () => by('ed25519'), /key is Ed25519: wanted is/],
  ])('is refused by its name: %s as %s', async (_name, member, make, why) => {
    const refused = { code: 'certificate_invalid', message: expect.stringMatching(why) };
    await expect(bank.directory.issue({ [member]: make() })).rejects.toMatchObject(refused);
  });

  it.each<[string, 'signingCertificate' | 'transportCertificate', () => string]>([
    ['P-256', 'signingCertificate', () => curve('P-256')],
    ['RSA of 3072 bits', 'signingCertificate', () => by('rsa:3072')],
    ['P-256', 'transportCertificate', () => curve('P-256')],
    ['P-384', 'transportCertificate', () => curve('P-384')],
  ])('is taken: %s as %s', async (_name, member, make) => {
    const made = await bank.directory.issue({ [member]: make() });
    expect(made.kid).toMatch(/^[\w-]{27}$/);
  });

  it('of P-256 stands in the key store as its JWK, and its statement says ES256', async () => {
    const { kid, algorithm, organisationId, softwareId } = await bank.directory.issue({ algorithm: 'ES256' });
    expect(algorithm).toBe('ES256');
    const keys = await keysAt(`${organisationId}/${softwareId}.jwks`);
    expect(keys).toContainEqual(expect.objectContaining({ kid, kty: 'EC', crv: 'P-256', use: 'sig' }));
  });
});

describe('requests for certificates', () => {
  const csr = (...more: string[]) => {
    const made = join(mkdtempSync(join(dir, 'csr-')), 'request.pem');
    const key = join(made, '..', 'request.key');
    const subject = ['-subj', '/C=GB/O=Dev/CN=anything', '-out', made, '-keyout', key];
    execFileSync('openssl', ['req', '-new', '-newkey', 'rsa:2048', '-nodes', ...more, ...subject], { stdio: 'pipe' });
    return { pem: readFileSync(made, 'utf8'), key: createPrivateKey(readFileSync(key)) };
  };

  it('become certificates of the new organisation, for keys that never left their owner', async () => {
    const [signing, transport] = [csr(), csr()];
    const made = await bank.directory.issue({ signingCertificate: signing.pem, transportCertificate: transport.pem });
    expect([made.signing.key, made.transport.key]).toEqual([undefined, undefined]);
    const certificate = new X509Certificate(made.signing.certificate);
    expect(certificate.checkPrivateKey(signing.key)).toBe(true);
    expect(certificate.subject).toContain(`CN=${made.organisationId}`);
    const judged = await bank.directory.judge(new X509Certificate(made.transport.certificate));
    expect(judged).toMatchObject({ softwareId: made.softwareId, organisationId: made.organisationId });
  });

  it('of an organisation that is there already must name it', async () => {
    const { organisationId } = await bank.directory.issue();
    const asked = bank.directory.issue({ organisationId, transportCertificate: csr().pem });
    await expect(asked).rejects.toThrow(/CN of its subject/);
  });
});

describe('the verdict on a client certificate', () => {
  const judge = (pem: string) => bank.directory.judge(new X509Certificate(pem));

  it('names organisation, software and subject of one that the directory issued', async () => {
    const { registrationId } = (await bank.directory.organisation(issued.organisationId)) ?? {};
    expect(await judge(issued.transport.certificate)).toEqual({
      thumbprint: thumbprintOf(new X509Certificate(issued.transport.certificate)),
      subjectDn: `CN=${issued.organisationId},organizationIdentifier=PSDGB-FCA-${registrationId},O=Workbench Test TPP Ltd,C=GB`,
      pem: issued.transport.certificate,
      organisationId: issued.organisationId,
      softwareId: issued.softwareId,
    });
  });

  it.each([
    ['for signing', () => issued.signing.certificate, 0, /signing certificate/],
    ["the listeners' own CA", () => authority.caPem, 0, /neither issued/],
    ['not valid yet', () => issued.transport.certificate, -3_600_000, /not valid before/],
    ['ended', () => issued.transport.certificate, 400 * 86_400_000, /ended/],
  ])('refuses one %s', async (_name, certificate, ahead, why) => {
    bank.clock.ahead = ahead;
    const { refusal } = await judge(certificate());
    bank.clock.ahead = 0;
    expect(refusal).toMatch(why);
  });

  it('refuses a revoked one, though it was taken a moment ago', async () => {
    const { transport } = await bank.directory.issue();
    expect((await judge(transport.certificate)).refusal).toBeUndefined();
    await bank.directory.revoke(thumbprintOf(new X509Certificate(transport.certificate)));
    expect((await judge(transport.certificate)).refusal).toMatch(/revoked/);
  });
});

describe('whose a certificate is', () => {
  const organisationId = '0015800001HQQrZAAX';
  const softwareId = '4DXjPz5gY6DQqZ5dQwjwJM';
  it.each([
    ['the organisation, in an OBWAC', `C=GB\nO=Acme\nCN=${organisationId}`, { organisationId }],
    [
      'organisation and software, in the older form',
      `C=GB\nO=OpenBanking\nOU=${organisationId}\nCN=${softwareId}`,
      { organisationId, softwareId },
    ],
    ['nobody, by names of another form', 'C=GB\nO=Acme\nCN=transport', {}],
    ['nobody, by a name that stands within another', `C=GB\nO=x CN=${organisationId}\nCN=transport`, {}],
  ])('its subject tells: %s', (_name, subject, owner) => {
    expect(ownerNamedIn(subject)).toEqual(owner);
  });

  it.each([
    ['the organisation’s alone', { organisationId }, undefined],
    ['the software’s', { organisationId, softwareId }, undefined],
    ['another software’s', { organisationId, softwareId: 'x'.repeat(22) }, /of the software statement x{22}/],
    ['another organisation’s', { organisationId: 'y'.repeat(18), softwareId }, /of the organisation y{18}/],
    ['nobody’s', {}, /of no organisation that is known/],
  ])('a client’s is %s: %#', (_name, certificate, reason) => {
    const told = foreignCertificate(certificate, { organisationId, softwareId });
    if (reason) expect(told).toMatch(reason);
    else expect(told).toBeUndefined();
  });
});

describe('the files of a software statement', () => {
  it('are all written, keys for their owner only, and are not overwritten unasked', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'statement-'));
    const files = await writeStatementFiles({ folder, issued, addresses, profile: permissive });
    expect(files.map((file) => file.slice(folder.length + 1))).toEqual([
      'signing.key',
      'signing.pem',
      'transport.key',
      'transport.pem',
      'ssa.jwt',
      'ca.pem',
      'openbanking.json',
    ]);
    expect(statSync(join(folder, 'signing.key')).mode & 0o777).toBe(0o600);
    expect(JSON.parse(readFileSync(join(folder, 'openbanking.json'), 'utf8'))).toEqual({
      softwareStatement: { assertion: 'ssa.jwt', redirectUris: issued.redirectUris },
      signing: { key: 'signing.key', certificate: 'signing.pem', algorithm: 'PS256' },
      transport: { certificate: 'transport.pem', key: 'transport.key', ca: ['ca.pem'] },
      banks: {
        sandbox: {
          discovery: addresses.discovery,
          version: 'v3.1',
          profile: 'permissive',
          authorizationEndpoint: addresses.frontChannel,
          resourceServers: { aisp: addresses.accountInformation['3.1'] },
          financialId: bankOrganisationId,
          registration: { audience: bankOrganisationId },
        },
      },
    });
    const before = readFileSync(join(folder, 'signing.key'), 'utf8');
    await expect(refuseExistingFiles(folder)).rejects.toMatchObject({ code: 'files_exist' });
    await expect(writeStatementFiles({ folder, issued, addresses, profile: strict })).rejects.toMatchObject({
      code: 'files_exist',
    });
    expect(readFileSync(join(folder, 'signing.key'), 'utf8')).toBe(before);
    await writeStatementFiles({ folder, issued, addresses, profile: strict, force: true });
    const { softwareStatement } = JSON.parse(readFileSync(join(folder, 'openbanking.json'), 'utf8'));
    expect(softwareStatement.redirectUris).toEqual(['https://app.getpostman.com/oauth2/callback']);
    rmSync(folder, { recursive: true });
  });

  it('are none when the folder is a file', async () => {
    const folder = join(dir, 'file');
    writeFileSync(folder, '');
    await expect(writeStatementFiles({ folder, issued, addresses, profile: strict })).rejects.toMatchObject({
      code: 'folder_not_writable',
    });
  });
});
