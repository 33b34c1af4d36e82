/** One bank as a workspace sees it: what every function of the flow takes, so that nothing has to be looked up twice. */
import { t } from '../standard/language.ts';
import { type StandardOf, standardOf } from './conformance/standard-of.ts';
import { readSoftwareStatement, type SoftwareStatement } from './directory/software-statement.ts';
import { type BankMetadata, fetchDiscovery, isPassing } from './discovery/discovery.ts';
import { demandFindings, entryStands } from './discovery/discovery-findings.ts';
import { type KeySet, keySet } from './discovery/key-set.ts';
import { fail, problemOf } from './errors.ts';
import type { Finding } from './finding.ts';
import { fixOf } from './remedies.ts';
import { realSurroundings, type Surroundings } from './surroundings.ts';
import type { ExchangeRecord, Transport } from './transport/exchange.ts';
import type { Proxies } from './transport/proxy-settings.ts';
import { fromShared } from './workspace/clients-schema.ts';
import { assertSameEnvironment } from './workspace/environment.ts';
import { isSandbox } from './workspace/profile.ts';
import { commandSecretStore } from './workspace/secret-command.ts';
import type { SecretStore } from './workspace/secrets.ts';
import type { ClientRecord, StateStore } from './workspace/state.ts';
import type { NamedBank, Workspace } from './workspace/workspace.ts';

/** Which of the clients at its bank a session is for: one by its id, or one that the caller chooses whenever it is asked for. */
type ClientChoice = string | ((known: readonly ClientRecord[]) => ClientRecord | undefined);

/** The customer who sits before the screen; a request without one counts as unattended (four a day at some banks). */
export interface PresentCustomer {
  ipAddress: string;
  userAgent?: string;
  /** When the customer last logged in with us; default: when the consent was authorised. */
  loggedInAt?: Date;
}

export interface Session {
  readonly workspace: Workspace;
  readonly bank: NamedBank;
  /** Absent: the only one. */
  readonly client?: ClientChoice;
  readonly state: StateStore;
  readonly secrets: SecretStore;
  readonly surroundings: Surroundings;
  /** The way out, where it leads through a proxy. */
  readonly proxies?: Proxies;
  /** Asked before each request for a customer's data: who is there. Absent, or undefined: nobody. */
  readonly customer?: () => PresentCustomer | undefined;
  /** The one transport to this bank, made at the first use. */
  transport(): Promise<Transport>;
  /** What the bank says of itself, with the entry's overrides; fetched once. */
  metadata(): Promise<BankMetadata>;
  /** The bank's signing keys; fetched at the first use. */
  keys(): Promise<KeySet>;
  /** The software statement assertion of the workspace, read. */
  softwareStatement(): Promise<SoftwareStatement>;
  /** Tells of something that stops nothing; each once. */
  warn(warning: Finding): void;
  close(): Promise<void>;
}

export interface SessionOptions {
  workspace: Workspace;
  /** The bank's name in openbanking.json; default: the only one. */
  bank?: string;
  /** Which client of that bank; default: the only one. */
  client?: ClientChoice;
  state: StateStore;
  secrets: SecretStore;
  surroundings?: Surroundings;
  /** The way out, where it leads through a proxy: {@link proxiesOf} the environment. Default: none. */
  proxies?: Proxies;
  /** Asked before each request for a customer's data that names nobody itself: who is there. Default: nobody. */
  customer?: () => PresentCustomer | undefined;
  /** Called after each exchange with the bank, with secrets already taken out. */
  onExchange?: (record: ExchangeRecord) => void;
  /** Called for what stops nothing, e.g. a renewed token that the disk did not take. */
  onWarning?: (warning: Finding) => void;
  /** Whether exchanges are recorded with their bodies; default: not for a production bank. */
  rememberBodies?: boolean;
  /** Milliseconds for a request that says nothing else; default: the transport's. */
  timeout?: number;
  /** A transport made elsewhere (tests); otherwise one is made from the workspace's credentials. */
  transport?: Transport;
}

