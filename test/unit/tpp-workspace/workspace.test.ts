import { execFileSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { chmodSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { failFromFileSystem } from '../../../src/tpp/files/files.ts';
import { kidOf } from '../../../src/tpp/keys/kid.ts';
import { opensKey } from '../../../src/tpp/workspace/credentials.ts';
import { inspectWorkspaceFile } from '../../../src/tpp/workspace/inspect.ts';
import { gitFindings } from '../../../src/tpp/workspace/key-findings.ts';
import { type AskPassphrase, openWorkspace, type Workspace } from '../../../src/tpp/workspace/workspace.ts';
import { makeKeys } from '../../support/certificates.ts';
import { makePkcs12 } from '../../support/pkcs12.ts';
import { complete, emptyFolder, workspaceFolder } from './folder.ts';

const discovery = 'https://auth1.bank.test/.well-known/openid-configuration';

describe('a whole workspace', () => {
  it('gives its bank, software statement, keys and authorities', async () => {
    const { folder, signing, transport, root, ssa } = await workspaceFolder();
    const workspace = await openWorkspace(folder);
    expect(workspace.folder).toBe(folder);
    expect(workspace.bank()).toEqual({ name: 'sandbox', entry: { discovery } });
    expect(workspace.bank('sandbox').name).toBe('sandbox');
    expect(await workspace.softwareStatement(workspace.bank())).toBe(ssa);
    expect(await workspace.signingKey(workspace.bank())).toMatchObject({
      kid: kidOf(signing.privateKey),
      algorithm: 'ES256',
      publicJwk: { kty: 'EC', kid: kidOf(signing.privateKey), use: 'sig', alg: 'ES256' },
      certificate: { commonName: '0015800001041RHAAY' },
    });
    expect((await workspace.signingKey(workspace.bank())).publicJwk).not.toHaveProperty('d');
    expect(await workspace.transportCredentials(workspace.bank())).toMatchObject({
      certificate: transport.certificate + root.certificate,
      key: transport.key,
      parsed: { commonName: '0015800001041RHAAY' },
    });
    expect(await workspace.certificateAuthorities(workspace.bank())).toEqual([root.certificate]);
    expect(workspace.warnings).toEqual([]);
  });

  it('opens a PKCS#12 file in the place of certificate and key, whatever it is called', async () => {
    const { folder, write, transport, signing, root } = await workspaceFolder({
      ...complete,
      transport: { ...complete.transport, certificate: 'keys/transport.pem', key: 'keys/transport.pem' },
      signing: { certificate: 'keys/signing.pem', key: 'keys/signing.key' },
    });
    const certificates = [transport.certificate, root.certificate];
    write('keys/transport.pem', makePkcs12({ keys: [transport.privateKey], certificates }, 'open sesame'));
    write('keys/signing.pem', new X509Certificate(signing.certificate).raw);
    write('keys/signing.key', signing.privateKey.export({ type: 'pkcs8', format: 'der' }));
    const purposes: string[] = [];
    const passphrase: AskPassphrase = async (purpose) => {
      purposes.push(purpose);
      return 'open sesame';
    };
    const workspace = await openWorkspace(folder, { passphrase });
    expect(await workspace.transportCredentials(workspace.bank())).toMatchObject({
      certificate: transport.certificate + root.certificate,
      key: transport.key,
    });
    expect(await workspace.signingKey(workspace.bank())).toMatchObject({ kid: kidOf(signing.privateKey) });
    expect(new Set(purposes)).toEqual(new Set(['transport']));
    const closed = await openWorkspace(folder);
    await expect(closed.transportCredentials(closed.bank())).rejects.toMatchObject({ code: 'key_encrypted' });
    expect(await opensKey(folder, 'transport', 'open sesame')).toBe(true);
    expect(await opensKey(folder, 'transport', 'wrong')).toBe(false);
    // What waits for its passphrase is in order while somebody types.
    const text = await readFile(join(folder, 'openbanking.json'), 'utf8');
    const findings = await inspectWorkspaceFile(text, folder, { now: Date.now() });
    expect(findings.filter(({ pointer }) => pointer.startsWith('/transport'))).toEqual([]);
  });

  it('reads a key once, and again after a failure', async () => {
    const { folder, write, signing } = await workspaceFolder();
    const workspace = await openWorkspace(folder);
    write('keys/signing.key', 'broken');
    await expect(workspace.signingKey(workspace.bank())).rejects.toMatchObject({ code: 'key_invalid' });
    write('keys/signing.key', signing.key);
    const key = await workspace.signingKey(workspace.bank());
    rmSync(join(folder, 'keys/signing.key'));
    expect(await workspace.signingKey(workspace.bank())).toBe(key);
  });

  it('puts up with comments, a trailing comma and a byte order mark', async () => {
    const { folder } = await workspaceFolder(`\ufeff// ours\n${JSON.stringify(complete).replace(/\}$/, ',}')}`);
    expect((await openWorkspace(folder)).bank().name).toBe('sandbox');
  });

  it('takes an RSA key for PS256 and the kid that the file names', async () => {
    const { folder, write } = await workspaceFolder({ ...complete, signing: { key: 'keys/signing.key', kid: 'mine' } });
    write('keys/signing.key', makeKeys('rsa').key);
    const named = await openWorkspace(folder);
    expect(await named.signingKey(named.bank())).toMatchObject({ kid: 'mine', algorithm: 'PS256' });
  });

  it("adds the bank's own authorities to the workspace's, each once", async () => {
    const { folder, write, root, signing } = await workspaceFolder({
      ...complete,
      banks: { sandbox: { discovery, ca: ['keys/more.pem', 'keys/ca.pem'] } },
    });
    const issuing = await root.issue([{ CN: ['Issuing'] }], { authority: true });
    const broken = issuing.certificate.replace('MI', 'AA');
    write('keys/more.pem', root.certificate + issuing.certificate + signing.certificate + broken);
    const workspace = await openWorkspace(folder);
    // A leaf beside its CAs is no CA, and one that cannot be read costs itself.
    expect(await workspace.certificateAuthorities(workspace.bank())).toEqual([root.certificate, issuing.certificate]);
  });

  it('asks for the passphrase of an encrypted key, for no other, and gives the key decrypted', async () => {
    const { folder, write, transport } = await workspaceFolder();
    const encrypted = transport.privateKey
      .export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'sesame' })
      .toString();
    write('keys/transport.key', encrypted);
    const asked: string[] = [];
    const open = (answer: string | undefined) =>
      openWorkspace(folder, {
        passphrase: async (purpose) => {
          asked.push(purpose);
          return answer;
        },
      });
    const workspace = await open('sesame');
    await workspace.signingKey(workspace.bank());
    expect((await workspace.transportCredentials(workspace.bank())).key).toBe(transport.key);
    const transportOf = (workspace: Workspace) => workspace.transportCredentials(workspace.bank());
    await expect(transportOf(await open(undefined))).rejects.toThrow('no passphrase was given');
    await expect(transportOf(await open('wrong'))).rejects.toMatchObject({ code: 'key_encrypted' });
    await expect(transportOf(await openWorkspace(folder))).rejects.toMatchObject({ code: 'key_encrypted' });
    expect(asked).toEqual(['transport', 'transport', 'transport']);
  });
});

