import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';
import { describe, expect, it, vi } from 'vitest';
import { problemOf } from '../../../src/tpp/errors.ts';
import { environmentNames, fileSecretStore } from '../../../src/tpp/workspace/secret-files.ts';
import { clientSecretName, consentTokensName, type SecretName } from '../../../src/tpp/workspace/secrets.ts';
import { type ClientRecord, emptyState } from '../../../src/tpp/workspace/state.ts';
import { fileStateStore } from '../../../src/tpp/workspace/state-file.ts';
import { withoutClock } from '../../support/system-time.ts';
import { emptyFolder } from './folder.ts';

const client = (clientId: string): ClientRecord => ({
  bank: 'sandbox',
  clientId,
  softwareId: 's',
  registeredAt: '2026-11-22T10:00:00Z',
  tokenEndpointAuthMethod: 'private_key_jwt',
  registration: { client_id: clientId },
});

/** As a process that was killed leaves it. Years ago by any clock: this process's may be moved, that of those that it starts is not. */
function leaveLock(folder: string): void {
  const lock = join(folder, '.openbanking/state.json.lock');
  mkdirSync(lock, { recursive: true });
  const longAgo = new Date('2020-01-01');
  utimesSync(lock, longAgo, longAgo);
}

describe('the state file', () => {
  it('is empty at first, and remembers', async () => {
    const folder = emptyFolder();
    const store = fileStateStore(folder);
    expect(await store.read()).toEqual(emptyState());
    expect(existsSync(join(folder, '.openbanking'))).toBe(false);
    await store.update((state) => ({ ...state, clients: [client('a')] }));
    expect((await fileStateStore(folder).read()).clients).toEqual([client('a')]);
    if (process.platform !== 'win32')
      expect(statSync(join(folder, '.openbanking/state.json')).mode & 0o777).toBe(0o600);
  });

  it('that an editor saved with a byte order mark is read all the same', async () => {
    const folder = emptyFolder();
    await fileStateStore(folder).update((state) => state);
    const file = join(folder, '.openbanking/state.json');
    writeFileSync(file, `\ufeff${readFileSync(file, 'utf8')}`);
    expect(await fileStateStore(folder).read()).toEqual(emptyState());
  });

  it('stays out of git', async () => {
    const folder = emptyFolder();
    execFileSync('git', ['init', '-q'], { cwd: folder });
    await fileStateStore(folder).update((state) => state);
    await fileSecretStore(folder, {}).set('client_secret/a/b', 'x');
    expect(execFileSync('git', ['status', '--porcelain', '-uall'], { cwd: folder }).toString()).toBe('');
    expect(readFileSync(join(folder, '.openbanking/.gitignore'), 'utf8')).toBe('*\n');
  });

  it.each([
    ['no folder', (lock: string) => writeFileSync(lock, '')],
    ['not empty', (lock: string) => mkdirSync(join(lock, 'something'), { recursive: true })],
  ])('whose lock is %s is told before anything is sent, with what to remove', async (_what, make) => {
    const folder = emptyFolder();
    const store = fileStateStore(folder);
    await store.update((state) => state);
    make(join(folder, '.openbanking/state.json.lock'));
    for (const use of [() => store.tryPlace?.(), () => store.update((state) => state)])
      await expect(use()).rejects.toMatchObject({
        code: 'file_not_writable',
        problem: { try: expect.stringContaining('remove .openbanking/state.json.lock.') },
      });
  });

  it('loses no change of many at once, through one store or several', async () => {
    const folder = emptyFolder();
    const stores = [fileStateStore(folder), fileStateStore(`${folder}/.`)];
    const add = (id: string, index: number) =>
      stores[index % 2]?.update((state) => ({ ...state, clients: [...state.clients, client(id)] }));
    const ids = Array.from({ length: 30 }, (_, index) => `c${index}`);
    await Promise.all(ids.map(add));
    const { clients } = await fileStateStore(folder).read();
    expect(clients.map((one) => one.clientId).sort()).toEqual(ids.toSorted());
    expect(readdirSync(join(folder, '.openbanking')).sort()).toEqual(['.gitignore', 'state.json']);
  });

  it.each([
    ['whose clock is the disk’s', 0, false],
    ['by whose clock the disk is a year late', 365 * 86_400_000, false],
    ['where a killed one left its lock', 0, true],
  ])(
    'loses no change of several processes at the same file, %s',
    async (_, ahead, isLeft) => {
      const folder = emptyFolder();
      if (isLeft) leaveLock(folder);
      const clock = pathToFileURL(join(import.meta.dirname, '../../days/handed-in-clock.mjs')).href;
      const module = pathToFileURL(join(import.meta.dirname, '../../../src/tpp/workspace/state-file.ts')).href;
      const script = `
      const { fileStateStore } = await import(${JSON.stringify(module)});
      const [folder, name] = process.argv.slice(1);
      process.stdout.write('ready');
      await new Promise((resolve) => process.stdin.once('data', resolve));
      for (let count = 0; count < 15; count += 1) {
        const client = { ...${JSON.stringify(client('x'))}, clientId: name + count };
        await fileStateStore(folder).update((state) => ({ ...state, clients: [...state.clients, client] }));
      }
      process.exit(0);`;
      const processes = ['a', 'b', 'c'].map((name) =>
        spawn(
          process.execPath,
          ['--no-warnings', '--import', clock, '--input-type=module', '--eval', script, folder, name],
          {
            env: { ...withoutClock(), OBW_CLOCK_AHEAD: String(ahead) },
          },
        ),
      );
      const ended = processes.map((each) => once(each, 'exit'));
      const said = processes.map((each) => text(each.stderr));
      // They begin together, however long each took to load.
      await Promise.all(processes.map((each) => once(each.stdout, 'data')));
      for (const each of processes) each.stdin.write('go');
      const statuses = (await Promise.all(ended)).map(([status]) => status);
      expect(statuses, (await Promise.all(said)).join('\n')).toEqual([0, 0, 0]);
      const { clients } = await fileStateStore(folder).read();
      const expected = ['a', 'b', 'c'].flatMap((name) => Array.from({ length: 15 }, (_, count) => `${name}${count}`));
      expect(clients.map(({ clientId }) => clientId).toSorted()).toEqual(expected.toSorted());
    },
    60_000,
  );

  it('goes on after a change that threw, and leaves the file as it was', async () => {
    const store = fileStateStore(emptyFolder());
    await store.update((state) => ({ ...state, clients: [client('a')] }));
    const broken = store.update(() => {
      throw new Error('no');
    });
    await expect(broken).rejects.toThrow('no');
    expect((await store.update((state) => state)).clients).toHaveLength(1);
  });

  it('takes a lock that a killed process left behind', async () => {
    const folder = emptyFolder();
    leaveLock(folder);
    expect((await fileStateStore(folder).update((state) => state)).version).toBe(2);
  });

  it.each([
    ['no JSON', '{', 'state_invalid', 'it is not JSON'],
    ['empty', '', 'state_invalid', 'it is not JSON'],
    ['null', 'null', 'state_invalid', 'the file must be of type object'],
    ['no version', '{}', 'state_invalid', 'version is missing'],
    [
      'a client without its id',
      '{"version":2,"clients":[{}],"consents":[],"orders":[],"subscriptions":[]}',
      'state_invalid',
      'clients[0].bank is missing',
    ],
    [
      'of version 1, consents that are a number',
      '{"version":1,"clients":[],"consents":7}',
      'state_invalid',
      'consents must be of type array',
    ],
    [
      'nested deeper than whoever walks it can go',
      `{"version":2,"x":${'['.repeat(200_000)}${']'.repeat(200_000)}}`,
      'state_invalid',
      'the JSON is nested more than 210 levels deep',
    ],
    ['of a newer version', '{"version":3,"people":[]}', 'state_newer', '3, this one knows 2'],
  ])('%s: neither read nor overwritten', async (_, text, code, why) => {
    const folder = emptyFolder();
    mkdirSync(join(folder, '.openbanking'));
    writeFileSync(join(folder, '.openbanking/state.json'), text);
    const store = fileStateStore(folder);
    await expect(store.read()).rejects.toMatchObject({ code, message: expect.stringContaining(`(${why})`) });
    await expect(store.update((state) => state)).rejects.toMatchObject({ code });
    expect(readFileSync(join(folder, '.openbanking/state.json'), 'utf8')).toBe(text);
  });

  it.each([
    ['a file stands where its folder should be', (folder: string) => writeFileSync(join(folder, '.openbanking'), '')],
    [
      'its workspace is a file',
      (folder: string) => {
        rmSync(folder, { recursive: true });
        writeFileSync(folder, '');
      },
    ],
  ])('%s: file_not_writable', async (_, spoil) => {
    const folder = emptyFolder();
    spoil(folder);
    await expect(fileStateStore(folder).update((state) => state)).rejects.toMatchObject({ code: 'file_not_writable' });
  });

  it.skipIf(process.getuid?.() === 0)('a folder that may not be written is file_not_writable', async () => {
    const folder = emptyFolder();
    chmodSync(folder, 0o500);
    await expect(fileStateStore(folder).update((state) => state)).rejects.toMatchObject({ code: 'file_not_writable' });
  });
});

