/** The sandbox's part of the editor that needs no editor: what its process says, what is local, what the view shows, which files are whose. */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addressOrder, copied, idOf, rowsOf } from '../../../src/extension/sandbox/info.ts';
import { failureOf, issueStatement } from '../../../src/extension/sandbox/process.ts';
import {
  filesInTheWay,
  ignoreKeys,
  ignoring,
  isInRepository,
  lacksIgnoring,
} from '../../../src/extension/sandbox/statement-files.ts';
import { failureIn, type Ready, readNote, readStatements, readTold } from '../../../src/extension/sandbox/words.ts';
import { isSandbox } from '../../../src/tpp/workspace/profile.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'obw-sandbox-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const ready: Ready = {
  pid: 7,
  profile: 'permissive',
  discovery: 'https://127.0.0.1:2/.well-known/openid-configuration',
  issuer: 'https://127.0.0.1:2',
  frontChannel: 'http://127.0.0.1:1/auth',
  tokenEndpoint: 'https://127.0.0.1:3/token',
  registrationEndpoint: 'https://127.0.0.1:3/register',
  resourceServer: 'https://127.0.0.1:3/open-banking/v3.1',
  environment: 'https://127.0.0.1:3/environment',
  ca: '/home/bank/pki/ca.pem',
};

describe('the note of a running bank', () => {
  const noted = async (text: string) => {
    await writeFile(join(folder, 'running.json'), text);
    return readNote(folder);
  };

  it('says where to reach it', async () => {
    const open = { ports: { front: 1, tls: 2, mtls: 3 }, controlToken: 'T' };
    expect(await noted(JSON.stringify({ pid: 7, open }))).toEqual({ pid: 7, open: { port: 1, token: 'T' } });
  });

  it('says that it does not listen yet', async () => {
    expect(await noted('{"pid":7}')).toEqual({ pid: 7 });
  });

  it.each([
    ['nothing', ''],
    ['half a note', '{"pid":7,"op'],
    ['null', 'null'],
    ['no process', '{"open":{}}'],
  ])('with %s in it is none', async (_name, text) => {
    expect(await noted(text)).toBeUndefined();
  });

  it.each([
    ['a port that is a text', { ports: { front: '1' }, controlToken: 'T' }],
    ['no token', { ports: { front: 1 } }],
    ['null', null],
  ])('with %s is not one to connect to', async (_name, open) => {
    expect(await noted(JSON.stringify({ pid: 7, open }))).toEqual({ pid: 7 });
  });

  it('that is not there is none', async () => {
    expect(await readNote(join(folder, 'nowhere'))).toBeUndefined();
  });
});

describe('a line of the control connection', () => {
  it('says what the bank is, who its customers are and who holds it', () => {
    const customers = [{ login: 'rora', password: 'rora.', name: 'Rowan' }];
    const line = JSON.stringify({ ready: { ...ready, more: 1 }, customers, holders: ['a', 'b'] });
    expect(readTold(line)).toEqual({ ready, customers, holders: ['a', 'b'] });
  });

  it('says that somebody ends it', () => {
    expect(readTold('{"ending":"stopped"}')).toEqual({ ending: true });
  });

  it.each(['', 'no json', '[]', '{"ready":{"pid":1}}', '{"ready":null}'])('%j says nothing', (line) => {
    expect(readTold(line)).toStrictEqual({});
  });

  it('loses what is not what it should be, and keeps the rest', () => {
    const line = JSON.stringify({
      customers: [{ login: 1 }, { login: 'rora', password: 'x', name: 'R' }],
      holders: ['a', 1],
    });
    expect(readTold(line)).toEqual({ customers: [{ login: 'rora', password: 'x', name: 'R' }], holders: ['a'] });
  });
});

