/** Where a secret of a folder rests while window and terminal work there: in the folder's file of its name where there is one, else in the editor's storage. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it, onTestFinished, test, vi } from 'vitest';
import { moveToFiles, type Places, secretsInOnePlace } from '../../../src/extension/secrets/one-place.ts';
import { tolerantStorage } from '../../../src/extension/secrets/tolerant-storage.ts';
import { problemOf } from '../../../src/tpp/errors.ts';
import { fileSecretStore, secretFileName } from '../../../src/tpp/workspace/secret-files.ts';
import type { SecretName } from '../../../src/tpp/workspace/secrets.ts';
import { untrackedSecretFiles } from '../../../src/tpp/workspace/untracked-secrets.ts';
import { disk } from '../../support/faulty-disk.ts';
import { emptyFolder } from '../tpp-workspace/folder.ts';

vi.mock('node:fs/promises', async (original: () => Promise<typeof import('node:fs/promises')>) =>
  (await import('../../support/faulty-disk.ts')).withFaults(await original()),
);

const name: SecretName = 'tokens/sandbox/aac-1';
const other: SecretName = 'client_secret/sandbox/c-1';

interface Begun {
  file?: string;
  stored?: string;
  trusted?: boolean;
}

/** A folder and a window on it, with what each has of {@link name}. */
async function begin({ file, stored, trusted = true }: Begun) {
  const folder = emptyFolder();
  const terminal = fileSecretStore(folder, {});
  const kept = new Map<string, string>(stored === undefined ? [] : [[name, stored]]);
  const replaced: string[] = [];
  const storage = tolerantStorage(
    {
      keys: async () => [...kept.keys()],
      get: async (key) => kept.get(key),
      store: async (key, value) => void kept.set(key, value),
      delete: async (key) => void kept.delete(key),
    },
    async () => true,
  );
  const files = untrackedSecretFiles(folder);
  const ofWindow: Places['storage'] = {
    get: async (key) => storage.get(key),
    set: async (key, value) => storage.store(key, value),
    delete: async (key) => storage.delete(key),
    take: async (key) => storage.take(key),
  };
  const window = secretsInOnePlace({
    files: async () => (trusted ? files : undefined),
    storage: ofWindow,
    replaced: (key) => replaced.push(key),
  });
  if (file !== undefined) await terminal.set(name, file);
  const path = join(folder, '.openbanking/secrets', secretFileName(name));
  const places = async () => ({ file: await terminal.get(name), stored: kept.get(name) });
  const move = async () => moveToFiles(files, ofWindow, name);
  return { folder, path, terminal, window, move, kept, replaced, places };
}

describe('a secret is read, written and deleted where it rests', () => {
  const uses: Record<string, (window: Awaited<ReturnType<typeof begin>>['window']) => Promise<string | undefined>> = {
    get: (window) => window.get(name),
    set: async (window) => void (await window.set(name, 'new')),
    delete: async (window) => void (await window.delete(name)),
  };
  it.each<[where: string, use: string, begun: Begun, gives: string | undefined, then: Begun]>([
    ['a file', 'get', { file: 'f' }, 'f', { file: 'f' }],
    ['the storage', 'get', { stored: 's' }, 's', { stored: 's' }],
    ['both', 'get', { file: 'f', stored: 's' }, 'f', { file: 'f' }],
    ['neither', 'get', {}, undefined, {}],
    ['a file', 'set', { file: 'f' }, undefined, { file: 'new' }],
    ['the storage', 'set', { stored: 's' }, undefined, { stored: 'new' }],
    ['both', 'set', { file: 'f', stored: 's' }, undefined, { file: 'new' }],
    ['neither', 'set', {}, undefined, { stored: 'new' }],
    ['a file', 'delete', { file: 'f' }, undefined, {}],
    ['the storage', 'delete', { stored: 's' }, undefined, {}],
    ['both', 'delete', { file: 'f', stored: 's' }, undefined, {}],
    ['neither', 'delete', {}, undefined, {}],
    ['a file, in a window that is not trusted,', 'get', { file: 'f', trusted: false }, undefined, { file: 'f' }],
    [
      'both, in a window that is not trusted,',
      'get',
      { file: 'f', stored: 's', trusted: false },
      's',
      { file: 'f', stored: 's' },
    ],
    [
      'both, in a window that is not trusted,',
      'delete',
      { file: 'f', stored: 's', trusted: false },
      undefined,
      { file: 'f' },
    ],
  ])('in %s: %s', async (_, use, begun, gives, then) => {
    const { window, places } = await begin(begun);
    expect(await uses[use]?.(window)).toBe(gives);
    expect(await places()).toEqual({ file: then.file, stored: then.stored });
  });
});

