/** An operation of the Read/Write API or of client registration, as one row of the table says it. */

/** Versions of the Read/Write API. 4.0.1 is published under 4.0's path. */
export type ApiVersion = '3.1.11' | '4.0' | '4.0.1';

/** Versions of Dynamic Client Registration. */
export type RegistrationVersion = '3.3' | '3.4';

/** The first version of commercial VRP. */
export type CommercialVersion = '1.0';

export type Version = ApiVersion | RegistrationVersion | CommercialVersion;

/** `notifications` is what a bank sends to a TPP; `cvrp` is commercial VRP, which has files of its own. */
export type Api = 'ais' | 'pis' | 'cbpii' | 'vrp' | 'events' | 'notifications' | 'dcr' | 'cvrp';

export type Verb = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** What a version says of an operation's bodies: names of `Tables.$defs`, and the statuses of a refusal. */
export interface Bodies {
  readonly request?: string;
  readonly answer?: string;
  /** The body of a refusal that has one. */
  readonly error?: string;
  /** Statuses other than `ok` that the version has for this operation. */
  readonly refusals: readonly number[];
}

/** A row. Its key is `api verb path`, for instance `ais GET /accounts/{AccountId}/transactions`. */
export interface Operation {
  readonly api: Api;
  readonly verb: Verb;
  /** Below the API's base, with `{Name}` for what varies. */
  readonly path: `/${string}`;
  /** Whose token it wants: the client's own (client credentials), the customer's, or none. */
  readonly token: 'client' | 'customer' | 'none';
  /** Scopes of which the token has one. */
  readonly scope: readonly string[];
  /** Account access permissions: of each list the consent has at least one. */
  readonly permissions?: readonly (readonly string[])[];
  /** What the standard asks of a bank: that it has it, has it if it offers the function online, or may have it. */
  readonly duty: 'must' | 'if-online' | 'may';
  /** Which of the two messages is signed with `x-jws-signature`. */
  readonly signs: 'nothing' | 'answer' | 'request' | 'both';
  /** Whether it takes `x-idempotency-key`. */
  readonly idempotent: boolean;
  /** The media type of the request where it is not JSON. `application/jwt`: the definition is that of the claims. */
  readonly sends?: 'application/jwt' | 'application/json-patch+json';
  readonly query: readonly string[];
  readonly paged: boolean;
  /** Statuses of success. */
  readonly ok: readonly number[];
  readonly in: Readonly<Partial<Record<Version, Bodies>>>;
}
