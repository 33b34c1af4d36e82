/** The ways in which a registration is refused: RFC 7591 §3.2.2. */
import { truncate } from '../../standard/truncate.ts';

export type RegistrationErrorCode =
  | 'invalid_redirect_uri'
  | 'invalid_client_metadata'
  | 'invalid_software_statement'
  | 'unapproved_software_statement';

/** Longest `error_description` of the Open Banking DCR specification. */
const maxLength = 500;

/** Which claim is refused, why, and what was expected. */
export class RegistrationRefused extends Error {
  override readonly name = 'RegistrationRefused';
  readonly error: RegistrationErrorCode;
  readonly status: number;

  constructor(error: RegistrationErrorCode, description: string, status = 400) {
    super(truncate(description, maxLength));
    this.error = error;
    this.status = status;
  }
}

/** A value of the sender's, short enough to be quoted in a description. */
export function quoted(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? 'undefined');
  return `"${truncate(text, 80)}"`;
}
