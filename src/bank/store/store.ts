/** What the bank asks of its database, narrow enough that PostgreSQL can take the place of the one SQLite file. */

/**
 * The kinds of document, each with what dates it: business time, which can be moved and goes back only without what it dated; protocol time, of
 * what ends with something that a TPP signed, or tells of what it did; or nothing, so that it stands whatever the time.
 */
const kinds = {
  Account: 'nothing',
  AuditPage: 'protocol',
  Certificate: 'nothing',
  Consent: 'business',
  Customer: 'nothing',
  CustomerLogin: 'business',
  DataSet: 'nothing',
  DirectAuthorisation: 'business',
  HeadlessClient: 'nothing',
  Jti: 'protocol',
  LoginAttempts: 'business',
  Organisation: 'nothing',
  Registration: 'nothing',
  Setting: 'nothing',
  SoftwareStatement: 'nothing',
  // The provider's own models.
  AccessToken: 'business',
  AuthorizationCode: 'business',
  BackchannelAuthenticationRequest: 'business',
  Client: 'nothing',
  ClientCredentials: 'business',
  DeviceCode: 'business',
  Grant: 'business',
  InitialAccessToken: 'business',
  Interaction: 'business',
  PreAuthorizedCode: 'business',
  PushedAuthorizationRequest: 'business',
  RefreshToken: 'business',
  RegistrationAccessToken: 'business',
  ReplayDetection: 'protocol',
  Session: 'business',
} as const satisfies Readonly<Record<string, 'business' | 'protocol' | 'nothing'>>;

export type Kind = keyof typeof kinds;

export const isKind = (name: string): name is Kind => Object.hasOwn(kinds, name);
const datedBy = (...those: (typeof kinds)[Kind][]): readonly Kind[] =>
  Object.keys(kinds)
    .filter(isKind)
    .filter((kind) => those.includes(kinds[kind]));

export const protocolKinds = datedBy('protocol');
export const livesByProtocolTime = (kind: Kind): boolean => kinds[kind] === 'protocol';

/** What stands when business time is real time again. */
export const undatedKinds = datedBy('protocol', 'nothing');

export interface PutOptions {
  /** Milliseconds since the epoch, of the clock that the kind lives by, after which the document is as good as gone. */
  expiresAt?: number;
  /** Further names by which {@link Documents.find} finds it, e.g. `{ grantId: '…' }`. */
  index?: Record<string, string>;
}

/** JSON documents by kind and id. Every call sees the writes of the unit of work it runs in. */
export interface Documents {
  get<T>(kind: Kind, id: string): Promise<T | undefined>;
  find<T>(kind: Kind, index: string, value: string): Promise<T[]>;
  list<T>(kind: Kind): Promise<T[]>;
  /** Makes or replaces a document, its expiry and all its index names: what is not given again is gone. */
  put(kind: Kind, id: string, document: unknown, options?: PutOptions): Promise<void>;
  /** Takes the id only if it is free; false when it was taken already (a replayed `jti`). */
  insert(kind: Kind, id: string, document: unknown, options?: PutOptions): Promise<boolean>;
  delete(kind: Kind, id: string): Promise<void>;
  deleteBy(kind: Kind, index: string, value: string): Promise<void>;
}

/** One booked or pending entry. Money is integer minor units; the sign stands in `credit`. */
export interface LedgerEntry {
  /** 0-based position in the account, oldest first, without gaps. */
  sequence: number;
  bookedAt: number;
  valueAt: number;
  amount: number;
  currency: string;
  credit: boolean;
  pending: boolean;
  /** Booked balance after this entry, signed minor units; for a pending entry the balance it would leave. */
  balanceAfter: number;
  /** Index into the data's catalogue of merchants and counterparties. */
  counterparty: number;
  /** Seed of what varies within the text (reference, terminal), so that the text is made when it is read. */
  detail: number;
}

export interface LedgerQuery {
  accountId: string;
  /** Inclusive bounds on `bookedAt`, milliseconds. */
  from?: number;
  to?: number;
  credits: boolean;
  debits: boolean;
}

/** The accounts' entries. Written once when the data set is made, read by page, newest first. */
interface Ledger {
  append(accountId: string, entries: Iterable<LedgerEntry>): Promise<void>;
  count(query: LedgerQuery): Promise<number>;
  /** Newest first. */
  page(query: LedgerQuery, offset: number, limit: number): Promise<LedgerEntry[]>;
  /** First and last `bookedAt` of the account, whatever the query's bounds; undefined for an empty account. */
  extent(accountId: string): Promise<{ first: number; last: number } | undefined>;
}

export interface Store extends Documents, Ledger {
  /**
   * Runs `work` with all its writes in one transaction: all are there when the promise resolves, none when it rejects.
   * Units run one after the other; a call inside a unit joins it.
   */
  unit<T>(work: () => Promise<T>): Promise<T>;
  /** Deletes every document of any other kind than these. @returns How many of each kind, not counting those that had ended; also of kinds that an earlier bank had */
  clear(kept: readonly Kind[]): Promise<ReadonlyMap<string, number>>;
  close(): Promise<void>;
}