/**
 * Opens a session with one bank. Nothing is read and nobody is called until a flow function needs it.
 * @throws OpenBankingError `bank_not_named`, `bank_unknown`
 * @example
 * const session = openSession({ workspace, state, secrets });
 * try { await register(session); } finally { await session.close(); }
 */
export function openSession(options: SessionOptions): Session {
  const { workspace, state } = options;
  const bank = workspace.bank(options.bank);
  const surroundings = options.surroundings ?? realSurroundings;
  const standard = standardOf(bank.entry);
  const transport = once(() => options.transport ?? connect(options, bank, surroundings, standard.operation));
  const listening = once(async () => {
    const made = await transport.get();
    if (options.onExchange) made.onExchange(options.onExchange);
    return made;
  });
  const metadata = once(async () => {
    const found = await fetchDiscovery(await listening.get(), bank);
    standard.learn(found);
    (await listening.get()).trustWithCertificate(found.certificateUrls);
    if (found.withoutDocument) warn(entryStands(found.withoutDocument));
    for (const odd of demandFindings(found)) warn(odd);
    return found;
  }, asksAgain(surroundings));
  const told = new Set<string>();
  const warn = (warning: Finding): void => {
    if (told.has(warning.message)) return;
    told.add(warning.message);
    options.onWarning?.(warning);
  };
  const { now } = surroundings;
  const secrets = commandSecretStore({ workspace, bank: bank.name, secrets: options.secrets, state, warn, now });
  const keys = once(async () => {
    const { jwksUri } = await metadata.get();
    return keySet(await listening.get(), jwksUri, { onFinding: warn, now });
  });
  const statement = once(async () => readSoftwareStatement(await workspace.softwareStatement(bank)));
  return {
    workspace,
    bank,
    ...(options.client === undefined ? {} : { client: options.client }),
    state,
    secrets,
    surroundings,
    ...(options.proxies ? { proxies: options.proxies } : {}),
    ...(options.customer ? { customer: options.customer } : {}),
    transport: listening.get,
    metadata: metadata.get,
    keys: keys.get,
    softwareStatement: statement.get,
    warn,
    close: async () => {
      const made = await transport.made()?.catch(() => undefined);
      await made?.close();
    },
  };
}

async function connect(
  { workspace, rememberBodies, proxies, timeout }: SessionOptions,
  bank: NamedBank,
  surroundings: Surroundings,
  operation: StandardOf['operation'],
): Promise<Transport> {
  await assertSameEnvironment(workspace, bank);
  const [{ createTransport }, clientCertificate, certificateAuthorities] = await Promise.all([
    import('./transport/transport.ts'),
    workspace.transportCredentials(bank),
    workspace.certificateAuthorities(bank),
  ]);
  const { certificate, key, passphrase, proxy: terminator } = clientCertificate;
  return createTransport({
    bank: bank.name,
    production: bank.entry.environment === 'production',
    sandbox: isSandbox(bank.entry),
    ...(certificate !== undefined && key !== undefined && { clientCertificate: { certificate, key, passphrase } }),
    ...(terminator && { terminator }),
    certificateAuthorities,
    ...(proxies ? { proxies } : {}),
    surroundings,
    headers: bank.entry.headers,
    operation,
    ...(timeout === undefined ? {} : { timeout }),
    rememberBodies: rememberBodies ?? bank.entry.environment !== 'production',
  });
}

/** Keeps the first success; a failure is forgotten, so that the next call tries again, and so is a success that `until` gives an end. */
function once<T>(
  make: () => Promise<T> | T,
  until: () => (made: T) => () => boolean = () => () => () => false,
): { get(): Promise<T>; made(): Promise<T> | undefined } {
  let promise: Promise<T> | undefined;
  let isOver = () => false;
  return {
    get() {
      if (!promise || isOver()) {
        isOver = () => false;
        const end = until();
        const attempt = Promise.resolve().then(make);
        promise = attempt;
        attempt.then(
          (made) => {
            if (promise === attempt) isOver = end(made);
          },
          () => {
            if (promise === attempt) promise = undefined;
          },
        );
      }
      return promise;
    },
    made: () => promise,
  };
}

/** A document that could not be had for a moment is asked for again; one that was waited for in vain after as long again, so that nobody waits at every step. */
function asksAgain({ now }: Surroundings) {
  return () => {
    const began = now();
    return ({ withoutDocument }: BankMetadata) => {
      const failed = now();
      const isKept = withoutDocument === undefined || !isPassing(withoutDocument);
      return () => !isKept && Math.abs(now() - failed) >= failed - began;
    };
  };
}

/** The clients that a folder knows at a bank, its own and the team's, in the order in which they were registered. */
export async function clientsAt(of: Pick<Session, 'workspace' | 'bank' | 'state'>): Promise<ClientRecord[]> {
  const [{ clients }, shared] = await Promise.all([of.state.read(), findSharedClient(of)]);
  const own = clients.filter((client) => client.bank === of.bank.name);
  if (shared === undefined || own.some(({ clientId }) => clientId === shared.clientId)) return own;
  // What the folder took over of the team once stands behind what the team registered since.
  const last = own.at(-1);
  const isLater = last === undefined || Date.parse(shared.registeredAt) > Date.parse(last.registeredAt);
  return isLater ? [...own, shared] : [shared, ...own];
}

/** Whether a client stands in the folder's own state, and not in the team's file alone. */
export async function isOwnClient({ bank, state }: Pick<Session, 'bank' | 'state'>, id: string): Promise<boolean> {
  const { clients } = await state.read();
  return clients.some((each) => each.bank === bank.name && each.clientId === id);
}

/**
 * The client that this session is for, if it is known.
 * @throws OpenBankingError `client_not_named` where there are several and nobody chose
 */
export async function findClient(session: Session): Promise<ClientRecord | undefined> {
  const known = await clientsAt(session);
  const { client } = session;
  if (typeof client === 'function') return client(known);
  if (client !== undefined) return known.find(({ clientId }) => clientId === client);
  if (known.length < 2) return known[0];
  return fail({
    code: 'client_not_named',
    message: t(
      'Several clients are registered with the bank "{0}": {1}.',
      session.bank.name,
      known.map(({ clientId }) => clientId).join(', '),
    ),
    try: t('Name one.'),
    about: { bank: session.bank.name },
  });
}

/** The client of the team's file at this session's bank. */
export async function findSharedClient({
  workspace,
  bank,
}: Pick<Session, 'workspace' | 'bank'>): Promise<ClientRecord | undefined> {
  const shared = await workspace.sharedClients.find(bank.name);
  return shared && fromShared(bank.name, shared);
}

/**
 * The client of this session's bank.
 * @throws OpenBankingError `client_not_found`
 */
export async function currentClient(session: Session): Promise<ClientRecord> {
  return (
    (await findClient(session)) ??
    fail({
      code: 'client_not_found',
      message: t('No client is registered with the bank "{0}".', session.bank.name),
      try: t('Register one, or take over one that exists already.'),
      remedies: [{ do: 'register' }, { do: 'adoptClient' }],
      about: { bank: session.bank.name },
    })
  );
}

/**
 * Where the vendor's own helpers of a bank stand: the origin of its resource server.
 * @throws OpenBankingError `discovery_invalid`
 */
export async function resourceServerOf(session: Session): Promise<string> {
  const { resourceServerOrigin } = await session.metadata();
  return (
    resourceServerOrigin ??
    fail({
      code: 'discovery_invalid',
      message: t('Nothing says where the bank’s resource server is.'),
      try: t('Write resourceServers.aisp into the bank’s entry.'),
    })
  );
}

/** Turns what a disk did not take into a warning; any other failure goes on. */
export function warnOfDisk(session: Session, thrown: unknown): void {
  const problem = problemOf(thrown);
  if (problem.code !== 'disk_full' && problem.code !== 'file_not_writable') throw thrown;
  session.warn({ severity: 'warning', code: problem.code, message: problem.message, ...fixOf(problem) });
}
