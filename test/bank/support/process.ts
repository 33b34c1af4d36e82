/** The bank as a process of its own, as it is shipped: started, signalled, killed, and ended whatever becomes of the test. */
import { type ChildProcess, spawn } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import type { Ready } from '../../../src/bank/index.ts';
import { dateCertificates, startedIn } from './certificate-dates.ts';
import { projectRoot } from './shared.ts';

interface Exit {
  status: number | null;
  signal: NodeJS.Signals | null;
}

export interface BankProcess {
  readonly pid: number;
  readonly child: ChildProcess;
  /** The ready line; rejects with what the process wrote on standard error when it ends without one. */
  readonly ready: Promise<Ready>;
  readonly exit: Promise<Exit>;
  stdout(): string;
  stderr(): string;
  /** Sends a signal and waits for the end. */
  end(signal?: NodeJS.Signals): Promise<Exit>;
}

const running = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** Ends every bank that is still running. */
export async function endAllBanks(): Promise<void> {
  await Promise.all(
    [...running].map(
      (child) =>
        new Promise<void>((resolve) => {
          child.once('exit', () => resolve());
          child.kill('SIGKILL');
        }),
    ),
  );
}

/** What a process that failed wrote on standard error, as command-line.md has it. */
const failure = z.strictObject({
  error: z.strictObject({ code: z.string(), message: z.string().min(10), try: z.string().min(10) }),
});

/** The one line of JSON on standard error, and nothing beside it. */
export function failureOf(bank: BankProcess): z.infer<typeof failure>['error'] {
  return failure.parse(JSON.parse(bank.stderr())).error;
}

/** Starts `bank.js` with these arguments. */
export function spawnBank(program: string, args: string[]): BankProcess {
  dateCertificates(startedIn(args));
  const child = spawn(process.execPath, [program, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: bareEnvironment(),
  });
  running.add(child);
  let [out, err] = ['', ''];
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text;
  });
  const exit = new Promise<Exit>((resolve, reject) => {
    child.once('error', reject);
    // `close` and not `exit`: what it wrote last has been read by then.
    child.once('close', (status, signal) => {
      running.delete(child);
      resolve({ status, signal });
    });
  });
  const ready = new Promise<Ready>((resolve, reject) => {
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      out += text;
      if (out.includes('\n')) resolve(JSON.parse(out.slice(0, out.indexOf('\n'))));
    });
    exit.then(({ status, signal }) => reject(new Error(`no ready line (${signal ?? status}): ${err}`)), reject);
  });
  // Whoever does not ask for it does not miss it.
  ready.catch(() => {});
  return {
    pid: child.pid ?? 0,
    child,
    ready,
    exit,
    stdout: () => out,
    stderr: () => err,
    end(signal = 'SIGKILL') {
      child.kill(signal);
      return exit;
    },
  };
}

/** Without what a test runner or a developer's shell gives to Node, but for a clock that is handed in to it (test/days). */
function bareEnvironment(): NodeJS.ProcessEnv {
  const { NODE_OPTIONS: options, NODE_EXTRA_CA_CERTS: _ca, ...environment } = process.env;
  return environment.OBW_CLOCK_AHEAD === undefined ? environment : { ...environment, NODE_OPTIONS: options };
}

export interface BankProgram {
  file: string;
  remove(): void;
}

/**
 * `dist/bank.js` when it is newer than what it is made of, else the same built anew; a copy either way, so that a build
 * beside the tests takes nothing from under them.
 */
export async function bankProgram(): Promise<BankProgram> {
  const folder = mkdtempSync(join(tmpdir(), 'obw-bank-program-'));
  const file = join(folder, 'bank.js');
  const shipped = join(projectRoot, 'dist', 'bank.js');
  if (existsSync(shipped) && statSync(shipped).mtimeMs > newestSource()) copyFileSync(shipped, file);
  else await build(file);
  // The bundle reads the standard's tables beside itself.
  copyFileSync(join(projectRoot, 'src', 'standard', 'made', 'tables.json'), join(folder, 'standard.json'));
  return { file, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

function newestSource(): number {
  const files = ['bank', 'standard'].flatMap((room) => {
    const sources = join(projectRoot, 'src', room);
    return readdirSync(sources, { recursive: true, encoding: 'utf8' }).map((name) => join(sources, name));
  });
  return Math.max(...[join(projectRoot, 'esbuild.js'), ...files].map((path) => statSync(path).mtimeMs));
}

const recipe = z.object({
  common: z.record(z.string(), z.unknown()),
  outputs: z.array(z.looseObject({ outfile: z.string() })),
});

async function build(outfile: string): Promise<void> {
  const require = createRequire(import.meta.url);
  const { common, outputs } = recipe.parse(require(join(projectRoot, 'esbuild.js')));
  const output = outputs.find((each) => each.outfile === 'dist/bank.js');
  if (output === undefined) throw new Error('esbuild.js builds no dist/bank.js');
  const esbuild = await import('esbuild');
  await esbuild.build({ ...common, ...output, absWorkingDir: projectRoot, outfile });
}

/**
 * Options with ports that no bank chooses for itself. A folder that is copied keeps its ports: meanwhile another test's bank may have
 * chosen the same, and a second try would meet it again.
 */
export function portsApart(): string[] {
  const [first, last] = [10_000, 19_997];
  const port = first + Math.floor(Math.random() * (last - first));
  return ['front', 'tls', 'mtls'].flatMap((name, index) => [`--${name}-port`, String(port + index)]);
}