test('a refresh token that the window was given anew is the terminal’s at once, and the other way round', async () => {
  const { window, terminal, kept } = await begin({ file: 'first' });
  await window.set(name, 'second');
  expect(await terminal.get(name)).toBe('second');
  await terminal.set(name, 'third');
  expect(await window.get(name)).toBe('third');
  expect([...kept]).toEqual([]);
});

test('what a terminal wrote counts from then on; it is told once where it is another value, and what is elsewhere stays there', async () => {
  const { window, terminal, kept, replaced } = await begin({ stored: 'old' });
  await window.set(other, 'mine');
  expect(await window.get(name)).toBe('old');
  await terminal.set(name, 'new');
  expect([await window.get(name), await window.get(name)]).toEqual(['new', 'new']);
  expect(replaced).toEqual([name]);
  expect([...kept]).toEqual([[other, 'mine']]);
  await terminal.delete(name);
  expect(await window.get(name)).toBeUndefined();
});

test('the same value in both places is nothing to be told of', async () => {
  const { window, replaced, places } = await begin({ file: 'same', stored: 'same' });
  expect(await window.get(name)).toBe('same');
  expect([replaced, await places()]).toEqual([[], { file: 'same', stored: undefined }]);
});

test('an empty file is no secret, and takes none away', async () => {
  const { window, places } = await begin({ file: '', stored: 's' });
  expect(await window.get(name)).toBe('');
  expect(await places()).toEqual({ file: '', stored: 's' });
});

test.each<[what: string, spoil: (path: string) => void, says: RegExp]>([
  ['a folder in its place', (path) => mkdirSync(path, { recursive: true }), /is a folder/],
  [
    'a symbolic link',
    (path) => {
      writeFileSync(`${path}.theirs`, 'theirs');
      symlinkSync(`${path}.theirs`, path);
    },
    /is a symbolic link/,
  ],
])('%s is told, and what the storage has is neither used nor lost', async (_, spoil, says) => {
  const { window, path, kept } = await begin({ file: 'f', stored: 's' });
  rmSync(path);
  spoil(path);
  expect(await window.get(name).then(undefined, problemOf)).toMatchObject({ message: expect.stringMatching(says) });
  expect(await window.set(name, 'x').then(undefined, problemOf)).toMatchObject({ message: expect.stringMatching(/./) });
  expect([...kept]).toEqual([[name, 's']]);
});

test('a folder of secrets that is a symbolic link is looked into by nobody', async () => {
  const { window, terminal, folder, kept } = await begin({ stored: 's' });
  const files = untrackedSecretFiles(folder);
  const theirs = await begin({ file: 'theirs' });
  mkdirSync(join(folder, '.openbanking'));
  symlinkSync(join(theirs.folder, '.openbanking/secrets'), join(folder, '.openbanking/secrets'));
  const uses = [
    () => window.get(name),
    () => window.set(name, 'x'),
    () => window.delete(name),
    async () => window.tryPlace?.(),
    () => terminal.get(name),
    () => terminal.set(name, 'x'),
    () => terminal.delete(name),
    async () => void (await files.list()),
    () => files.remove(secretFileName(name)),
  ];
  for (const use of uses)
    expect(await use().then(undefined, problemOf)).toMatchObject({
      message: expect.stringContaining('is a symbolic link'),
    });
  expect([[...kept], await theirs.terminal.get(name)]).toEqual([[[name, 's']], 'theirs']);
});

test('a full disk fails what would be written to a file, which stays as it was, and puts nothing into the storage', async () => {
  const { window, places } = await begin({ file: 'f' });
  disk.fault = () => 'ENOSPC';
  try {
    expect(await window.set(name, 'x').then(undefined, problemOf)).toMatchObject({ code: 'disk_full' });
    expect(await window.tryPlace?.().then(undefined, problemOf)).toMatchObject({ code: 'disk_full' });
  } finally {
    disk.fault = undefined;
  }
  expect(await places()).toEqual({ file: 'f', stored: undefined });
});

