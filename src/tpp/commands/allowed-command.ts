/** Commands that openbanking.json names: run without a shell, and only once this user allowed that very argument list in that folder. */

import { spawn } from 'node:child_process';
import { t } from '../../standard/language.ts';
import { fail, type Problem } from '../errors.ts';
import { fileSystemCode } from '../files/files.ts';
import { redactText } from '../redaction/redact.ts';
import { type Allowances, commandDigest } from './allowances.ts';
import { spelled } from './spelled-command.ts';

/** A command as the workspace file has it. */
export interface NamedCommand {
  /** The member that names it, e.g. `signing.command`. */
  member: string;
  /** The program and its arguments, as they are spelled there: that is what is allowed. `{name}` stands for a value of {@link CommandOptions}. */
  command: readonly string[];
}

/** Asks the user, who sees the whole list; true is remembered. */
export type AskAllowance = (asked: NamedCommand & { digest: string; folder: string }) => Promise<boolean>;

export interface CommandOptions {
  /** What it is to do, as it stands in a sentence after "which was to": `give the secret of the client c1`. */
  purpose?: string;
  /** What stands for `{name}` in the arguments. */
  values?: Readonly<Record<string, string>>;
  /** As `values`, of our own making: put in as they are. */
  own?: Readonly<Record<string, string>>;
  /** Variables for the command, besides those that we were given ourselves. */
  environment?: Readonly<Record<string, string>>;
  /** What it reads from standard input; nothing when absent. */
  input?: string | Uint8Array;
  /** Milliseconds after which it is ended; default a minute, since a password manager may ask its user. */
  timeout?: number;
  /** Whether the end of what a failed command wrote to standard error is told, redacted: only where it deals with no secret of ours. */
  tellsErrors?: boolean;
  /** Bytes of the longest standard output that is taken; default 64 kB. */
  maxSize?: number;
  signal?: AbortSignal;
}

/** Runs a command and gives its standard output. Errors: `command_not_allowed`, `command_failed`, `cancelled`. */
export type RunCommand = (named: NamedCommand, options?: CommandOptions) => Promise<Buffer>;

const defaultTimeout = 60_000;
const maxOutputSize = 64 * 1024;

/**
 * The one way to run what a workspace file names. Standard error and output of a command that failed go nowhere: there may be a secret in them.
 *
 * @param ask for a command that is not allowed yet; without it, such a command is an error that names its digest.
 */
export function allowedCommands(folder: string, allowances: Allowances, ask?: AskAllowance): RunCommand {
  const asking = new Map<string, Promise<boolean>>();
  return async (named, options = {}) => {
    const digest = commandDigest(named.command);
    if (!(await allowances.has(digest))) {
      const question = asking.get(digest) ?? ask?.({ ...named, digest, folder });
      if (question) asking.set(digest, question);
      const isAllowed = await question?.finally(() => asking.delete(digest));
      if (isAllowed === undefined) fail(problemOfNotAllowed(named, digest));
      if (!isAllowed) failOfRefusal(named);
      await allowances.add(digest);
    }
    return run(folder, named, options);
  };
}

/** The user was asked and said no, which is nothing to be told of. */
function failOfRefusal({ member }: NamedCommand): never {
  return fail({
    code: 'cancelled',
    message: t('{0} of openbanking.json was not run, as you did not allow it.', member),
    try: t('Start again once you have looked at it: you are asked again.'),
  });
}

/** What is said of a command that its user has not allowed. */
export function problemOfNotAllowed({ member, command }: NamedCommand, digest: string): Problem {
  return {
    code: 'command_not_allowed',
    message: t(
      '{0} in openbanking.json wants to run {1}, which you have not allowed in this folder.',
      member,
      spelled(command),
    ),
    try: t('Look at the command and who wrote it; then allow it. Its digest is {0}.', digest.slice(0, 16)),
    remedies: [{ do: 'allowCommand', digest: digest.slice(0, 16) }],
  };
}

/** Milliseconds for output on its way when a command has ended. */
const outputDelay = 500;

