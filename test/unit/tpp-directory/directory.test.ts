/** The software statement read, and step 1 of the guide checked. */
import { afterEach, describe, expect, test, vi } from 'vitest';
import { commandDigest } from '../../../src/tpp/commands/allowances.ts';
import { readSoftwareStatement, scopeOf } from '../../../src/tpp/directory/software-statement.ts';
import { fail } from '../../../src/tpp/errors.ts';
import { signJwt, unsecuredJwt } from '../../../src/tpp/jwt/sign.ts';
import { checkPrerequisites } from '../../../src/tpp/registration/prerequisites.ts';
import { bankEntry } from '../../../src/tpp/workspace/schema.ts';
import type { SecretCommand } from '../../../src/tpp/workspace/secret-command-schema.ts';
import type { Workspace } from '../../../src/tpp/workspace/workspace.ts';
import {
  certificate,
  clientId,
  now,
  otherKey,
  type StubOptions,
  seconds,
  statementClaims,
  stub,
  webRedirect,
} from '../tpp-journey/stub.ts';

test('an assertion of the Open Banking Directory is read', async () => {
  const assertion = await signJwt(statementClaims, otherKey);
  const statement = readSoftwareStatement(` ${assertion}\n`);
  expect(statement).toMatchObject({
    assertion,
    softwareId: 'SoftwareStatementId001',
    organisationId: '00158OurOrganisati',
    roles: ['AISP', 'PISP'],
    environment: 'sandbox',
    issuedAt: seconds - 60,
    kind: 'open-banking-directory',
  });
  expect(scopeOf(statement)).toBe('openid accounts payments');
});

const inTheWild: [string, Record<string, unknown>, object][] = [
  ['a version that is a number', { software_version: 1.1 }, {}],
  ['no authority claims', { organisation_competent_authority_claims: null }, { authorityRoles: undefined }],
  ['Live in capitals', { software_mode: 'Live', software_environment: 'Production' }, { environment: 'production' }],
  ['iat in milliseconds', { iat: now }, { issuedAt: seconds }],
  ['another directory', { iss: 'ForgeRock', exp: seconds }, { kind: 'other-directory' }],
  ['a role that is none', { software_roles: ['DATA', 'AISP'] }, { roles: ['DATA', 'AISP'] }],
];

test.each(inTheWild)('an assertion in the wild is read: %s', (_name, changes, expected) => {
  expect(
    readSoftwareStatement(unsecuredJwt({ ...statementClaims, ...changes }).replace(/^[^.]+/, 'eyJhbGciOiJQUzI1NiJ9')),
  ).toMatchObject(expected);
});

test.each([
  ['its id instead', '6f1f2f7e-3a52-4a6e-9a53-0f2f1c9b7c11'],
  ['cut short', 'eyJhbGciOiJQUzI1NiJ9.eyJ'],
  ['without a software id', unsecuredJwt({ ...statementClaims, software_id: undefined })],
])('an assertion is refused: %s', (_name, text) => {
  expect(() => readSoftwareStatement(text)).toThrow(expect.objectContaining({ code: 'software_statement_invalid' }));
});

const checked = async (options: StubOptions, workspace: Partial<Workspace>) => {
  const findings = await checkPrerequisites(stub({ ...options, workspace }).session);
  return findings.map(({ severity, code }) => `${severity} ${code}`);
};
const missing = (path: string) => async () =>
  fail({ code: 'file_missing', message: `There is no ${path}.`, try: 'Put it there.' });
const credentials = (changes: object) => ({
  transportCredentials: async () => ({ certificate: '', key: '', parsed: { ...certificate, ...changes } }),
});
const day = 86_400_000;

const cases: [string, StubOptions, Partial<Workspace>, string[]][] = [
  ['nothing wrong but the CA', {}, {}, ['warning ca_missing']],
  [
    'an organisation that is not active',
    { statement: { org_status: 'Revoked' } },
    {},
    ['error organisation_not_active', 'warning ca_missing'],
  ],
  [
    'an assertion too old for the bank',
    { entry: { registration: { ssaMaxAge: 30 } } },
    {},
    ['warning ssa_too_old', 'warning ca_missing'],
  ],
  [
    'an assertion of production',
    { statement: { software_environment: 'production' } },
    {},
    ['error environment_mismatch', 'warning ca_missing'],
  ],
  ['no redirect URI', { statement: { software_redirect_uris: [] } }, {}, ['error redirect_uris', 'warning ca_missing']],
  [
    'a redirect URI of nobody',
    { redirectUris: [webRedirect, 'https://x.example'] },
    {},
    ['error redirect_not_in_ssa', 'warning ca_missing'],
  ],
  [
    'a certificate that has expired',
    {},
    credentials({ validTo: now - day }),
    ['error transport_certificate_expired', 'warning ca_missing'],
  ],
  [
    'a certificate that ends soon',
    {},
    credentials({ validTo: now + 10 * day }),
    ['warning transport_certificate_expires', 'warning ca_missing'],
  ],
  [
    'a certificate of tomorrow',
    {},
    credentials({ validFrom: now + day }),
    ['error transport_certificate_not_yet_valid', 'warning ca_missing'],
  ],
  ['no assertion', {}, { softwareStatement: missing('ssa.jwt') }, ['error file_missing', 'warning ca_missing']],
  ['no signing key', {}, { signingKey: missing('signing.key') }, ['error file_missing', 'warning ca_missing']],
  [
    'no transport key',
    {},
    { transportCredentials: missing('transport.key') },
    ['error file_missing', 'warning ca_missing'],
  ],
  [
    'a bank of another issuer',
    { discovery: { issuer: 'https://x.example' } },
    {},
    ['warning ca_missing', 'error discovery_invalid'],
  ],
  [
    'a key that git tracks',
    {},
    { warnings: [{ severity: 'warning', code: 'key_tracked', message: 'Tracked.', fix: 'Untrack it.' }] },
    ['warning ca_missing', 'warning key_tracked'],
  ],
];

