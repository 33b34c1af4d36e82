import { createHash, X509Certificate } from 'node:crypto';
import { calculateJwkThumbprint } from 'jose';
import { describe, expect, it } from 'vitest';
import { inspectToken } from '../../../src/tpp/inspect/inspect.ts';
import { matchConfirmation, matchKid, readChain } from '../../../src/tpp/jwt/certificates.ts';
import { decodeJwt, readJws } from '../../../src/tpp/jwt/decode.ts';
import { signDetached } from '../../../src/tpp/jwt/detached.ts';
import { urlsOfKeys } from '../../../src/tpp/jwt/key-urls.ts';
import { signJwt, unsecuredJwt } from '../../../src/tpp/jwt/sign.ts';
import { readCertificate } from '../../../src/tpp/keys/certificate.ts';
import { keyOfCertificate, keyOfWorkspace } from '../../../src/tpp/keys/verification-key.ts';
import { clientName, makeRoot } from '../../support/certificates.ts';
import { ps256, signingKey } from './signing-keys.ts';

const root = await makeRoot();
const issuing = await root.issue([{ CN: ['Issuing CA'] }], { authority: true });
const leaf = await issuing.issue(clientName);
const entry = (pem: string) => pem.replace(/-----[^-]+-----|\s/g, '');
const certificate = readCertificate(leaf.certificate);
const key = signingKey({ key: leaf.key, privateKey: leaf.privateKey, publicKey: certificate.publicKey }, 'ES256');
const ofWorkspace = keyOfWorkspace({ ...key, certificate }, 'the signing key');
const x5c = [leaf, issuing, root].map((each) => entry(each.certificate));

describe('the chain in a header', () => {
  it('is read aloud, leaf first, with who issued whom and whose the leaf is', async () => {
    const token = decodeJwt(await signJwt({ a: 1 }, key, { x5c, 'x5t#S256': certificate.thumbprint }));
    const chain = readChain(token, [keyOfWorkspace(ps256, 'other'), ofWorkspace]);
    expect(chain).toMatchObject({
      leafSigned: true,
      leafNamed: true,
      leafKey: { label: 'the signing key' },
      thumbprintFits: true,
    });
    expect(chain?.links.map(({ certificate: each, issuedByNext }) => [each?.commonName, issuedByNext])).toEqual([
      ['0015800001041RHAAY', true],
      ['Issuing CA', true],
      ['Test Root CA', undefined],
    ]);
    expect(chain?.links[0]?.certificate?.organisationIdentifier).toBe('PSDGB-OB-Unknown0015800001041RHAAY');
  });

  it('in the wrong order, with an entry that is none, under another key', async () => {
    const token = decodeJwt(
      await signJwt({}, key, { x5c: [x5c[1], x5c[0], 'MIIx', 7], 'x5t#S256': certificate.thumbprint }),
    );
    const chain = readChain(token);
    expect(chain).toMatchObject({ leafSigned: false, thumbprintFits: false });
    expect(chain?.links.map(({ issuedByNext, problem }) => issuedByNext ?? problem)).toEqual([
      false,
      undefined,
      expect.stringContaining('Number 3 of x5c'),
      'Number 4 of x5c is not a string.',
    ]);
  });

  it('is not there, or is of another type, or of a detached signature without its body', async () => {
    const token = (header: object) => ({ header: { ...header }, compact: unsecuredJwt({}) });
    expect(readChain(token({}))).toBeUndefined();
    for (const odd of [null, 1, {}, 'x', []]) expect(readChain(token({ x5c: odd }))).not.toHaveProperty('leafSigned');
    const detached = readJws(await signDetached('{}', key, { iss: 'x' }));
    const withChain = { ...detached, header: { ...detached.header, x5c } };
    expect(readChain(withChain)).not.toHaveProperty('leafSigned');
    expect(readChain(withChain, [], Buffer.from('{}'))).toMatchObject({ leafSigned: true });
  });
});