describe('which bank', () => {
  const open = async (banks: Record<string, unknown>) =>
    openWorkspace((await workspaceFolder({ ...complete, banks })).folder);

  it('two and none named is bank_not_named, which lists them', async () => {
    const workspace = await open({ sandbox: { discovery }, other: { discovery } });
    expect(() => workspace.bank()).toThrow(
      expect.objectContaining({
        code: 'bank_not_named',
        message: 'No bank was named, and the banks are sandbox, other.',
      }),
    );
    expect(workspace.bank('other').name).toBe('other');
  });

  it.each(['sandbux', 'constructor', '__proto__', ''])('%j is bank_unknown, which lists them', async (name) => {
    const workspace = await open({ sandbox: { discovery } });
    expect(() => workspace.bank(name)).toThrow(
      expect.objectContaining({
        problem: expect.objectContaining({
          code: 'bank_unknown',
          message: expect.stringContaining('the banks are sandbox'),
          remedies: [{ do: 'chooseBank', banks: ['sandbox'] }],
        }),
      }),
    );
  });

  it('none at all is said', async () => {
    const workspace = await open({});
    expect(() => workspace.bank()).toThrow('openbanking.json has no bank');
  });
});

describe('openbanking.json', () => {
  it('absent: workspace_not_found, with the folder', async () => {
    const folder = emptyFolder();
    await expect(openWorkspace(folder)).rejects.toMatchObject({
      code: 'workspace_not_found',
      message: `There is no openbanking.json in ${folder}.`,
    });
    await expect(openWorkspace(join(folder, 'nowhere'))).rejects.toMatchObject({ code: 'workspace_not_found' });
  });

  const text = JSON.stringify(complete, null, 2);
  const bank = (entry: unknown) => ({ ...complete, banks: { sandbox: { discovery, ...Object(entry) } } });
  it.each<[string, unknown, string]>([
    ['empty', '', '1:1 the file is empty'],
    ['nested without end', '['.repeat(100_000), 'nested too deeply'],
    ['longer than any', `${text}${' '.repeat(250_000)}`, '1:1 the file is longer than 250,000 characters'],
    ['a comma missing', text.replace('"keys/ssa.jwt",', '"keys/ssa.jwt"'), '4:5 comma expected'],
    ['cut short', text.slice(0, -3), 'close brace expected'],
    ['an array', [], '1:1 the file must be of type object'],
    ['a member missing', { ...complete, signing: { certificate: 'x' } }, 'signing.key is missing'],
    [
      'no discovery',
      bank({ discovery: undefined }),
      'banks.sandbox has no discovery, and to do without it lacks issuer, authorizationEndpoint, tokenEndpoint, jwksUri',
    ],
    [
      'no discovery, and half of what stands for it',
      bank({ discovery: undefined, issuer: 'https://b.test', jwksUri: 'https://b.test/jwks' }),
      'lacks authorizationEndpoint, tokenEndpoint',
    ],
    ['a whole part missing', { ...complete, transport: undefined }, 'transport is missing'],
    [
      'a member of the wrong type',
      { ...complete, transport: { ...complete.transport, ca: 'keys/ca.pem' } },
      'transport.ca must be of type array',
    ],
    [
      'an unknown placeholder of a command for secrets',
      { ...complete, secretCommand: ['op', '{bnk}'] },
      '26:5 secretCommand[1] has the unknown placeholder {bnk}; did you mean {bank}?',
    ],
    [
      'an unknown placeholder of a bank’s command that stores',
      bank({ secretCommand: { get: ['op'], store: ['op', 'x/{clientID}'] } }),
      'banks.sandbox.secretCommand.store[1] has the unknown placeholder {clientID}; did you mean {clientId}?',
    ],
    [
      'a placeholder of the one command in the other',
      { ...complete, signing: { command: ['sign', '{bank}'], certificate: 'keys/signing.pem' } },
      'signing.command[1] has the unknown placeholder {bank}; there are {digest}, {digestBase64}, {digestHex}, {algorithm}, {kid}',
    ],
    [
      'a command for secrets as one text',
      { ...complete, secretCommand: 'op' },
      'secretCommand must be a list of a program and its arguments, each a text, such as ["./vault", "get"], or an object with such a list as get, and one as store where it stores',
    ],
    [
      'a command that gives secrets as one text',
      { ...complete, secretCommand: { get: 'op' } },
      'secretCommand.get must be a list of a program and its arguments, each a text, such as ["./vault", "get"].',
    ],
    [
      'a slip in the name of the command that gives secrets',
      { ...complete, secretCommand: { gte: ['op'] } },
      'unknown member "gte"; did you mean "get"?',
    ],
    [
      'a command that signs as one text',
      { ...complete, signing: { command: 'sign', certificate: 'keys/signing.pem' } },
      'signing.command must be a list of a program and its arguments, each a text, such as ["./vault", "get"]',
    ],
    [
      'a command that signs without a program',
      { ...complete, signing: { command: [''], certificate: 'keys/signing.pem' } },
      'signing.command must begin with a program',
    ],
    ['an unknown member', { ...complete, singing: {} }, 'unknown member "singing"; did you mean "signing"?'],
    [
      'an unknown member, in another case',
      bank({ Profile: 'strict' }),
      'unknown member "Profile"; did you mean "profile"?',
    ],
    [
      'an unknown member, deep down',
      bank({ client: { tokenEndpointAuthmethod: 'x' } }),
      'did you mean "tokenEndpointAuthMethod"?',
    ],
    ['an unknown member like no other', bank({ zzz: 1 }), 'unknown member "zzz".'],
    ['a member that stands twice', text.replace('"signing"', '"banks": {}, "signing"'), '"banks" stands twice'],
    ['__proto__', text.replace('"signing"', '"__proto__": {}, "signing"'), 'unknown member "__proto__"'],
    [
      'a value that is not one of the allowed',
      bank({ profile: 'lax' }),
      'banks.sandbox.profile must be one of strict, permissive',
    ],
    [
      'a plain http address',
      bank({ tokenEndpoint: 'http://bank.test/token' }),
      'banks.sandbox.tokenEndpoint must be an https URL',
    ],
    [
      'http for a host that only looks like loopback',
      bank({ tokenEndpoint: 'http://localhost.evil.test/' }),
      'must be an https URL',
    ],
    [
      'a discovery that is no URL',
      { ...complete, banks: { sandbox: { discovery: 'bank' } } },
      'banks.sandbox.discovery must be an https URL',
    ],
    ['no version at all', bank({ version: 'latest' }), 'banks.sandbox.version must be'],
    [
      'an unknown lenient check',
      bank({ idToken: { lenient: ['signature'] } }),
      'banks.sandbox.idToken.lenient[0] must be one of s_hash',
    ],
    [
      'a request object that lives too long',
      bank({ authorizationRequest: { lifetime: 7200 } }),
      'lifetime must be 3600 or less',
    ],
    [
      'an empty list',
      { ...complete, softwareStatement: { assertion: 'x', redirectUris: [] } },
      'softwareStatement.redirectUris must not be empty',
    ],
    [
      'a redirect that is no URI',
      { ...complete, softwareStatement: { assertion: 'x', redirectUris: ['x'] } },
      'softwareStatement.redirectUris[0] must be a URI',
    ],
    ['a bank without a name', { ...complete, banks: { '': { discovery } } }, 'must be a short name'],
    ['a header that is none', bank({ headers: { 'x y': '1' } }), 'must be a header name'],
    [
      'a path outside',
      { ...complete, signing: { key: '../signing.key' } },
      'signing.key leads outside the workspace folder',
    ],
    [
      'an absolute path outside',
      { ...complete, transport: { ...complete.transport, ca: ['/etc/ssl/cert.pem'] } },
      'transport.ca[0] leads outside',
    ],
    ["a bank's path outside", bank({ ca: ['keys/../../x'] }), 'banks.sandbox.ca[0] leads outside'],
    ['many faults', bank({ a: 1, b: 2, c: 3, d: 4, e: 5, f: 6, g: 7 }), '; and 2 more.'],
  ])('%s: workspace_invalid', async (_, file, message) => {
    const { folder } = await workspaceFolder(file);
    await expect(openWorkspace(folder)).rejects.toMatchObject({
      code: 'workspace_invalid',
      message: expect.stringContaining(message),
    });
  });

  it('says line and column of each fault', async () => {
    const { folder } = await workspaceFolder(
      text
        .replace('"softwareStatement"', '"singing": 1,\r\n  "softwareStatement"')
        .replace('"https://auth1', '1, "x": "'),
    );
    await expect(openWorkspace(folder)).rejects.toMatchObject({
      message: expect.stringMatching(
        /2:3 unknown member "singing".*22:20 banks\.sandbox\.discovery must be.*22:23 unknown member "x"/,
      ),
      problem: { remedies: [{ do: 'openFile', file: join(folder, 'openbanking.json'), line: 2, column: 3 }] },
    });
  });
});

