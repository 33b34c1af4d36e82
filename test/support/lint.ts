/** The project's own lint rules (lint/*.grit) on files of a test, in a tree of its own. */
import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { promisify } from 'node:util';

const root = join(import.meta.dirname, '../..');

/** The paths, of these files by their path in the tree, that the rules of our own refuse. */
export async function refusedByOwnRules(files: Readonly<Record<string, string>>): Promise<Set<string>> {
  const folder = await mkdtemp(join(tmpdir(), 'own-rules-'));
  try {
    for (const name of ['biome.json', '.gitignore', 'lint'])
      await cp(join(root, name), join(folder, name), { recursive: true });
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), text);
    }
    const biome = join(root, 'node_modules/.bin/biome');
    const lint = promisify(execFile)(biome, ['lint', '--reporter=json', '--max-diagnostics=none', '.'], {
      cwd: folder,
    });
    const { stdout } = await lint.catch((failure: { stdout: string }) => failure);
    const { diagnostics } = JSON.parse(stdout) as { diagnostics: { category: string; location: { path: string } }[] };
    const own = diagnostics.filter(({ category }) => category === 'plugin');
    return new Set(own.map(({ location }) => relative(folder, join(folder, location.path))));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
