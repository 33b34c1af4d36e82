/** Keys that are less private than they should be: readable by others, or tracked by git. */
import { execFile } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import type { Finding } from './finding.ts';
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
          message: `${path} can be read by other users of this machine (mode ${(stats.mode & 0o777).toString(8).padStart(4, '0')}).`,
          fix: `chmod 600 ${path}`,
          path,
        },
      ];
    }),
  );
  return findings.flat();
}

/**
 * A warning for each private key that git tracks. Starts git once for each; where there is no git or no repository there is nothing to
 * find.
 */
export function gitFindings(workspace: Workspace): Promise<Finding[]> {
  return trackedFindings(workspace.folder, [workspace.file.signing.key, workspace.file.transport.key]);
}

/** As {@link gitFindings}, for paths as the workspace file spells them. */
export async function trackedFindings(folder: string, keys: readonly string[]): Promise<Finding[]> {
  const paths = [...new Set(keys)];
  const tracked = await Promise.all(paths.map((path) => isTracked(folder, path)));
  return paths
    .filter((_, index) => tracked[index])
    .map((path) => ({
      severity: 'warning',
      code: 'key_tracked_by_git',
      message: `${path} is tracked by git: whoever has the repository has the key.`,
      fix: `git rm --cached ${path}, add it to .gitignore, and have the key revoked if it was ever pushed.`,
      path,
    }));
}

/** Those of the paths that a `git add .` would take: in a repository, not ignored and not yet tracked. */
export async function notIgnored(folder: string, paths: readonly string[]): Promise<string[]> {
  const distinct = [...new Set(paths)];
  const open = await Promise.all(
    distinct.map(async (path) => (await git(folder, ['check-ignore', '--quiet', '--', path])) === 1),
  );
  const tracked = await Promise.all(distinct.map((path) => isTracked(folder, path)));
  return distinct.filter((_, index) => open[index] && !tracked[index]);
}

/** Takes a file out of git's index; the file itself stays. False when git did not do it. */
export async function untrack(folder: string, path: string): Promise<boolean> {
  return (await git(folder, ['rm', '--cached', '--quiet', '--', path])) === 0;
}

async function isTracked(folder: string, path: string): Promise<boolean> {
  return (await git(folder, ['ls-files', '--error-unmatch', '--', path])) === 0;
}

/** Git's exit code; undefined when it could not be started. The repository's own hooks for watching files are switched off, since it may be anyone's. */
async function git(folder: string, options: readonly string[]): Promise<number | undefined> {
  // check-ignore refuses --literal-pathspecs.
  const literal = options[0] === 'check-ignore' ? [] : ['--literal-pathspecs'];
  try {
    await promisify(execFile)('git', ['-c', 'core.fsmonitor=false', ...literal, ...options], {
      cwd: folder,
      timeout: 5000,
    });
    return 0;
  } catch (thrown) {
    const code = thrown instanceof Error && 'code' in thrown ? thrown.code : undefined;
    return typeof code === 'number' ? code : undefined;
  }
}
