/** What goes over the wire and what comes back: the shapes that every room above the transport speaks. */

export interface OutgoingRequest {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Absolute https URL (http for loopback only). */
  url: string;
  headers?: Record<string, string>;
  body?: string;
  /** What this exchange is for, in a few words: `register`, `token`, `accounts`. Stands in the record. */
  purpose: string;
  signal?: AbortSignal;
  /** Milliseconds until the whole exchange is given up; default 30,000. */
  timeout?: number;
}

export interface Answer {
  status: number;
  /** Lower-case names; several values of one name joined with `, `. */
  headers: Record<string, string>;
  body: string;
  /** The `x-fapi-interaction-id` that was sent. */
  interactionId: string;
}

/** One exchange as it is remembered: already redacted, safe for logs. */
export interface ExchangeRecord {
  startedAt: number;
  milliseconds: number;
  purpose: string;
  method: string;
  url: string;
  status?: number;
  interactionId: string;
  /** True when the client certificate was offered to this host. */
  clientCertificate: boolean;
  requestHeaders: Record<string, string>;
  requestBody?: string;
  responseHeaders?: Record<string, string>;
  responseBody?: string;
  /** What is odd about the answer, e.g. an interaction id that was not replayed. */
  findings: string[];
  /** The problem's code, when the exchange failed below HTTP. */
  failure?: string;
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
  /** Called after each exchange; returns the way to stop listening. */
  onExchange(listener: (record: ExchangeRecord) => void): () => void;
  close(): Promise<void>;
}
