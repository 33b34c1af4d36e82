/** What may be known around an authorisation request: by the client's registration, the consent, the bank's discovery and the clock. */
import { type Around, rulesOn } from './rule.ts';

export interface RequestFacts extends Around {
  clientId?: string | undefined;
  consentId?: string | undefined;
  /** That of the consent's kind. */
  consentScope?: string | undefined;
  /** `aud` values that mean this bank: the issuer, or what the entry names. */
  audiences?: readonly string[] | undefined;
  /** Registered for the client. */
  redirectUris?: readonly string[] | undefined;
  responseTypes?: readonly string[] | undefined;
  /** `request_object_signing_alg` of the registration, where it has one. */
  algorithm?: string | undefined;
  /** Ours, of the signing key. */
  kid?: string | undefined;
  /** As made for this request: what a lost one is put back to. */
  state?: string | undefined;
  nonce?: string | undefined;
  /** Present where the flow uses PKCE (RFC 7636). */
  codeChallenge?: string | undefined;
}

export const requestRule = rulesOn<RequestFacts>();
