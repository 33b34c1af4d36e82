/** `--code`, `--state` and `--access-token` of `obw jwt`: what the hashes of an id_token are compared with. None of them is ever shown. */
import type { Command } from 'commander';
import { fail } from '../tpp/errors.ts';
import type { Call } from './call.ts';
import { wrongUsage } from './errors.ts';
import { readText, standardInput } from './files.ts';
import type { Tpp } from './terminal.ts';
import { bold, green, red } from './words.ts';

export interface ValueOptions {
  code?: string;
  state?: string;
  accessToken?: string;
}

const options = [
  { name: 'code', flag: '--code', what: 'the code' },
  { name: 'state', flag: '--state', what: 'the state' },
  { name: 'accessToken', flag: '--access-token', what: 'the access token' },
] as const;

/** @param outcome what comes of one that does not fit, in the verb's own words */
export function takesValues(command: Command, outcome: string): Command {
  const itself = 'itself (@@ for one that begins with @), or better @FILE, or - for standard input';
  return command
    .option('--code <code>', `compare c_hash with this code, ${outcome}: ${itself}`)
    .option('--state <state>', `compare s_hash with this state, ${outcome}: as --code`)
    .option(
      '--access-token <@file>',
      `compare at_hash with the access token in this file, ${outcome}, or - for standard input`,
    );
}

type Comparison = ReturnType<Tpp['compareHashes']>[number];

/**
 * What was given, read; wrong usage ends the verb here, before it does anything.
 * @param token where the token itself comes from, as standard input can be read once
 */
export async function givenValues(call: Call, given: ValueOptions, token: string | undefined): Promise<ValueOptions> {
  const wanted = options.filter(({ name }) => given[name] !== undefined);
  const piped = wanted.filter(({ name }) => given[name] === '-');
  if (piped.length > 1 || (piped.length > 0 && (token === undefined || token === '-'))) {
    wrongUsage('Standard input can be read once.', 'Give one of them with @FILE.');
  }
  const values: ValueOptions = {};
  for (const { name, flag, what } of wanted) {
    const text = given[name] ?? '';
    // A code is spent and a state was in the address bar; an access token is good for an hour.
    if (name === 'accessToken' && !/^(?:-|@[^@].*)$/s.test(text)) {
      wrongUsage(
        'The access token stood on the command line, where the history of the shell and the list of processes show it.',
        `Put it into a file and give ${flag} @FILE, or ${flag} - for standard input.`,
      );
    }
    values[name] = await readValue(call, text, what);
  }
  return values;
}

async function readValue(call: Call, given: string, what: string): Promise<string> {
  const value =
    given === '-'
      ? await standardInput(call, what)
      : given.startsWith('@@')
        ? given.slice(1)
        : given.startsWith('@')
          ? await readText(call, given.slice(1), what)
          : given;
  if (value.trim() === '') wrongUsage(`There is nothing for ${what}.`, 'Leave the option out, or give the value.');
  return value.trim();
}

/** Ends a verification whose signature is good and whose hashes are not those of what was given. */
export function assertHashes(hashes: readonly Comparison[]): void {
  const misfits = hashes.filter(({ outcome }) => outcome !== 'fits');
  const [first] = misfits;
  if (!first) return;
  const missing =
    first.claim === 'at_hash' ? ('id_token_claim_missing' as const) : (`id_token_${first.claim}_missing` as const);
  fail({
    code: first.outcome === 'absent' ? missing : `id_token_${first.claim}_mismatch`,
    message: `The signature is good. ${misfits.map(({ message }) => message).join(' ')}`,
    try: 'Give what came with this very id_token, whole; if it did, do not use any of it.',
  });
}

/** A heading and a line each; nothing where nothing was compared. */
export function hashesInWords(call: Call, hashes: readonly Comparison[]): string[] {
  if (hashes.length === 0) return [];
  const lines = hashes.map(
    ({ outcome, message }) => `${outcome === 'fits' ? green(call, '✓') : red(call, '✗')} ${message}`,
  );
  return [bold(call, 'Hashes'), ...lines, ''];
}
