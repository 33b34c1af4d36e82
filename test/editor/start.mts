/**
 * `npm start`: shows the extension to a newcomer, on a folder with a software statement of a bank that runs meanwhile: in an Extension
 * Development Host of the VS Code that is installed, else in a VS Code in the browser.
 */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { giveSoftwareStatement, startBank } from './bank.mts';
import { installServer } from './installation.mts';
import { installPackage } from './package.mts';
import { root } from './places.mts';
import { pageOf, startServer } from './server.mts';

const home = join(root, '.demo');
const workspace = join(home, 'workspace');
const dist = join(root, 'dist');

const readme = `# A workspace to try Open Banking Workbench on

Press F1 and choose "Open Banking: Run Account Information Journey": a client is registered at the bank that \`npm start\` runs, a customer
consents, and accounts and transactions are read. \`openbanking.json\` names the bank, the software statement and the keys.
`;

/** What has to be put away in the end, the last first. */
const undo: (() => Promise<unknown>)[] = [];
let ending = false;

async function end(status: number): Promise<void> {
  if (ending) return;
  ending = true;
  for (const step of undo.reverse()) await step();
  process.exit(status);
}

/** The folder to open: a bank is started for it, and ends with us. */
async function prepare(): Promise<void> {
  await mkdir(workspace, { recursive: true });
  const dir = join(home, 'bank');
  const bank = await startBank({ dist, dir });
  undo.push(() => bank.stop());
  if (existsSync(join(workspace, 'openbanking.json'))) return;
  await giveSoftwareStatement({ dist, dir, out: workspace });
  await writeFile(join(workspace, 'README.md'), readme);
}

/** @returns whether a VS Code of this machine has opened the folder */
async function openDesktop(): Promise<boolean> {
  try {
    await promisify(execFile)('code', ['--new-window', `--extensionDevelopmentPath=${root}`, workspace], {
      shell: process.platform === 'win32',
      timeout: 30_000,
    });
    return true;
  } catch {
    return false;
  }
}

/** @returns the address of a VS Code in the browser, which nobody else on this machine can guess */
async function openServer(): Promise<string> {
  const entry = await installServer();
  const folder = join(home, 'vscode');
  await mkdir(folder, { recursive: true });
  const extensionsDir = await installPackage(entry, folder);
  const server = await startServer({ entry, dataDir: join(folder, 'data'), extensionsDir, secret: true });
  undo.push(server.stop);
  void server.ended.then(() => end(1));
  return pageOf(server, workspace);
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void end(0));
try {
  console.log('Starting the bank …');
  await prepare();
  if (await openDesktop()) {
    console.log('VS Code opens a window of its own with the extension. Press Ctrl-C here to end the bank.');
  } else {
    console.log('There is no "code" command here: preparing a VS Code for the browser …');
    const address = await openServer();
    console.log(`Open this in a browser, and press Ctrl-C here to end it:\n\n  ${address}\n`);
  }
  // The bank's process keeps us.
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  await end(1);
}
