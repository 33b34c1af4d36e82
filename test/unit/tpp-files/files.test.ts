/** Files of any kind under the names that a person gives, and disks that take nothing or not all. */
import { execFileSync } from 'node:child_process';
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { readExchanges } from '../../../src/tpp/exchanges/file.ts';
import { failFromFileSystem } from '../../../src/tpp/files/files.ts';
import { replaceFile } from '../../../src/tpp/files/own-folder.ts';
import { findJwtsInStream } from '../../../src/tpp/jwt/find-in-stream.ts';
import { readPostmanFile } from '../../../src/tpp/postman/file.ts';
import { inspectWorkspaceFile } from '../../../src/tpp/workspace/inspect.ts';
import { fileSecretStore } from '../../../src/tpp/workspace/secret-files.ts';
import { fileStateStore } from '../../../src/tpp/workspace/state-file.ts';
import { openWorkspace } from '../../../src/tpp/workspace/workspace.ts';
import { disk } from '../../support/faulty-disk.ts';
import { namedPipe, socket } from '../../support/not-files.ts';
import { smallDisk } from '../../support/small-disk.ts';
import { complete, emptyFolder, workspaceFolder } from '../tpp-workspace/folder.ts';

vi.mock('node:fs/promises', async (original) =>
  (await import('../../support/faulty-disk.ts')).withFaults(await original()),
);
afterEach(() => {
  disk.fault = undefined;
});

const members = {
  'the workspace file': 'openbanking.json',
  'the software statement': complete.softwareStatement.assertion,
  'the signing key': complete.signing.key,
  'the signing certificate': complete.signing.certificate,
  'the transport key': complete.transport.key,
  'the transport certificate': complete.transport.certificate,
  'a CA certificate': 'keys/ca.pem',
};
/** Everything that a session may read of a workspace. */
const readAll = async (folder: string) => {
  const workspace = await openWorkspace(folder);
  await workspace.softwareStatement(workspace.bank());
  await workspace.signingKey(workspace.bank());
  await workspace.transportCredentials(workspace.bank());
  await workspace.certificateAuthorities(workspace.bank());
};

it('a file in a folder that is not there cannot be written, and it is the folder that is told of', () => {
  const missing = Object.assign(new Error('no such file'), { code: 'ENOENT' });
  expect(() => failFromFileSystem(missing, '/nope/x', 'write')).toThrow(/its folder is not there/);
});

describe('what is no file is refused at once', () => {
  it.each(Object.entries(members))('a named pipe as %s', async (_, path) => {
    const { folder } = await workspaceFolder();
    rmSync(join(folder, path));
    namedPipe(join(folder, path));
    await expect(readAll(folder)).rejects.toMatchObject({
      code: 'file_unreadable',
      message: `${path} is a named pipe, not a file.`,
    });
  });

  it.each([
    ['a socket', (path: string) => socket(path), 'is not a file.'],
    ['a link to a named pipe', async (path: string) => symlinkSync(namedPipe(`${path}.pipe`), path), 'is a named pipe'],
    ['a folder', async (path: string) => mkdirSync(path), 'is a folder, not a file.'],
  ])('%s as a key', async (_, make, words) => {
    const { folder } = await workspaceFolder();
    const path = join(folder, 'keys/signing.key');
    rmSync(path);
    await make(path);
    await expect(readAll(folder)).rejects.toMatchObject({
      code: 'file_unreadable',
      message: expect.stringContaining(words),
    });
  });

  it.each<[string, string, (path: string, folder: string) => Promise<unknown>]>([
    ['a collection', 'a.json', (path) => readPostmanFile(path)],
    ['a file to look for JWTs in', 'a.log', (path) => findJwtsInStream(path, () => {})],
    ['the state', '.openbanking/state.json', (_, folder) => fileStateStore(folder).read()],
    ['the exchanges', '.openbanking/exchanges.jsonl', (_, folder) => readExchanges(folder)],
  ])('a named pipe as %s', async (_, path, read) => {
    const folder = emptyFolder();
    mkdirSync(join(folder, '.openbanking'));
    namedPipe(join(folder, path));
    await expect(read(join(folder, path), folder)).rejects.toMatchObject({
      code: 'file_unreadable',
      message: expect.stringContaining('is a named pipe, not a file.'),
    });
  });

  it.runIf(process.platform === 'linux')('a device', async () => {
    await expect(readPostmanFile('/dev/zero')).rejects.toMatchObject({ message: '/dev/zero is a device, not a file.' });
  });

  it('a named pipe beside the keys keeps no finding from the Problems panel', async () => {
    const { folder, root, write } = await workspaceFolder();
    namedPipe(join(folder, 'keys/pipe.key'));
    write('keys/transport.key', (await root.issue([{ CN: ['another'] }])).key);
    const findings = await inspectWorkspaceFile(JSON.stringify(complete), folder, { now: Date.now() });
    expect(findings).toContainEqual(expect.objectContaining({ code: 'key_certificate_mismatch' }));
  });
});