async function run(folder: string, named: NamedCommand, options: CommandOptions): Promise<Buffer> {
  const [program = '', ...args] = filledIn(named, options.values ?? {}, options.own ?? {});
  if (program === '' || [program, ...args].some((each) => each.includes('\0')))
    return failed(named, options, t('could not be started'));
  const { maxSize = maxOutputSize, timeout = defaultTimeout, signal } = options;
  return new Promise((resolve, reject) => {
    const refuse = (what: string, code?: 'cancelled') => {
      child.kill('SIGKILL');
      child.stdout.destroy();
      child.stderr.destroy();
      try {
        failed(named, options, what, code);
      } catch (thrown) {
        reject(thrown);
      }
    };
    const child = started(folder, named, [program, ...args], options);
    // Whoever ends us, by a signal too, ends what we started.
    const endWithUs = () => child.kill('SIGKILL');
    process.once('exit', endWithUs);
    const parts: Buffer[] = [];
    let said = '';
    child.stderr.on('data', (part: Buffer) => {
      if (options.tellsErrors) said = `${said}${part.toString('utf8')}`.slice(-2000);
    });
    let length = 0;
    child.stdout.on('data', (part: Buffer) => {
      length += part.length;
      if (length > maxSize) refuse(t('wrote more than {0} bytes', maxSize.toLocaleString('en-GB')));
      else parts.push(part);
    });
    const timer = setTimeout(() => refuse(t('was not done after {0} s', Math.round(timeout / 1000))), timeout);
    const cancel = () => refuse(t('was cancelled'), 'cancelled');
    signal?.addEventListener('abort', cancel, { once: true });
    child.on('error', ({ code }: NodeJS.ErrnoException) => refuse(t('could not be started: {0}', whyNot(code))));
    // What it has left running may hold its output open, and is not waited for.
    child.on('exit', () => {
      setTimeout(() => {
        child.stdout.destroy();
        child.stderr.destroy();
      }, outputDelay);
    });
    child.on('close', (status, ended) => {
      clearTimeout(timer);
      process.off('exit', endWithUs);
      signal?.removeEventListener('abort', cancel);
      if (status === 0) resolve(Buffer.concat(parts));
      else refuse(`${ended ? t('was ended by {0}', ended) : t('ended with status {0}', status ?? '')}${inWords(said)}`);
    });
    // A command that does not read what it is given is free to do so.
    child.stdin.on('error', () => undefined);
    child.stdin.end(options.input);
    if (signal?.aborted) cancel();
  });
}

/** Most that keeps a program from starting is told by an event; that its arguments are too long, at once. */
function started(
  folder: string,
  named: NamedCommand,
  [program = '', ...args]: readonly string[],
  options: CommandOptions,
) {
  const env = { ...withoutOurs(process.env), ...options.environment };
  try {
    return spawn(program, args, { cwd: folder, env, shell: false, windowsHide: true, stdio: 'pipe' });
  } catch (thrown) {
    const code = fileSystemCode(thrown);
    const why = code === undefined ? t('an argument or a variable of it is not allowed') : whyNot(code);
    return failed(named, options, t('could not be started: {0}', why));
  }
}

/** The end of what a command wrote to standard error, on one line; secrets go in the error itself. */
function inWords(said: string): string {
  const words = redactText(said)
    .split(/\s+/)
    .filter((word) => word !== '')
    .join(' ')
    .slice(-400);
  return words === '' ? '' : t(' and said: {0}', words);
}

function whyNot(code: string | undefined): string {
  if (code === 'ENOENT') return t('there is no such program');
  if (code === 'E2BIG') return t('its arguments are too long (E2BIG)');
  return code === 'EACCES' ? t('that file may not be executed') : t('the system says {0}', code ?? t('nothing'));
}

function failed(
  { member, command }: NamedCommand,
  { purpose, environment }: CommandOptions,
  what: string,
  code: 'command_failed' | 'cancelled' = 'command_failed',
): never {
  return fail({
    code,
    message: t(
      '{0} of openbanking.json, {1}{2}, {3}.',
      member,
      spelled(command[0] ?? ''),
      purpose === undefined ? '' : t(', which was to {0}', purpose),
      what.replace(/\.$/, ''),
    ),
    try: t(
      'Run the command yourself in the folder of openbanking.json{0} to see all that it says.',
      environment === undefined ? '' : t(', with its OBW_ variables set,'),
    ),
  });
}

/** The argument list with its values. A value is a stranger's: it makes no option of an argument, and no other path of one. */
function filledIn(
  { member, command }: NamedCommand,
  values: Readonly<Record<string, string>>,
  own: Readonly<Record<string, string>>,
): string[] {
  return command.map((argument, index) =>
    index === 0
      ? argument
      : argument.replace(/\{(\w{1,40})\}/g, (all, name: string, at: number) => {
          if (Object.hasOwn(own, name)) return own[name] ?? all;
          const value = Object.hasOwn(values, name) ? values[name] : undefined;
          if (value === undefined) return all;
          if (/^[\w.~:@+=-]+$/.test(value) && !/^\.{1,2}$/.test(value) && !(at === 0 && value.startsWith('-')))
            return value;
          return fail({
            code: 'command_failed',
            message: t(
              '{0} of openbanking.json was not run: its {1} would be {2}.',
              member,
              `{${name}}`,
              JSON.stringify(value),
            ),
            try: t('Let the command read the value from its environment instead, where it is safe whatever it holds.'),
          });
        }),
  );
}

/** Passphrases and secrets that the user gave us in variables are not for others. */
function withoutOurs(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !name.startsWith('OBW_')));
}
