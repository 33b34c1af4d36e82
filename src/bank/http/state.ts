/** What the listeners know about a request before any room sees it, and what the rooms ask of them. */
import type { Context } from 'koa';

/** The certificate of this connection, looked at again at every request. */
export interface ClientCertificate {
  /** base64url of SHA-256 over the DER. */
  thumbprint: string;
  /** RFC 4514 text, e.g. `CN=…,organizationIdentifier=…,O=…,C=GB`. */
  subjectDn: string;
  pem: string;
  /**
   * Why the bank does not take it, or undefined when it does: issued by the directory's CA or listed by it, in its validity, not revoked.
   */
  refusal?: string;
  /** Whose it is: from the directory's record, or from its subject where there is none; undefined when neither tells. */
  organisationId?: string;
  softwareId?: string;
}

/** The client certificate of the request; undefined on the listeners without mutual TLS and when none was sent. */
export type ClientCertificateOf = (ctx: Context) => Promise<ClientCertificate | undefined>;

/** An access token that was found, is live and is bound to this connection's certificate. */
export interface Access {
  /** `client`: client credentials; `customer`: a customer authorised it. */
  kind: 'client' | 'customer';
  clientId: string;
  scopes: ReadonlySet<string>;
  grantId?: string;
}

/** Why there is no access: the answer is 401, without a body unless an API has one for a token that has expired. */
export interface NoAccess {
  reason: 'no_certificate' | 'certificate_refused' | 'no_token' | 'invalid_token' | 'expired_token';
  description: string;
}

/** Finds the token of a request: certificate and token are checked at every call. */
export type AccessCheck = (ctx: Context) => Promise<{ access: Access } | { refused: NoAccess }>;

/** Reads a request's body; rejects with a {@link BodyTooLarge} over `limit` bytes (default 1 MB). */
export type ReadBody = (ctx: Context, limit?: number) => Promise<Buffer>;

export class BodyTooLarge extends Error {
  override readonly name = 'BodyTooLarge';
}