describe('files', () => {
  type Folder = Awaited<ReturnType<typeof workspaceFolder>>;
  const ssa = (workspace: Workspace) => workspace.softwareStatement(workspace.bank());
  const signing = (workspace: Workspace) => workspace.signingKey(workspace.bank());
  const transport = (workspace: Workspace) => workspace.transportCredentials(workspace.bank());
  const authorities = (workspace: Workspace) => workspace.certificateAuthorities(workspace.bank());

  it.each<[string, (folder: Folder) => void, (workspace: Workspace) => Promise<unknown>, string, string]>([
    [
      'the SSA is missing',
      ({ folder }) => rmSync(join(folder, 'keys/ssa.jwt')),
      ssa,
      'file_missing',
      'There is no file keys/ssa.jwt.',
    ],
    [
      'the SSA is no JWT',
      ({ write }) => write('keys/ssa.jwt', 'hello'),
      ssa,
      'jwt_malformed',
      'keys/ssa.jwt holds no software statement',
    ],
    [
      'the SSA is a folder',
      ({ folder }) => {
        rmSync(join(folder, 'keys/ssa.jwt'));
        mkdirSync(join(folder, 'keys/ssa.jwt'));
      },
      ssa,
      'file_unreadable',
      'is a folder',
    ],
    [
      'the SSA is huge',
      ({ write }) => write('keys/ssa.jwt', 'x'.repeat(17_000_000)),
      ssa,
      'file_unreadable',
      'larger than 16 MB',
    ],
    [
      'the folder of the keys is a file',
      ({ folder, write }) => {
        rmSync(join(folder, 'keys'), { recursive: true });
        write('keys', '');
      },
      ssa,
      'file_missing',
      'keys/ssa.jwt',
    ],
    [
      'a loop of links',
      ({ folder }) => {
        rmSync(join(folder, 'keys/ssa.jwt'));
        symlinkSync('ssa.jwt', join(folder, 'keys/ssa.jwt'));
      },
      ssa,
      'file_unreadable',
      'ELOOP',
    ],
    [
      'a link that leads outside',
      ({ folder }) => {
        rmSync(join(folder, 'keys/ssa.jwt'));
        symlinkSync('/etc/hostname', join(folder, 'keys/ssa.jwt'));
      },
      ssa,
      'workspace_invalid',
      'keys/ssa.jwt leads outside',
    ],
    [
      'a linked folder that leads outside',
      ({ folder }) => {
        rmSync(join(folder, 'keys'), { recursive: true });
        symlinkSync('/etc', join(folder, 'keys'));
        writeFileSync(
          join(folder, 'openbanking.json'),
          JSON.stringify({ ...complete, softwareStatement: { assertion: 'keys/hostname' } }),
        );
      },
      ssa,
      'workspace_invalid',
      'leads outside',
    ],
    [
      'the signing key is missing',
      ({ folder }) => rmSync(join(folder, 'keys/signing.key')),
      signing,
      'file_missing',
      'keys/signing.key',
    ],
    [
      'the signing key is the transport key',
      ({ write, transport: { key } }) => write('keys/signing.key', key),
      signing,
      'key_certificate_mismatch',
      'keys/signing.key is not the private key of keys/signing.pem',
    ],
    [
      'the signing certificate is a key',
      ({ write, signing: { key } }) => write('keys/signing.pem', key),
      signing,
      'certificate_invalid',
      'keys/signing.pem holds a private key',
    ],
    [
      'the signing key is too small',
      ({ write }) => write('keys/signing.key', makeKeys('rsa', 1024).key),
      signing,
      'key_invalid',
      '1024 bits',
    ],
    [
      'the transport key and certificate do not fit',
      ({ write, signing: { key } }) => write('keys/transport.key', key),
      transport,
      'key_certificate_mismatch',
      'keys/transport.key is not the private key of keys/transport.pem',
    ],
    [
      'key and certificate changed places',
      ({ write, transport: pair }) => write('keys/transport.key', pair.certificate),
      transport,
      'key_invalid',
      'holds a certificate',
    ],
    [
      'the CA is no certificate',
      ({ write }) => write('keys/ca.pem', 'hello'),
      authorities,
      'certificate_invalid',
      'keys/ca.pem holds no certificate',
    ],
  ])('%s', async (_, spoil, ask, code, message) => {
    const made = await workspaceFolder();
    spoil(made);
    await expect(openWorkspace(made.folder).then(ask)).rejects.toMatchObject({
      code,
      message: expect.stringContaining(message),
    });
  });

  it('an algorithm that the key cannot do is key_invalid', async () => {
    const { folder } = await workspaceFolder({ ...complete, signing: { ...complete.signing, algorithm: 'PS256' } });
    await expect(openWorkspace(folder).then(signing)).rejects.toThrow('which cannot sign PS256');
  });

  it.skipIf(process.getuid?.() === 0)('one that may not be read is file_unreadable', async () => {
    const { folder } = await workspaceFolder();
    chmodSync(join(folder, 'keys/ssa.jwt'), 0);
    await expect(openWorkspace(folder).then(ssa)).rejects.toMatchObject({ code: 'file_unreadable' });
  });

  it.each([
    ['ENOENT', 'read', 'file_missing'],
    ['EACCES', 'read', 'file_unreadable'],
    ['EIO', 'read', 'file_unreadable'],
    ['EACCES', 'write', 'file_not_writable'],
    ['EROFS', 'write', 'file_not_writable'],
    ['ENOENT', 'write', 'file_not_writable'],
    ['ENOSPC', 'write', 'disk_full'],
    ['EDQUOT', 'write', 'disk_full'],
  ] as const)('%s when asked to %s is %s', (code, action, expected) => {
    const thrown = Object.assign(new Error('x'), { code });
    expect(() => failFromFileSystem(thrown, 'a.txt', action)).toThrow(expect.objectContaining({ code: expected }));
  });
});

