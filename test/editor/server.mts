/** A VS Code server as a child process on loopback: started, waited for, and ended whatever happens to us. */
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';

export interface ServerOptions {
  /** From {@link installServer}. */
  entry: string;
  /** Its data, made when it is absent; a folder of the caller's that no other server uses. */
  dataDir: string;
  /** Default: a folder in the data. */
  extensionsDir?: string;
  /** Default: a free one. */
  port?: number;
  /** Whether a folder has to be trusted by its user first, as in every VS Code; otherwise each is. Default: false. */
  asksForTrust?: boolean;
  /** Whether its pages open only to who has its address in full; for servers that outlive a test. Default: false. */
  secret?: boolean;
  /** Makes the workbench run the extension tests that its page's payload names. */
  takesTests?: boolean;
  settings?: Settings;
}

export interface Server {
  /** `http://127.0.0.1:…`, with the token of a secret one. */
  url: string;
  port: number;
  /** Settles when the process is gone, whoever ended it. */
  ended: Promise<void>;
  /** Writes the settings of its machine, which open windows follow. */
  configure(settings: Settings): Promise<void>;
  /** Ends it; after a moment by force. */
  stop(): Promise<void>;
}

export type Settings = Readonly<Record<string, unknown>>;

/** Milliseconds until a server that names no port is given up. */
const patience = 60_000;
/** Milliseconds that it has to end by itself. */
const farewell = 1000;

/** What no test and no newcomer wants to meet, and all that would call out. */
const quiet: Settings = {
  'workbench.startupEditor': 'none',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'workbench.enableExperiments': false,
  'telemetry.telemetryLevel': 'off',
  'chat.disableAIFeatures': true,
  'git.openRepositoryInParentFolders': 'never',
};

/** Starts a server. @throws Error with its last words when it does not come up */
export async function startServer(options: ServerOptions): Promise<Server> {
  const { dataDir, settings = {} } = options;
  const configure = async (more: Settings): Promise<void> => {
    const folder = join(dataDir, 'data', 'Machine');
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'settings.json'), JSON.stringify({ ...quiet, ...settings, ...more }, undefined, 2));
  };
  await configure({});
  const token = options.secret ? randomUUID() : undefined;
  const tokenFile = join(dataDir, 'token');
  // In a file, as the arguments of a process are for all to read.
  if (token !== undefined) await writeFile(tokenFile, token, { mode: 0o600 });
  const door = token === undefined ? ['--without-connection-token'] : ['--connection-token-file', tokenFile];
  const child = spawn(process.execPath, [...argumentsOf(options), ...door], { stdio: ['ignore', 'pipe', 'pipe'] });
  // Not 'close': the extension hosts hold its streams for a moment longer, until they see that it is gone.
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  // Even an end without any farewell of ours must not leave a server behind.
  const last = (): void => void child.kill('SIGKILL');
  process.once('exit', last);
  void ended.then(() => process.removeListener('exit', last));
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    await Promise.race([ended, setTimeout(farewell, undefined, { ref: false })]);
    last();
    await ended;
  };

  let words = '';
  const port = new Promise<number>((resolve, reject) => {
    const hear = (text: string): void => {
      words = (words + text).slice(-8000);
      const [, digits] = /Extension host agent listening on (\d+)/.exec(words) ?? [];
      if (digits !== undefined) resolve(Number(digits));
    };
    child.stdout.setEncoding('utf8').on('data', hear);
    child.stderr.setEncoding('utf8').on('data', hear);
    void ended.then(() => reject(new Error('it ended')));
    void setTimeout(patience, undefined, { ref: false }).then(() => reject(new Error('it named no port')));
  });
  try {
    const number = await port;
    const url = `http://127.0.0.1:${number}/${token === undefined ? '' : `?tkn=${token}`}`;
    return { url, port: number, ended, configure, stop };
  } catch (cause) {
    await stop();
    throw new Error(`The VS Code server did not start: ${String(cause)}. Its last words: ${words}`, { cause });
  }
}

function argumentsOf({ entry, dataDir, extensionsDir, port = 0, asksForTrust, takesTests }: ServerOptions): string[] {
  return [
    entry,
    ...['--host', '127.0.0.1', '--port', String(port)],
    ...['--accept-server-license-terms', '--telemetry-level', 'off', '--server-data-dir', dataDir],
    ...(extensionsDir === undefined ? [] : ['--extensions-dir', extensionsDir]),
    ...(asksForTrust ? [] : ['--disable-workspace-trust']),
    ...(takesTests ? ['--enable-smoke-test-driver'] : []),
  ];
}

/** The page of a window: of a folder, of a `.code-workspace` file, or of neither. */
export function pageOf(server: Pick<Server, 'url'>, opened: string | undefined, payload?: [string, string][]): string {
  const page = new URL(server.url);
  if (opened === undefined) page.searchParams.set('ew', 'true');
  else page.searchParams.set(opened.endsWith('.code-workspace') ? 'workspace' : 'folder', opened);
  if (payload) page.searchParams.set('payload', JSON.stringify(payload));
  return page.href;
}
