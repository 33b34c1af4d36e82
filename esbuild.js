/** Builds the product: the extension, the TPP library, the bank and the command line, each a CommonJS bundle of its own in dist/. */
const { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } = require('node:fs');
const { dirname, relative, sep } = require('node:path');
const esbuild = require('esbuild');
const { thirdPartyFiles } = require('./third-party.js');

/** Imports that stay imports: each names another output, loaded when it is first needed. */
const otherOutputs = [
  { filter: /\/tpp\/index\.ts$/, path: './tpp.js' },
  { filter: /\/bank\/index\.ts$/, path: './bank.js' },
  { filter: /\/open-pkcs12\.ts$/, path: './pkcs12.js' },
  { filter: /\/statement-pdf\.ts$/, path: './statement-pdf.js' },
  { filter: /^\.\/editor\.ts$/, path: './editor.js' },
  { filter: /\/panels\/index\.ts$/, path: './panels.js' },
];

/** Koa knows the media types of every file name there is; the bank answers with three. Saves 150 kB and their parsing at each start. */
const mediaTypes = {
  'application/json': { charset: 'UTF-8', extensions: ['json'] },
  'application/jwt': { extensions: ['jwt'] },
  'application/x-pem-file': { extensions: ['pem'] },
  'application/x-www-form-urlencoded': {},
  'application/octet-stream': { extensions: ['bin'] },
  'text/css': { charset: 'UTF-8', extensions: ['css'] },
  'text/html': { charset: 'UTF-8', extensions: ['html'] },
  'text/plain': { charset: 'UTF-8', extensions: ['txt', 'text'] },
};

/**
 * What the transport takes of undici. Its entry loads fetch, WebSocket, mocks and interceptors too, two thirds of it, at every start. A name
 * that is missing here is missing in dist/ alone, so the tests of dist/ send through a proxy too.
 */
const httpClient = `
  Object.assign(require('undici/lib/dispatcher/dispatcher.js').prototype, require('undici/lib/api/index.js'));
  exports.Agent = require('undici/lib/dispatcher/agent.js');
  exports.Pool = require('undici/lib/dispatcher/pool.js');
  exports.buildConnector = require('undici/lib/core/connect.js');
  // Run by the first who asks for it, which is nobody where no proxy is set.
  Object.defineProperty(exports, 'ProxyAgent', {
    enumerable: true,
    get: () => require('undici/lib/dispatcher/proxy-agent.js'),
  });
`;

const lazyOutputs = {
  name: 'lazy-outputs',
  setup(build) {
    for (const { filter, path } of otherOutputs) {
      build.onResolve({ filter }, ({ kind }) => (kind === 'entry-point' ? undefined : { path, external: true }));
    }
    // One of it a process, so that all that is loaded speaks the language that was set; required once an output, not by each of its files.
    // The bank is a process of its own and speaks English.
    const { entryPoints } = build.initialOptions;
    build.onResolve({ filter: /(^\.|standard)\/language\.ts$/ }, ({ kind }) =>
      kind === 'entry-point' || entryPoints?.[0] === 'src/bank/index.ts'
        ? undefined
        : { path: 'language', namespace: 'language' },
    );
    build.onResolve({ filter: /^\.\/language\.js$/ }, ({ path }) => ({ path, external: true }));
    build.onLoad({ filter: /.*/, namespace: 'language' }, () => ({
      contents:
        "const shared = require('./language.js'); export const t = shared.t; export const speak = shared.speak;",
    }));
    build.onLoad({ filter: /standard.tables-file\.ts$/ }, () => ({
      contents: "export const tablesFile = () => require('node:path').join(__dirname, 'standard.json');",
      loader: 'ts',
    }));
    // The table of operations as text for JSON.parse, which takes half the time that an engine takes for a literal.
    build.onLoad({ filter: /standard.made.operations\.ts$/ }, ({ path }) => {
      const rows = readFileSync(path, 'utf8').match(/(?<=^ {2})\{.*\}(?=,$)/gm) ?? [];
      const text = JSON.stringify(`[${rows.join()}]`);
      return { contents: `export const operations = JSON.parse(${text});`, loader: 'js' };
    });
    build.onResolve({ filter: /^mime-db$/ }, () => ({ path: 'mime-db', namespace: 'media-types' }));
    build.onResolve({ filter: /^undici$/ }, () => ({ path: 'undici', namespace: 'http-client' }));
    build.onLoad({ filter: /.*/, namespace: 'http-client' }, () => ({ contents: httpClient, resolveDir: __dirname }));
    // A SOCKS proxy is refused before anything is asked of undici.
    build.onResolve({ filter: /^\.\/socks5-proxy-agent$/ }, () => ({ path: 'socks', namespace: 'nothing' }));
    build.onLoad({ filter: /.*/, namespace: 'nothing' }, () => ({ contents: '' }));
    // zod brings its messages in fifty languages; ours are in English.
    build.onLoad({ filter: /node_modules.zod.v4.locales.index\.js$/ }, () => ({
      contents: "export { default as en } from './en.js';",
      loader: 'js',
    }));
    build.onLoad({ filter: /.*/, namespace: 'media-types' }, () => ({
      contents: JSON.stringify(mediaTypes),
      loader: 'json',
    }));
  },
};

