/** What the extension weighs, and what it costs a window before any command of it runs. */
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { root, timed } from './processes.mts';
import { median, type Row, upperBudget } from './report.mts';

const runs = 9;

/** Loads the bundle with a stand-in for the editor that has every name of its API, and activates it; prints both times. */
const probe = `
  const { readFileSync } = require('node:fs');
  const Module = require('node:module');
  const resolve = Module._resolveFilename;
  Module._resolveFilename = (name, ...rest) => (name === 'vscode' ? name : resolve(name, ...rest));
  const anything = new Proxy(function () {}, {
    get: (_target, key) => (key === Symbol.toPrimitive ? () => '' : key === 'then' || key === Symbol.iterator ? undefined : anything),
    set: () => true,
    apply: () => anything,
    construct: () => anything,
  });
  const declared = readFileSync(process.argv[2], 'utf8').matchAll(/export (?:namespace|class|enum|const|function) (\\w+)/g);
  const editor = Object.fromEntries([...declared].map(([, name]) => [name, anything]));
  require.cache.vscode = { id: 'vscode', filename: 'vscode', loaded: true, exports: editor };
  const before = performance.now();
  const extension = require(process.argv[1]);
  const loaded = performance.now();
  const context = new Proxy({ subscriptions: [] }, { get: (target, key) => target[key] ?? anything });
  extension.activate(context).then(() => {
    console.log(JSON.stringify({ load: loaded - before, activate: performance.now() - loaded }));
    process.exit(0);
  });
`;

export async function sizeRows(): Promise<Row[]> {
  const bundle = join(root, 'dist', 'extension.js');
  const editorTypes = join(root, 'node_modules', '@types', 'vscode', 'index.d.ts');
  const times = Array.from(
    { length: runs },
    () =>
      JSON.parse(timed(process.execPath, ['-e', probe, bundle, editorTypes]).stdout) as {
        load: number;
        activate: number;
      },
  );
  const { name, version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    name: string;
    version: string;
  };
  timed('npm', ['run', '--silent', 'package']);
  return [
    upperBudget('dist/extension.js, minified', 150, statSync(bundle).size / 1000, 'kB'),
    upperBudget('dist/extension.js, loading', 30, median(times.map((time) => time.load)), 'ms'),
    upperBudget('activate, editor stood in for', 50, median(times.map((time) => time.activate)), 'ms'),
    upperBudget(
      'the package (.vsix)',
      2,
      statSync(join(root, 'dist', `${name}-${version}.vsix`)).size / 1_000_000,
      'MB',
    ),
  ];
}
