/** A terminal whose streams are texts, and a TPP side whose bank is made of values, for tests of the command line. */

import { Readable, Writable } from 'node:stream';
import { run } from '../../../src/cli/run.ts';
import type { Terminal, Tpp } from '../../../src/cli/terminal.ts';
import * as realTpp from '../../../src/tpp/index.ts';
import { emptyState } from '../../../src/tpp/workspace/state.ts';
import { consentTold } from '../../support/consents.ts';
import { noSharedClients } from '../../support/no-shared-clients.ts';

export interface Outcome {
  status: number;
  stdout: string;
  stderr: string;
}

export interface Fakes extends Partial<Pick<Terminal, 'bank' | 'openInBrowser' | 'environment' | 'signal' | 'folder'>> {
  tpp?: Partial<Tpp>;
  stdin?: string;
  /** Characters of a line of standard output, which is a terminal. */
  columns?: number;
  /** Its lines. */
  rows?: number;
  /** What somebody types, where standard input is a terminal; it stays open. */
  typed?: Readable;
  /** Standard output is a terminal that shows colours. */
  shown?: boolean;
  /** Standard error is a terminal. */
  atTerminal?: boolean;
}

/** Runs `obw` with these words. */
export async function obw(words: string | string[], fakes: Fakes = {}): Promise<Outcome> {
  const stdout = collector();
  const stderr = collector();
  const terminal: Terminal = {
    stdin: fakes.typed
      ? Object.assign(fakes.typed, { isTTY: true })
      : Readable.from(fakes.stdin === undefined ? [] : [fakes.stdin]),
    stdout: Object.assign(
      stdout.stream,
      fakes.columns === undefined ? {} : { columns: fakes.columns },
      fakes.rows === undefined ? {} : { rows: fakes.rows },
      fakes.shown ? { isTTY: true } : {},
    ),
    stderr: Object.assign(stderr.stream, { isTTY: fakes.atTerminal ?? false }),
    environment: fakes.environment ?? {},
    folder: fakes.folder ?? '/nowhere',
    signal: fakes.signal ?? new AbortController().signal,
    tpp: async () => ({ ...realTpp, ...fakes.tpp }),
    bank: fakes.bank ?? (() => Promise.reject(new Error('no bank in this test'))),
    openInBrowser: fakes.openInBrowser ?? (() => Promise.reject(new Error('no browser in this test'))),
  };
  const args = typeof words === 'string' ? words.split(' ').filter((word) => word !== '') : words;
  const status = await run(args, terminal);
  return { status, stdout: stdout.text(), stderr: stderr.text() };
}

/** A TPP side with a workspace that has the banks of these names; state and secrets rest in memory. */
export function fakeTpp(overrides: Partial<Tpp> = {}, banks: string[] = ['sandbox']): Partial<Tpp> {
  let state: realTpp.State = emptyState();
  const secrets = new Map<string, string>();
  const unreadable = () => Promise.reject(new Error('no files in this test'));
  return {
    authorisedAmong: realTpp.authorisedAmong,
    consentsOf: async () => [consentTold({ consentId: 'aac-1', authorisedAt: '2026-01-01T00:00:00Z' })],
    transactionsCsv: realTpp.transactionsCsv,
    readBefore: realTpp.readBefore,
    openWorkspace: async (folder) => ({
      folder,
      file: {
        softwareStatement: { assertion: 'ssa.jwt' },
        signing: { key: 'signing.key' },
        transport: { certificate: 'transport.pem', key: 'transport.key' },
        banks: Object.fromEntries(banks.map((name) => [name, { discovery: 'https://bank.example/x' }])),
      },
      bank: (name) => {
        const [only, ...others] = banks;
        if (name !== undefined || others.length === 0)
          return { name: name ?? String(only), entry: { discovery: 'https://bank.example/x' } };
        throw new realTpp.OpenBankingError({
          code: 'bank_not_named',
          message: `There are several banks: ${banks.join(', ')}.`,
          try: 'Name one with --bank.',
        });
      },
      softwareStatement: unreadable,
      signingKey: unreadable,
      transportCredentials: unreadable,
      certificateAuthorities: unreadable,
      authorityFiles: async () => [],
      sharedClients: noSharedClients,
      run: async () => Buffer.alloc(0),
      warnings: [],
    }),
    fileStateStore: () => ({
      read: async () => state,
      update: async (change) => {
        state = change(state);
        return state;
      },
    }),
    fileSecretStore: () => ({
      get: async (name) => secrets.get(name),
      set: async (name, value) => {
        secrets.set(name, value);
      },
      delete: async (name) => {
        secrets.delete(name);
      },
    }),
    ...overrides,
  };
}

/** The one line of JSON that a failed verb leaves on standard error. */
export function errorIn(outcome: Outcome): Record<string, unknown> {
  const lines = outcome.stderr.split('\n');
  if (lines.length !== 2 || lines[1] !== '') throw new Error(`not one line: ${outcome.stderr}`);
  return JSON.parse(String(lines[0])).error;
}

function collector(): { stream: Writable; text(): string } {
  const chunks: string[] = [];
  const stream = new Writable({
    write(chunk, _encoding, done) {
      chunks.push(String(chunk));
      done();
    },
  });
  return { stream, text: () => chunks.join('') };
}
