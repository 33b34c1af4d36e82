/** The oldest VS Code that the extension says it runs in, of the npm package code-server, with the Node that it wants; installed once. */
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { npmInstall } from './installation.mts';
import { cache, root } from './places.mts';

/** Each code-server 4.N carries VS Code 1.N; under Node 24 the extension host of this one never answers. */
const [version, nodeVersion] = ['4.106.3', '22.21.1'];

const home = join(cache, `code-server-${version}`);
const inside = join('node_modules', 'code-server', 'lib', 'vscode');

/** Set where the tests run in it. */
export const baselineVariable = 'OBW_BASELINE';

export interface Baseline {
  /** Path of the server's entry. */
  entry: string;
  /** The Node to start it with. */
  node: string;
}

/** The version of VS Code, as its desktop downloads are named. */
export const baselineVersion = version.replace(/^4/, '1');

const packageSchema = z.looseObject({ dependencies: z.record(z.string(), z.string()) });
const manifestSchema = z.object({ engines: z.object({ vscode: z.string() }) });

/** @throws Error where `engines.vscode` names another version than what is installed here, or npm's words */
export async function installBaseline(): Promise<Baseline> {
  const { engines } = manifestSchema.parse(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')));
  const named = /^\^1\.(\d+)\./.exec(engines.vscode)?.[1];
  if (named !== version.split('.')[1]) {
    throw new Error(
      `engines.vscode is ${engines.vscode}: name the code-server that carries it in test/editor/baseline.mts.`,
    );
  }
  const platform = `${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
  const program = process.platform === 'win32' ? 'node.exe' : 'node';
  const baseline = {
    entry: join(home, inside, 'out', 'server-main.js'),
    node: join(home, 'node_modules', `node-${platform}`, 'bin', program),
  };
  if (existsSync(baseline.entry)) return baseline;
  // The folder takes its name when it is whole, so that an installation broken off never counts as one.
  const draft = `${home}.new-${process.pid}`;
  try {
    await mkdir(draft, { recursive: true });
    await npmInstall(draft, `code-server@${version}`, `node-${platform}@${nodeVersion}`);
    const path = join(draft, inside, 'package.json');
    const parts = packageSchema.parse(JSON.parse(await readFile(path, 'utf8')));
    // It comes from a git address there; the registry has the same.
    parts.dependencies['@parcel/watcher'] = '^2.5.1';
    await writeFile(path, JSON.stringify(parts));
    await rm(join(draft, inside, 'npm-shrinkwrap.json'), { force: true });
    await npmInstall(join(draft, inside), '--omit=dev');
    await rename(draft, home);
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
  return baseline;
}
