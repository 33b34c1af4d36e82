/**
 * The VS Code of `npm start` in a browser: code-server by its own entry, which asks for a password, keeps the browser's secrets over a restart
 * and leads to ports of this machine.
 */
import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startChild } from './child.mts';
import { quiet, type Server, type Settings } from './server.mts';

export interface CodeServerOptions {
  /** From `installCodeServer`. */
  entry: string;
  /** All that it writes goes in here; its owner's alone. */
  dir: string;
  extensionsDir: string;
  port: number;
  password: string;
  settings?: Settings;
}

/** Starts it. @throws Error with its last words when it does not come up */
export async function startCodeServer({
  entry,
  dir,
  extensionsDir,
  port,
  password,
  settings = {},
}: CodeServerOptions): Promise<Server> {
  const [userData, config] = [join(dir, 'user'), join(dir, 'code-server.yaml')];
  await mkdir(join(userData, 'Machine'), { recursive: true, mode: 0o700 });
  const configure = async (more: Settings): Promise<void> => {
    const all = { ...quiet, ...ownTerminal(), ...settings, ...more };
    await writeFile(join(userData, 'Machine', 'settings.json'), JSON.stringify(all, undefined, 2));
  };
  await configure({});
  // Without a file it writes one, with a password that opens nothing.
  await writeFile(config, 'auth: password\n', { mode: 0o600 });
  const child = await startChild({
    args: [
      entry,
      ...['--config', config, '--user-data-dir', userData, '--extensions-dir', extensionsDir],
      // Relative, as the path of a socket has some hundred characters at most.
      ...['--session-socket', process.platform === 'win32' ? `\\\\.\\pipe\\obw-start-${port}` : 'session.sock'],
      ...['--bind-addr', `127.0.0.1:${port}`, '--cookie-suffix', cookieSuffix(port)],
      ...['--disable-workspace-trust', '--disable-telemetry', '--disable-update-check'],
      '--disable-getting-started-override',
    ],
    cwd: userData,
    env: environment(dir, password),
    listening: /HTTP server listening on http:\/\/127\.0\.0\.1:(\d+)/,
    group: true,
    name: 'The VS Code for the browser',
  });
  return { ...child, url: `http://127.0.0.1:${port}/`, configure };
}

/** Cookies know no port: this one is not taken for that of another code-server on this machine. */
const cookieSuffix = (port: number): string => `obw-${port}`;

/** What is ours and would lead it elsewhere, out of a terminal of VS Code for instance, is left out. */
const ownVariables = /^(?:VSCODE_|CODE_SERVER_|CS_|PORT$|PASSWORD$|HASHED_PASSWORD$|LOG_LEVEL$|ELECTRON_RUN_AS_NODE$)/;
/** Where it writes beside what its options name. */
const folders = ['XDG_CONFIG_HOME', 'XDG_DATA_HOME', 'XDG_CACHE_HOME'] as const;

function environment(dir: string, password: string): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !ownVariables.test(name));
  const own = Object.fromEntries(folders.map((name) => [name, join(dir, 'xdg')]));
  // Not an argument: those are for all to read. And not in clear, as it would then spend half a second on each request of a page, on what makes
  // short passwords hard to guess; this one is chance.
  const hash = createHash('sha256').update(password).digest('hex');
  return { ...Object.fromEntries(kept), ...own, HASHED_PASSWORD: hash };
}

/** Terminals have their user's own folders. */
function ownTerminal(): Settings {
  const terminal = Object.fromEntries(folders.map((name) => [name, process.env[name] ?? null]));
  const systems = ['linux', 'osx', 'windows'].map((system) => [`terminal.integrated.env.${system}`, terminal]);
  return Object.fromEntries(systems);
}
