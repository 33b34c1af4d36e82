/** The whole guide with an elliptic signing key: registration, request objects, client assertions and id_tokens, all ES256. */
import { generateKeyPairSync, X509Certificate } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLocalJWKSet, type JSONWebKeySet, jwtVerify } from 'jose';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ensureAuthority } from '../../src/bank/pki/authority.ts';
import { makeHolderCertificate } from '../../src/bank/pki/certificates.ts';
import { selfSigned } from '../support/certificates.ts';
import { systemNow } from '../support/system-time.ts';
import { agentOf, send, startTestBank, type TestBank } from './support/bank.ts';
import { errorOf, resultOf, run } from './support/command.ts';
import { relyingParty } from './support/relying-party.ts';
import { asserted, clientAssertion, firstAnswer, post, refused, requestClaims, signedUrl } from './support/requests.ts';

const profiles = ['permissive', 'strict'] as const;
const holder = {
  organisationId: '0015800001041RHAAY',
  organisationName: 'Acme, Ltd',
  registrationId: '123456',
  roles: ['AISP', 'PISP', 'CBPII'] as const,
};

let home: string;
const banks: TestBank[] = [];
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'obw-es256-'));
});
afterAll(async () => {
  await Promise.all(banks.map((bank) => bank.stop()));
  await rm(home, { recursive: true, force: true });
});
afterEach(() => expect(banks.flatMap(({ failures }) => failures)).toEqual([]));

/** A key of the developer's and a certificate that it signed itself. */
async function brought(name: string): Promise<{ certificate: string; key: string }> {
  const { certificate, key } = await selfSigned([{ C: ['GB'] }, { O: ['Dev'] }, { CN: [name] }]);
  const file = join(home, `${name}.pem`);
  await writeFile(file, certificate);
  return { certificate: file, key };
}

const state = z.object({
  clients: z.array(z.object({ clientId: z.string(), registration: z.record(z.string(), z.unknown()) })),
});

