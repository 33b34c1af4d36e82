/**
 * `npm start`: shows the extension to a newcomer, on a folder to try it in: in an Extension Development Host of the VS Code that is
 * installed, else in a VS Code in the browser. The bank is the extension's own sandbox, which starts with the first thing tried on it.
 */
import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { installServer } from './installation.mts';
import { installPackage } from './package.mts';
import { root } from './places.mts';
import { pageOf, startServer } from './server.mts';

const home = join(root, '.demo');
const workspace = join(home, 'workspace');

const readme = `# A workspace to try Open Banking Workbench on

Click *Open Banking* in the activity bar and *Try It on the Sandbox*: a bank starts on this machine, a client is registered there, a customer
consents, and accounts and transactions are read.

To do the same step by step, press F1 and choose "Open Banking: Create Sandbox Software Statement…". It puts \`openbanking.json\`, which
names the bank, and a software statement with its keys and certificates into this folder. "Open Banking: Register Client…" is next.
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

/** Makes the folder to open; what was made in it before stays. */
async function prepare(): Promise<void> {
  await mkdir(workspace, { recursive: true });
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
  await prepare();
  if (await openDesktop()) {
    console.log('VS Code opens a window of its own with the extension.');
  } else {
    console.log('There is no "code" command here: preparing a VS Code for the browser …');
    const address = await openServer();
    console.log(`Open this in a browser, and press Ctrl-C here to end it:\n\n  ${address}\n`);
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  await end(1);
}