describe('what is wrong with certificates in a header', () => {
  const found = (text: string, at = Date.now()) =>
    inspectToken(text, { now: at }).findings.flatMap(({ code, pointer }) =>
      pointer.startsWith('/header/x5') || code === 'kid_of_other_key' ? [`${code} ${pointer}`] : [],
    );
  const year = 366 * 24 * 3600 * 1000;

  it.each<[string, object, string[]]>([
    ['nothing', { x5c, kid: key.kid, 'x5t#S256': certificate.thumbprint }, []],
    ['the wrong order', { x5c: [x5c[0], x5c[2], x5c[1]] }, ['x5c_order /header/x5c/0', 'x5c_order /header/x5c/1']],
    [
      'a certificate of another key',
      { x5c: x5c.slice(1) },
      ['x5c_other_key /header/x5c', 'kid_of_other_key /header/kid'],
    ],
    ['an entry that is none', { x5c: [x5c[0], 7] }, ['x5c_unreadable /header/x5c/1']],
    ['the thumbprint of another', { x5c, 'x5t#S256': 'x' }, ['x5t_mismatch /header/x5t#S256']],
    ['a kid that is not of the key', { x5c, kid: 'mine' }, ['kid_of_other_key /header/kid']],
  ])('%s', async (_, header, expected) => {
    const made = { ...key, kid: 'kid' in header ? String(header.kid) : key.kid };
    expect(found(await signJwt({ a: 1 }, made, { ...header })).sort()).toEqual([...expected].sort());
  });

  it('dates, as one looks', async () => {
    const text = await signJwt({ a: 1 }, key, { x5c: x5c.slice(0, 1) });
    expect(found(text, certificate.validTo + year)).toEqual(['x5c_expired /header/x5c/0']);
    expect(found(text, certificate.validFrom - year)).toEqual(['x5c_not_yet_valid /header/x5c/0']);
  });

  it('nothing is said of a signature that nobody can try', async () => {
    const [, body] = (await signJwt({ a: 1 }, key)).split('.');
    const header = Buffer.from(JSON.stringify({ alg: 'XX', kid: key.kid, x5c })).toString('base64url');
    expect(found(`${header}.${body}.c2ln`)).toEqual([]);
  });
});

describe('a confirmation', () => {
  it('names the certificate and the key at hand that the token is bound to', async () => {
    const jkt = await calculateJwkThumbprint(certificate.publicKey.export({ format: 'jwk' }));
    const cnf = { 'x5t#S256': certificate.thumbprint, jkt, kid: key.kid, other: 'x', jwk: {} };
    const candidates = { certificates: [{ label: 'transport.pem', certificate }], keys: [ofWorkspace] };
    expect(matchConfirmation(cnf, candidates)).toEqual([
      { member: 'x5t#S256', value: certificate.thumbprint, match: 'transport.pem' },
      { member: 'jkt', value: jkt, match: 'the signing key' },
      { member: 'kid', value: key.kid, match: 'the signing key' },
      { member: 'other', value: 'x' },
    ]);
    expect(matchConfirmation({ 'x5t#S256': 'another' }, candidates)).toEqual([
      { member: 'x5t#S256', value: 'another' },
    ]);
    for (const odd of [undefined, null, 'x', [1]]) expect(matchConfirmation(odd, candidates)).toEqual([]);
  });
});

it('a kid is matched however it was made', async () => {
  const bare = keyOfCertificate(certificate, 'leaf.pem');
  const x5t = createHash('sha1').update(new X509Certificate(leaf.certificate).raw).digest('base64url');
  const thumbprint = await calculateJwkThumbprint(certificate.publicKey.export({ format: 'jwk' }));
  expect(matchKid(key.kid, [ofWorkspace])?.how).toBe('stated');
  expect(matchKid(key.kid, [bare])?.how).toBe('directory');
  expect(matchKid(thumbprint, [bare])?.how).toBe('thumbprint');
  expect(matchKid(x5t, [bare])?.how).toBe('certificate');
  for (const odd of ['x', 1, undefined]) expect(matchKid(odd, [bare, ofWorkspace])).toBeUndefined();
});

it('addresses of key sets are listed with host and member, those inside a software statement too', () => {
  const statement = unsecuredJwt({
    org_jwks_endpoint: 'https://keystore.test:8443/o.jwks',
    software_jwks_revoked_endpoint: 'https://keystore.test/revoked/s.jwks',
  });
  const token = {
    header: { jku: 'http://evil.test/k' },
    payload: { software_statement: statement, jwks_uri: 'nonsense', jwks_endpoint_of: 1, policy_uri: 'https://x.test' },
  };
  expect(urlsOfKeys(token)).toEqual([
    {
      url: 'http://evil.test/k',
      host: 'evil.test',
      member: 'header.jku',
      revoked: false,
      refused: expect.stringContaining('plain http'),
    },
    {
      url: 'nonsense',
      host: '',
      member: 'payload.jwks_uri',
      revoked: false,
      refused: expect.stringContaining('not an address'),
    },
    {
      url: 'https://keystore.test:8443/o.jwks',
      host: 'keystore.test:8443',
      member: 'payload.software_statement.org_jwks_endpoint',
      revoked: false,
    },
    {
      url: 'https://keystore.test/revoked/s.jwks',
      host: 'keystore.test',
      member: 'payload.software_statement.software_jwks_revoked_endpoint',
      revoked: true,
    },
  ]);
  expect(urlsOfKeys({ header: {} })).toEqual([]);
});
