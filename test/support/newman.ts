/** newman as the client: a collection and its environment, run over mutual TLS by the program that Postman's users have. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';

const run = promisify(execFile);
/** Where the bench has its peers, newman among them, with versions of their own. */
const home = resolve(import.meta.dirname, '..', 'bench');
const program = join(home, 'node_modules', 'newman', 'bin', 'newman.js');
const missing = `newman is missing and this test needs it: cd ${home} && npm ci`;
const large = 64 * 1024 * 1024;

/**
 * Installs newman where it is lacking; for a global setup, so that it is done once and before any clock runs.
 *
 * @throws Error that says how to get it
 */
export async function installNewman(): Promise<void> {
  // npm writes the second when it is done with the first.
  if (existsSync(program) && existsSync(join(home, 'node_modules', '.package-lock.json'))) return;
  try {
    await run('npm', ['ci', '--no-audit', '--no-fund'], { cwd: home, maxBuffer: large });
  } catch (cause) {
    throw new Error(missing, { cause });
  }
}

const report = z.object({
  run: z.object({
    stats: z.object({ requests: z.object({ total: z.number() }), assertions: z.object({ total: z.number() }) }),
    executions: z.array(
      z.object({
        item: z.object({ name: z.string() }),
        response: z.object({ code: z.number() }).optional(),
      }),
    ),
    failures: z.array(
      z.object({
        source: z.object({ name: z.string().optional() }).optional(),
        error: z.object({ name: z.string().optional(), message: z.string() }),
      }),
    ),
  }),
  environment: z.object({ values: z.array(z.object({ key: z.string(), value: z.unknown() })) }),
});

export interface NewmanRun {
  /** What failed, in newman's words: `request: message`. Empty when the run is green. */
  failures: string[];
  assertions: number;
  /** Name and status of every request, in the order in which they were sent. */
  requests: [name: string, status: number | undefined][];
  /** The environment's variables after the run. */
  environment: Record<string, unknown>;
}

/**
 * Runs a collection (`newman run`).
 *
 * @param options `certificate`, `key` and `ca` are PEM texts; `certificates` is a list as Postman exports it, its paths relative to
 * `workingFolder`; `variables` are given by `--env-var`; of the collection's `folders`, those named are run, or all
 * @throws Error when newman is missing, and how to get it, or when it could not run at all
 */
export async function runNewman(options: {
  collection: unknown;
  environment: unknown;
  certificate?: string;
  key?: string;
  certificates?: unknown;
  ca: string;
  variables?: Record<string, string>;
  folders?: readonly string[];
  workingFolder?: string;
}): Promise<NewmanRun> {
  if (!existsSync(program)) throw new Error(missing);
  const folder = await mkdtemp(join(tmpdir(), 'obw-newman-'));
  try {
    const file = async (name: string, text: string): Promise<string> => {
      const path = join(folder, name);
      await writeFile(path, text, { mode: 0o600 });
      return path;
    };
    const { collection, environment, certificate, key, certificates, ca, variables = {}, folders = [] } = options;
    const reportFile = join(folder, 'report.json');
    const args = [
      'run',
      await file('collection.json', JSON.stringify(collection)),
      ...['--environment', await file('environment.json', JSON.stringify(environment))],
      ...['--ssl-extra-ca-certs', await file('ca.pem', ca)],
      ...(certificate === undefined ? [] : ['--ssl-client-cert', await file('client.pem', certificate)]),
      ...(key === undefined ? [] : ['--ssl-client-key', await file('client.key', key)]),
      ...(certificates === undefined
        ? []
        : ['--ssl-client-cert-list', await file('certificates.json', JSON.stringify(certificates))]),
      ...folders.flatMap((name) => ['--folder', name]),
      ...Object.entries(variables).flatMap(([name, value]) => ['--env-var', `${name}=${value}`]),
      ...['--reporters', 'json', '--reporter-json-export', reportFile],
    ];
    const failed = await run(process.execPath, [program, ...args], {
      maxBuffer: large,
      cwd: options.workingFolder,
    }).then(
      () => undefined,
      (error: unknown) => error,
    );
    if (!existsSync(reportFile)) throw new Error('newman did not run', { cause: failed });
    const read = report.parse(JSON.parse(await readFile(reportFile, 'utf8')));
    return {
      failures: read.run.failures.map(({ source, error }) => `${source?.name ?? 'collection'}: ${error.message}`),
      assertions: read.run.stats.assertions.total,
      requests: read.run.executions.map(({ item, response }) => [item.name, response?.code]),
      environment: Object.fromEntries(read.environment.values.map(({ key, value }) => [key, value])),
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