test('the place of files is tried where there are some, and a folder without any gets none', async () => {
  const without = await begin({ stored: 's' });
  await without.window.tryPlace?.();
  expect(readdirSync(without.folder)).toEqual([]);
  const { window, folder } = await begin({ file: 'f' });
  rmSync(join(folder, '.openbanking/.gitignore'));
  mkdirSync(join(folder, '.openbanking/.gitignore'));
  expect(await Promise.resolve(window.tryPlace?.()).then(undefined, problemOf)).toMatchObject({
    code: expect.stringMatching(/^file_/),
  });
});

describe('what is moved from the storage into a file', () => {
  it('leaves the one place when it is in the other', async () => {
    const { move, places } = await begin({ stored: 's' });
    expect([await move(), await places()]).toEqual([true, { file: 's', stored: undefined }]);
    expect(await move()).toBe(false);
  });

  it('does not take the place of what a terminal wrote since the question was asked', async () => {
    const { move, places } = await begin({ file: 'newer', stored: 's' });
    expect([await move(), await places()]).toEqual([false, { file: 'newer', stored: 's' }]);
  });

  it('is what the window stored last, also while the file was written', async () => {
    const { move, kept, places } = await begin({ stored: 'first' });
    disk.fault = (_, written) => {
      if (written === 'first') kept.set(name, 'second');
      return undefined;
    };
    try {
      expect(await move()).toBe(true);
    } finally {
      disk.fault = undefined;
    }
    expect(await places()).toEqual({ file: 'second', stored: undefined });
  });

  it('stays where it was when the disk is full', async () => {
    const { move, places } = await begin({ stored: 's' });
    disk.fault = () => 'ENOSPC';
    try {
      expect(await move().then(undefined, problemOf)).toMatchObject({ code: 'disk_full' });
    } finally {
      disk.fault = undefined;
    }
    expect(await places()).toEqual({ file: undefined, stored: 's' });
  });
});

