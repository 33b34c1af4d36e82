/** Git, asked of a folder that may be anyone's: no program of the repository's is run, and nothing around us or in it leads it elsewhere. */
import { execFile } from 'node:child_process';
import { lstat, realpath } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';

/** What leads git elsewhere, in a hook of a repository for instance, or has it read paths otherwise. */
const ofAnother = /^GIT_(?:DIR|WORK_TREE|COMMON_DIR|INDEX_FILE|PREFIX|(?:LITERAL|GLOB|NOGLOB|ICASE)_PATHSPECS)$/;

/**
 * Where git would take a folder for a repository that another one brought along, as it does one with the names `HEAD`, `objects` and `refs` in it:
 * the variables that lead it to the other. The one that was brought has an index and options as its maker likes. Undefined where there is none.
 */
async function around(folder: string): Promise<Record<string, string> | undefined> {
  let brought = false;
  for (let at = await realpath(folder); ; at = dirname(at)) {
    if (await isThere(join(at, '.git'))) return brought ? { GIT_DIR: join(at, '.git'), GIT_WORK_TREE: at } : {};
    brought ||= (await isThere(join(at, 'HEAD'))) && (await isThere(join(at, 'objects'), join(at, 'commondir')));
    if (at === dirname(at)) return brought ? undefined : {};
  }
}

async function isThere(...paths: string[]): Promise<boolean> {
  const found = await Promise.all(
    paths.map((path) =>
      lstat(path).then(
        () => true,
        () => false,
      ),
    ),
  );
  return found.includes(true);
}

/** A repository may lack objects on purpose, and name the program that fetches them. The second is for a git that does not know the first. */
const noFetch = { GIT_NO_LAZY_FETCH: '1', GIT_ALLOW_PROTOCOL: 'none' };

/** Git's exit code, undefined when it could not be started, and what it says. The repository's own hooks are switched off, since it may be anyone's. */
export async function askGit(
  folder: string,
  options: readonly string[],
  pathspecs = '--literal-pathspecs',
): Promise<{ code?: number; out: string }> {
  // check-ignore refuses it.
  const spelled = options[0] === 'check-ignore' ? [] : [pathspecs];
  try {
    const other = await around(folder);
    if (other === undefined) return { out: '' };
    const words = [
      '-C',
      resolve(folder),
      '-c',
      'core.fsmonitor=false',
      '-c',
      'core.hooksPath=/dev/null',
      ...spelled,
      ...options,
    ];
    const { stdout } = await promisify(execFile)('git', words, {
      // Windows looks for a program where it is started first: a repository may bring a git.exe.
      cwd: dirname(process.execPath),
      env: {
        ...Object.fromEntries(Object.entries(process.env).filter(([variable]) => !ofAnother.test(variable))),
        ...other,
        ...noFetch,
      },
      timeout: 5000,
      // A repository of thousands of files must not hide one of them.
      maxBuffer: Number.POSITIVE_INFINITY,
    });
    return { code: 0, out: stdout };
  } catch (thrown) {
    const code = thrown instanceof Error && 'code' in thrown ? thrown.code : undefined;
    return typeof code === 'number' ? { code, out: '' } : { out: '' };
  }
}

/** Its exit code alone. */
export async function codeOfGit(folder: string, options: readonly string[]): Promise<number | undefined> {
  return (await askGit(folder, options)).code;
}
