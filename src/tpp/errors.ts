/** The one error union of the TPP side: every refusal and every failure has a stable code, a sentence and a way on. */

import { t } from '../standard/language.ts';
import { redactText } from './redaction/redact.ts';
import type { Advice } from './remedies.ts';

/** What a bank said when it refused, verbatim, so that its support desk recognises it. No secret stands in it. */
export interface BankAnswer {
  /** HTTP status. */
  status: number;
  /** OAuth or RFC 7591 `error`, where there is one. */
  error?: string;
  /** OAuth or RFC 7591 `error_description`, where there is one. */
  description?: string;
  /** OBIE error codes (`UK.OBIE.…` or `U000`…), in the bank's order. */
  codes?: string[];
  /** The body as it came, redacted and at most 4,000 characters. */
  body?: string;
}

export const errorCodes = [
  // the workspace and its files
  'workspace_not_found',
  'workspace_invalid',
  'workspace_newer',
  'bank_not_named',
  'bank_unknown',
  'identity_not_named',
  'environment_mismatch',
  'file_missing',
  'file_unreadable',
  'file_not_writable',
  'disk_full',
  'state_invalid',
  'state_newer',
  'restore_refused',
  'clients_file_invalid',
  'command_not_allowed',
  'command_failed',
  // keys, certificates, JWTs
  'key_invalid',
  'key_encrypted',
  'certificate_invalid',
  'key_certificate_mismatch',
  'signature_not_good',
  'jwt_malformed',
  'jwt_signature_invalid',
  'json_invalid',
  'key_set_address_refused',
  'key_set_invalid',
  'software_statement_invalid',
  // the network
  'bank_unreachable',
  'proxy_invalid',
  'proxy_unreachable',
  'proxy_refused',
  'port_in_use',
  'server_certificate_untrusted',
  'verification_required',
  'certificate_not_sent',
  'certificate_refused',
  'answer_not_json',
  'answer_invalid',
  'answer_incomplete',
  'answer_undecodable',
  'timed_out',
  'cancelled',
  'discovery_invalid',
  // registration
  'preflight_failed',
  'registration_refused',
  'registration_answer_lost',
  'client_exists',
  'client_shared',
  'client_not_found',
  'client_not_named',
  'client_secret_missing',
  // tokens and the authorisation
  'token_refused',
  'token_missing',
  'token_answer_invalid',
  'renewal_answer_lost',
  'redirect_unexpected',
  'answer_unverified',
  'redirect_uri_mismatch',
  'state_mismatch',
  'issuer_mismatch',
  'authorisation_refused',
  'login_failed',
  'id_token_missing',
  'id_token_encrypted',
  'id_token_crit_unknown',
  'id_token_signature_invalid',
  'id_token_alg_mismatch',
  'id_token_kid_unknown',
  'id_token_iss_mismatch',
  'id_token_aud_mismatch',
  'id_token_azp_mismatch',
  'id_token_expired',
  'id_token_iat_invalid',
  'id_token_nbf_invalid',
  'id_token_nonce_mismatch',
  'id_token_s_hash_mismatch',
  'id_token_s_hash_missing',
  'id_token_c_hash_mismatch',
  'id_token_c_hash_missing',
  'id_token_at_hash_mismatch',
  'id_token_intent_mismatch',
  'id_token_acr_mismatch',
  'id_token_auth_time_invalid',
  'id_token_sub_mismatch',
  'id_token_claim_missing',
  // consents and the API
  'consent_not_found',
  'consent_not_authorised',
  'consent_refused',
  'permissions_invalid',
  'api_refused',
  'pagination_loop',
  // Postman's files and saved requests
  'postman_file_invalid',
  'saved_request_invalid',
  'saved_request_unknown',
  'variable_unresolved',
  'secret_for_stranger',
  // the embedded bank
  'bank_already_running',
  'bank_not_started',
  'files_exist',
  // usage
  'usage',
  'internal',
] as const;

export type ErrorCode = (typeof errorCodes)[number];

/** What a problem is about, as far as it is known: for a surface that leads on from there. */
export interface About {
  /** Its name in openbanking.json. */
  bank?: string;
  clientId?: string;
  consentId?: string;
  /** JSON pointer into the header and claims of a registration that was sent. */
  claim?: string;
  /** Host and port. */
  host?: string;
}

/** What the caller gets to know about a failure. `message` says what happened, `try` and `remedies` what to do about it. */
export interface Problem extends Advice {
  code: ErrorCode;
  /** One sentence, ending with a full stop. */
  message: string;
  about?: About;
  bank?: BankAnswer;
  /** The `x-fapi-interaction-id` of the exchange, for the bank's support desk. */
  interactionId?: string;
}

/** The one error that the TPP side throws on purpose. Anything else that escapes is a defect of ours. */
export class OpenBankingError extends Error {
  override readonly name = 'OpenBankingError';
  readonly problem: Problem;

  /** What a bank said may be the very secret that it refused: every text passes the redactor. */
  constructor(problem: Problem, options?: { cause?: unknown }) {
    super(redactText(problem.message), options);
    this.problem = { ...problem, message: this.message, ...(problem.bank && { bank: redactedAnswer(problem.bank) }) };
  }

  get code(): ErrorCode {
    return this.problem.code;
  }
}

function redactedAnswer(bank: BankAnswer): BankAnswer {
  const { error, description, codes, body } = bank;
  return {
    ...bank,
    ...(error !== undefined && { error: redactText(error) }),
    ...(description !== undefined && { description: redactText(description) }),
    ...(codes && { codes: codes.map(redactText) }),
    ...(body !== undefined && { body: redactText(body) }),
  };
}

/** Throws an {@link OpenBankingError}; reads well at the end of an expression: `found ?? fail({ … })`. */
export function fail(problem: Problem, cause?: unknown): never {
  throw new OpenBankingError(problem, cause === undefined ? undefined : { cause });
}

/** Turns whatever was thrown into a problem; an error that is not ours becomes `internal`, without its stack. */
export function problemOf(thrown: unknown): Problem {
  if (isOurs(thrown)) return thrown.problem;
  const message = redactText(thrown instanceof Error ? thrown.message : String(thrown));
  return {
    code: 'internal',
    message: t('Something went wrong inside Open Banking Workbench: {0}', message),
    try: t('Please report this with the log; nothing was sent beyond what the log shows.'),
  };
}

/** Another bundle has a class of its own, so the name counts. */
function isOurs(thrown: unknown): thrown is OpenBankingError {
  return thrown instanceof Error && thrown.name === 'OpenBankingError' && 'problem' in thrown;
}
