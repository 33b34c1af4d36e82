/**
 * What knip knows of this project, for `npm run lint`: first with everything in it, where an export that no other file imports is dead;
 * then without the tests (`knip --production`), where code that tests alone run is. Entries with an exclamation mark are those of the
 * second run too.
 */
module.exports = ({ production = false }) => ({
  entry: [
    // The outputs of esbuild.js that package.json does not name, and what it runs itself.
    'src/extension/{extension,editor,manifest}.ts!',
    'src/extension/panels/index.ts!',
    'src/webview/*/main.ts!',
    'src/bank/authorization/library-clock.ts!',
    'src/tpp/workspace/json-schema.ts!',
    'third-party.js!',
    'scripts/**/*.{ts,mts}!',
    // The tests' own programs, which vitest does not name.
    'test/{days,long,vscode,editor,bench}/**/*.{mts,mjs}',
    'test/bench/{guide.cjs,browser/grid.ts}',
    'test/bank/support/states-process.mts',
    'test/long/properties.ts',
    'test/unit/bank-customers/screenshots.ts',
    'test/vscode/support/run.ts',
  ],
  project: ['src/**/*.ts!', 'scripts/**/*.{ts,mts}!', '*.js!', 'test/**/*.{ts,mts,mjs,cjs}', '*.mts'],
  ignore: [
    // Written by `npm run standard`: a type for each definition, whoever asks.
    'src/standard/made/**',
    // The standard's facts wait for those who will ask; tests hold them against the official files.
    ...(production ? ['src/standard/**'] : []),
  ],
  // A test's helper programs, there or said to be missing.
  ignoreBinaries: ['mkfifo', 'mount', 'umount', 'openssl'],
  // Resolved by name: the page that axe looks at gets its script as text.
  ignoreDependencies: ['axe-core'],
  ignoreExportsUsedInFile: production,
});
