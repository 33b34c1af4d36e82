/** Where a downloaded environment goes: a file for its owner alone, and not by accident into a repository. */
import { randomUUID } from 'node:crypto';
import { appendFile, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { codeOfGit } from '../../tpp/files/git.ts';

/** Writes a file that its owner alone may read; whatever stood there is replaced whole, with its wider permissions. */
export async function writePrivate(path: string, text: string): Promise<void> {
  const draft = `${path}.${randomUUID()}.tmp`;
  try {
    const file = await open(draft, 'wx', 0o600);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(draft, path);
  } catch (thrown) {
    await rm(draft, { force: true });
    throw thrown;
  }
}

/** The folder of the repository in which git would take a file up; undefined outside of one, and for a file that git ignores. */
export async function repositoryOf(path: string): Promise<string | undefined> {
  const root = await gitFolderAbove(dirname(path));
  if (root === undefined) return undefined;
  // Without a git at hand it has to count as not ignored.
  return (await codeOfGit(root, ['check-ignore', '--quiet', '--', path])) === 0 ? undefined : root;
}

async function gitFolderAbove(folder: string): Promise<string | undefined> {
  try {
    await stat(join(folder, '.git'));
    return folder;
  } catch {
    const above = dirname(folder);
    return above === folder ? undefined : gitFolderAbove(above);
  }
}

/** Adds a file to the .gitignore of its repository. */
export async function ignore(repository: string, path: string): Promise<void> {
  const file = join(repository, '.gitignore');
  const before = await readFile(file, 'utf8').catch(() => '');
  const line = `/${relative(repository, path).split(sep).join('/')}`;
  await appendFile(file, `${before === '' || before.endsWith('\n') ? '' : '\n'}${line}\n`);
}
