/** A bare VS Code server on loopback, open to whoever asks: for tests. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startChild } from './child.mts';

export interface ServerOptions {
  /** From {@link installServer}. */
  entry: string;
  /** The Node that it runs on. Default: this one. */
  node?: string;
  /** Its data, made when it is absent; a folder of the caller's that no other server uses. */
  dataDir: string;
  /** Default: a folder in the data. */
  extensionsDir?: string;
  /** Default: a free one. */
  port?: number;
  /** Whether a folder has to be trusted by its user first, as in every VS Code; otherwise each is. Default: false. */
  asksForTrust?: boolean;
  /** Makes the workbench run the extension tests that its page's payload names. */
  takesTests?: boolean;
  settings?: Settings;
}

export interface Server {
  /** `http://127.0.0.1:…` */
  url: string;
  pid: number | undefined;
  port: number;
  /** Settles when the process is gone, whoever ended it. */
  ended: Promise<void>;
  /** Writes the settings of its machine, which open windows follow. */
  configure(settings: Settings): Promise<void>;
  /** Ends it; after a moment by force. */
  stop(): Promise<void>;
}

export type Settings = Readonly<Record<string, unknown>>;

/** What no test and no newcomer wants to meet, and all that would call out. */
export const quiet: Settings = {
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
  const child = await startChild({
    node: options.node,
    args: argumentsOf(options),
    listening: /Extension host agent listening on (\d+)/,
    name: 'The VS Code server',
  });
  return { ...child, url: `http://127.0.0.1:${child.port}/`, configure };
}

function argumentsOf({ entry, dataDir, extensionsDir, port = 0, asksForTrust, takesTests }: ServerOptions): string[] {
  return [
    entry,
    ...['--host', '127.0.0.1', '--port', String(port)],
    ...['--accept-server-license-terms', '--telemetry-level', 'off', '--server-data-dir', dataDir],
    '--without-connection-token',
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
