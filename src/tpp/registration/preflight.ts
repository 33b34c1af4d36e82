/** Everything that is known to make banks refuse a registration, looked for before it is sent. */
import type { SoftwareStatement } from '../directory/software-statement.ts';
import type { Finding } from '../finding.ts';
import type { Certificate } from '../keys/certificate.ts';
import { algorithmChecks } from './preflight-algorithms.ts';
import { identityChecks } from './preflight-identity.ts';
import { metadataChecks } from './preflight-metadata.ts';
import { timeChecks } from './preflight-times.ts';

/** A finding about one claim, for a diagnostic in the editor and its quick fix. */
export interface ClaimFinding extends Finding {
  /** JSON pointer into `{ header, claims }`, e.g. `/claims/scope`. */
  pointer: string;
  /** The value that would be right, where there is one. Undefined removes the claim. */
  replacement?: { pointer: string; value: unknown };
}

/** What the request is held against. */
export interface PreflightContext {
  statement: SoftwareStatement;
  /** Ours, of the signing key. */
  kid: string;
  /** What our signing key signs with; absent where that is not known. */
  keyAlgorithm?: 'PS256' | 'RS256' | 'ES256';
  signingCertificate?: Certificate;
  /** Absent where a proxy has it and the workspace names no file. */
  transportCertificate?: Certificate | undefined;
  /** `aud` values that mean this bank: organisation id, issuer, or what the entry names. */
  audiences: string[];
  /** False when nothing says what the bank's organisation id is, and `audiences` is a guess. */
  audienceKnown: boolean;
  permissive: boolean;
  environment: 'sandbox' | 'production';
  /** Seconds, where the bank judges the age of an SSA. */
  ssaMaxAge?: number;
  authMethodsOffered?: string[];
  responseTypesOffered?: string[];
  scopesOffered?: string[];
  /** Milliseconds since the epoch. */
  now: number;
}

export type Claims = Readonly<Record<string, unknown>>;

/** One check: nothing, or what is wrong. How bad it is may depend on the bank. */
export type Check = (claims: Claims, header: Claims, context: PreflightContext) => ClaimFinding | undefined;

const checks: readonly Check[] = [...identityChecks, ...algorithmChecks, ...metadataChecks, ...timeChecks];

/**
 * Looks a registration request over (the traps of OBIE DCR 3.3, FAPI 1.0 Advanced §8.6, and of practice). A finding of severity `error` means
 * that no bank of this profile says yes; a `warning`, that some do not.
 * @example
 * preflight({ ...claims, scopes: 'openid accounts' }, header, context)[0].fix // 'Rename scopes to scope.'
 */
export function preflight(claims: Claims, header: Claims, context: PreflightContext): ClaimFinding[] {
  return checks.map((check) => check(claims, header, context)).filter((finding) => finding !== undefined);
}
