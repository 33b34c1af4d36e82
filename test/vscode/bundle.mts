/** The test files of one kind of window as the one CommonJS module that VS Code calls. */
import { globSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { cache, root } from '../editor/places.mts';

/**
 * The test files of a kind of window whose paths hold one of the words; all of them when there are none.
 *
 * @returns paths relative to the repository, such as `test/vscode/folder/journey.test.ts`
 */
export function testFiles(window: string, words: readonly string[]): string[] {
  const files = globSync(`test/vscode/${window}/**/*.test.ts`, { cwd: root }).map((file) => file.replaceAll('\\', '/'));
  return files.filter((file) => words.length === 0 || words.some((word) => file.includes(word))).sort();
}

/**
 * Bundles test files for one run. The bundle stands inside the extension's own folder, which is why VS Code gives both of
 * them the same `vscode` module: what a test puts into it, the extension meets.
 *
 * @returns the bundle's path
 */
export async function bundleTests(window: string, files: readonly string[]): Promise<string> {
  const outfile = join(cache, 'suites', `${window}-${process.pid}.js`);
  const imports = files.map((file) => `import ${JSON.stringify(`./${file}`)};`);
  await build({
    stdin: {
      contents: ["export { run } from './test/vscode/support/run.ts';", ...imports].join('\n'),
      resolveDir: root,
      loader: 'ts',
    },
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node22',
    mainFields: ['module', 'main'],
    external: ['vscode', 'mocha'],
    sourcemap: 'inline',
    logLevel: 'warning',
  });
  return outfile;
}
