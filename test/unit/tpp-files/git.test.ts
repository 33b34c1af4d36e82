/** A folder that may be anyone's, its `.git` too: an archive brings along whatever options its maker likes. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { askGit } from '../../../src/tpp/files/git.ts';
import { untrack } from '../../../src/tpp/workspace/key-findings.ts';
import { emptyFolder } from '../tpp-workspace/folder.ts';

function repository() {
  const folder = emptyFolder();
  const ran = join(emptyFolder(), 'ran');
  const git = (...options: string[]): string =>
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b.example', ...options], {
      cwd: folder,
      encoding: 'utf8',
    });
  git('init', '-q');
  for (const name of ['here', 'there']) {
    mkdirSync(join(folder, name));
    writeFileSync(join(folder, name, 'file'), name);
  }
  git('add', '.');
  git('commit', '-qm', 'theirs');
  return { folder, ran, git };
}

test.each([
  ['over ssh', 'ssh://bank.example/x', 'core.sshCommand'],
  ['from a folder', '/nowhere', 'remote.origin.uploadpack'],
])('no program is run that a repository names to fetch what it lacks %s', async (_, url, option) => {
  const { folder, ran, git } = repository();
  git('sparse-checkout', 'set', '--cone', '--sparse-index', 'here');
  const tree = git('rev-parse', 'HEAD:there').trim();
  rmSync(join(folder, '.git/objects', tree.slice(0, 2), tree.slice(2)));
  for (const [name, value] of [
    ['core.repositoryFormatVersion', '1'],
    ['extensions.partialClone', 'origin'],
    ['remote.origin.promisor', 'true'],
    ['remote.origin.url', url],
    ['protocol.allow', 'always'],
    [option, `touch '${ran}'; false`],
  ])
    git('config', String(name), String(value));
  await askGit(folder, ['ls-files', '-z', '--', ':(glob)*'], '--icase-pathspecs');
  expect(existsSync(ran)).toBe(false);
});

test.skipIf(process.platform === 'win32')(
  'no hook of a repository is run where a key is taken out of git',
  async () => {
    const { folder, ran } = repository();
    writeFileSync(join(folder, '.git/hooks/post-index-change'), `#!/bin/sh\ntouch '${ran}'\n`, { mode: 0o755 });
    expect(await untrack(folder, 'here/file')).toBe(true);
    expect(existsSync(ran)).toBe(false);
  },
);
