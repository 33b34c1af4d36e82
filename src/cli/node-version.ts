/** The Node that `obw` needs: on an older one it starts itself again with the project's own, or says in one line that it cannot. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';

/** As in `engines.node` of package.json. */
const oldestNode = { major: 22, minor: 19 };

/** Set in the process that was started again, so that an old Node in the project's folder cannot make it go round in circles. */
const startedAgain = 'OBW_STARTED_AGAIN';

export interface OwnProcess {
  version: string;
  /** The script that runs. */
  file: string;
  arguments: string[];
  folder: string;
  environment: NodeJS.ProcessEnv;
}

/** True for 22.19 and everything after it. */
export function isNewEnough(version: string): boolean {
  const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number);
  return major > oldestNode.major || (major === oldestNode.major && minor >= oldestNode.minor);
}

/** The Node that npm put into the project's folder, looked for from each of these folders upwards. */
export function projectNode(
  folders: readonly string[],
  exists: (path: string) => boolean = existsSync,
): string | undefined {
  const names = process.platform === 'win32' ? ['node/bin/node.exe', '.bin/node.cmd'] : ['node/bin/node', '.bin/node'];
  for (const start of folders) {
    for (let folder = start; ; folder = dirname(folder)) {
      for (const name of names) {
        const path = join(folder, 'node_modules', name);
        if (exists(path)) return path;
      }
      if (folder === dirname(folder)) break;
    }
  }
  return undefined;
}

/**
 * Goes on (false) when this Node is new enough. Otherwise the command is run by the project's own Node, with the same streams, arguments and
 * signals, and this process ends as that one did; or one line says what is missing, and the status is 1. Either way the answer is true.
 */
export async function requireNode(
  own: OwnProcess = {
    version: process.versions.node,
    file: process.argv[1] ?? '',
    arguments: process.argv.slice(2),
    folder: process.cwd(),
    environment: process.env,
  },
): Promise<boolean> {
  if (isNewEnough(own.version)) {
    delete own.environment[startedAgain];
    return false;
  }
  const node = own.environment[startedAgain] ? undefined : projectNode([__dirname, dirname(own.file), own.folder]);
  if (node === undefined) {
    process.stderr.write(
      `obw needs Node ${oldestNode.major}.${oldestNode.minor} or newer and this is ${own.version}: ${inClone() ? 'run npm ci in its folder, which brings one along, or ' : ''}install a newer Node.\n`,
    );
    process.exitCode = 1;
    return true;
  }
  process.exitCode = await runAgain(node, own);
  return true;
}

/** A package is installed without the lock file, and `npm ci` would bring it nothing. */
const inClone = (): boolean => existsSync(join(__dirname, '..', 'package-lock.json'));

function runAgain(node: string, own: OwnProcess): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(node, [own.file, ...own.arguments], {
      stdio: 'inherit',
      env: { ...own.environment, [startedAgain]: '1' },
      shell: node.endsWith('.cmd'),
    });
    // The child notices a second signal within a moment as the same one, so a terminal's Ctrl-C, which both get, does no harm.
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => child.kill(signal));
    child.on('error', (error) => {
      process.stderr.write(`obw could not start ${node}: ${error.message}\n`);
      resolve(1);
    });
    child.on('exit', (status, signal) =>
      resolve(status ?? 128 + (signal === null ? 0 : (constants.signals[signal] ?? 0))),
    );
  });
}
