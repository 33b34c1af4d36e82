/** Keys and secrets that are less private than they should be: readable by others, or tracked by git. */

import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { t } from '../../standard/language.ts';
import { askGit, codeOfGit } from '../files/git.ts';
import type { Finding } from '../finding.ts';
import { keyPathsOf } from './identity.ts';
import type { Workspace } from './workspace.ts';

/**
 * A warning for each key file whose mode lets group or others in. Files that are not there are not its matter, and Windows has
 * no such modes.
 *
 * @param paths as the workspace file spells them.
 */
export async function permissionFindings(folder: string, paths: readonly string[]): Promise<Finding[]> {
  if (process.platform === 'win32') return [];
  const findings = await Promise.all(
    [...new Set(paths)].map(async (path): Promise<Finding[]> => {
      const stats = await stat(resolve(folder, path)).catch(() => undefined);
      if (!stats?.isFile() || (stats.mode & 0o077) === 0) return [];
      return [
        {
          severity: 'warning',
          code: 'key_readable_by_others',
          message: t(
            'Other users of this machine can read {0} (mode {1}).',
            path,
            (stats.mode & 0o777).toString(8).padStart(4, '0'),
          ),
          fix: `chmod 600 ${path}`,
          path,
        },
      ];
    }),
  );
  return findings.flat();
}

/**
 * A warning for each private key, and each file of `.openbanking`, that git tracks, and for a `.openbanking` that it would take: git itself is
 * asked, whatever the `.gitignore`s say. Where there is no git or no repository there is nothing to find.
 */
export async function gitFindings({ folder, file }: Workspace): Promise<Finding[]> {
  const [keys, own] = await Promise.all([trackedFindings(folder, keyPathsOf(file)), ownFolderFindings(folder)]);
  return [...keys, ...own];
}

async function ownFolderFindings(folder: string): Promise<Finding[]> {
  const own = '.openbanking';
  const there = await stat(join(folder, own)).catch(() => undefined);
  if (!there?.isDirectory()) return [];
  const [{ out: tracked }, { code: ignored }] = await Promise.all([
    askGit(folder, ['ls-files', '-z', '--', own]),
    // The index aside: a rule for what is not tracked, whatever is.
    askGit(folder, ['check-ignore', '--no-index', '--quiet', '--', `${own}/state.json`]),
  ]);
  const files = tracked.split('\0').filter((path) => path !== '' && path !== `${own}/.gitignore`);
  const findings = files.map(
    (path): Finding => ({
      severity: 'warning',
      code: 'state_tracked_by_git',
      message: t('Git tracks {0}: whoever has the repository has what it holds.', path),
      fix: t(
        'git rm --cached {0}{1}.',
        path,
        path.includes('/secrets/') ? t(', and have the secret changed if it was ever pushed') : '',
      ),
      path,
    }),
  );
  if (ignored !== 1) return findings;
  return [
    ...findings,
    {
      severity: 'warning',
      code: 'state_not_ignored_by_git',
      message: t('The next "git add" would take {0}: no .gitignore keeps it out.', own),
      fix: t('Add {0} to .gitignore.', `/${own}/`),
      path: own,
    },
  ];
}

/**
 * Which files of a folder's secrets git tracks, by their names there: whoever made the repository may have brought them along. Spelled in other
 * letters it is the same file to many a disk, and what is in a submodule came with it.
 */
export async function trackedSecrets(folder: string): Promise<(file: string) => boolean> {
  const [own, secrets] = ['.openbanking', '.openbanking/secrets'];
  // To a Mac the sign for Kelvin is a k, and to git it is not.
  const spelled = own.replace('k', '*');
  const paths = [`:(glob)${spelled}`, `:(glob)${spelled}/**`, ':(glob)op*~*/**'];
  const { out } = await askGit(folder, ['ls-files', '-z', '--', ...paths], '--icase-pathspecs');
  const tracked = new Set(oneSpelling(out).split('\0'));
  if (tracked.has(own) || tracked.has(secrets) || [...tracked].some((path) => shortName.test(path))) return () => true;
  return (file) => tracked.has(oneSpelling(`${secrets}/${file}`));
}

/** What a Windows disk calls `.openbanking` too. */
const shortName = /^op(?:enba~\d|[\da-f]{4}~\d)\//;

const oneSpelling = (path: string): string => path.normalize('NFKC').toLowerCase();

/** As {@link gitFindings}, for paths as the workspace file spells them. */
export async function trackedFindings(folder: string, keys: readonly string[]): Promise<Finding[]> {
  const paths = [...new Set(keys)];
  const tracked = await Promise.all(paths.map((path) => isTracked(folder, path)));
  return paths
    .filter((_, index) => tracked[index])
    .map((path) => ({
      severity: 'warning',
      code: 'key_tracked_by_git',
      message: t('Git tracks {0}: whoever has the repository has the key.', path),
      fix: t('git rm --cached {0}, add it to .gitignore, and have the key revoked if it was ever pushed.', path),
      path,
    }));
}

/** Those of the paths that a `git add .` would take: in a repository, not ignored and not yet tracked. */
export async function notIgnored(folder: string, paths: readonly string[]): Promise<string[]> {
  const distinct = [...new Set(paths)];
  const open = await Promise.all(
    distinct.map(async (path) => (await codeOfGit(folder, ['check-ignore', '--quiet', '--', path])) === 1),
  );
  const tracked = await Promise.all(distinct.map((path) => isTracked(folder, path)));
  return distinct.filter((_, index) => open[index] && !tracked[index]);
}

/** Takes a file out of git's index; the file itself stays. False when git did not do it. */
export async function untrack(folder: string, path: string): Promise<boolean> {
  return (await codeOfGit(folder, ['rm', '--cached', '--quiet', '--', path])) === 0;
}

async function isTracked(folder: string, path: string): Promise<boolean> {
  return (await codeOfGit(folder, ['ls-files', '--error-unmatch', '--', path])) === 0;
}