it('software statements come the newest first', () => {
  const statement = (softwareId: string, createdAt: number) => ({
    softwareId,
    organisationId: 'O',
    clientName: 'C',
    roles: ['AISP'],
    redirectUris: [],
    createdAt,
  });
  const text = JSON.stringify({ statements: [statement('old', 1), { none: true }, statement('new', 2)] });
  expect(readStatements(text).map(({ softwareId }) => softwareId)).toEqual(['new', 'old']);
  expect(readStatements('nonsense')).toEqual([]);
});

describe('a process that makes a software statement', () => {
  const saying = async (text: string) => {
    const program = join(folder, 'bank.cjs');
    await writeFile(program, `process.stdout.write(${JSON.stringify(text)})`);
    return issueStatement({ program, dir: join(folder, 'bank') }, [], new AbortController().signal);
  };

  it('says which it is and what it wrote', async () => {
    const issued = { softwareId: 'S', files: ['ssa.jwt'] };
    expect(await saying(JSON.stringify({ ...issued, more: 1 }))).toEqual(issued);
  });

  it.each(['', '{"softwareId"', 'null', '{"softwareId":1}'])(
    'has made one whose files are there, though it says %j of it',
    async (text) => {
      await expect(saying(text)).rejects.toMatchObject({
        failure: {
          code: 'statement_untold',
          message: expect.stringMatching(/^The sandbox made/),
          try: expect.stringMatching(/^Look/),
        },
      });
    },
  );
});

describe('a process that failed', () => {
  const told = { code: 'port_in_use', message: 'Port 1 is in use.', try: 'End it.' };

  it('says why in a line of JSON, whatever stands around it', () => {
    const words = `(node:1) a warning\n${JSON.stringify({ error: told })}\nand more\n`;
    expect(failureIn(words)).toEqual(told);
    expect(failureOf(words)).toEqual(told);
  });

  it.each([
    [
      'ERR_UNKNOWN_BUILTIN_MODULE',
      'Error [ERR_UNKNOWN_BUILTIN_MODULE]: No such built-in module: node:sqlite\n    at load',
    ],
    ['MODULE_NOT_FOUND', "Error: Cannot find module 'node:sqlite'\nRequire stack:"],
  ])('for want of node:sqlite (%s) says so in one sentence', (_name, words) => {
    const { code, message } = failureOf(words);
    expect(code).toBe('node_sqlite_missing');
    expect(message).toMatch(/node:sqlite.*Node \d+/);
    expect(message).not.toContain('\n');
  });

  it('for another reason says its error and no stack', () => {
    const { code, message } = failureOf(
      "Error: Cannot find module '/ext/dist/bank.js'\n    at Module._resolve (x:1:2)",
    );
    expect(code).toBe('bank_not_started');
    expect(message).toContain('/ext/dist/bank.js');
    expect(message).not.toContain('at Module');
  });

  it('without a word says that', () => {
    expect(failureOf('').message).toMatch(/without a word/);
  });
});

describe('the embedded bank', () => {
  const discovery = ready.discovery;
  it.each([
    ['on this machine with its plain-HTTP front door', { discovery, authorizationEndpoint: ready.frontChannel }, true],
    [
      'by the name localhost',
      { discovery: 'https://localhost:1/x', authorizationEndpoint: 'http://localhost:2/auth' },
      true,
    ],
    ['without a front door of its own', { discovery }, false],
    ['with an https front door', { discovery, authorizationEndpoint: 'https://127.0.0.1:1/auth' }, false],
    [
      'called production',
      { discovery, authorizationEndpoint: ready.frontChannel, environment: 'production' as const },
      false,
    ],
    ['elsewhere', { discovery: 'https://bank.example/x', authorizationEndpoint: 'http://127.0.0.1:1/auth' }, false],
    [
      'elsewhere with a name like ours',
      { discovery: 'https://127.0.0.1.example/x', authorizationEndpoint: ready.frontChannel },
      false,
    ],
    ['with a front door elsewhere', { discovery, authorizationEndpoint: 'http://bank.example/auth' }, false],
  ])('%s', (_name, entry, local) => {
    expect(isSandbox(entry)).toBe(local);
  });
});

