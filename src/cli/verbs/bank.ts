/** `obw bank …`: the embedded bank in the foreground, what its directory hands out, and what its desk does. */

import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import type { Call } from '../call.ts';
import {
  bankProfile,
  dataDay,
  type JsonOption,
  port,
  type Start,
  takesJson,
  transactionCount,
  wholeNumber,
} from '../options.ts';
import { nextStep } from '../remedy-words.ts';
import { facts, green } from '../words.ts';
import { addClockVerbs } from './bank-clock.ts';

interface StartOptions extends JsonOption {
  dir: string;
  profile: string;
  frontPort?: number;
  tlsPort?: number;
  mtlsPort?: number;
  transactions: number;
  seed: number;
  dataDay?: string;
  severalClients?: boolean;
  bulkTransactions?: boolean;
  admin?: boolean;
  ssaMaxAge: number;
}

interface StatementOptions extends JsonOption {
  dir: string;
  out: string;
  selfSigned?: boolean;
  transportCert?: string;
  signingCert?: string;
  algorithm?: 'PS256' | 'ES256';
  redirectPort?: number;
  force?: boolean;
}

interface RemovalOptions extends JsonOption {
  dir: string;
}

/** Milliseconds that a bank has to close what is open; then the process ends anyway, as it may be killed at any moment. */
const timeout = 1500;

export function addBankVerbs(program: Command, start: Start): void {
  const bank = program.command('bank').description('the bank that comes along: a complete sandbox on this machine');
  takesJson(
    bank
      .command('start')
      .description(
        'start it in the foreground, Ctrl-C ends it; when it is ready, one line of JSON where no terminal reads it',
      ),
  )
    .requiredOption('--dir <folder>', 'where it keeps its keys and data; made when absent')
    .option(
      '--profile <profile>',
      'what it takes: permissive, strict, or a file of JSON with a profile of your own',
      bankProfile,
      'permissive',
    )
    .option('--front-port <port>', 'plain HTTP, for browsers (default: chosen once and kept)', port)
    .option('--tls-port <port>', 'TLS: discovery, keys, authorisation', port)
    .option('--mtls-port <port>', 'mutual TLS: tokens, registration, API', port)
    .option(
      '--transactions <n>',
      'in a new folder: entries in the first account of rora; 0: two years of them',
      transactionCount,
      0,
    )
    .option('--seed <n>', 'in a new folder: seed of the data', wholeNumber(0, Number.MAX_SAFE_INTEGER), 1)
    .option('--data-day <day>', 'in a new folder: the day that the data end before (default: today)', dataDay)
    .option('--several-clients', 'take more than one client for a software statement')
    .option('--bulk-transactions', 'answer GET /transactions for all accounts at once, whatever the profile says')
    .option('--admin', 'answer /admin at the front door, to whoever can read running.json: obw bank clock needs it')
    .option(
      '--ssa-max-age <seconds>',
      'refuse a software statement older than this; 0: take any',
      wholeNumber(0, 1e9),
      0,
    )
    .action((options: StartOptions) => start(options, (call) => startBank(call, options), { endsBySignal: true }));
  takesJson(
    bank
      .command('software-statement')
      .description('make a software statement with keys and certificates, and an openbanking.json'),
  )
    .requiredOption('--dir <folder>', "the bank's folder; the bank may run or not, and is made when absent")
    .requiredOption('--out <folder>', 'where the files go')
    .option('--self-signed', 'certificates signed by their own keys instead of the directory')
    .option(
      '--transport-cert <file>',
      'your own transport certificate, or a request for one (PEM); its key stays with you',
    )
    .option('--signing-cert <file>', 'your own signing certificate, or a request for one (PEM)')
    .addOption(
      new Option('--algorithm <alg>', 'of the signing key that is made: RSA for PS256 (default), EC for ES256')
        .choices(['PS256', 'ES256'])
        .conflicts('signingCert'),
    )
    .option('--redirect-port <port>', 'the port of the loopback redirect URI (default: 53682)', port)
    .option('--force', 'overwrite files that are there')
    .action((options: StatementOptions) => start(options, (call) => makeStatement(call, options)));
  takesJson(
    bank
      .command('remove-client')
      .description('take a client off its books, as the desk of a bank does: for one whose secret is lost'),
  )
    .argument('<id>', 'the client id')
    .requiredOption('--dir <folder>', "the bank's folder; the bank may run or not")
    .action((id: string, options: RemovalOptions) => start(options, (call) => removeClient(call, id, options)));
  addClockVerbs(bank, start);
}

