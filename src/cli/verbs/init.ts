/** `obw init`: an openbanking.json for the files that a real Directory gave, written only when they fit together. */
import { access } from 'node:fs/promises';
import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import type { Command } from 'commander';
import { fail } from '../../tpp/errors.ts';
import type { BankEntry } from '../../tpp/workspace/schema.ts';
import type { NamedBank } from '../../tpp/workspace/workspace.ts';
import type { Call } from '../call.ts';
import { problemOf, wrongUsage } from '../errors.ts';
import { readBytes, readText, writeNamed } from '../files.ts';
import { type JsonOption, type Start, takesJson } from '../options.ts';
import { warnOfKeys } from '../session.ts';
import type { Tpp } from '../terminal.ts';
import { facts, warning } from '../words.ts';

interface InitOptions extends JsonOption {
  workspace?: string;
  assertion: string;
  signingKey: string;
  signingCertificate: string;
  transportCertificate: string;
  transportKey: string;
  ca: string[];
  discovery: string;
  aisp?: string;
  bank?: string;
  force?: boolean;
}

const fileName = 'openbanking.json';

export function addInitVerb(program: Command, start: Start): void {
  takesJson(program.command('init').description('write openbanking.json for files got at a real Directory'))
    .requiredOption('--assertion <file>', 'the software statement assertion (SSA)')
    .requiredOption('--signing-key <file>', 'the private key that signs (PEM, DER, JWK, PKCS#12)')
    .requiredOption('--signing-certificate <file>', 'its certificate (PEM, DER, PKCS#12)')
    .requiredOption('--transport-certificate <file>', 'the certificate of mutual TLS (PEM, DER, PKCS#12)')
    .requiredOption('--transport-key <file>', 'its private key')
    .requiredOption('--ca <files...>', 'CA certificates to trust: root and issuing (PEM, DER)')
    .requiredOption('--discovery <url>', "the bank's /.well-known/openid-configuration")
    .option('--aisp <url>', 'base URL of its account information API (default: as its discovery document names it)')
    .option('--bank <name>', "how you call the bank (default: its host's name)")
    .option('--workspace <folder>', 'where openbanking.json goes (default: this folder)')
    .option('--force', 'overwrite an openbanking.json that is there')
    .action((options: InitOptions) => start(options, (call) => init(call, options)));
}

async function init(call: Call, options: InitOptions): Promise<void> {
  const tpp = await call.tpp();
  const folder = resolve(call.folder, options.workspace ?? '.');
  const file = join(folder, fileName);
  if (!options.force && (await exists(file))) {
    fail({
      code: 'files_exist',
      message: `${file} is there already.`,
      try: 'Choose another folder, or overwrite with --force.',
    });
  }
  const { softwareId, kid, authorities } = await checkFiles(call, tpp, options);
  const bank = options.bank ?? bankNameOf(options.discovery);
  const within = (path: string) => pathWithin(folder, resolve(call.folder, path), path);
  const entry: BankEntry = {
    discovery: options.discovery,
    resourceServers: options.aisp === undefined ? {} : { aisp: options.aisp },
  };
  const workspace = {
    softwareStatement: { assertion: within(options.assertion) },
    signing: { key: within(options.signingKey), certificate: within(options.signingCertificate) },
    transport: {
      certificate: within(options.transportCertificate),
      key: within(options.transportKey),
      ca: options.ca.map(within),
    },
    banks: { [bank]: entry },
  };
  const checked = tpp.workspaceFile.safeParse(workspace);
  if (!checked.success) {
    const faults = checked.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
    wrongUsage(
      `This makes no valid openbanking.json: ${faults.join('; ')}.`,
      'Correct --discovery or --aisp (https URLs), or --bank (a short name).',
    );
  }
  const aisp = options.aisp ?? (await namedByDocument(call, tpp, authorities, { name: bank, entry }));
  // Empty where nobody says it: the place to write it.
  entry.resourceServers = aisp === undefined ? {} : { aisp };
  await writeNamed(file, `${JSON.stringify(workspace, undefined, 2)}\n`);
  const { resourceServers } = entry;
  await call.print({ file, bank, softwareId, kid, resourceServers }, () =>
    [
      facts(call, [
        ['Written', file],
        ['Bank', bank],
        ['Software id', softwareId],
        ['Key id (kid)', kid],
        ['API', aisp ?? 'not known: write resourceServers.aisp of the bank into the file'],
      ]),
      '\nNext: obw check',
    ].join(''),
  );
}

