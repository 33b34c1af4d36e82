/** The kinds of window that tests inside VS Code ask for: each is a folder of test files, and one run of VS Code. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Makes in an empty folder what the window opens. @returns its path; undefined for a window without a folder */
export type Window = (made: string) => Promise<string | undefined>;

export const windows: Readonly<Record<string, Window>> = {
  folder: (made) => folder(made, 'workspace'),
  empty: async () => undefined,
  'multi-root': async (made) => {
    await Promise.all([folder(made, 'first'), folder(made, 'second')]);
    const file = join(made, 'both.code-workspace');
    await writeFile(file, JSON.stringify({ folders: [{ path: 'first' }, { path: 'second' }] }));
    return file;
  },
  restricted: (made) => folder(made, 'workspace'),
};

/** Whether a kind of window opens in Restricted Mode: the desktop's tests trust every folder, so that it always opens in the server. */
export const asksForTrust = (name: string | undefined): boolean => name === 'restricted';

async function folder(made: string, name: string): Promise<string> {
  const path = join(made, name);
  await mkdir(path);
  return path;
}
