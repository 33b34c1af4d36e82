/** Symbolic links in the own folder of a workspace, where a repository can have put them. */
import { mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fileAllowances } from '../../../src/tpp/commands/allowances.ts';
import { problemOf } from '../../../src/tpp/errors.ts';
import { fileSecretStore } from '../../../src/tpp/workspace/secret-files.ts';
import { fileStateStore } from '../../../src/tpp/workspace/state-file.ts';
import { emptyFolder } from '../tpp-workspace/folder.ts';

const names = (folder: string): string[] => readdirSync(folder, { recursive: true }).map(String).sort();

const links = describe.runIf(process.platform !== 'win32');
links('a symbolic link in the own folder, which may have come with a repository', () => {
  const secret = 'client_secret/a/b';
  const uses: [string, (folder: string) => Promise<unknown>][] = [
    ['state read', (folder) => fileStateStore(folder).read()],
    ['state written', (folder) => fileStateStore(folder).update((state) => state)],
    ['state tried', async (folder) => fileStateStore(folder).tryPlace?.()],
    ['a secret read', (folder) => fileSecretStore(folder, {}).get(secret)],
    ['a secret written', (folder) => fileSecretStore(folder, {}).set(secret, 'x')],
    ['a secret tried', async (folder) => fileSecretStore(folder, {}).tryPlace?.()],
    ['a secret removed', (folder) => fileSecretStore(folder, {}).delete(secret)],
    ['an allowance looked for', (folder) => fileAllowances(folder, {}).has('d')],
  ];
  const secretFile = async (): Promise<string> => {
    const folder = emptyFolder();
    await fileSecretStore(folder, {}).set(secret, 'x');
    return names(join(folder, '.openbanking')).find((name) => name.includes('client_secret')) ?? '';
  };

  it.each<[place: string, uses: string[]]>([
    ['', uses.map(([name]) => name)],
    ['.gitignore', ['state written', 'state tried', 'a secret written', 'a secret tried']],
    ['state.json', ['state read', 'state written', 'state tried']],
    ['secrets', ['a secret read', 'a secret written', 'a secret tried', 'a secret removed']],
    ['secrets/*', ['a secret read', 'a secret written', 'a secret removed']],
    ['allowed-commands.json', ['an allowance looked for']],
  ])('at .openbanking/%s is neither read nor written through', async (where, refused) => {
    const place = where === 'secrets/*' ? await secretFile() : where;
    for (const [name, use] of uses) {
      const other = emptyFolder();
      const folder = emptyFolder();
      const own = join(folder, '.openbanking');
      const isFolder = place === '' || place === 'secrets';
      const target = isFolder ? join(other, 'theirs') : join(other, 'theirs.txt');
      if (isFolder) mkdirSync(target);
      else writeFileSync(target, 'theirs', { mode: 0o600 });
      if (place !== '') mkdirSync(join(own, ...place.split('/').slice(0, -1)), { recursive: true });
      symlinkSync(target, join(own, place));
      const before = [names(other), statSync(target).mode];
      const problem = await use(folder).then(() => undefined, problemOf);
      if (refused.includes(name))
        expect([name, problem?.message]).toEqual([name, expect.stringContaining('a symbolic link')]);
      expect([name, names(other), statSync(target).mode]).toEqual([name, ...before]);
      if (!isFolder) expect([name, readFileSync(target, 'utf8')]).toEqual([name, 'theirs']);
    }
  });

  it('in the place of .gitignore is refused whatever stands behind it, as git does not follow it', async () => {
    const folder = emptyFolder();
    mkdirSync(join(folder, '.openbanking'));
    writeFileSync(join(folder, 'ignored'), '*\n');
    symlinkSync(join('..', 'ignored'), join(folder, '.openbanking', '.gitignore'));
    const set = fileSecretStore(folder, {}).set(secret, 'x');
    expect(await set.catch(problemOf)).toMatchObject({ message: expect.stringContaining('a symbolic link') });
    expect(names(join(folder, '.openbanking'))).toEqual(['.gitignore']);
  });
});

it.each([
  ['*\n!*\n', '*\n!*\n*\n'],
  ['*\n!secrets', '*\n!secrets\n*\n'],
  ['!state.json\r\n*', '!state.json\r\n*'],
  [' *\n', ' *\n*\n'],
  ['*\t\n', '*\n*\n'],
])('a .gitignore of the own folder that says %j keeps all of it out of git', async (brought, after) => {
  const folder = emptyFolder();
  mkdirSync(join(folder, '.openbanking'));
  const file = join(folder, '.openbanking', '.gitignore');
  writeFileSync(file, brought);
  await fileSecretStore(folder, {}).set('client_secret/a/b', 'x');
  expect(readFileSync(file, 'utf8')).toBe(after);
});
