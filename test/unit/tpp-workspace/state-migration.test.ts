import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execPath } from 'node:process';
import { pathToFileURL } from 'node:url';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { shownConsent } from '../../../src/tpp/consents/shape.ts';
import { stateSchema } from '../../../src/tpp/workspace/state.ts';
import { fileStateStore } from '../../../src/tpp/workspace/state-file.ts';
import { often, seed } from '../../support/chance.ts';
import { disk } from '../../support/faulty-disk.ts';
import { fullVersion1, textOfVersion1 } from '../../support/state-version-1.ts';
import { withoutClock } from '../../support/system-time.ts';
import { emptyFolder } from './folder.ts';

vi.mock('node:fs/promises', async (original) =>
  (await import('../../support/faulty-disk.ts')).withFaults(await original()),
);
afterEach(() => {
  disk.fault = undefined;
});

const old = fullVersion1();
const text = textOfVersion1(old);

function folderOfVersion1(): { folder: string; file: string; kept: string } {
  const folder = emptyFolder();
  mkdirSync(join(folder, '.openbanking'));
  const file = join(folder, '.openbanking/state.json');
  writeFileSync(file, text, { mode: 0o600 });
  return { folder, file, kept: join(folder, '.openbanking/state.v1.json') };
}

const module = pathToFileURL(join(import.meta.dirname, '../../../src/tpp/workspace/state-file.ts')).href;
const migrating = `
  const { fileStateStore } = await import(${JSON.stringify(module)});
  await fileStateStore(process.argv[2]).update((state) => state);
  process.stdin.once('data', () => fileStateStore(process.argv[1]).update((state) => state).then(() => process.exit(0)));
  process.stdout.write('ready');`;

describe('a state of version 1', () => {
  it('is read as version 2 and not written for that', async () => {
    const { folder, file, kept } = folderOfVersion1();
    const state = await fileStateStore(folder).read();
    expect(stateSchema.parse(state)).toEqual(state);
    expect(state).toMatchObject({ version: 2, clients: old.clients, orders: [], subscriptions: [] });
    expect(readFileSync(file, 'utf8')).toBe(text);
    expect(existsSync(kept)).toBe(false);
  });

  it('loses nothing: every consent is shown as it was, and its flow still waits', async () => {
    const { folder } = folderOfVersion1();
    const { consents } = await fileStateStore(folder).update((state) => state);
    const was = old.consents.map(({ bank: _, pending: __, ...consent }) => consent);
    expect(JSON.parse(JSON.stringify(consents.map(shownConsent)))).toEqual(was);
    expect(consents.map(({ bank, pending }) => ({ bank, pending }))).toEqual(
      old.consents.map(({ bank, pending }) => ({ bank, pending })),
    );
    expect(await fileStateStore(folder).read()).toMatchObject({ consents: JSON.parse(JSON.stringify(consents)) });
  });

  it.each([
    ['Authorised', { version: '3.1', status: 'authorised', told: undefined }],
    ['CANC', { version: '4.0', status: 'revoked', told: undefined }],
    ['Expired', { version: '3.1', status: 'expired', told: 'Expired' }],
    ['authorised', { version: '3.1', status: 'authorised', told: 'authorised' }],
    ['Sleeping', { version: '3.1', status: 'unknown', told: 'Sleeping' }],
  ])('keeps the status %s neutral, with the word itself where no version spells it so', async (word, expected) => {
    const { folder } = folderOfVersion1();
    const { consents } = await fileStateStore(folder).read();
    const index = old.consents.findIndex(({ status }) => status === word);
    expect(consents[index]).toMatchObject({ kind: 'account-access', ...expected });
  });

  it('is kept once, byte for byte and for its owner alone, by the first change', async () => {
    const { folder, file, kept } = folderOfVersion1();
    const store = fileStateStore(folder);
    await store.update((state) => state);
    expect(readFileSync(kept, 'utf8')).toBe(text);
    if (process.platform !== 'win32') expect(statSync(kept).mode & 0o777).toBe(0o600);
    expect(JSON.parse(readFileSync(file, 'utf8')).version).toBe(2);
    await store.update((state) => ({ ...state, consents: [] }));
    expect(readFileSync(kept, 'utf8')).toBe(text);
    expect(readdirSync(join(folder, '.openbanking')).sort()).toEqual(['.gitignore', 'state.json', 'state.v1.json']);
  });

  it('that is put back is migrated again, and the one kept first stays', async () => {
    const { folder, file, kept } = folderOfVersion1();
    writeFileSync(kept, 'what was kept before');
    expect((await fileStateStore(folder).update((state) => state)).version).toBe(2);
    expect(readFileSync(kept, 'utf8')).toBe('what was kept before');
    expect(JSON.parse(readFileSync(file, 'utf8')).consents).toHaveLength(old.consents.length);
  });

  it('stays as it is when the change throws', async () => {
    const { folder, file, kept } = folderOfVersion1();
    const broken = fileStateStore(folder).update(() => {
      throw new Error('no');
    });
    await expect(broken).rejects.toThrow('no');
    expect(readFileSync(file, 'utf8')).toBe(text);
    expect(existsSync(kept)).toBe(false);
  });

  it.each([
    ['to keep it', 'state.v1.json', false],
    ['for version 2', 'state.json', true],
  ])('stays as it is on a disk that has no room %s', async (_, name, isKept) => {
    const { folder, file, kept } = folderOfVersion1();
    disk.fault = (path) => (path.includes(`/${name}.`) ? 'ENOSPC' : undefined);
    await expect(fileStateStore(folder).update((state) => state)).rejects.toMatchObject({ code: 'disk_full' });
    expect(readFileSync(file, 'utf8')).toBe(text);
    expect(existsSync(kept)).toBe(isKept);
    disk.fault = undefined;
    expect((await fileStateStore(folder).update((state) => state)).version).toBe(2);
    expect(readFileSync(kept, 'utf8')).toBe(text);
  });

  it(
    'is whole in one version or the other, however early or late a process that migrates it is killed',
    async () => {
      for (let turn = 0; turn < often(3); turn += 1) {
        const { folder, file, kept } = folderOfVersion1();
        const process = spawn(
          execPath,
          ['--no-warnings', '--input-type=module', '--eval', migrating, folder, emptyFolder()],
          {
            env: withoutClock(),
          },
        );
        const ended = once(process, 'exit');
        await once(process.stdout, 'data');
        process.stdin.write('go');
        // It takes about fifteen milliseconds here.
        const until = performance.now() + ((seed + turn * 7919) % 101) / 2.5;
        while (performance.now() < until) await new Promise(setImmediate);
        process.kill('SIGKILL');
        await ended;
        const now = readFileSync(file, 'utf8');
        const { version, consents } = JSON.parse(now);
        expect(consents).toHaveLength(old.consents.length);
        if (version === 1) expect(now).toBe(text);
        else expect(stateSchema.safeParse(JSON.parse(now)).success).toBe(true);
        if (version === 2 || existsSync(kept)) expect(readFileSync(kept, 'utf8')).toBe(text);
        // A lock that the killed one held is waited for.
        expect((await fileStateStore(folder).update((state) => state)).consents).toHaveLength(old.consents.length);
      }
    },
    10_000 + often(3) * 8_000,
  );
});