test.each([
  ['where neither says it', 'https://rs.bank.example/aisp', {}, ['version_unknown']],
  [
    'where it is of no standard that is known',
    'https://rs.bank.example/open-banking/v9.9/aisp',
    {},
    ['version_unknown'],
  ],
  ['where the address says it', 'https://rs.bank.example/open-banking/v4.0/aisp', {}, []],
  ['where the entry says it', 'https://rs.bank.example/aisp', { version: 'v3.1' as const }, []],
  ['where answers are not looked at', 'https://rs.bank.example/aisp', { answers: 'off' as const }, []],
])(
  'that an API’s version is not known is told, since nothing is held against it: %s',
  async (_, aisp, entry, codes) => {
    const { session } = stub({ entry: { ...entry, resourceServers: { aisp } } });
    const findings = await checkPrerequisites(session);
    expect(findings.map(({ code }) => code).filter((code) => code === 'version_unknown')).toEqual(codes);
  },
);

test.each([
  ['v4.0', 'https://rs.bank.example/open-banking/v3.1/aisp', ['version_contradicts']],
  ['v3.1', 'https://rs.bank.example/open-banking/v4.0/aisp', ['version_contradicts']],
  ['v3.1.10', 'https://rs.bank.example/open-banking/v3.1/aisp', []],
  ['v4.0.1', 'https://rs.bank.example/open-banking/v4.0/aisp', []],
  ['v4.0', 'https://rs.bank.example/v9.9/aisp', []],
])('an entry that says %s of %s is told of where they disagree', async (version, aisp, codes) => {
  const { session } = stub({ entry: { version, resourceServers: { aisp } } });
  const findings = await checkPrerequisites(session);
  expect(findings.map(({ code }) => code).filter((code) => code.startsWith('version_'))).toEqual(codes);
});

test('what is offered to be written as the version of an API is taken', async () => {
  const { session } = stub({ entry: { resourceServers: { aisp: 'https://rs.bank.example/aisp' } } });
  const { fix = '' } = (await checkPrerequisites(session)).find(({ code }) => code === 'version_unknown') ?? {};
  const offered = [...fix.matchAll(/"([^"]*\d[^"]*)"/g)].map(([, version]) => version);
  expect(offered).toHaveLength(2);
  for (const version of offered)
    expect(bankEntry.parse({ discovery: 'https://bank.example', version })).toMatchObject({ version });
});

test.each(cases)('step 1 is checked: %s', async (_name, options, changes, expected) => {
  const findings = await checked(options, changes);
  expect(findings.filter((finding) => !finding.startsWith('information'))).toEqual(expected);
});

describe('a command for secrets', () => {
  const own = ['op', 'read', 'op://{bank}/{name}'];
  const whole = { get: ['vault', 'get', '{name}'], store: ['vault', 'put', '{name}'] };
  const foundWith = async (secretCommand: SecretCommand | undefined, ofBank?: SecretCommand) => {
    const entry = { secretCommand: ofBank };
    const { file } = stub({ entry }).session.workspace;
    const { session } = stub({ entry, workspace: { file: { ...file, secretCommand } } });
    const findings = await checkPrerequisites(session);
    return findings.filter(({ code }) => code === 'command_not_allowed');
  };

  afterEach(() => vi.unstubAllEnvs());

  test('that is not allowed yet is a warning that leads to allowing it', async () => {
    const digest = commandDigest(own).slice(0, 16);
    expect(await foundWith(own)).toEqual([
      {
        severity: 'warning',
        code: 'command_not_allowed',
        message: expect.stringContaining('secretCommand in openbanking.json wants to run'),
        fix: expect.stringContaining(digest),
        remedies: [{ do: 'allowCommand', digest }],
      },
    ]);
  });

  test('is told of by each list that the bank needs, and by no other', async () => {
    const members = async (...commands: Parameters<typeof foundWith>) =>
      (await foundWith(...commands)).map(({ message }) => message.split(' ')[0]);
    expect(await members(own, whole)).toEqual(['banks.sandbox.secretCommand.get', 'banks.sandbox.secretCommand.store']);
    expect(await members(whole)).toEqual(['secretCommand.get', 'secretCommand.store']);
    expect(await members(undefined)).toEqual([]);
  });

  test('that is allowed is not told of', async () => {
    vi.stubEnv('OBW_ALLOWED_COMMANDS', commandDigest(own));
    expect(await foundWith(own)).toEqual([]);
  });
});

