/** The commands of the documents, run as they stand, in a folder such as their reader has, against the embedded bank. CONTRIBUTING.md has the convention. */
import { spawn } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Block, blocksOf, documents, root, textOf } from '../support/documents.ts';
import { startTestBank, type TestBank } from './support/bank.ts';
import { resultOf } from './support/command.ts';

/** What the reader of a document has: nothing, the Directory's files, or a workspace where a customer has consented. */
type Reader = 'nothing' | 'files' | 'workspace';

/** Every document with commands that run. */
const readers: Record<string, Reader> = {
  'docs/ci.md': 'workspace',
  'docs/first-day.md': 'files',
  'docs/postman.md': 'workspace',
  'docs/sandbox.md': 'nothing',
  'docs/terminal.md': 'workspace',
  'docs/troubleshooting.md': 'workspace',
  'docs/workspace.md': 'workspace',
};

/** What stands for something that an earlier command printed: its first column's first value. */
const standIns: Record<string, string> = {
  ACCOUNT: `"$(obw accounts --json | node -p 'JSON.parse(require("fs").readFileSync(0)).accounts[0].AccountId')"`,
  EXCHANGE: `"$(obw exchanges --json | node -p 'JSON.parse(require("fs").readFileSync(0)).exchanges[0].id')"`,
};

let folder: string;
let bank: TestBank;
/** By the names in `sh given` blocks. */
let given: Record<string, string>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'obw-documents-'));
  bank = await startTestBank();
  const { discovery, resourceServer } = bank.ready;
  given = { DISCOVERY: discovery, AISP: `${resourceServer}/aisp` };
  const [statement, workspace] = [join(folder, 'files'), join(folder, 'workspace')];
  await Promise.all(
    [statement, workspace].map((out) => resultOf(['bank', 'software-statement', '--dir', bank.dir, '--out', out])),
  );
  await resultOf(['register'], { folder: workspace });
  await resultOf(['consent', 'create'], { folder: workspace });
  await resultOf(['consent', 'authorise', '--user', 'rora', '--headless'], { folder: workspace });
  // As a Directory gives them: the chain in two files, and no openbanking.json yet.
  await rm(join(statement, 'openbanking.json'));
  const chain = await readFile(join(statement, 'ca.pem'), 'utf8');
  const [first = '', ...others] = chain.split(/(?<=-----END CERTIFICATE-----\r?\n)/);
  await writeFile(join(statement, 'root.pem'), first);
  await writeFile(join(statement, 'issuing.pem'), others.join(''));
  await mkdir(join(folder, 'nothing'));
});

afterAll(async () => {
  await bank.stop();
  await rm(folder, { recursive: true, force: true, maxRetries: 3 });
});

const isRun = ({ language, words }: Block): boolean => language === 'sh' && words[0] !== 'elsewhere';

it('every document with commands is in the table', () => {
  expect(documents.filter((path) => blocksOf(textOf(path)).some(isRun))).toEqual(Object.keys(readers));
});

/** Milliseconds for a document, some of which start banks and register clients. */
const timeout = 180_000;

it.each(Object.entries(readers))('%s can be followed', { timeout }, async (path, reader) => {
  const home = await mkdtemp(join(folder, 'home-'));
  const here = join(home, 'here');
  await cp(join(folder, reader), here, { recursive: true });
  // Where docs/sandbox.md has its reader start one.
  if (reader !== 'nothing') await symlink(bank.dir, join(home, 'workbench-bank'));
  const blocks = blocksOf(textOf(path)).filter((block) => isRun(block) || block.language === 'text');
  await writeFile(join(home, 'script'), scriptOf(blocks, home));
  const status = await shell(join(home, 'script'), here, home);

  const at = Number(await readFile(join(home, 'at'), 'utf8'));
  const said = (index: number): Promise<string> => readFile(join(home, `said-${index}`), 'utf8').catch(() => '');
  expect(status, `line ${blocks[at]?.line} of ${path}: ${blocks[at]?.text}\n${await said(at)}`).toBe(0);
  for (const [index, { language, text }] of blocks.entries()) {
    if (language !== 'text') continue;
    for (const line of text.trimEnd().split('\n')) {
      const parts = line.split('…').map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'));
      expect(await said(index - 1), `what ${path} shows`).toMatch(new RegExp(`^${parts.join('.*')}$`, 'm'));
    }
  }
});

/** The blocks as one script, which notes where it is and what each of them printed. */
function scriptOf(blocks: readonly Block[], home: string): string {
  const lines = blocks.flatMap(({ language, words, text }, index) => {
    if (language === 'text') return [];
    const said = `"${home}/said-${index}"`;
    const commands = Object.entries(standIns).reduce(
      (all, [name, value]) => all.replaceAll(new RegExp(`(?<![\\w-])${name}\\b`, 'g'), () => value),
      words[0] === 'given' ? ownValues(text) : text,
    );
    const run: Record<string, string> = {
      fails: `if ( set -e\n${commands}) > ${said} 2>&1; then exit 1; fi`,
      leave: `( ${commands}) > ${said} 2>&1 &\nuntil [ -s ${said} ]; do sleep 0.1; kill -0 $!; done`,
    };
    return [`echo ${index} > "${home}/at"`, run[words[0] ?? ''] ?? `{ ${commands}} > ${said} 2>&1`];
  });
  return ['set -e', "trap 'kill $(jobs -p) 2> /dev/null || true; wait' EXIT", ...lines].join('\n');
}

const ownValues = (text: string): string =>
  text.replace(/^(\w+)=.*$/gm, (_, name: string) => {
    expect(given, 'what this test gives').toHaveProperty(name);
    return `${name}='${given[name]}'`;
  });

function shell(script: string, cwd: string, home: string): Promise<number | null> {
  const path = [join(root, 'bin'), dirname(process.execPath), process.env.PATH].join(delimiter);
  const env = {
    ...process.env,
    HOME: home,
    USERPROFILE: home,
    PATH: path,
    OBW_NODE: process.execPath,
    NO_COLOR: '1',
    // For what a person does in a browser.
    FRONT_CHANNEL: bank.ready.frontChannel,
  };
  const child = spawn('bash', [script], { cwd, env, stdio: 'ignore' });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
}