async function startBank(call: Call, options: StartOptions): Promise<void> {
  const { startBank: begin, sparing, profileGiven } = await call.bank();
  sparing();
  const { json: _, ...wanted } = options;
  const starting = begin({
    ...wanted,
    profile: await profileGiven(options.profile, call.folder),
    dir: resolve(call.folder, options.dir),
    severalClients: options.severalClients ?? false,
    admin: options.admin ?? false,
  });
  const asked = new Promise<'asked'>((done) => {
    if (call.signal.aborted) done('asked');
    call.signal.addEventListener('abort', () => done('asked'), { once: true });
  });
  const stop = async () => (await starting).stop();
  if ((await Promise.race([starting, asked])) !== 'asked') {
    const running = await starting;
    // For whatever reads it, the line is the same with and without --json; a person gets what to do next.
    const forPerson = call.stdout.isTTY && !call.json;
    await call.write(forPerson ? readyInWords(call, running.ready, options) : `${JSON.stringify(running.ready)}\n`);
    call.progress('The bank is running. Ctrl-C ends it.');
    await Promise.race([asked, running.asked]);
  }
  await Promise.race([stop().catch(() => {}), new Promise((done) => setTimeout(done, timeout))]);
}

interface ReadyBank {
  discovery: string;
  frontChannel: string;
  profile: string;
  profileName?: string;
}

function readyInWords(
  call: Call,
  { discovery, frontChannel, profile, profileName = profile }: ReadyBank,
  { dir }: StartOptions,
): string {
  const folder = /^[\w./~+:@-]+$/.test(dir) ? dir : `'${dir.replaceAll("'", "'\\''")}'`;
  return [
    `${green(call, '✓')} The bank is running.\n`,
    facts(call, [
      ['Discovery', { whole: discovery }],
      ['Profile', profileName],
      ['What customers share', { whole: new URL('/connected', frontChannel).href }],
    ]),
    'Next, in another terminal:',
    `  obw bank software-statement --dir ${folder} --out tpp`,
    '',
  ].join('\n');
}

async function makeStatement(call: Call, options: StatementOptions): Promise<void> {
  const { issueSoftwareStatement } = await call.bank();
  const out = resolve(call.folder, options.out);
  const { newBank, ...made } = await issueSoftwareStatement({
    dir: resolve(call.folder, options.dir),
    out,
    selfSigned: options.selfSigned ?? false,
    transportCertificate: options.transportCert && resolve(call.folder, options.transportCert),
    signingCertificate: options.signingCert && resolve(call.folder, options.signingCert),
    algorithm: options.algorithm,
    redirectPort: options.redirectPort,
    force: options.force ?? false,
  });
  if (newBank) {
    call.warn({
      whole: `Warning: There was no bank in ${options.dir}, so a new one was made there. Start it with obw bank start --dir ${options.dir}; if another folder was meant, remove this one.`,
    });
  }
  await call.print(made, () =>
    [
      facts(call, [
        ['Software id', made.softwareId],
        ['Organisation', made.organisationId],
        ['Key id (kid)', made.kid],
        ['Redirect URIs', made.redirectUris],
        ['Files', made.files],
      ]),
      `\n${nextStep({ do: 'register' }, out === call.folder ? {} : { workspace: options.out })}`,
    ].join(''),
  );
}

async function removeClient(call: Call, clientId: string, { dir }: RemovalOptions): Promise<void> {
  const { removeClientAtBank } = await call.bank();
  const removed = await removeClientAtBank({ dir: resolve(call.folder, dir), clientId });
  await call.print(removed, () =>
    [
      `${green(call, '✓')} The client ${removed.clientId} is removed from the bank, with all its tokens.`,
      'Next, in the folder of its openbanking.json: obw register --force',
      '',
    ].join('\n'),
  );
}