/**
 * By which clock each file of the bank's authorization server goes that asks for the time. What dates and ends the bank's own papers goes by
 * business time, which can be moved; what makes and judges tokens of a TPP, whose clock stays, by the machine's.
 */
const clocksOfProvider = {
  'actions/authorization/pushed_authorization_requests.js': 'machine',
  'actions/authorization/resume.js': 'business',
  'actions/registration.js': 'business',
  'adapters/memory_adapter.js': 'business',
  'helpers/challenge.js': 'machine',
  'helpers/jwt.js': 'machine',
  'helpers/validate_dpop.js': 'machine',
  'models/base_model.js': 'business',
  'models/client.js': 'machine',
  'models/formats/opaque.js': 'business',
  'models/id_token.js': 'business',
  'models/interaction.js': 'business',
  'models/refresh_token.js': 'business',
  'models/replay_detection.js': 'machine',
  'models/session.js': 'business',
  'provider.js': 'business',
  'shared/attest_client_auth.js': 'machine',
};

/** A class and its name, in the library's code: what it extends goes up to the brace that opens its body. */
const namedClass = /\bclass (\w+)( extends [^{]+)? \{/g;

/**
 * The bank's authorization server as a package is not made for bundling: it finds its models and errors by the names of their classes, which
 * minifying changes. So each class has its name written into it. esbuild's `keepNames` would do it for every function that is made while a
 * request is answered, which takes a quarter of its time.
 */
const authorizationServer = {
  name: 'authorization-server',
  setup(build) {
    const library = dirname(require.resolve('oidc-provider'));
    const unknown = new Set();
    build.onLoad({ filter: /[\\/]oidc-provider[\\/]lib[\\/].*\.js$/ }, ({ path }) => {
      const contents = readFileSync(path, 'utf8').replace(namedClass, "class $1$2 { static name = '$1';");
      const nameless = contents.match(/\bclass [A-Z]\w*\b(?! [^{]*\{ static name = )/g) ?? [];
      return {
        contents,
        errors: nameless.map((each) => ({ text: `No name could be written into ${each} of ${path}.` })),
      };
    });
    build.onResolve({ filter: /[\\/]epoch_time\.js$/ }, ({ importer }) => {
      const file = relative(library, importer).replaceAll(sep, '/');
      const clock = file.startsWith('../') ? 'business' : clocksOfProvider[file];
      if (clock === undefined) unknown.add(file);
      return clock === 'business' ? { path: 'business-time', namespace: 'business-time' } : undefined;
    });
    build.onLoad({ filter: /.*/, namespace: 'business-time' }, () => ({
      contents: `import { libraryClock } from './src/bank/authorization/library-clock.ts';
        export default (date = libraryClock.now()) => Math.floor(date / 1000);`,
      resolveDir: __dirname,
    }));
    build.onEnd(() => ({
      errors: [...unknown].map((file) => ({
        text: `Say in clocksOfProvider by which clock ${file} of oidc-provider goes.`,
      })),
    }));
  },
};

/**
 * The library that draws a statement, without what it has for others: fonts of one's own, pictures, breaking of lines, encryption, 190 kB
 * when packed. It asks for the fonts that every reader has by names that only Node resolves, so those are written where esbuild sees them.
 */
const drawing = {
  name: 'drawing',
  setup(build) {
    build.onResolve({ filter: /^(fontkit|linebreak|png-js|@noble\/ciphers\/aes)$/ }, ({ path }) => ({
      path,
      namespace: 'nothing',
    }));
    build.onLoad({ filter: /[\\/]pdfkit[\\/]js[\\/]pdfkit\.node\.mjs$/ }, ({ path }) => {
      const text = readFileSync(path, 'utf8');
      const contents = text
        .replace('const require$1 = createRequire(import.meta.url);', '')
        .replaceAll("require$1('#standard-fonts/", "require('#standard-fonts/");
      const isOther = contents.includes('require$1') || !contents.includes("require('#standard-fonts/Helvetica')");
      return { contents, errors: isOther ? [{ text: `${path} loads its fonts in another way now.` }] : [] };
    });
  },
};

/**
 * The editor's API, name by name. As it comes, each of a hundred files would copy all its names into an object of its own when it is
 * loaded, which made up half of the activation.
 */
const editorApi = {
  name: 'editor-api',
  setup(build) {
    build.onResolve({ filter: /^vscode$/ }, ({ kind }) =>
      kind === 'require-call' ? { path: 'vscode', external: true } : { path: 'vscode', namespace: 'editor-api' },
    );
    build.onLoad({ filter: /.*/, namespace: 'editor-api' }, () => {
      const types = readFileSync(require.resolve('@types/vscode/index.d.ts'), 'utf8');
      const names = types.matchAll(/^\texport (?:namespace|class|enum|const|function|let) (\w+)/gm);
      const exported = [...new Set([...names].map(([, name]) => name))];
      const lines = exported.map((name) => `export const ${name} = /* @__PURE__ */ (() => api.${name})();`);
      return { contents: ["const api = require('vscode');", ...lines].join('\n'), loader: 'js', resolveDir: __dirname };
    });
  },
};

const common = {
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  mainFields: ['module', 'main'],
  minify: true,
  sourcemap: false,
  legalComments: 'none',
  metafile: true,
  supported: { 'dynamic-import': false },
  define: { 'import.meta.url': '__importMetaUrl' },
  banner: { js: "const __importMetaUrl = require('node:url').pathToFileURL(__filename).href;" },
  plugins: [lazyOutputs],
  logLevel: 'warning',
};

const ofTheEditor = (source, outfile) => ({
  entryPoints: [source],
  outfile,
  plugins: [lazyOutputs, editorApi],
  banner: {},
  define: {},
});

/** A page's script and, beside it, the style sheet that the script imports. */
const page = (name) => ({
  entryPoints: [`src/webview/${name}/main.ts`],
  outfile: `dist/webview/${name}.js`,
  platform: 'browser',
  format: 'iife',
  target: 'es2022',
  supported: {},
  banner: {},
  define: {},
});

const outputs = [
  ofTheEditor('src/extension/extension.ts', 'dist/extension.js'),
  ofTheEditor('src/extension/editor.ts', 'dist/editor.js'),
  ofTheEditor('src/extension/panels/index.ts', 'dist/panels.js'),
  page('inspector'),
  page('list'),
  page('phone'),
  page('report'),
  page('transactions'),
  { entryPoints: ['src/standard/language.ts'], outfile: 'dist/language.js', banner: {}, define: {} },
  { entryPoints: ['src/tpp/index.ts'], outfile: 'dist/tpp.js' },
  { entryPoints: ['src/tpp/keys/open-pkcs12.ts'], outfile: 'dist/pkcs12.js' },
  {
    entryPoints: ['src/bank/index.ts'],
    outfile: 'dist/bank.js',
    plugins: [lazyOutputs, authorizationServer],
    footer: { js: 'if (require.main === module) module.exports.main(process.argv.slice(2));' },
  },
  {
    entryPoints: ['src/bank/accounts/statement-pdf.ts'],
    outfile: 'dist/statement-pdf.js',
    plugins: [lazyOutputs, drawing],
  },
  {
    entryPoints: ['src/cli/main.ts'],
    outfile: 'dist/cli.js',
    banner: { js: `#!/usr/bin/env node\n${common.banner.js}` },
  },
];

/** Each file takes its name when it is whole, so that what runs meanwhile finds the old one or the new one. */
function put(path, contents) {
  const draft = `${path}.new-${process.pid}`;
  writeFileSync(draft, contents, { mode: path.endsWith('cli.js') ? 0o755 : 0o644 });
  renameSync(draft, path);
}

/** What a module of ours exports, for the build itself. */
function loaded(contents) {
  const { outputFiles } = esbuild.buildSync({
    stdin: { contents, resolveDir: __dirname },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    mainFields: ['module', 'main'],
    write: false,
    logLevel: 'error',
  });
  const module = { exports: {} };
  new Function('module', 'exports', 'require', outputFiles[0].text)(module, module.exports, require);
  return module.exports;
}

/** The references in docs/, and what is made of the table of rooms; a test asks whether they are in step. */
function writeReferences() {
  const {
    bankProfileReference,
    bankProfileSchema,
    commandReference,
    workspaceFileReference,
    linterRules,
    withDrawing,
  } = loaded(`
    export * from './scripts/rooms/linter.ts';
    export * from './scripts/rooms/drawing.ts';
    export * from './scripts/reference/bank-profile.ts';
    export * from './scripts/reference/commands.ts';
    export * from './scripts/reference/workspace-file.ts';`);
  mkdirSync('docs/reference', { recursive: true });
  writeFileSync('docs/reference/obw.md', commandReference());
  writeFileSync('docs/reference/openbanking-json.md', workspaceFileReference());
  writeFileSync('docs/reference/bank-profile.md', bankProfileReference());
  writeFileSync('docs/reference/bank-profile.schema.json', asFile(bankProfileSchema()));
  writeFileSync('lint/rooms.biome.json', linterRules());
  writeFileSync('ARCHITECTURE.md', withDrawing(readFileSync('ARCHITECTURE.md', 'utf8')));
}

/** The manifest's part and its texts, as the declarations in src/extension/contributions have them. */
function declaredManifest() {
  const { contributes, texts, workspaceFileSchema, clientsFileSchema } = loaded(`
    export * from './src/extension/manifest.ts';
    export { clientsFileSchema, workspaceFileSchema } from './src/tpp/workspace/json-schema.ts';`);
  return { contributes: contributes(), texts: texts(), schema: workspaceFileSchema(), clients: clientsFileSchema() };
}

const asFile = (value) => `${JSON.stringify(value, undefined, 2)}\n`;

/** Writes the manifest's part (`npm run manifest`), or fails the build when it is not in step with the declarations. */
function manifest(write) {
  const { contributes, texts, schema, clients } = declaredManifest();
  const files = {
    'package.json': asFile({ ...JSON.parse(readFileSync('package.json', 'utf8')), contributes }),
    'package.nls.json': asFile(texts),
    'media/openbanking.schema.json': asFile(schema),
    'media/openbanking.clients.schema.json': asFile(clients),
  };
  for (const [path, text] of Object.entries(files)) {
    if (write) writeFileSync(path, text);
    else if (
      !existsSync(path) ||
      JSON.stringify(JSON.parse(readFileSync(path, 'utf8'))) !== JSON.stringify(JSON.parse(text))
    ) {
      throw new Error(`${path} is not in step with what src declares: run "npm run manifest".`);
    }
  }
}

async function buildAll() {
  manifest(false);
  mkdirSync('dist/webview', { recursive: true });
  put('dist/standard.json', JSON.stringify(JSON.parse(readFileSync('src/standard/made/tables.json', 'utf8'))));
  const results = await Promise.all(outputs.map((output) => esbuild.build({ ...common, ...output, write: false })));
  for (const { outputFiles, metafile } of results) {
    for (const { path, contents } of outputFiles) put(path, contents);
    for (const [file, { bytes }] of Object.entries(metafile.outputs)) {
      console.error(`${file}  ${Math.round(bytes / 1024)} kB`);
    }
  }
  const files = await thirdPartyFiles(results.map(({ metafile }) => metafile));
  for (const [name, text] of Object.entries(files)) put(name, text);
  return results;
}

module.exports = { buildAll, outputs, common };
if (require.main === module) {
  if (process.argv.includes('--manifest')) {
    manifest(true);
    writeReferences();
  } else {
    buildAll().catch((error) => {
      if (!('errors' in error)) console.error(error.message);
      process.exitCode = 1;
    });
  }
}