describe('secret files', () => {
  it('are set, got, replaced and deleted', async () => {
    const folder = emptyFolder();
    const store = fileSecretStore(folder, {});
    const name = clientSecretName('sandbox', 'c1');
    expect(await store.get(name)).toBeUndefined();
    await store.set(name, 'one');
    await store.set(name, 'two');
    expect(await fileSecretStore(folder, {}).get(name)).toBe('two');
    await store.delete(name);
    await store.delete(name);
    expect(await store.get(name)).toBeUndefined();
  });

  it('are readable by their owner only, whatever the umask or an older file', async () => {
    const folder = emptyFolder();
    const before = process.umask(0);
    try {
      const store = fileSecretStore(folder, {});
      await store.set('client_secret/a/b', 'x');
      const secrets = join(folder, '.openbanking/secrets');
      const [file = ''] = readdirSync(secrets);
      chmodSync(join(secrets, file), 0o644);
      chmodSync(secrets, 0o755);
      await store.set('client_secret/a/b', 'y');
      expect(readdirSync(secrets)).toEqual([file]);
      expect((statSync(join(secrets, file)).mode & 0o777).toString(8)).toBe('600');
      expect((statSync(secrets).mode & 0o777).toString(8)).toBe('700');
    } finally {
      process.umask(before);
    }
  });

  it.each<[string, SecretName]>([
    ['a path that climbs', 'tokens/../../../../etc/passwd'],
    ['characters no file name has', 'tokens/a:b*c?<>|"\\/\u0000'],
    ['a very long id', `tokens/sandbox/${'x'.repeat(5000)}`],
    ['letters of any kind', 'tokens/bänk/☃'],
  ])('%s is a name like any other', async (_, name) => {
    const folder = emptyFolder();
    const store = fileSecretStore(folder, {});
    await store.set(name, 'secret');
    expect(await store.get(name)).toBe('secret');
    expect(readdirSync(join(folder, '.openbanking/secrets'))).toHaveLength(1);
  });

  it('tell names apart that differ only in case or in their separators', async () => {
    const store = fileSecretStore(emptyFolder(), {});
    const names: SecretName[] = ['tokens/a/b', 'tokens/A/b', 'tokens/a%2Fb', 'tokens/a+b'];
    for (const name of names) await store.set(name, name);
    expect(await Promise.all(names.map((name) => store.get(name)))).toEqual(names);
  });

  it('give way to environment variables, the most specific first; empty ones do not count', async () => {
    const folder = emptyFolder();
    const name = clientSecretName('sand-box', 'c.1');
    await fileSecretStore(folder, {}).set(name, 'file');
    expect(environmentNames(name)).toEqual([
      'OBW_CLIENT_SECRET_SAND_BOX_C_1',
      'OBW_CLIENT_SECRET_SAND_BOX',
      'OBW_CLIENT_SECRET',
    ]);
    const get = (environment: Record<string, string>) => fileSecretStore(folder, environment).get(name);
    expect(await get({ OBW_CLIENT_SECRET: 'general' })).toBe('general');
    expect(await get({ OBW_CLIENT_SECRET: 'general', OBW_CLIENT_SECRET_SAND_BOX: 'bank' })).toBe('bank');
    expect(await get({ OBW_CLIENT_SECRET_SAND_BOX_C_1: 'own', OBW_CLIENT_SECRET_SAND_BOX: 'bank' })).toBe('own');
    expect(await get({ OBW_CLIENT_SECRET: '' })).toBe('file');
    expect(environmentNames(consentTokensName('sandbox', 'aac-1'))).toEqual(['OBW_TOKENS_SANDBOX_AAC_1']);
  });

  it.skipIf(process.platform === 'win32')('of another user of the machine are not read', async () => {
    const folder = emptyFolder();
    const store = fileSecretStore(folder, {});
    await store.set('client_secret/a/b', 'do-not-show');
    const secrets = join(folder, '.openbanking/secrets');
    const [file = ''] = readdirSync(secrets);
    const theirs = 54_321;
    const isSystem = process.getuid?.() === 0;
    if (isSystem) chownSync(join(secrets, file), theirs, theirs);
    const us = vi.spyOn(process, 'getuid');
    try {
      us.mockReturnValue(statSync(join(secrets, file)).uid + 1);
      const failed = await store.get('client_secret/a/b').catch(problemOf);
      expect(failed).toMatchObject({ code: 'file_unreadable', message: expect.stringContaining('another user') });
      expect(JSON.stringify(failed)).not.toContain('do-not-show');
      us.mockReturnValue(0);
      expect(await store.get('client_secret/a/b')).toBe('do-not-show');
      if (!isSystem) return;
      // Some file systems give every file to the system's user.
      chownSync(join(secrets, file), 0, 0);
      us.mockReturnValue(theirs);
      expect(await store.get('client_secret/a/b')).toBe('do-not-show');
    } finally {
      us.mockRestore();
    }
  });

  it.skipIf(process.platform === 'win32')('that others could read are private once they were read', async () => {
    const folder = emptyFolder();
    const store = fileSecretStore(folder, {});
    await store.set('client_secret/a/b', 'x');
    const secrets = join(folder, '.openbanking/secrets');
    const [file = ''] = readdirSync(secrets);
    chmodSync(join(secrets, file), 0o664);
    expect(await store.get('client_secret/a/b')).toBe('x');
    expect((statSync(join(secrets, file)).mode & 0o777).toString(8)).toBe('600');
  });

  it('whose folder cannot be made: file_not_writable, without the secret', async () => {
    const folder = emptyFolder();
    writeFileSync(join(folder, '.openbanking'), '');
    const failed = await fileSecretStore(folder, {})
      .set('client_secret/a/b', 'do-not-show')
      .catch((thrown: unknown) => thrown);
    expect(failed).toMatchObject({ code: 'file_not_writable' });
    expect(JSON.stringify(failed)).not.toContain('do-not-show');
  });
});
