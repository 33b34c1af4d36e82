/** An openbanking.json as it stands in an editor, looked at with the files it names: every finding at its member, with its remedy. */
import { execFileSync } from 'node:child_process';
import { generateKeyPairSync, type KeyObject, X509Certificate } from 'node:crypto';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { makeHolderCertificate, makeIssuing, makeRoot } from '../../../src/bank/pki/certificates.ts';
import { unsecuredJwt } from '../../../src/tpp/jwt/sign.ts';
import { kidOf } from '../../../src/tpp/keys/kid.ts';
import { opensKey, readCredentials } from '../../../src/tpp/workspace/credentials.ts';
import { inspectWorkspaceFile } from '../../../src/tpp/workspace/inspect.ts';

const now = Date.now();
const day = 86_400_000;
const clock = { now: () => now };
const rsa = () => generateKeyPairSync('rsa', { modulusLength: 2048 });
const pem = (key: KeyObject) => key.export({ type: 'pkcs8', format: 'pem' }).toString();
const holder = {
  organisationId: '00158OurOrganisati',
  organisationName: 'Us Ltd',
  registrationId: '1',
  roles: ['AISP'] as const,
};
const [rootKeys, issuingKeys, transport, signing] = [rsa(), rsa(), rsa(), rsa()];
const root = await makeRoot(rootKeys, clock);
const rootIssuer = { certificate: new X509Certificate(root), key: rootKeys.privateKey };
const issuing = await makeIssuing(issuingKeys.publicKey, rootIssuer, clock);
const issuer = { certificate: new X509Certificate(issuing), key: issuingKeys.privateKey };
const transportPem = await makeHolderCertificate('transport', holder, transport.publicKey, issuer, clock);
const signingPem = await makeHolderCertificate('signing', holder, signing.publicKey, issuer, clock);
const statement = (changes: object = {}) =>
  unsecuredJwt({
    iss: 'OpenBanking Ltd',
    iat: Math.floor(now / 1000) - 3600,
    software_id: 'SoftwareStatementId001',
    software_environment: 'sandbox',
    software_redirect_uris: ['https://app.example/callback'],
    software_roles: ['AISP'],
    org_id: holder.organisationId,
    ...changes,
  });

const files: Record<string, string> = {
  'keys/ssa.jwt': statement(),
  'keys/signing.key': pem(signing.privateKey),
  'keys/signing.pem': signingPem,
  'keys/transport.pem': transportPem,
  'keys/transport.key': pem(transport.privateKey),
  'keys/ca.pem': issuing + root,
};
const discovery = 'https://auth1.bank.example/.well-known/openid-configuration';
const good = {
  softwareStatement: { assertion: 'keys/ssa.jwt', redirectUris: ['https://app.example/callback'] },
  signing: { key: 'keys/signing.key', certificate: 'keys/signing.pem' },
  transport: { certificate: 'keys/transport.pem', key: 'keys/transport.key', ca: ['keys/ca.pem'] },
  banks: { bank: { discovery } },
};

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'obw-inspect-'));
  await put(files);
});
afterEach(() => rm(folder, { recursive: true }));

async function put(texts: Record<string, string>): Promise<void> {
  await mkdir(join(folder, 'keys'), { recursive: true });
  for (const [path, text] of Object.entries(texts)) await writeFile(join(folder, path), text, { mode: 0o600 });
}
const inspect = (value: unknown, at = now) =>
  inspectWorkspaceFile(typeof value === 'string' ? value : JSON.stringify(value), folder, { now: at });
const brief = (findings: Awaited<ReturnType<typeof inspect>>) =>
  findings.map(({ severity, code, pointer }) => `${severity} ${code} ${pointer}`);

test('a workspace in order has no finding', async () => {
  expect(await inspect(good)).toEqual([]);
});

test.each(['', '{', '[]', '{"signing": 5, "banks": {"a": 7}}', '{"transport":{"ca":[5]}}'])(
  'half a file is no failure: %s',
  async (text) => {
    expect(await inspect(text)).toEqual([]);
  },
);

