/** What the bank asks of its database, narrow enough that PostgreSQL can take the place of the one SQLite file. */

/**
 * The kinds of document, each with what dates it: business time, which can be moved and goes back only without what it dated; protocol time, of
 * what ends with something that a TPP signed, or tells of what it did; or nothing, so that it stands whatever the time.
 */
const kinds = {
  Account: 'nothing',
  ApprovalElsewhere: 'business',
  AuditPage: 'protocol',
  Certificate: 'nothing',
  Consent: 'business',
  ConsentEvent: 'business',
  Customer: 'nothing',
  CustomerLogin: 'business',
  CustomerSession: 'protocol',
  DataSet: 'nothing',
  DirectAuthorisation: 'business',
  HeadlessClient: 'nothing',
  Jti: 'protocol',
  LoginAttempts: 'business',
  Organisation: 'nothing',
  Registration: 'nothing',
  Setting: 'nothing',
  SoftwareStatement: 'nothing',
  UnattendedCalls: 'business',
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

/** What moves an account. Money is integer minor units; the sign stands in `credit`. */
export interface Posting {
  /** Milliseconds since the epoch; of what is held, the time at which it was spent. */
  bookedAt: number;
  valueAt: number;
  amount: number;
  credit: boolean;
  /** Index into the data's catalogue of merchants and counterparties. */
  counterparty: number;
  /** Seed of what varies within the text (reference, terminal), so that the text is made when it is read. */
  detail: number;
}

/** A posting as it stands in the books. */
export interface LedgerEntry extends Posting {
  currency: string;
  /** 0-based position among the account's booked entries, oldest first, without gaps; undefined for a hold, which is numbered when it is booked. */
  rank: number | undefined;
  /** Booked balance after this entry, signed minor units; undefined for a hold, which moves none. */
  balanceAfter: number | undefined;
}

export interface LedgerQuery {
  accountId: string;
  /** Inclusive bounds on `bookedAt`, milliseconds. */
  from?: number;
  to?: number;
  credits: boolean;
  debits: boolean;
}

/** What an account comes to: follows from its opening balance, its booked entries and its holds. */
export interface LedgerStanding {
  currency: string;
  /** Balance before the first entry, signed minor units. */
  opening: number;
  /** Booked balance, signed minor units. */
  booked: number;
  /** What the holds would move it by, signed minor units. */
  held: number;
  /** `bookedAt` of the first and the last entry, holds included; undefined where there is none. */
  first: number | undefined;
  last: number | undefined;
}

/**
 * The accounts' books. Booked entries are appended and never change; what is pending is held apart and comes first in a page. Read by page,
 * newest first.
 */
interface Ledger {
  /** Opens an account's books, in the place of those that it has. */
  openBooks(accountId: string, opening: { currency: string; balance: number }): Promise<void>;
  /** Appends entries, oldest first, none of them before the last booked one. */
  book(accountId: string, postings: Iterable<Posting>): Promise<void>;
  /** Puts holds in the place of the account's holds. */
  hold(accountId: string, holds: readonly Posting[]): Promise<void>;
  holds(accountId: string): Promise<Posting[]>;
  count(query: LedgerQuery): Promise<number>;
  /** Newest first. */
  page(query: LedgerQuery, offset: number, limit: number): Promise<LedgerEntry[]>;
  /** Undefined for an account without books. */
  standing(accountId: string): Promise<LedgerStanding | undefined>;
  /** Another number after each change of the account's entries or holds: what was made of them is kept under it. 0 for an account without books. */
  dataVersion(accountId: string): Promise<number>;
}

/** Something that has to be done when business time comes to it. */
export interface Due {
  /** What sort of thing, which says who does it. */
  kind: string;
  id: string;
  at: number;
}

/** The index of what is due. */
interface DueIndex {
  /** One time for each kind and id: another one replaces it, undefined takes it out. */
  setDue(kind: string, id: string, at: number | undefined): Promise<void>;
  /** When that is due; undefined where it is not. */
  dueAt(kind: string, id: string): Promise<number | undefined>;
  /** What is due first, by time, kind and id; undefined where nothing is. */
  firstDue(): Promise<Due | undefined>;
}

export interface Store extends Documents, Ledger, DueIndex {
  /**
   * Runs `work` with all its writes in one transaction: all are there when the promise resolves, none when it rejects.
   * Units run one after the other; a call inside a unit joins it.
   */
  unit<T>(work: () => Promise<T>): Promise<T>;
  /** Deletes every document of any other kind than these. @returns How many of each kind, not counting those that had ended; also of kinds that an earlier bank had */
  clear(kept: readonly Kind[]): Promise<ReadonlyMap<string, number>>;
  close(): Promise<void>;
}
