/** The VS Code server of the npm package code-server, installed once into the cache. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { cache } from './places.mts';

/** Carries VS Code 1.139.1. */
const version = '4.139.1';
const home = join(cache, `code-server-${version}`);
const inside = join('node_modules', 'code-server', 'lib', 'vscode');
const entry = join(home, inside, 'out', 'server-main.js');

/** Of the same installation, code-server's own entry: a password, secrets that last, and a way to ports. */
export const codeServerEntry = join(home, 'node_modules', 'code-server', 'out', 'node', 'entry.js');

/** Milliseconds for each of the two installations. */
const timeout = 300_000;

/**
 * Makes sure of the server.
 *
 * @returns the path of its entry, a program for Node 24
 * @throws Error that says what is missing and how to get it
 */
export async function installServer(): Promise<string> {
  if (existsSync(entry)) return entry;
  // The folder takes its name when it is whole, so that an installation broken off never counts as one.
  const draft = `${home}.new-${process.pid}`;
  try {
    await mkdir(draft, { recursive: true });
    await npmInstall(draft, `code-server@${version}`);
    await npmInstall(join(draft, inside), '--omit=dev');
    await rename(draft, home);
  } catch (cause) {
    // Two runs at once: the other one was first.
    if (existsSync(entry)) return entry;
    const words = cause instanceof Error ? cause.message : String(cause);
    throw new Error(
      `A VS Code for the tests is missing: code-server ${version} could not be installed from the npm registry into ${home}. ` +
        `Let npm reach its registry ("npm view code-server@${version}" shows whether it does) and run this again. Npm said: ${words}`,
      { cause },
    );
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
  return entry;
}

/** The built JavaScript is all that is used: no script of any package is run. */
export async function npmInstall(folder: string, ...what: string[]): Promise<void> {
  console.error(`Installing ${what[0]?.startsWith('--') ? 'what it stands on' : what.join(', ')} …`);
  await promisify(execFile)(
    'npm',
    // Without a prefix npm looks upwards for a package and would install into the project.
    ['install', ...what, '--prefix', folder, '--ignore-scripts', '--no-audit', '--no-fund', '--fetch-retries=1'],
    {
      cwd: folder,
      timeout,
      maxBuffer: 64 * 1024 * 1024,
      shell: process.platform === 'win32',
    },
  );
}
