/** The bank as a process of its own: its verbs, its one line of result or of failure, its end. */
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { type RunningBank, startBank } from './bank.ts';
import { removeClientAtBank } from './client-removal.ts';
import { BankError } from './errors.ts';
import { sparing } from './memory.ts';
import { bankOptions, checked } from './options.ts';
import { profileGiven } from './profile/file.ts';
import { resetBank } from './reset.ts';
import { issueSoftwareStatement, type StatementOptions } from './software-statement.ts';

interface Verb {
  usage: string;
  /** Names of options whose value is a text, whose value is a whole number, and that have none. */
  texts: readonly string[];
  numbers?: readonly string[];
  flags?: readonly string[];
  /** Checks the options and does the work; resolves to what is printed. */
  run(options: Record<string, unknown>): Promise<unknown>;
}

const folder = z.string({ error: 'is missing' }).min(1);
const removalOptions = z.object({ dir: folder, client: folder });
const statementOptions = z.object({
  dir: folder,
  out: folder,
  selfSigned: z.boolean().optional(),
  transportCertificate: z.string().optional(),
  signingCertificate: z.string().optional(),
  algorithm: z.enum(['PS256', 'ES256']).optional(),
  redirectPort: z.number().int().min(1).max(65535).optional(),
  force: z.boolean().optional(),
}) satisfies z.ZodType<StatementOptions>;

const verbs: Record<string, Verb> = {
  start: {
    usage:
      'start --dir D [--profile permissive|strict|FILE] [--front-port N] [--tls-port N] [--mtls-port N] [--transactions N] [--data-day YYYY-MM-DD] [--linger SECONDS] [--admin]',
    texts: ['dir', 'profile', 'data-day'],
    numbers: ['front-port', 'tls-port', 'mtls-port', 'transactions', 'seed', 'ssa-max-age', 'linger'],
    flags: ['several-clients', 'bulk-transactions', 'admin'],
    async run({ profile, ...options }) {
      const given = profile === undefined ? {} : { profile: await profileGiven(String(profile), '.') };
      return start(checked(bankOptions, { ...options, ...given }, use()));
    },
  },
  'software-statement': {
    usage:
      'software-statement --dir D --out FOLDER [--self-signed] [--transport-certificate F] [--signing-certificate F] [--algorithm PS256|ES256] [--redirect-port N] [--force]',
    texts: ['dir', 'out', 'transport-certificate', 'signing-certificate', 'algorithm'],
    numbers: ['redirect-port'],
    flags: ['self-signed', 'force'],
    run: (options) => issueSoftwareStatement(checked(statementOptions, options, use())),
  },
  'remove-client': {
    usage: 'remove-client --dir D --client ID',
    texts: ['dir', 'client'],
    run: (options) => {
      const { dir, client } = checked(removalOptions, options, use());
      return removeClientAtBank({ dir, clientId: client });
    },
  },
  reset: {
    usage: 'reset --dir D',
    texts: ['dir'],
    run: (options) => resetBank(checked(z.object({ dir: folder }), options, use())),
  },
};

/** Milliseconds that a bank has to close what is open; then the process ends anyway, as it may be killed at any moment. */
const timeout = 1500;

/**
 * The bank's process. `start --dir D …` prints one ready line of JSON and runs until SIGINT, SIGTERM, or until the control connection
 * has it end; `software-statement`, `remove-client` and `reset` print one line of JSON and end. A failure is one line of JSON on standard error and
 * exit status 1, wrong usage 2.
 */
export async function main(argv: string[]): Promise<void> {
  standAlone();
  try {
    const [verb, options] = callIn(argv);
    process.stdout.write(`${JSON.stringify(await verb.run(options))}\n`);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const { code, try: advice } =
      error instanceof BankError ? error : { code: 'internal', try: 'Report this, with the command that you gave.' };
    process.stderr.write(`${JSON.stringify({ error: { code, message, try: advice } })}\n`);
    process.exitCode = code === 'usage' ? 2 : 1;
  }
}

async function start(options: z.output<typeof bankOptions>): Promise<RunningBank['ready']> {
  sparing();
  let bank: RunningBank | undefined;
  const end = (): void => {
    // What is half-done in a bank that has not begun is undone by the next start.
    if (bank === undefined) process.exit(0);
    setTimeout(() => process.exit(0), timeout).unref();
    bank.stop().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.on('SIGINT', end).on('SIGTERM', end);
  bank = await startBank(options, { onFailure: (error) => process.stderr.write(`${String(error)}\n`) });
  void bank.asked.then(end);
  return bank.ready;
}

/** A bank outlives whoever started it and read its first words: a stream that nobody reads any more is no reason to end. */
function standAlone(): void {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
  // The store is node:sqlite, whose API Node calls experimental.
  process.removeAllListeners('warning').on('warning', ({ name, message }) => {
    if (name !== 'ExperimentalWarning' || !message.startsWith('SQLite')) process.stderr.write(`${name}: ${message}\n`);
  });
}

const camel = (name: string): string => name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());

const use = (known: readonly Verb[] = Object.values(verbs)): string =>
  `Use: ${known.map(({ usage }) => usage).join(' · ')}`;

function misused(message: string, known?: readonly Verb[]): never {
  throw new BankError('usage', message, use(known));
}

function callIn(argv: string[]): [Verb, Record<string, unknown>] {
  const [name, ...args] = argv;
  if (name === undefined || name.startsWith('-')) return misused('A verb is missing.');
  const verb = Object.hasOwn(verbs, name) ? verbs[name] : undefined;
  if (verb === undefined) return misused(`"${name}" is not known here.`);
  const { texts, numbers = [], flags = [] } = verb;
  try {
    const { values } = parseArgs({
      args,
      options: {
        ...Object.fromEntries([...texts, ...numbers].map((each) => [each, { type: 'string' as const }])),
        ...Object.fromEntries(flags.map((each) => [each, { type: 'boolean' as const }])),
      },
    });
    const given = Object.entries(values).map(([option, value]) => [
      camel(option),
      numbers.includes(option) ? (/^\d+$/.test(String(value)) ? Number(value) : Number.NaN) : value,
    ]);
    return [verb, Object.fromEntries(given)];
  } catch (error) {
    return misused(error instanceof Error ? error.message : String(error), [verb]);
  }
}