describe('a file that git tracks, which a repository may have brought along', () => {
  const git = (folder: string, ...options: string[]): string =>
    execFileSync('git', ['-c', 'init.defaultBranch=main', ...options], { cwd: folder, encoding: 'utf8' });

  it('is neither used nor written, and costs the window nothing of its own; it can be removed', async () => {
    const { window, folder, path, kept, replaced, places } = await begin({ file: 'theirs', stored: 's' });
    git(folder, 'init', '-q');
    git(folder, 'add', '-f', path);
    for (const use of [() => window.get(name), () => window.set(name, 'x')])
      expect(await use().then(undefined, problemOf)).toMatchObject({
        code: 'file_unreadable',
        message: expect.stringContaining('Git tracks .openbanking/secrets/tokens+sandbox+aac-1.'),
      });
    expect([[...kept], replaced, readFileSync(path, 'utf8')]).toEqual([[[name, 's']], [], 'theirs']);
    await window.delete(name);
    expect(await places()).toEqual({ file: undefined, stored: undefined });
  });

  it.each<[how: string, bring: (folder: string, path: string) => void]>([
    [
      'among thousands of others',
      (folder, path) => {
        for (let at = 0; at < 8000; at++) writeFileSync(join(path, '..', `${'a'.repeat(150)}${at}`), '');
        git(folder, 'add', '-f', '.');
      },
    ],
    [
      'in capitals, which some disks take for the same',
      (folder, path) => {
        const capitals = join(folder, '.OpenBanking/SECRETS');
        mkdirSync(capitals, { recursive: true });
        writeFileSync(join(capitals, basename(path).toUpperCase()), 'theirs');
        git(folder, 'add', '-f', join(capitals, basename(path).toUpperCase()));
      },
    ],
    [
      'with the sign for Kelvin, which a Mac takes for a k',
      (folder, path) => {
        const kelvin = join(folder, '.openban\u212aing/\u017fecrets');
        mkdirSync(kelvin, { recursive: true });
        writeFileSync(join(kelvin, basename(path)), 'theirs');
        git(folder, 'add', '-f', join(kelvin, basename(path)));
      },
    ],
    [
      'under the short name that a Windows disk has for it',
      (folder, path) => {
        mkdirSync(join(folder, 'OPENBA~1/secrets'), { recursive: true });
        writeFileSync(join(folder, 'OPENBA~1/secrets', basename(path)), 'theirs');
        git(folder, 'add', '-f', 'OPENBA~1');
      },
    ],
    [
      'in a submodule',
      (folder) => {
        const own = join(folder, '.openbanking');
        git(own, 'init', '-q');
        git(own, 'add', '-f', '.');
        git(own, '-c', 'user.name=a', '-c', 'user.email=a@b.example', 'commit', '-qm', 'theirs');
        git(folder, 'add', '-f', '.openbanking');
      },
    ],
    [
      'in a submodule of the secrets alone',
      (folder, path) => {
        const own = join(path, '..');
        git(own, 'init', '-q');
        git(own, 'add', '-f', '.');
        git(own, '-c', 'user.name=a', '-c', 'user.email=a@b.example', 'commit', '-qm', 'theirs');
        git(folder, 'add', '-f', '.openbanking/secrets');
      },
    ],
  ])('is found %s', async (_, bring) => {
    const { window, folder, path } = await begin({ file: 'theirs', stored: 's' });
    git(folder, 'init', '-q');
    bring(folder, path);
    expect(await window.get(name).then(undefined, problemOf)).toMatchObject({ code: 'file_unreadable' });
  });

  it('is found in a subfolder with any name, and from a hook of another repository', async () => {
    const repository = emptyFolder();
    git(repository, 'init', '-q');
    const folder = join(repository, 'a[b]*');
    mkdirSync(folder);
    const terminal = fileSecretStore(folder, {});
    await terminal.set(name, 'theirs');
    git(folder, 'add', '-f', '.openbanking/secrets');
    vi.stubEnv('GIT_DIR', join(repository, '.git'));
    vi.stubEnv('GIT_INDEX_FILE', join(emptyFolder(), 'index'));
    vi.stubEnv('GIT_LITERAL_PATHSPECS', '1');
    onTestFinished(() => void vi.unstubAllEnvs());
    const asked = untrackedSecretFiles(folder).get(name);
    expect(await asked.then(undefined, problemOf)).toMatchObject({ code: 'file_unreadable' });
  });

  it.each([
    ['without an index', ''],
    ['whose files are elsewhere', 'bare = false\nworktree = /nowhere\n'],
    ['that no git reads', '['],
  ])('is found where the folder looks like a repository of its own, %s', async (_, options) => {
    const repository = emptyFolder();
    git(repository, 'init', '-q');
    const folder = join(repository, 'brought/demo');
    mkdirSync(folder, { recursive: true });
    await fileSecretStore(folder, {}).set(name, 'theirs');
    const brought = join(repository, 'brought');
    for (const part of ['objects', 'refs']) {
      mkdirSync(join(brought, part));
      writeFileSync(join(brought, part, '.keep'), '');
    }
    writeFileSync(join(brought, 'HEAD'), 'ref: refs/heads/main\n');
    writeFileSync(join(brought, 'config'), `[core]\nrepositoryformatversion = 0\n${options}`);
    git(repository, 'add', '-f', '.');
    const asked = untrackedSecretFiles(folder).get(name);
    expect(await asked.then(undefined, problemOf)).toMatchObject({ code: 'file_unreadable' });
  });

  it('is noticed when it comes to be tracked', async () => {
    const { folder, path } = await begin({ file: 'f' });
    let time = 0;
    const files = untrackedSecretFiles(folder, () => time);
    git(folder, 'init', '-q');
    expect(await files.get(name)).toBe('f');
    git(folder, 'add', '-f', path);
    time += 5001;
    expect(await files.get(name).then(undefined, problemOf)).toMatchObject({ code: 'file_unreadable' });
  });

  it('is told from those beside it, which count', async () => {
    const { window, folder, terminal } = await begin({ file: 'f' });
    await terminal.set(other, 'theirs');
    git(folder, 'init', '-q');
    git(folder, 'add', '-f', join(folder, '.openbanking/secrets', secretFileName(other)));
    expect(await window.get(name)).toBe('f');
    expect(await window.get(other).then(undefined, problemOf)).toMatchObject({ code: 'file_unreadable' });
  });
});

test('a file that others could read is its owner’s alone once it was read', async () => {
  const { window, path } = await begin({});
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, 'f', { mode: 0o644 });
  expect(await window.get(name)).toBe('f');
  if (process.platform !== 'win32') expect((statSync(path).mode & 0o777).toString(8)).toBe('600');
});
