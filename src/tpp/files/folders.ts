/** Folders made with those above them. Node's own way never ends where a folder is there and takes none, as /proc. */
import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileSystemCode } from './files.ts';

/**
 * Makes a folder and those above it that are lacking; one that is there already stays as it is.
 *
 * @param mode of each that is made
 * @throws the system's error for the first that cannot be made
 */
export async function makeFolders(folder: string, mode?: number): Promise<void> {
  try {
    await mkdir(folder, { mode });
  } catch (thrown) {
    if (await isFolder(folder)) return;
    const above = dirname(folder);
    if (fileSystemCode(thrown) !== 'ENOENT' || above === folder) throw thrown;
    if (!(await isFolder(above))) await makeFolders(above, mode);
    // Once more, and no oftener: somebody else may have made the one above in between.
    await mkdir(folder, { mode }).catch(async (again) => {
      if (!(await isFolder(folder))) throw again;
    });
  }
}

const isFolder = (path: string): Promise<boolean> =>
  stat(path).then(
    (stats) => stats.isDirectory(),
    () => false,
  );