describe.each([
  ['ENOSPC', 'disk_full'],
  ['EDQUOT', 'disk_full'],
  ['EROFS', 'file_not_writable'],
  ['EIO', 'file_not_writable'],
])('a disk that answers %s', (fileSystem, code) => {
  it('leaves state and secrets as they were, and no draft', async () => {
    const folder = emptyFolder();
    const [state, secrets] = [fileStateStore(folder), fileSecretStore(folder, {})];
    await state.update((each) => each);
    await secrets.set('client_secret/a/b', 'one');
    const before = readFileSync(join(folder, '.openbanking/state.json'), 'utf8');
    disk.fault = () => fileSystem;
    await expect(state.update((each) => ({ ...each, clients: [] }))).rejects.toMatchObject({ code });
    await expect(secrets.set('client_secret/a/b', 'two')).rejects.toMatchObject({ code });
    disk.fault = undefined;
    expect(readFileSync(join(folder, '.openbanking/state.json'), 'utf8')).toBe(before);
    expect(await fileSecretStore(folder, {}).get('client_secret/a/b')).toBe('one');
    expect(names(folder).filter((name) => name.includes('draft'))).toEqual([]);
  });

  it('while it lasts, writes nothing that git would take', async () => {
    const folder = emptyFolder();
    execFileSync('git', ['init', '-q'], { cwd: folder });
    disk.fault = (_, written) => (written === '*\n' ? fileSystem : undefined);
    await expect(fileSecretStore(folder, {}).set('client_secret/a/b', 'x')).rejects.toMatchObject({ code });
    expect(execFileSync('git', ['status', '--porcelain', '-uall'], { cwd: folder }).toString()).toBe('');
    disk.fault = undefined;
    await fileSecretStore(folder, {}).set('client_secret/a/b', 'x');
    expect(execFileSync('git', ['status', '--porcelain', '-uall'], { cwd: folder }).toString()).toBe('');
  });
});

const real = smallDisk();
afterAll(() => real?.remove());

it.skipIf(!real)('a real disk that has room for half of the state keeps the one before, whole', async () => {
  const { folder } = real ?? { folder: '' };
  const store = fileStateStore(folder);
  const client = { bank: 'b', softwareId: 's', registeredAt: '', tokenEndpointAuthMethod: '', registration: {} };
  await store.update((state) => ({ ...state, clients: [{ ...client, clientId: 'one' }] }));
  writeFileSync(join(folder, 'ballast'), 'x'.repeat(40 * 1024));
  const large = { ...client, clientId: 'two', registration: { text: 'x'.repeat(30 * 1024) } };
  await expect(store.update((state) => ({ ...state, clients: [large] }))).rejects.toMatchObject({ code: 'disk_full' });
  expect((await store.read()).clients.map(({ clientId }) => clientId)).toEqual(['one']);
  rmSync(join(folder, 'ballast'));
  expect((await store.update((state) => ({ ...state, clients: [large] }))).clients).toHaveLength(1);
});