describe('the secret of a client', () => {
  const vault = ['./vault', '{name}'];
  const foundWith = async (options: {
    method?: string;
    command?: SecretCommand;
    run?: Workspace['run'];
    kept?: string;
    isAllowed?: boolean;
  }) => {
    if (options.isAllowed) vi.stubEnv('OBW_ALLOWED_COMMANDS', commandDigest(vault));
    const { file } = stub().session.workspace;
    const run = options.run ?? (() => expect.unreachable('a command was run'));
    const { session, secrets } = stub({
      client: { tokenEndpointAuthMethod: options.method ?? 'client_secret_basic' },
      workspace: { file: { ...file, secretCommand: options.command }, run },
    });
    if (options.kept) secrets.set(`client_secret/sandbox/${clientId}`, options.kept);
    const findings = await checkPrerequisites(session);
    return findings
      .filter(({ code }) => /client_secret|^command_/.test(code))
      .map(({ severity, code, message, remedies }) => ({ severity, code, message, ...(remedies && { remedies }) }));
  };

  afterEach(() => vi.unstubAllEnvs());

  test('that is nowhere is an error that leads to taking the client over with it, to another, or to none', async () => {
    const [finding, ...more] = await foundWith({});
    expect(more).toEqual([]);
    expect(finding).toMatchObject({
      severity: 'error',
      code: 'client_secret_missing',
      remedies: [
        { do: 'adoptClient', clientId, secret: true },
        { do: 'registerAnother' },
        { do: 'removeClientHere' },
        { do: 'shareSecrets' },
      ],
    });
  });

  test('that is kept here, and that of a client that has none, is not told of, and no command is asked', async () => {
    expect(await foundWith({ kept: 's3cret' })).toEqual([]);
    expect(await foundWith({ kept: 's3cret', command: vault, isAllowed: true })).toEqual([]);
    expect(await foundWith({ method: 'tls_client_auth', command: vault, isAllowed: true })).toEqual([]);
  });

  test('is asked of a command that is allowed, and of no other', async () => {
    const given = await foundWith({ command: vault, isAllowed: true, run: async () => Buffer.from('s3cret\n') });
    expect(given).toEqual([
      {
        severity: 'information',
        code: 'client_secret',
        message: `secretCommand gives the secret of the client ${clientId}.`,
      },
    ]);
    vi.unstubAllEnvs();
    expect(await foundWith({ command: vault })).toMatchObject([{ code: 'command_not_allowed' }]);
  });

  test('that its command does not give is an error with what came of it', async () => {
    const run = () => fail({ code: 'command_failed', message: 'The vault is closed.', try: 'Open it.' });
    expect(await foundWith({ command: vault, isAllowed: true, run })).toEqual([
      { severity: 'error', code: 'command_failed', message: 'The vault is closed.' },
    ]);
    const silent = await foundWith({ command: vault, isAllowed: true, run: async () => Buffer.from('') });
    expect(silent).toMatchObject([
      {
        code: 'client_secret_missing',
        message: expect.stringMatching(/, and secretCommand of openbanking.json printed none\.$/),
      },
    ]);
  });
});

test.each([
  [[], 'without roles'],
  [['AISP', 'PISP'], 'roles AISP, PISP'],
])('the roles %j of the software statement are told', async (software_roles, words) => {
  const findings = await checkPrerequisites(stub({ statement: { software_roles } }).session);
  expect(findings.find(({ code }) => code === 'software_statement')?.message).toMatch(
    new RegExp(`^Software statement .+ \\(.+\\), ${words}\\.$`),
  );
});

test.each([
  [['https://x.example'], 'URI https://x.example', 'Add it at the Directory, or take it'],
  [
    ['https://x.example', 'us.app:/cb'],
    'URIs https://x.example, us.app:/cb',
    'Add them at the Directory, or take them',
  ],
])('the redirect URIs %j that the statement lacks are told in their number', async (redirectUris, which, what) => {
  const findings = await checkPrerequisites(stub({ redirectUris }).session);
  expect(findings.find(({ code }) => code === 'redirect_not_in_ssa')).toMatchObject({
    message: `The software statement has no redirect ${which}.`,
    fix: `${what} out of softwareStatement.redirectUris in openbanking.json.`,
  });
});

test('what is in order is said too, each with its fix', async () => {
  const { session } = stub();
  const findings = await checkPrerequisites(session);
  expect(findings.map(({ code }) => code)).toEqual([
    'organisation',
    'software_statement',
    'ssa_age',
    'redirect_uris',
    'transport_certificate',
    'transport_subject',
    'signing_key',
    'ca_missing',
    'bank_reachable',
  ]);
  for (const { message, fix } of findings) expect(`${message} ${fix}`).toMatch(/^\S.*\. \S.*\.$/);
});
