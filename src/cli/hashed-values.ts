/** `--code`, `--state` and `--access-token` of `obw jwt`: what the hashes of an id_token are compared with. None of them is ever shown. */
import type { Command } from 'commander';
import type { Call } from './call.ts';
import { wrongUsage } from './errors.ts';
import { readText, standardInput } from './files.ts';
import type { Tpp } from './terminal.ts';
import { green, red } from './words.ts';

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

export function takesValues(command: Command): Command {
  return command
    .option('--code <code>', 'compare c_hash with this code: itself, @FILE, or - for standard input')
    .option('--state <state>', 'compare s_hash with this state: itself, @FILE, or -')
    .option('--access-token <token>', 'compare at_hash with this access token: itself, @FILE, or -');
}

type Comparison = ReturnType<Tpp['compareHashes']>[number];

/** @param token where the token itself comes from, as standard input can be read once */
export async function comparedHashes(
  call: Call,
  tpp: Tpp,
  { header, payload }: { header: Record<string, unknown>; payload: Record<string, unknown> | undefined },
  given: ValueOptions,
  token: string | undefined,
): Promise<Comparison[]> {
  const wanted = options.filter(({ name }) => given[name] !== undefined);
  const piped = wanted.filter(({ name }) => given[name] === '-');
  if (piped.length > 1 || (piped.length > 0 && (token === undefined || token === '-'))) {
    wrongUsage('Standard input can be read once.', 'Give one of them with @FILE.');
  }
  const values: ValueOptions = {};
  for (const { name, what } of wanted) values[name] = await readValue(call, given[name] ?? '', what);
  return tpp.compareHashes({ header, payload: payload ?? {} }, values);
}

async function readValue(call: Call, given: string, what: string): Promise<string> {
  const value =
    given === '-'
      ? await standardInput(call, what)
      : given.startsWith('@')
        ? await readText(call, given.slice(1), what)
        : given;
  if (value.trim() === '') wrongUsage(`There is nothing for ${what}.`, 'Leave the option out, or give the value.');
  return value.trim();
}

export function hashesInWords(call: Call, hashes: readonly Comparison[]): string[] {
  return hashes.map(({ outcome, message }) => `${outcome === 'fits' ? green(call, '✓') : red(call, '✗')} ${message}`);
}
