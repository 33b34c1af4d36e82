/** What the package holds: every bundled library named with its licence, and no file too many. */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Version } from '@cyclonedx/cyclonedx-library/Spec';
import { JsonStrictValidator } from '@cyclonedx/cyclonedx-library/Validation';
import { listFiles, PackageManager } from '@vscode/vsce';
import type { BuildOptions, Metafile } from 'esbuild';
import { build } from 'esbuild';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Paper, statementPdf } from '../../src/bank/accounts/statement-pdf.ts';

const root = join(import.meta.dirname, '../..');
const require = createRequire(import.meta.url);
const { outputs, common }: { outputs: BuildOptions[]; common: BuildOptions } = require('../../esbuild.js');

/** The page that VS Code shows of it, in the place of the repository's. */
const { readmePath } = require('../../package.json').vsce;
const listing = { cwd: root, packageManager: PackageManager.None, readmePath };

const read = (name: string) => readFileSync(join(root, name), 'utf8');

let metafiles: Metafile[];
/** `name@version` of every package of which a file was bundled, told from the files' paths. */
let bundled: string[];

beforeAll(async () => {
  const results = await Promise.all(
    outputs.map((output) => build({ ...common, ...output, absWorkingDir: root, write: false })),
  );
  metafiles = results.map(({ metafile }) => metafile ?? { inputs: {}, outputs: {} });
  const paths = metafiles.flatMap((metafile) =>
    Object.values(metafile.outputs).flatMap(({ inputs }) => Object.keys(inputs)),
  );
  const folders = paths.flatMap((path) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? []);
  const named = [...new Set(folders)].map((folder) => JSON.parse(read(join(folder, 'package.json'))));
  bundled = named.map(({ name, version }) => `${name}@${version}`).toSorted();
});

interface Component {
  group?: string;
  name: string;
  version: string;
  licenses?: unknown[];
}

describe('the bill of materials', () => {
  it('names every bundled package, each with a licence, and no other', () => {
    const { components }: { components: Component[] } = JSON.parse(read('sbom.cdx.json'));
    const names = components.map(({ group, name, version }) => `${group ? `${group}/` : ''}${name}@${version}`);
    expect(bundled.length).toBeGreaterThan(80);
    expect(names.toSorted()).toEqual(bundled);
    expect(components.filter(({ licenses = [] }) => licenses.length === 0)).toEqual([]);
  });

  it('is valid CycloneDX 1.6', async () => {
    expect(await new JsonStrictValidator(Version.v1dot6).validate(read('sbom.cdx.json'))).toBeNull();
  });

  it('is the same for the same bundles, to the byte', async () => {
    // In a process of its own: the library writes to a console, and vitest's is none.
    const script = `const { thirdPartyFiles } = require('./third-party.js');
      thirdPartyFiles(JSON.parse(require('node:fs').readFileSync(0, 'utf8'))).then((files) => console.log(JSON.stringify(files)))`;
    const input = JSON.stringify(metafiles);
    const made: Record<string, string> = JSON.parse(
      execFileSync(process.execPath, ['-e', script], { cwd: root, input, encoding: 'utf8', maxBuffer: 1e8 }),
    );
    for (const [name, text] of Object.entries(made)) expect(text === read(name), name).toBe(true);
    expect(made['sbom.cdx.json']).not.toMatch(/serialNumber|"timestamp"/);
  });
});

it('the notices have every bundled package with what its licence says', () => {
  const sections = read('THIRD-PARTY-NOTICES.txt')
    .split(`\n${'-'.repeat(80)}\n\n`)
    .slice(1);
  expect(sections.map((section) => section.split('\n')[0]?.replace(' ', '@')).toSorted()).toEqual(bundled);
  for (const section of sections) {
    const [name = '', licence] = section.split('\n');
    expect(licence, name).toMatch(/^[\w.() -]+$/);
    expect(section, name).toMatch(/(copyright|permission|licen[cs]e)[\s\S]{400}|No licence text is in this package/i);
  }
  // Three of Microsoft's and two of koa's come without one.
  expect(sections.filter((section) => section.includes('No licence text is in')).length).toBeLessThan(10);
});

it('the package holds the outputs, the notices and what the marketplace shows, and nothing else', async () => {
  const listed = await listFiles(listing);
  const isMedia = (file: string) =>
    /^media\/(walkthrough\/)?[\w.-]+\.(png|svg|json|gif|woff)$|^media\/pictures\/transactions\.webp$/.test(file);
  const styles = outputs
    .map(({ outfile = '' }) => outfile.replace(/\.js$/, '.css'))
    .filter((file) => existsSync(join(root, file)));
  expect(listed.filter((file) => !isMedia(file)).toSorted()).toEqual(
    [
      ...outputs.map(({ outfile }) => outfile),
      ...styles,
      'dist/standard.json',
      'CHANGELOG.md',
      'LICENSE',
      readmePath,
      'bin/obw',
      'bin/obw.cmd',
      'l10n/bundle.l10n.json',
      'THIRD-PARTY-NOTICES.txt',
      'package.json',
      'package.nls.json',
      'sbom.cdx.json',
    ].toSorted(),
  );
});