describe.each(profiles)('at a %s bank', (profile) => {
  let bank: TestBank;
  let folder: string;
  beforeAll(async () => {
    bank = await startTestBank({ profile, severalClients: true });
    banks.push(bank);
    folder = join(home, profile);
    const { certificate, key } = await brought(`brought-${profile}`);
    const statement = ['bank', 'software-statement', '--dir', bank.dir, '--out', folder];
    await resultOf([...statement, '--signing-cert', certificate]);
    await writeFile(join(folder, 'signing.key'), key, { mode: 0o600 });
  });

  it('openbanking.json says ES256, and the prerequisites are in order', async () => {
    const { signing } = JSON.parse(await readFile(join(folder, 'openbanking.json'), 'utf8'));
    expect(signing).toEqual({ key: 'signing.key', certificate: 'signing.pem', algorithm: 'ES256' });
    const checked = await run(['check'], { folder });
    expect([checked.status, checked.stderr], checked.stdout).toEqual([0, '']);
  });

  it('the guide is walked to its transactions', async () => {
    const { registration, clientId } = await resultOf(['register'], { folder });
    expect(registration).toMatchObject({
      id_token_signed_response_alg: 'ES256',
      request_object_signing_alg: 'ES256',
      token_endpoint_auth_method: profile === 'strict' ? 'private_key_jwt' : 'client_secret_basic',
    });
    expect(state.parse(JSON.parse(await readFile(join(folder, '.openbanking/state.json'), 'utf8'))).clients).toEqual([
      expect.objectContaining({ clientId }),
    ]);
    if (profile === 'permissive') await resultOf(['environment', 'download'], { folder });
    await resultOf(['consent', 'create'], { folder });
    await resultOf(['consent', 'authorise', '--user', 'rora', '--headless'], { folder });
    const accounts = await resultOf(['accounts'], { folder });
    const [first] = z.array(z.looseObject({ AccountId: z.string() })).parse(accounts.accounts ?? accounts);
    const transactions = await resultOf(['transactions', first?.AccountId ?? ''], { folder });
    expect(JSON.stringify(transactions)).toContain('TransactionId');
  });

  it('an independent client verifies its id_token by the elliptic key in the key store', async () => {
    const tpp = await bank.tpp({ algorithm: 'ES256' });
    const party = await relyingParty(bank, { tpp });
    const tokens = await party.authorise(await party.consentId(), { user: 'rora' });
    const { json } = await send(await agentOf(bank.ready), 'GET', bank.ready.discovery);
    const keys: JSONWebKeySet = (await send(await agentOf(bank.ready), 'GET', json.jwks_uri)).json;
    const { protectedHeader } = await jwtVerify(tokens.id_token ?? '', createLocalJWKSet(keys), {
      issuer: bank.ready.issuer,
      audience: party.clientId,
      algorithms: ['ES256'],
    });
    expect(keys.keys.find((key) => key.kid === protectedHeader.kid)).toMatchObject({ kty: 'EC', crv: 'P-256' });
    expect((await party.api('/accounts', tokens.access_token)).status).toBe(200);
  });

  it.each(['PS256', 'HS256'])(
    'a client that registered ES256 may not sign with %s, and the reason is the alg',
    async (alg) => {
      const [tpp, other] = await Promise.all([bank.tpp({ algorithm: 'ES256' }), bank.tpp()]);
      const party = await relyingParty(bank, { tpp });
      // The public key taken for a shared secret, under its own kid.
      const known = new TextEncoder().encode(await readFile(join(tpp.folder, 'signing.pem'), 'utf8'));
      const changed = { key: alg === 'HS256' ? known : other.signingKey, alg };
      const claims = requestClaims(party, await party.consentId());
      expect(await firstAnswer(await signedUrl(party, claims, {}, changed))).toEqual({
        answer: expect.objectContaining({
          error: 'invalid_request_object',
          error_description: expect.stringMatching(/alg/),
        }),
      });
      const assertion = await asserted(party, await clientAssertion(party, {}, changed));
      const form = { grant_type: 'client_credentials', scope: 'accounts', ...assertion };
      const reply = await post(tpp.agent, bank.ready.tokenEndpoint, form);
      expect(refused(reply)).toEqual({ status: 401, error: 'invalid_client' });
      expect(reply.json.error_description).toMatch(/alg/);
    },
  );

  it('discovery lists it', async () => {
    const { json } = await send(await agentOf(bank.ready), 'GET', bank.ready.discovery);
    for (const name of ['id_token', 'request_object', 'token_endpoint_auth']) {
      expect(json[`${name}_signing_alg_values_supported`], name).toContain('ES256');
    }
  });
});

describe('a signing certificate', () => {
  it('of another curve is refused with what it is and what is wanted', async () => {
    const clock = { now: systemNow };
    const { issuing } = await ensureAuthority(join(home, 'elsewhere'), clock);
    const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-384' });
    const certificate = join(home, 'p384.pem');
    await writeFile(certificate, await makeHolderCertificate('signing', holder, publicKey, issuing, clock));
    const out = ['--out', join(home, 'refused')];
    const verb = ['bank', 'software-statement', '--dir', join(home, 'bank'), ...out, '--signing-cert', certificate];
    expect(await errorOf(verb)).toMatchObject({
      code: 'certificate_invalid',
      message:
        "The signing certificate's key is EC of the curve P-384: wanted is RSA of 2048 bits or more (PS256), or EC of the curve P-256 (ES256).",
      try: expect.stringContaining('openssl genpkey'),
    });
  });

  it('is made elliptic with --algorithm ES256', async () => {
    const folder = join(home, 'made');
    await resultOf([
      'bank',
      'software-statement',
      '--dir',
      join(home, 'bank'),
      '--out',
      folder,
      '--algorithm',
      'ES256',
    ]);
    const { publicKey } = new X509Certificate(await readFile(join(folder, 'signing.pem'), 'utf8'));
    expect(publicKey.asymmetricKeyDetails).toMatchObject({ namedCurve: 'prime256v1' });
    expect(JSON.parse(await readFile(join(folder, 'openbanking.json'), 'utf8')).signing.algorithm).toBe('ES256');
  });
});
