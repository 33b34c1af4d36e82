/** What goes over the wire and what comes back: the shapes that every room above the transport speaks. */
import type { Grade } from '../../standard/finding.ts';

export interface OutgoingRequest {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Absolute https URL (http for loopback only). */
  url: string;
  headers?: Record<string, string>;
  body?: string;
  /** What this exchange is for, in a few words: `register`, `token`, `accounts`. Stands in the record. */
  purpose: string;
  /** Whose token stands in `authorization`, so that a repetition can bring a fresh one. Stands in the record. */
  token?: TokenOwner;
  /** The interaction id of the same request that was answered with 401 for an older token. Stands in the record. */
  retryOf?: string;
  /** Whether the answer is a file: then its bytes are given too, and nothing is said of its charset. */
  asBytes?: boolean;
  signal?: AbortSignal;
  /** Milliseconds until the whole exchange is given up; default 30,000. */
  timeout?: number;
}

export interface Answer {
  status: number;
  /** Lower-case names; several values of one name joined with `, `. */
  headers: Record<string, string>;
  body: string;
  /** Of a request that wants them, unpacked. */
  bytes?: Uint8Array;
  /** The `x-fapi-interaction-id` that was sent. */
  interactionId: string;
  /** What was odd about how its body came: compression, charset, its end. */
  findings?: string[];
  /** The proxy that terminates mutual TLS in our place, and may have answered itself. */
  terminator?: string;
}

/** Something in an exchange that is not as the standard has it. No secret is in it. */
export interface Deviation {
  of: 'request' | 'answer';
  grade: Grade;
  /** What it is measured by: `required`, `type`, `pattern`, `header`, `status` … */
  rule: string;
  /** JSON pointer, or a header's name; of several places the first. */
  path: string;
  /** In how many places. */
  times: number;
  /** The whole of it, in a sentence. */
  says: string;
}

/** What the standard knows of a request before it goes. */
export interface KnownOperation {
  /** As the standard writes it: `GET /accounts/{AccountId}`. */
  name: string;
  /** Of the standard. */
  version: string;
  /** The official file that describes it: `v3.1.11/account-info-openapi.json`. */
  file: string;
  /** Holds the exchange against the standard; never throws. */
  deviations(judged: {
    method: string;
    url: string;
    requestHeaders: Record<string, string>;
    requestBody?: string | undefined;
    answer?: Answer | undefined;
  }): Deviation[];
}

/** Whose access token a request carries: the client's own for a scope, or the customer's of a consent. */
export type TokenOwner = { of: 'client'; scope: string } | { of: 'consent'; consentId: string };

/** How long the parts of an exchange took, in milliseconds; a part that was not reached is absent. */
export interface ExchangeTimes {
  /** True when the connection stood already, so that there was no name to look up and no handshake. */
  reused: boolean;
  /** Looking up the host's name; absent for an address. */
  dns?: number;
  /** From there to the TCP connection. */
  connect?: number;
  /** The TLS handshake. */
  tls?: number;
  /** From the request's going out to the answer's head. */
  firstByte?: number;
  /** The answer's body. */
  rest?: number;
}

/** Whether the client certificate was offered to a host, and why or why not. */
export interface ClientCertificateUse {
  offered: boolean;
  why: 'host_of_the_bank' | 'not_a_host_of_the_bank' | 'none_configured' | 'no_tls' | 'held_by_proxy';
  /** Host and port as they are compared, the default port filled in. */
  host: string;
  /** RFC 4514; of the certificate that was offered. */
  subject?: string;
  /** `x5t#S256` of the certificate that was offered (RFC 8705 §3.1). */
  thumbprint?: string;
  /** Whether the server asked for one, where the TLS library tells. */
  asked?: boolean;
}

export interface ServerCertificate {
  subject: string;
  issuer: string;
  /** Milliseconds since the epoch. */
  validTo: number;
  /** SHA-256 of the workspace's CA certificate that ends its chain, as Node writes it (`AA:BB:…`); `system` where it is none of those. */
  authority?: string;
}

/** One exchange as it is remembered: already redacted, safe for logs. */
export interface ExchangeRecord {
  /** Short, and unlike any other of this workspace. */
  id: string;
  /** Milliseconds since the epoch. */
  startedAt: number;
  milliseconds: number;
  times: ExchangeTimes;
  /** The bank's name in openbanking.json. */
  bank?: string;
  purpose: string;
  method: string;
  url: string;
  status?: number;
  interactionId: string;
  token?: TokenOwner;
  /** The interaction id of the same request with an older token, which a 401 answered. */
  retryOf?: string;
  /** Which operation of the standard it was, in which version, and which of its files describes it. */
  operation?: { name: string; version: string; file?: string | undefined };
  /** What of it is not as the standard has it, the weightiest first; absent where nothing is, or where nobody looked. */
  deviations?: Deviation[];
  clientCertificate: ClientCertificateUse;
  /** Host and port of the proxy that it went through, or was to; no user name and no password. */
  proxy?: string;
  /** `unverified`: verification of this host is switched off for the session; `none`: plain http on loopback. */
  tls: 'verified' | 'unverified' | 'none';
  serverCertificate?: ServerCertificate;
  requestHeaders: Record<string, string>;
  /** Absent where bodies are not kept, or there is none. A large one is cut, with a mark at its end. */
  requestBody?: string;
  /** Bytes of the body as it was sent. */
  requestSize: number;
  responseHeaders?: Record<string, string>;
  /** As {@link requestBody}. */
  responseBody?: string;
  /** Bytes of the answer's body, decompressed. */
  responseSize?: number;
  /** What is odd about the answer, e.g. an interaction id that was not replayed. */
  findings: string[];
  /** The problem's code, when the exchange failed below HTTP. */
  failure?: string;
  /** Its entry in `src/tpp/meanings/`, where that is finer than the code. */
  failureKind?: string;
  /** What happened then, in a sentence. */
  failureMessage?: string;
}

/**
 * The one way to a bank: mutual TLS for the bank's own hosts, plain verified TLS for all others, keep-alive, no redirects followed.
 * Answers come back whatever their status; only trouble below HTTP throws, as an OpenBankingError with a code of the network group.
 */
export interface Transport {
  send(request: OutgoingRequest): Promise<Answer>;
  /** The same transport in the shape of `fetch`, for openid-client. */
  fetch(url: string, options: RequestInit & { purpose?: string }): Promise<Response>;
  /** Gives the certificate to these hosts too (`host:port` of each URL, default port filled in). */
  trustWithCertificate(urls: readonly string[]): void;
  /** Whether a request to this URL would get the client certificate, and why or why not. */
  clientCertificateFor(url: string): ClientCertificateUse;
  /**
   * Takes whatever certificate the server at this URL's host and port shows, until {@link verifyAgain} or the end of the session.
   * Every exchange with it is marked. Error: `verification_required` for a production bank.
   */
  trustWithoutVerification(url: string): void;
  verifyAgain(url: string): void;
  /** `host:port` of each host that is not verified. */
  unverifiedHosts(): string[];
  /** Keeps bodies of the exchanges from now on, or keeps none. */
  rememberBodies(on: boolean): void;
  /** Called after each exchange; returns the way to stop listening. */
  onExchange(listener: (record: ExchangeRecord) => void): () => void;
  close(): Promise<void>;
}