describe('what the editor loads before any command', () => {
  const outputOf = (name: string) => metafiles.flatMap(({ outputs: each }) => each[`dist/${name}`] ?? [])[0];
  /** From the libraries' files that went in, e.g. `zod/v4/mini`. */
  const librariesIn = (name: string): string[] => {
    const inputs = Object.entries(outputOf(name)?.inputs ?? {}).filter(([, { bytesInOutput }]) => bytesInOutput > 0);
    const libraries = inputs.flatMap(([path]) => /node_modules\/((?:zod\/v4\/)?[^/]+)/.exec(path)?.[1] ?? []);
    return [...new Set(libraries)].toSorted();
  };

  // What is in a bundle by mistake is in it for the sake of one import: zod itself is 250 kB, undici 300 kB.
  it.each<[name: string, kilobytes: number, libraries: string[]]>([
    ['extension.js', 25, []],
    ['editor.js', 400, ['jsonc-parser', 'zod/v4/core', 'zod/v4/mini']],
  ])('dist/%s is below %d kB, and of libraries has %j', (name, kilobytes, libraries) => {
    expect(librariesIn(name)).toEqual(libraries);
    expect(outputOf(name)?.bytes).toBeGreaterThan(5000);
    expect(outputOf(name)?.bytes).toBeLessThan(kilobytes * 1000);
  });

  it('dist/statement-pdf.js is a quarter of what its library weighs, as it has its drawing and fonts alone', () => {
    expect(librariesIn('statement-pdf.js')).toEqual(['@noble', 'pdfkit']);
    expect(outputOf('statement-pdf.js')?.bytes).toBeLessThan(250_000);
  });

  it('dist/editor.js loads nothing else at once than Node and the editor have, and the language', () => {
    const script = `
      const Module = require('node:module');
      const load = Module._load;
      const loaded = new Set();
      const anything = new Proxy(function () {}, {
        get: (_, key) => (key === Symbol.toPrimitive ? () => '' : key === 'then' || key === Symbol.iterator ? undefined : anything),
        apply: () => anything,
        construct: () => anything,
      });
      Module._load = (name, ...rest) => {
        if (!name.startsWith('node:')) loaded.add(name);
        return name === 'vscode' ? anything : load(name, ...rest);
      };
      require(process.argv[1]);
      console.log(JSON.stringify([...loaded]));`;
    const file = join(root, 'dist/editor.js');
    const told = execFileSync(process.execPath, ['-e', script, file], { encoding: 'utf8' });
    expect(JSON.parse(told).toSorted()).toEqual([file, 'vscode', './language.js'].toSorted());
    expect(outputOf('language.js')?.bytes).toBeLessThan(2000);
  });
});

it('a statement is drawn by the package as by the sources, to the byte', async () => {
  const paper: Paper = {
    bank: 'Bank',
    holder: 'Zoë Łukasz',
    account: [['IBAN', 'GB29NWBK60161331926819']],
    summary: [['Period', '2026-01-01 to 2026-01-31']],
    currency: 'GBP',
    entries: Array.from({ length: 100 }, (_, at) => ({
      date: '2026-01-01',
      text: `CARD PAYMENT TO ${'SOMEONE WHOSE NAME IS LONG '.repeat(at % 4)}${at}`,
      paidOut: '1.00',
      balance: '-1.00',
    })),
    createdAt: Date.UTC(2026, 1, 1),
  };
  const drawn: { statementPdf: typeof statementPdf } = require('../../dist/statement-pdf.js');
  const [packed, plain] = await Promise.all([drawn.statementPdf(paper), statementPdf(paper)]);
  expect(packed.subarray(0, 5).toString()).toBe('%PDF-');
  expect(packed.equals(plain)).toBe(true);
});

it('the package runs by itself, far from the sources and the official files, and knows the standard', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'obw-package-'));
  try {
    for (const file of await listFiles(listing)) {
      cpSync(join(root, file), join(folder, file));
    }
    const words = ['standard', 'show', 'GET /accounts', '--json'];
    const env = { ...process.env, OBIE_SPECS: join(folder, 'nowhere') };
    const shown = execFileSync(process.execPath, [join(folder, 'dist/cli.js'), ...words], {
      cwd: folder,
      env,
      encoding: 'utf8',
    });
    expect(JSON.parse(shown)).toMatchObject({
      name: 'GET /accounts',
      token: 'customer',
      answer: [{ name: 'Data' }, {}, {}],
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
});
