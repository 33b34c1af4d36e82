/** The extension's package, made and installed into a VS Code server as a person would. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { root } from './places.mts';

const run = promisify(execFile);

/**
 * Builds, packages and installs the extension.
 *
 * @param entry from {@link installServer}
 * @param folder where the package and what it becomes are put
 * @returns the folder to give to a server as its `extensionsDir`
 * @throws Error with the words of the tool that refused
 */
export async function installPackage(entry: string, folder: string): Promise<string> {
  const [vsix, extensionsDir] = [join(folder, 'extension.vsix'), join(folder, 'extensions')];
  const vsce = join(root, 'node_modules', '@vscode', 'vsce', 'vsce');
  await run(process.execPath, [vsce, 'package', '--out', vsix], { cwd: root });
  const data = ['--server-data-dir', join(folder, 'data'), '--extensions-dir', extensionsDir];
  await run(process.execPath, [
    entry,
    ...data,
    '--accept-server-license-terms',
    '--install-extension',
    vsix,
    '--force',
  ]);
  return extensionsDir;
}