describe('the view', () => {
  const running = { ready, customers: [{ login: 'rora', password: 'rora.', name: 'Rowan' }], holders: ['w'] };
  const statement = {
    softwareId: 'S',
    organisationId: 'O',
    clientName: 'C',
    roles: [],
    redirectUris: [],
    createdAt: 1,
  };

  it('is empty when the sandbox does not run', () => {
    expect(rowsOf(undefined, undefined, [])).toEqual([]);
  });

  it('says of statements that there are none only where the directory said so', () => {
    const group = { kind: 'group', of: 'statements' } as const;
    expect(rowsOf(group, running, [])).toEqual([{ kind: 'noStatement' }]);
    const unread = rowsOf(group, running, { unread: 'It does not answer.' });
    expect(unread).toEqual([{ kind: 'unread', message: 'It does not answer.' }]);
    expect(unread.map(idOf)).toEqual(['group/statements/unread']);
  });

  it('has every address, customer and statement, each with an id of its own', () => {
    const all = [undefined, ...rowsOf(undefined, running, [])].flatMap((node) => rowsOf(node, running, [statement]));
    const ids = all.map(idOf);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toEqual(
      expect.arrayContaining([
        'sandbox',
        'customer/rora',
        'statement/S',
        ...addressOrder.map((name) => `address/${name}`),
      ]),
    );
  });

  it.each([
    ['address', { kind: 'sandboxAddress', name: 'issuer', value: 'https://x' }, 'https://x'],
    ['password', { kind: 'customer', customer: running.customers[0] }, 'rora.'],
    ['login', { kind: 'customer', customer: running.customers[0] }, 'rora'],
    ['softwareId', { kind: 'statement', statement }, 'S'],
    ['password', { kind: 'sandboxAddress', name: 'issuer', value: 'https://x' }, undefined],
    ['address', undefined, undefined],
    ['address', { no: 'node' }, undefined],
  ] as const)('copies the %s of %j', (what, node, text) => {
    expect(copied(node, what)).toBe(text);
  });
});

describe('git and the keys of a software statement', () => {
  it.each([
    ['an empty file', '', '/signing.key\n/transport.key\n'],
    ['a file without a last line break', 'dist', 'dist\n/signing.key\n/transport.key\n'],
    ['one of them', 'signing.key\n', 'signing.key\n/transport.key\n'],
  ])('are added to %s', (_name, before, after) => {
    expect(ignoring(before, ['signing.key', 'transport.key'])).toBe(after);
  });

  it.each(['*.key\n', '/signing.key\r\n/transport.key\r\n'])('are not added twice: %j', (text) => {
    expect(ignoring(text, ['signing.key', 'transport.key'])).toBe(text);
  });

  it('are offered where a repository is and does not ignore them', async () => {
    const inside = join(folder, 'deep', 'er');
    await mkdir(inside, { recursive: true });
    await mkdir(join(folder, '.git'));
    expect(await isInRepository(inside)).toBe(true);
    expect(await lacksIgnoring(inside)).toBe(true);
    expect(await ignoreKeys(inside)).toBe(true);
    expect(await lacksIgnoring(inside)).toBe(false);
    expect(await ignoreKeys(inside)).toBe(false);
    expect(await readFile(join(inside, '.gitignore'), 'utf8')).toBe('/signing.key\n/transport.key\n');
  });

  it('a folder that holds some of the files is asked about, with those of the developer’s own left out', async () => {
    for (const name of ['signing.key', 'ssa.jwt']) await writeFile(join(folder, name), '');
    expect(await filesInTheWay(folder, false)).toEqual(['signing.key', 'ssa.jwt']);
    expect(await filesInTheWay(folder, true)).toEqual(['ssa.jwt']);
  });
});
