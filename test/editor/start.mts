/**
 * `npm start`: shows the extension to a newcomer, on a folder to try it in: in an Extension Development Host of the VS Code that is
 * installed, else in a VS Code in the browser. The bank is the extension's own sandbox, which starts with the first thing tried on it.
 */
import { execFile } from 'node:child_process';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { startCodeServer } from './code-server.mts';
import { logInTo, startHandover } from './handover.mts';
import { codeServerEntry, installServer } from './installation.mts';
import { askRunning, keptOf, lastRunning, sayRunning } from './kept.mts';
import { endOrphan } from './orphan.mts';
import { installPackage } from './package.mts';
import { root } from './places.mts';
import { pageOf } from './server.mts';

const usage = `npm start -- [--browser] [--port PORT] [--dir FOLDER]

  --browser      a VS Code in the browser also where the "code" command is
  --port PORT    of that VS Code; kept for the next start
  --dir FOLDER   where everything is kept; default: .demo`;

const readme = `# A workspace to try Open Banking Workbench on

Click *Open Banking* in the activity bar and *Try Account Information*: a bank starts on this machine, a client is registered there, a customer
consents, and accounts and transactions are read.

To do the same step by step, press F1 and choose "Open Banking: Create Sandbox Software Statement…". It puts \`openbanking.json\`, which
names the bank, and a software statement with its keys and certificates into this folder. "Open Banking: Register Client…" is next.
`;

interface Asked {
  browser: boolean;
  port: number | undefined;
  home: string;
}

/** What has to be put away in the end, the last first. */
const undo: (() => unknown)[] = [];
let ending = false;

async function end(status: number): Promise<void> {
  if (ending) return;
  ending = true;
  for (const step of undo.reverse()) await step();
  process.exit(status);
}

/** @throws Error that says how to call it */
function readAsked(): Asked {
  try {
    const { values } = parseArgs({
      options: { browser: { type: 'boolean' }, port: { type: 'string' }, dir: { type: 'string' } },
    });
    const { browser = false, port, dir } = values;
    if (port !== undefined && !(/^\d{1,5}$/.test(port) && Number(port) >= 1 && Number(port) <= 65_535)) {
      throw new Error(`--port ${port} is no port: it is a number from 1 to 65535.`);
    }
    return {
      browser,
      port: port === undefined ? undefined : Number(port),
      home: dir === undefined ? join(root, '.demo') : resolve(dir),
    };
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message : error}\n\n${usage}`);
  }
}

/** Makes the folder to open; what was made in it before stays. */
async function prepare(home: string): Promise<string> {
  const workspace = join(home, 'workspace');
  await mkdir(workspace, { recursive: true });
  await writeFile(join(workspace, 'README.md'), readme);
  return workspace;
}

/** @returns whether a VS Code of this machine has opened the folder */
async function openDesktop(workspace: string): Promise<boolean> {
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

/** @returns an address that lets one browser in */
async function openServer(home: string, workspace: string, named: number | undefined): Promise<string> {
  const dir = join(home, 'vscode');
  const last = await lastRunning(home);
  if (last && (await endOrphan(last, dir))) {
    console.log('An earlier "npm start" was killed and left its VS Code running; that is ended now.');
  }
  const { port, password } = await keptOf(home, named);
  const entry = await installServer();
  await mkdir(dir, { recursive: true });
  // Here are the half of the key to the browser's secrets, and the sandbox.
  await chmod(dir, 0o700);
  const settings = { 'openBanking.openOnStartup': true };
  const extensionsDir = await installPackage(entry, dir);
  const server = await startCodeServer({ entry: codeServerEntry, dir, extensionsDir, port, password, settings });
  undo.push(server.stop);
  void server.ended.then(() => end(1));
  const door = await startHandover({
    logIn: () => logInTo(server.url, password),
    window: pageOf(server, workspace),
  });
  undo.push(door.close);
  undo.push(await sayRunning(home, { pid: process.pid, server: server.pid ?? 0, door: door.port, key: door.key }));
  return door.address();
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void end(0));
try {
  const { browser, port, home } = readAsked();
  const workspace = await prepare(home);
  const running = await askRunning(home);
  if (running !== undefined) {
    console.log(`It runs already. Open this in a browser; it is good once:\n\n  ${running}\n`);
  } else if (!browser && (await openDesktop(workspace))) {
    console.log('VS Code opens a window of its own with the extension.');
  } else {
    console.log(
      browser
        ? 'Preparing a VS Code for the browser …'
        : 'There is no "code" command here: preparing a VS Code for the browser …',
    );
    const address = await openServer(home, workspace, port);
    console.log(
      `Open this in a browser, and press Ctrl-C here to end it. It is good once; "npm start" in another terminal gives another:\n\n  ${address}\n`,
    );
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  await end(1);
}