const changed: [string, object, string[]][] = [
  [
    'a file that is not there',
    { softwareStatement: { assertion: 'keys/none.jwt' } },
    ['error file_missing /softwareStatement/assertion'],
  ],
  [
    'a path that leads outside',
    { transport: { ...good.transport, ca: ['../ca.pem'] } },
    ['error workspace_invalid /transport/ca/0'],
  ],
  [
    'a certificate in the place of a key',
    { signing: { ...good.signing, key: 'keys/signing.pem' } },
    ['error key_invalid /signing/key'],
  ],
  [
    'pairs that are mixed up',
    { signing: { ...good.signing, key: 'keys/transport.key' } },
    ['error key_certificate_mismatch /signing/key'],
  ],
  [
    'a redirect URI that the statement lacks',
    {
      softwareStatement: {
        assertion: 'keys/ssa.jwt',
        redirectUris: ['https://app.example/callback', 'https://x.example/'],
      },
    },
    ['error redirect_not_in_ssa /softwareStatement/redirectUris/1'],
  ],
  [
    'a statement too old for a bank',
    { banks: { bank: { discovery, registration: { ssaMaxAge: 1800 } } } },
    ['warning ssa_too_old /softwareStatement/assertion'],
  ],
  [
    'a sandbox’s statement for a production bank',
    { banks: { bank: { discovery, environment: 'production' } } },
    ['error environment_mismatch /banks/bank/environment'],
  ],
  [
    'unsigned requests in production, at a sandbox’s host',
    {
      banks: {
        bank: {
          discovery: discovery.replace('auth1', 'sandbox'),
          environment: 'production',
          authorizationRequest: { algorithm: 'none' },
        },
      },
    },
    [
      'error environment_mismatch /banks/bank/environment',
      'warning host_environment_mismatch /banks/bank/environment',
      'error none_in_production /banks/bank/authorizationRequest/algorithm',
    ],
  ],
  [
    'a kid that is not the key’s',
    { signing: { ...good.signing, kid: 'mine' } },
    ['warning kid_not_the_keys /signing/kid'],
  ],
  [
    'an algorithm that the key cannot sign',
    { signing: { ...good.signing, algorithm: 'ES256' } },
    ['error algorithm_does_not_suit_key /signing/algorithm'],
  ],
  [
    'a secret among the headers',
    { banks: { bank: { discovery, headers: { Authorization: 'Basic x', 'x-colour': 'red' } } } },
    ['warning secret_in_workspace_file /banks/bank/headers/Authorization'],
  ],
];
test.each(changed)('a finding stands at its member: %s', async (_name, change, expected) => {
  expect(brief(await inspect({ ...good, ...change }))).toEqual(expected);
});

test('the key that fits is offered in place of the one that does not', async () => {
  const [finding] = await inspect({ ...good, signing: { ...good.signing, key: 'keys/transport.key' } });
  expect(finding?.quickFixes).toEqual([{ kind: 'replace', pointer: '/signing/key', value: 'keys/signing.key' }]);
});

test('the last redirect URI is taken out with its list', async () => {
  const softwareStatement = { assertion: 'keys/ssa.jwt', redirectUris: ['https://x.example/'] };
  const [finding] = await inspect({ ...good, softwareStatement });
  expect(finding?.quickFixes).toEqual([
    { kind: 'replace', pointer: '/softwareStatement/redirectUris', value: undefined },
  ]);
});

test.each([
  ['none', [], 'The statement has none.'],
  ['one', ['https://app.example/'], 'The statement has: https://app.example/.'],
])('what a statement with %s has in place of a redirect URI is told', async (_, has, words) => {
  await put({ 'keys/ssa.jwt': statement({ software_redirect_uris: has }) });
  const [finding] = await inspect(good);
  expect(finding?.fix).toBe(`Take it out, or add it at the Directory and get a new assertion. ${words}`);
});

test('certificates that end are told before and after', async () => {
  expect(brief(await inspect(good, now + 380 * day))).toEqual([
    'warning transport_certificate_expires /transport/certificate',
    'warning signing_certificate_expires /signing/certificate',
  ]);
  expect(brief(await inspect(good, now + 400 * day))).toContain(
    'error transport_certificate_expired /transport/certificate',
  );
});

test('a statement of another organisation is told at each certificate', async () => {
  await put({ 'keys/ssa.jwt': statement({ org_id: '00158AnotherOrgani' }) });
  expect(brief(await inspect(good))).toEqual([
    'error certificate_of_another_organisation /transport/certificate',
    'error certificate_of_another_organisation /signing/certificate',
  ]);
});

test.skipIf(process.platform === 'win32')('a key that others may read has its mode mended', async () => {
  await chmod(join(folder, 'keys/signing.key'), 0o644);
  const [finding] = await inspect(good);
  expect(finding).toMatchObject({ code: 'key_readable_by_others', pointer: '/signing/key' });
  expect(finding?.quickFixes).toEqual([{ kind: 'chmod', path: 'keys/signing.key' }]);
});