/** A workspace whose files do not fit together would only fail later and less clearly. */
async function checkFiles(
  call: Call,
  tpp: Tpp,
  options: InitOptions,
): Promise<{ softwareId: string; kid: string; authorities: string[] }> {
  const statement = tpp.readSoftwareStatement(
    await readText(call, options.assertion, 'the software statement assertion'),
  );
  const pem = async (path: string, what: string, purpose?: 'signing' | 'transport') =>
    tpp.keyFileText(await readBytes(call, path, what), {
      path,
      ...(purpose && { purpose, passphrase: async () => call.environment[`OBW_${purpose.toUpperCase()}_PASSPHRASE`] }),
    });
  const pair = async (purpose: 'signing' | 'transport', key: string, certificate: string) => {
    const passphrase = call.environment[`OBW_${purpose.toUpperCase()}_PASSPHRASE`];
    const certificateText = await pem(certificate, `the ${purpose} certificate`, purpose);
    const privateKey = tpp.readPrivateKey(await pem(key, `the ${purpose} key`, purpose), { path: key, passphrase });
    tpp.assertFits(tpp.readCertificate(certificateText, certificate), privateKey, { certificate, key });
    return privateKey;
  };
  const signing = await pair('signing', options.signingKey, options.signingCertificate);
  await pair('transport', options.transportKey, options.transportCertificate);
  await warnOfKeys(call, tpp, [options.signingKey, options.transportKey]);
  const authorities: string[] = [];
  for (const ca of options.ca) {
    const file = tpp.readAuthorityFile(await pem(ca, 'a CA certificate'), ca);
    for (const { message } of tpp.authorityFileFindings(file, ca)) call.warn(message);
    authorities.push(...file.authorities);
  }
  return { softwareId: statement.softwareId, kid: tpp.kidOf(signing), authorities };
}

/** The base of the API that the bank's discovery document names. A bank that cannot be asked now keeps no file from being written. */
async function namedByDocument(
  call: Call,
  tpp: Tpp,
  certificateAuthorities: string[],
  bank: NamedBank,
): Promise<string | undefined> {
  const transport = tpp.createTransport({ timeout, certificateAuthorities, proxies: tpp.proxiesOf(call) });
  call.atEnd(() => transport.close());
  call.signal.addEventListener('abort', () => void transport.close(), { once: true });
  call.progress(`Asking ${bank.name} where its API is …`);
  try {
    const { accountInformation } = await tpp.fetchDiscovery(transport, bank);
    if (accountInformation !== undefined) return accountInformation;
    call.warn(unnamed('The discovery document of the bank names no account information API.'));
  } catch (thrown) {
    if (call.signal.aborted) throw thrown;
    call.warn(unnamed(problemOf(thrown).message));
  }
  return undefined;
}

/** Milliseconds that the bank has: the file is written all the same. */
const timeout = 5000;

const unnamed = (message: string) =>
  warning({
    message: `${message} So openbanking.json names no API.`,
    fix: 'Give it with --aisp URL, or write resourceServers.aisp of the bank into the file; obw check asks the bank again.',
  });

/** A path as the workspace file spells it: relative, with slashes, and inside the folder. */
function pathWithin(folder: string, path: string, asGiven: string): string {
  const way = relative(folder, path);
  if (way === '..' || way.startsWith(`..${sep}`) || isAbsolute(way)) {
    wrongUsage(
      `${asGiven} lies outside ${folder}.`,
      'Copy the files into the folder of openbanking.json first, so that it works on any machine.',
    );
  }
  return way.split(sep).join('/');
}

function bankNameOf(discovery: string): string {
  if (!URL.canParse(discovery))
    wrongUsage(`"${discovery}" is not a URL.`, 'Give the https URL of the openid-configuration.');
  return new URL(discovery).hostname.replace(/[^\w.-]/g, '').slice(0, 64);
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );
