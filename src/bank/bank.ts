/** The bank, put together: one folder, one store, one authorization server, three listeners. */
import { createHmac, randomBytes } from 'node:crypto';
import { resolve } from 'node:path';
import { accountInformationApi } from './accounts/api.ts';
import { consentExpiry, expireConsent } from './accounts/consent-changes.ts';
import type { Addresses } from './addresses.ts';
import { adminMiddleware } from './admin/admin.ts';
import { clockOperations } from './admin/clock.ts';
import { accessCheck, outliveGrant, revokeGrant } from './authorization/access.ts';
import { authorisationsOf } from './authorization/authorisations.ts';
import { connectionsOf } from './authorization/connections.ts';
import { createProvider } from './authorization/provider.ts';
import { providerClients } from './authorization/provider-clients.ts';
import type { Clock } from './clock.ts';
import { customerPages } from './customers/authorisation.ts';
import { connectedPages } from './customers/connected.ts';
import { approvalsElsewhere } from './customers/elsewhere.ts';
import { elsewhereRoutes } from './customers/elsewhere-routes.ts';
import { civilDay, ensureData, liveOn, remakeBooks } from './data/ensure.ts';
import type { Customer } from './data/records.ts';
import { deviatingIdTokens } from './deviations/id-token.ts';
import { keystoreRouter } from './directory/keystore.ts';
import { foreignCertificate, ownerOf } from './directory/ownership.ts';
import { createApps } from './doors/apps.ts';
import { dueWork, type Work } from './due.ts';
import { BankError } from './errors.ts';
import { folderFailure } from './failures.ts';
import { type BankFolder, makeFolder, openFolder } from './folder.ts';
import { readBody } from './http/body.ts';
import { clientCertificateCheck, judgedCertificateOf, peerCertificateOf } from './http/client-certificate.ts';
import { createControl, type Reason } from './http/control.ts';
import { type Listeners, openListeners } from './http/listeners.ts';
import { keepProfile } from './kept-profile.ts';
import { type Lock, lockFolder } from './lock.ts';
import { movableClock } from './moved-clock.ts';
import { type BankOptions, bankOptions, bankOrganisationId, checked, type GivenOptions } from './options.ts';
import { type AuditLog, createAuditLog } from './ozone/audit-log.ts';
import { ozoneRouter } from './ozone/router.ts';
import type { Authority } from './pki/authority.ts';
import { giveUpPorts, keepPorts } from './ports.ts';
import type { Profile } from './profile/profile.ts';
import { registrationRouter } from './registration/router.ts';
import type { Store } from './store/store.ts';

/** What a running bank says of itself, in one line, to whoever started it. */
export interface Ready {
  pid: number;
  issuer: string;
  discovery: string;
  /** The plain-HTTP authorisation URL, for browsers. */
  frontChannel: string;
  authorizationEndpoint: string;
  tokenEndpoint: string;
  registrationEndpoint: string;
  resourceServer: string;
  /** The URL of the guide's step 2.3. */
  environment: string;
  /** Path of the CA certificates that verify the listeners. */
  ca: string;
  organisationId: string;
  /** What an openbanking.json for it names. */
  profile: Profile['workspaceProfile'];
  /** Its own name, where that is another. */
  profileName?: string;
}

export interface RunningBank {
  ready: Ready;
  /** Resolves when nobody needs the bank any more (`BankOptions.linger`), or when the holder of its control token asked for its end. */
  asked: Promise<Reason>;
  stop(): Promise<void>;
}

/** Secrets of the bank's own that must outlive a restart, so that a customer in the middle of a login is not thrown out. */
async function ownSecret(store: Store): Promise<string> {
  const kept = await store.get<{ secret: string }>('Setting', 'secret');
  if (kept) return kept.secret;
  const secret = randomBytes(32).toString('base64url');
  await store.insert('Setting', 'secret', { secret });
  return (await store.get<{ secret: string }>('Setting', 'secret'))?.secret ?? secret;
}

export interface Surroundings {
  /** Protocol time, of which business time goes ahead; the machine's when absent. */
  clock?: Clock;
  onFailure?(error: unknown): void;
}

/**
 * Starts a bank and resolves when all three listeners are open.
 *
 * @throws BankError `usage`, `bank_already_running`, `port_in_use`, and those of {@link openFolder}
 */
export async function startBank(given: GivenOptions, surroundings: Surroundings = {}): Promise<RunningBank> {
  const parsed = checked(bankOptions, given);
  const options = { ...parsed, dir: resolve(parsed.dir) };
  await makeFolder(options.dir);
  const lock = await lockFolder(options.dir);
  try {
    return await startIn(options, lock, surroundings);
  } catch (error) {
    await lock.release();
    throw folderFailure(error, options.dir);
  }
}

async function startIn(options: BankOptions, lock: Lock, surroundings: Surroundings): Promise<RunningBank> {
  const { clock, onFailure = () => {} } = surroundings;
  const folder = await openFolder(options, clock);
  const { addresses, authority, store, clocks } = folder;
  const control = createControl({
    token: lock.controlToken,
    linger: options.linger,
    statements: () => store.list('SoftwareStatement'),
    assertion: (softwareId) => folder.directory.assertion(softwareId),
  });
  const ready = readyOf(process.pid, addresses, authority, options);
  const audit = createAuditLog({ profile: options.profile, store, clock: clocks.protocol, onFailure });
  let listeners: Listeners | undefined;
  try {
    await ensureData(store, options, clocks.business);
    const secret = await ownSecret(store);
    const catchUp = dueWork({ store, clock: clocks.business, works: worksOf(store) });
    await catchUp();
    const apps = await assemble({ ...folder, options, secret, audit, catchUp, onFailure });
    apps.front.use(control.middleware);
    if (options.admin) {
      const operations = clockOperations(
        movableClock(store, clocks, (now) => remakeBooks(store, now)),
        catchUp,
      );
      apps.front.use(adminMiddleware(lock.adminToken, operations, addresses.front));
    }
    const ports = { front: portIn(addresses.front), tls: portIn(addresses.issuer), mtls: portIn(addresses.mtls) };
    listeners = await openListeners(apps, ports, authority.server, options.profile);
    // What was asked for is kept for the next start only when this one came about.
    await keepPorts(store, ports);
    await keepProfile(store, options.profile);
    control.begin({ ready, customers: await store.list<Customer>('Customer') });
    await lock.announce(ports, options);
  } catch (error) {
    control.end();
    await listeners?.close();
    const taken = error instanceof BankError && error.code === 'port_in_use';
    const others = taken && folder.newPorts && (await giveUpPorts(store).catch(() => false));
    await store.close();
    if (others) return startIn(options, lock, surroundings);
    throw error;
  }
  const { close } = listeners;
  let stopping: Promise<void> | undefined;
  const stop = async (): Promise<void> => {
    control.end();
    await close();
    await audit.close();
    await store.close();
    await lock.release();
  };
  return {
    ready,
    asked: control.asked,
    stop: () => {
      stopping ??= stop();
      return stopping;
    },
  };
}

const worksOf = (store: Store): Readonly<Record<string, Work>> => ({
  [civilDay]: ({ at }) => liveOn(store, at),
  [consentExpiry]: ({ id, at }) =>
    expireConsent({ store, revokeGrant: (grantId) => outliveGrant(store, grantId) }, id, at),
});

const portIn = (origin: string): number => Number(new URL(origin).port);

function readyOf(pid: number, addresses: Addresses, authority: Authority, { profile }: BankOptions): Ready {
  return {
    pid,
    issuer: addresses.issuer,
    discovery: addresses.discovery,
    frontChannel: addresses.frontChannel,
    authorizationEndpoint: addresses.authorizationEndpoint,
    tokenEndpoint: addresses.tokenEndpoint,
    registrationEndpoint: addresses.registrationEndpoint,
    resourceServer: addresses.resourceServer,
    environment: addresses.environment,
    ca: authority.caFile,
    organisationId: bankOrganisationId,
    profile: profile.workspaceProfile,
    ...(profile.name !== profile.workspaceProfile && { profileName: profile.name }),
  };
}

interface Parts extends BankFolder {
  options: BankOptions;
  secret: string;
  audit: AuditLog;
  catchUp(): Promise<void>;
  onFailure(error: unknown): void;
}

async function assemble(parts: Parts) {
  const { options, clocks, addresses, authority, store, directory, secret, audit, catchUp, onFailure } = parts;
  const clock = clocks.business;
  const derived = (purpose: string): Buffer => createHmac('sha256', secret).update(purpose).digest();
  const clientCertificateOf = clientCertificateCheck((certificate) => directory.judge(certificate));

  const provider = createProvider({
    addresses,
    profile: options.profile,
    store,
    clocks,
    signingKeys: [authority.bank.privateJwk, authority.bankEc.privateJwk],
    cookieSecret: derived('cookies').toString('base64url'),
    async refreshClient(client) {
      const records = await directory.certificatesOf(String(client.ob_software_id));
      const keys = records
        .filter((record) => record.use === 'sig' && directory.isActive(record))
        .map((record) => record.jwk);
      return { ...client, jwks: { keys: keys as never } };
    },
    certificate(ctx) {
      const judged = judgedCertificateOf(ctx);
      const certificate = judged && !judged.refusal ? peerCertificateOf(ctx) : undefined;
      return judged && certificate && { certificate, subjectDn: judged.subjectDn };
    },
    foreignCertificate(ctx, client) {
      const judged = judgedCertificateOf(ctx);
      return judged && foreignCertificate(judged, ownerOf(client));
    },
  });
  deviatingIdTokens(provider, options.profile);
  const clients = providerClients(provider, store);
  const access = accessCheck({ store, clock, profile: options.profile, clientCertificateOf });
  const authorisations = authorisationsOf({ provider, store, clocks });
  const ofPages = { store, clocks, options, readBody };
  const approvals = approvalsElsewhere({ store, clocks, secret: derived('elsewhere') });
  const ofAuthorisation = { ...ofPages, authorisations, approvals, csrfSecret: derived('csrf') };
  return createApps({
    provider,
    authorisations,
    profile: options.profile,
    addresses,
    store,
    clocks,
    clients,
    clientCertificateOf,
    pages: [
      customerPages(ofAuthorisation),
      connectedPages({ ...ofPages, connections: connectionsOf({ store, clock }), csrfSecret: derived('connected') }),
      elsewhereRoutes(ofAuthorisation),
    ],
    keystore: keystoreRouter({ directory, authority }),
    registration: registrationRouter({
      store,
      directory,
      clients,
      access,
      clientCertificateOf,
      readBody,
      options,
      addresses,
      clock: clocks.protocol,
    }),
    accountInformation: accountInformationApi({
      store,
      access,
      readBody,
      options,
      addresses,
      clock,
      catchUp,
      revokeGrant: (grantId) => revokeGrant(store, grantId),
    }),
    ozone: ozoneRouter({ store, clients, access, clientCertificateOf, addresses, clocks, options, readBody, audit }),
    audit: audit.middleware,
    catchUp,
    onFailure,
  });
}