test('in a repository a key is told that git tracks, and one that it would take', async () => {
  const git = (...options: string[]) => execFileSync('git', options, { cwd: folder });
  git('init', '-q');
  git('add', 'keys/signing.key');
  expect(brief(await inspect(good))).toEqual([
    'warning key_tracked_by_git /signing/key',
    'warning key_not_ignored_by_git /transport/key',
  ]);
  await writeFile(join(folder, '.gitignore'), '/keys/*.key\n');
  git('rm', '-q', '--cached', 'keys/signing.key');
  expect(await inspect(good)).toEqual([]);
});

test.each(['GIT_DIR', 'GIT_WORK_TREE', 'GIT_COMMON_DIR', 'GIT_INDEX_FILE'])(
  'a key that git tracks is told in a hook of a worktree, which git tells of its own folder by %s',
  async (variable) => {
    const git = (...options: string[]) => execFileSync('git', options, { cwd: folder });
    git('init', '-q');
    git('add', 'keys');
    vi.stubEnv(variable, join(folder, 'elsewhere'));
    onTestFinished(() => void vi.unstubAllEnvs());
    expect(brief(await inspect(good))).toEqual([
      'warning key_tracked_by_git /signing/key',
      'warning key_tracked_by_git /transport/key',
    ]);
  },
);

test('an encrypted key is in order, and compared once its passphrase is known', async () => {
  const passphrase = 'open sesame';
  const encrypted = transport.privateKey
    .export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase })
    .toString();
  await put({ 'keys/signing.key': encrypted, 'openbanking.json': JSON.stringify(good) });
  expect(await inspect(good)).toEqual([]);
  const [closed] = await readCredentials(folder, good);
  expect(closed?.signing).toMatchObject({ key: { problem: { code: 'key_encrypted' } }, fit: undefined });
  const [opened] = await readCredentials(folder, good, async () => passphrase);
  expect(opened?.signing).toMatchObject({ fit: false });
  expect(await opensKey(folder, 'signing', passphrase)).toBe(true);
  expect(await opensKey(folder, 'signing', 'close')).toBe(false);
});

test('each identity is held against its own statement and its own banks, and a bank’s own pair against its identity’s', async () => {
  await put({
    'keys/live.jwt': statement({ software_environment: 'production', org_id: '00158AnotherOrgani' }),
  });
  const { softwareStatement, signing, transport } = good;
  const file = {
    identities: {
      test: { softwareStatement, signing, transport },
      live: { softwareStatement: { assertion: 'keys/live.jwt' }, signing: { ...signing, kid: 'mine' }, transport },
    },
    banks: {
      one: { discovery, identity: 'test' },
      two: { discovery, identity: 'live' },
      three: { discovery, identity: 'test', signing: { ...signing, key: 'keys/transport.key' } },
    },
  };
  expect(brief(await inspect(file)).toSorted()).toEqual([
    'error certificate_of_another_organisation /identities/live/signing/certificate',
    'error certificate_of_another_organisation /identities/live/transport/certificate',
    'error environment_mismatch /banks/two/discovery',
    'error key_certificate_mismatch /banks/three/signing/key',
    'warning kid_not_the_keys /identities/live/signing/kid',
  ]);
  const [test, live, three] = await readCredentials(folder, file);
  expect(test).toMatchObject({ identity: 'test', banks: ['one', 'three'], pointer: '/identities/test' });
  expect(live).toMatchObject({ identity: 'live', banks: ['two'] });
  expect(three).toMatchObject({ identity: 'test', bank: 'three', statement: undefined, signing: { fit: false } });
});

test('a command and a proxy in the place of keys are in order, and the key id is that of the certificate', async () => {
  const file = {
    ...good,
    signing: { command: ['sign', '{digest}'], certificate: 'keys/signing.pem' },
    transport: { proxy: '127.0.0.1:9443', ca: ['keys/ca.pem'] },
  };
  expect(await inspect(file)).toEqual([]);
  const [holder] = await readCredentials(folder, file);
  expect(holder).toMatchObject({
    signing: { instead: { what: 'command', name: 'sign', pointer: '/signing/command' }, kid: kidOf(signing.publicKey) },
    transport: { instead: { what: 'proxy', name: '127.0.0.1:9443', pointer: '/transport/proxy' }, kid: undefined },
  });
});
