/** A failed verb: what reaches the user, in words and in JSON, whatever was thrown and by whom. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CommanderError } from 'commander';
import { describe, expect, it } from 'vitest';
import { bounded, exitStatus, harmless, inWords, jsonLine, problemOf, reportedIn } from '../../../src/cli/errors.ts';
import type { Tpp } from '../../../src/cli/terminal.ts';
import { OpenBankingError, type Problem } from '../../../src/tpp/errors.ts';
import { errorIn, fakeTpp, obw } from './fake-terminal.ts';

const refused: Problem = {
  code: 'registration_refused',
  message: 'The bank refused the registration.',
  try: 'Get a new software statement.',
  bank: { status: 400, error: 'invalid_software_statement', description: 'the SSA is too old' },
  interactionId: '93bac548-d2de-4546-b106-880a5018460d',
};
const inTheBank = Object.assign(new Error('The port 1 is taken.'), { code: 'port_in_use', try: 'Choose another.' });
const ofAnotherBundle = Object.assign(new Error('x'), {
  problem: { code: 'timed_out', message: 'Too late.', try: 'Again.' },
});

describe('what was thrown becomes a problem', () => {
  it.each<[name: string, thrown: unknown, code: string]>([
    ['our error', new OpenBankingError(refused), 'registration_refused'],
    ['our error out of another bundle', ofAnotherBundle, 'timed_out'],
    ["the bank's error", inTheBank, 'port_in_use'],
    ['wrong usage', new CommanderError(1, 'commander.unknownOption', "error: unknown option '--x'"), 'usage'],
    ['a defect', new TypeError('x is not a function'), 'internal'],
    ['a system error', Object.assign(new Error('EACCES'), { code: 'EACCES' }), 'internal'],
    ['a text', 'boom', 'internal'],
    ['nothing', undefined, 'internal'],
  ])('%s', (_name, thrown, code) => {
    expect(problemOf(thrown)).toMatchObject({
      code,
      message: expect.stringMatching(/^[A-Z].*[.!?)]$/),
      try: expect.any(String),
    });
  });

  it.each([
    ['usage', 2],
    ['bank_not_named', 2],
    ['bank_unknown', 1],
    ['registration_refused', 1],
    ['internal', 1],
  ])('%s ends with %i', (code, status) => {
    expect(exitStatus({ code, message: '', try: '' })).toBe(status);
  });
});

describe('a folder with no openbanking.json', () => {
  const missing: Problem = {
    code: 'workspace_not_found',
    message: 'There is no openbanking.json in /nowhere.',
    try: 'Make one.',
    remedies: [{ do: 'chooseWorkspaceFolder' }],
  };
  const tpp = fakeTpp({ openWorkspace: () => Promise.reject(new OpenBankingError(missing)) });

  it('leads to what the window of VS Code shows all the same', async () => {
    const demo = await mkdtemp(join(tmpdir(), 'the demo-'));
    try {
      const environment = { OBW_DEMO_FOLDER: demo };
      expect((await obw('accounts', { tpp, environment })).stderr).not.toContain(demo);
      await writeFile(join(demo, 'openbanking.json'), '{}');
      expect((await obw('accounts', { tpp, environment })).stderr).toContain(`in VS Code is in '${demo}'.`);
    } finally {
      await rm(demo, { recursive: true });
    }
  });
});

describe('an error', () => {
  const tpp = fakeTpp({ accounts: () => Promise.reject(new OpenBankingError(refused)) });

  it('is one line of JSON on standard error with --json, and standard output is empty', async () => {
    const outcome = await obw('accounts --json', { tpp });
    expect(outcome).toMatchObject({ status: 1, stdout: '' });
    expect(errorIn(outcome)).toEqual(refused);
  });

  it('says in words what happened, what the bank said, and what to try', async () => {
    const outcome = await obw('accounts', { tpp });
    expect(outcome).toMatchObject({ status: 1, stdout: '' });
    expect(outcome.stderr).toBe(
      [
        'obw: The bank refused the registration. (registration_refused)',
        'The bank said: 400 invalid_software_statement the SSA is too old',
        'Interaction id: 93bac548-d2de-4546-b106-880a5018460d',
        'Try: Get a new software statement.',
        '',
      ].join('\n'),
    );
  });

  it('of ours shows no stack trace', async () => {
    const outcome = await obw('accounts', {
      tpp: fakeTpp({ accounts: () => Promise.reject(new TypeError('x is undefined')) }),
    });
    expect(outcome).toMatchObject({ status: 1, stdout: '' });
    expect(outcome.stderr).not.toMatch(/\bat\b.*\.ts/);
  });

  it('has before it what was told meanwhile, as a note or a warning', async () => {
    const accounts: Tpp['accounts'] = ({ warn }) => {
      warn({ severity: 'information', code: 'clients_file_changed', message: 'It is new.', fix: 'Commit it.' });
      warn({ severity: 'warning', code: 'disk_full', message: 'It is full.', fix: 'Make room.' });
      return Promise.reject(new Error('x'));
    };
    const { stderr } = await obw('accounts', { tpp: fakeTpp({ accounts }) });
    expect(stderr).toMatch(/^Note: It is new\. Commit it\.\nWarning: It is full\. Make room\.\nobw: /);
  });

  it('is alone on standard error with --json, whatever was to be warned of before', async () => {
    const warning = {
      severity: 'warning',
      code: 'key_readable_by_others',
      message: 'Others may read it.',
      fix: 'chmod',
    } as const;
    const { openWorkspace } = fakeTpp();
    const warned: Partial<Tpp> = {
      ...tpp,
      openWorkspace: async (folder) => ({
        ...((await openWorkspace?.(folder)) ?? expect.unreachable()),
        warnings: [warning],
      }),
    };
    expect(errorIn(await obw('accounts --json', { tpp: warned }))).toMatchObject({ code: 'registration_refused' });
    expect((await obw('accounts', { tpp: warned })).stderr).toMatch(/^Warning: Others may read it\. chmod\nobw: /);
    const good = await obw('accounts --json', { tpp: { ...warned, accounts: async () => [] } });
    expect(good).toMatchObject({ status: 0, stdout: '{"accounts":[]}\n', stderr: expect.stringMatching(/^Warning: /) });
  });

  it("shows the bank's body when it said nothing else", () => {
    const words = inWords({ ...refused, bank: { status: 502, body: '<html>\nBad gateway' } });
    expect(words).toContain('The bank said: 502\n  <html>\n  Bad gateway');
  });

  it('has no members that are not there', () => {
    expect(jsonLine({ code: 'timed_out', message: 'Too late.', try: 'Again.' })).toBe(
      '{"error":{"code":"timed_out","message":"Too late.","try":"Again."}}\n',
    );
  });

  it('is found among the last words of another process', () => {
    expect(reportedIn(`noise\n${jsonLine(refused)}more noise\n`)).toEqual(refused);
    expect(reportedIn('noise\n{"error":1}\n')).toBeUndefined();
  });
});

it('text of strangers moves no cursor and hides nothing', () => {
  expect(harmless('a\u001b[2Kb\u0007c\u202ed\ne\r')).toBe('ab c d\ne ');
});

it.each<[name: string, problem: Problem]>([
  ['a message', { ...refused, message: 'y'.repeat(14_345) }],
  ['a description', { ...refused, bank: { status: 400, description: 'y'.repeat(14_345) } }],
])('one text of a bank takes at most 2,000 characters of an error, and the rest is counted: %s', (_name, problem) => {
  const words = inWords(problem);
  expect(words).toContain(`${'y'.repeat(2000)}… and 12,345 more characters`);
  expect(words).not.toContain('y'.repeat(2001));
  expect(jsonLine(problem), 'JSON has it all').toContain('y'.repeat(14_345));
});

it.each([
  [
    'a character of two halves',
    `${'y'.repeat(1999)}\u{1f600}${'z'.repeat(9)}`,
    `${'y'.repeat(1999)}… and 11 more characters`,
  ],
  ['what has room where the sign of the cut would stand', 'y'.repeat(2001), 'y'.repeat(2001)],
  ['an escape sequence', `${'y'.repeat(1998)}\u001b[31mz`, `${'y'.repeat(1998)}z`],
  ['an escape sequence before it', `\u001b[31m${'y'.repeat(2000)}`, 'y'.repeat(2000)],
])('a text is bounded by what is seen of it, and %s is not cut in two', (_name, text, seen) => {
  expect(bounded(text)).toBe(seen);
});

it('the body of a bank ends with a whole character', () => {
  const words = inWords({ ...refused, bank: { status: 502, body: `${'y'.repeat(599)}\u{1f600}z` } });
  expect(words).toContain(`${'y'.repeat(599)}…\n`);
});

it('an error in JSON escapes what turns the direction of reading', () => {
  const line = jsonLine({ ...refused, message: 'a\u202eb\u0085' });
  expect(line).toContain(String.raw`a\u202eb\u0085`);
  expect(JSON.parse(line).error.message).toBe('a\u202eb\u0085');
});