describe('keys that are not private enough', () => {
  it.each([0o644, 0o640, 0o604])('mode %o is a warning with its fix', async (mode) => {
    const { folder } = await workspaceFolder();
    chmodSync(join(folder, 'keys/signing.key'), mode);
    expect((await openWorkspace(folder)).warnings).toEqual([
      expect.objectContaining({
        severity: 'warning',
        code: 'key_readable_by_others',
        path: 'keys/signing.key',
        fix: 'chmod 600 keys/signing.key',
      }),
    ]);
  });

  it('a key that git tracks is a warning; one that it does not, and a folder without git, are none', async () => {
    const { folder } = await workspaceFolder();
    const workspace = await openWorkspace(folder);
    expect(await gitFindings(workspace)).toEqual([]);
    execFileSync('git', ['init', '-q'], { cwd: folder });
    execFileSync('git', ['add', '-f', 'keys/transport.key'], { cwd: folder });
    expect(await gitFindings(workspace)).toEqual([
      expect.objectContaining({ code: 'key_tracked_by_git', path: 'keys/transport.key' }),
    ]);
  });

  const own = (path: string) => expect.objectContaining({ code: 'state_tracked_by_git', path: `.openbanking/${path}` });
  const open = expect.objectContaining({ code: 'state_not_ignored_by_git' });
  it.each<[string, { gitignore: string; ofRepository?: string; add?: string[] }, unknown[]]>([
    ['is in order with its own .gitignore', { gitignore: '*\n' }, []],
    ['is in order with that of the repository', { gitignore: '', ofRepository: '/.openbanking/\n' }, []],
    ['would be taken with an empty .gitignore', { gitignore: '' }, [open]],
    ['would be taken where a rule lets it in', { gitignore: '*\n!state.json\n' }, [open]],
    [
      'tracked by force is told, file by file',
      { gitignore: '*\n', add: ['.openbanking/state.json', '.openbanking/secrets/tokens'] },
      [own('secrets/tokens'), own('state.json')],
    ],
  ])('.openbanking %s', async (_, { gitignore, ofRepository = '', add = [] }, expected) => {
    const { folder, write } = await workspaceFolder();
    const workspace = await openWorkspace(folder);
    mkdirSync(join(folder, '.openbanking/secrets'), { recursive: true });
    write('.openbanking/.gitignore', gitignore);
    write('.openbanking/state.json', '{}');
    write('.openbanking/secrets/tokens', 'x');
    write('.gitignore', ofRepository);
    expect(await gitFindings(workspace)).toEqual([]);
    execFileSync('git', ['init', '-q'], { cwd: folder });
    if (add.length > 0) execFileSync('git', ['add', '-f', ...add], { cwd: folder });
    expect(await gitFindings(workspace)).toEqual(expected);
  });
});