describe('the .gitignore of the own folder', () => {
  it.each([
    ['is empty', '', '*\n'],
    ['lacks the line', '# mine\n!state.json', '# mine\n!state.json\n*\n'],
    ['is not there', undefined, '*\n'],
    ['has it beside others', '# mine\r\n*\r\n', '# mine\r\n*\r\n'],
  ])('that %s is mended when the folder is used, be it for reading', async (_, text, expected) => {
    for (const use of [
      (folder: string) => fileStateStore(folder).read(),
      (folder: string) => fileStateStore(folder).update((state) => state),
      (folder: string) => fileSecretStore(folder, {}).set('client_secret/a/b', 'x'),
    ]) {
      const folder = emptyFolder();
      mkdirSync(join(folder, '.openbanking'));
      if (text !== undefined) writeFileSync(join(folder, '.openbanking/.gitignore'), text);
      await use(folder);
      expect(readFileSync(join(folder, '.openbanking/.gitignore'), 'utf8')).toBe(expected);
    }
  });
});

describe('a draft of a process that was killed', () => {
  it('was readable by its owner alone from its first byte, and is removed by a later writing', async () => {
    const folder = emptyFolder();
    const own = join(folder, '.openbanking');
    const umask = process.umask(0);
    try {
      disk.fault = () => {
        const drafts = names(folder).filter((name) => name.endsWith('.draft') && !name.includes('gitignore'));
        for (const name of drafts) expect([name, statSync(join(folder, name)).mode & 0o077]).toEqual([name, 0]);
        return undefined;
      };
      await fileStateStore(folder).update((state) => state);
      await fileSecretStore(folder, {}).set('client_secret/a/b', 'x');
    } finally {
      disk.fault = undefined;
      process.umask(umask);
    }
    const left = [
      'state.json.0a1b2c3d.draft',
      'state.json.3735928559',
      'secrets/tokens+a+b.0123456789ab.0a1b2c3d.draft',
    ];
    // By the clock of the disk, whatever this machine's says.
    const longAgo = new Date(statSync(join(own, 'state.json')).mtimeMs - 60_000);
    for (const name of left) {
      writeFileSync(join(own, name), 'x');
      utimesSync(join(own, name), longAgo, longAgo);
    }
    writeFileSync(join(own, 'state.json.ffffffff.draft'), 'of a process that lives');
    await fileStateStore(folder).update((state) => state);
    await fileSecretStore(folder, {}).set('client_secret/c/d', 'y');
    expect(names(folder).filter((name) => /draft|\d{10}/.test(name))).toEqual([
      '.openbanking/state.json.ffffffff.draft',
    ]);
  });

  it('is known by its file’s name outside of our own folder, where others keep files of such names', async () => {
    const folder = join(emptyFolder(), '.openbanking', 'workspace');
    mkdirSync(folder, { recursive: true });
    await replaceFile(join(folder, 'mine.json'), '1', 0o600, 'mine.json');
    const longAgo = new Date(statSync(join(folder, 'mine.json')).mtimeMs - 60_000);
    for (const name of ['mine.json.0a1b2c3d.draft', 'letter.0a1b2c3d.draft', 'state.json.1']) {
      writeFileSync(join(folder, name), 'x');
      utimesSync(join(folder, name), longAgo, longAgo);
    }
    await replaceFile(join(folder, 'mine.json'), '2', 0o600, 'mine.json');
    expect(names(folder).toSorted()).toEqual(['letter.0a1b2c3d.draft', 'mine.json', 'state.json.1']);
  });
});

const names = (folder: string): string[] => readdirSync(folder, { recursive: true, encoding: 'utf8' });
