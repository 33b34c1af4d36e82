/** Where an environment file goes: for its owner alone, and not into a repository unnoticed. */
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { ignore, repositoryOf, writePrivate } from '../../../src/extension/registration/environment-file.ts';
import { notIgnored } from '../../../src/tpp/workspace/key-findings.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'obw-environment-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test.skipIf(process.platform === 'win32')('a file that others could read is theirs no longer', async () => {
  const path = join(folder, 'environment.json');
  writeFileSync(path, 'old');
  chmodSync(path, 0o644);
  await writePrivate(path, 'new');
  expect(readFileSync(path, 'utf8')).toBe('new');
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(readdirSync(folder)).toEqual(['environment.json']);
});

test('a file that cannot be written leaves nothing behind', async () => {
  await expect(writePrivate(join(folder, 'absent', 'environment.json'), 'x')).rejects.toThrow();
  mkdirSync(join(folder, 'taken'));
  await expect(writePrivate(join(folder, 'taken'), 'x')).rejects.toThrow();
  expect(readdirSync(folder)).toEqual(['taken']);
});

test('a file in a repository is told until git ignores it', async () => {
  const path = join(folder, 'deep', 'environment.json');
  expect(await repositoryOf(path)).toBeUndefined();
  execFileSync('git', ['init', '--quiet', folder]);
  writeFileSync(join(folder, '.gitignore'), 'other');
  expect(await repositoryOf(path)).toBe(folder);
  await ignore(folder, path);
  expect(readFileSync(join(folder, '.gitignore'), 'utf8')).toBe('other\n/deep/environment.json\n');
  expect(await repositoryOf(path)).toBeUndefined();
});

test('a repository that has git run a program when it looks at files gets nothing run', async () => {
  execFileSync('git', ['init', '--quiet', folder]);
  const ran = join(folder, '.git', 'ran');
  execFileSync('git', ['-C', folder, 'config', 'core.fsmonitor', `touch '${ran}'; false`]);
  execFileSync('git', ['-C', folder, '-c', 'core.fsmonitor=false', 'commit', '--quiet', '--allow-empty', '-m', 'x'], {
    env: {
      ...process.env,
      GIT_AUTHOR_NAME: 'x',
      GIT_AUTHOR_EMAIL: 'x@x',
      GIT_COMMITTER_NAME: 'x',
      GIT_COMMITTER_EMAIL: 'x@x',
    },
  });
  expect(await repositoryOf(join(folder, 'environment.json'))).toBe(folder);
  expect(existsSync(ran)).toBe(false);
});

test('a file that git ignores is ignored in a hook of another repository too', async () => {
  execFileSync('git', ['init', '--quiet', folder]);
  writeFileSync(join(folder, '.gitignore'), 'environment.json\n');
  vi.stubEnv('GIT_DIR', join(folder, 'elsewhere'));
  onTestFinished(() => void vi.unstubAllEnvs());
  expect(await repositoryOf(join(folder, 'environment.json'))).toBeUndefined();
});

// Windows looks there by itself; elsewhere a path that begins with nothing says so.
test.skipIf(process.platform === 'win32')('a program called git that a repository brought is not run', async () => {
  execFileSync('git', ['init', '--quiet', folder]);
  const ran = join(folder, 'ran');
  writeFileSync(join(folder, 'git'), `#!/bin/sh\ntouch '${ran}'\n`, { mode: 0o755 });
  vi.stubEnv('PATH', `:${process.env.PATH}`);
  try {
    expect(await repositoryOf(join(folder, 'environment.json'))).toBe(folder);
    expect(await notIgnored(folder, ['environment.json'])).toEqual(['environment.json']);
  } finally {
    vi.unstubAllEnvs();
  }
  expect(existsSync(ran)).toBe(false);
});
