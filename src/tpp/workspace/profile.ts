/** How strictly a bank is held to the standard. */
import type { BankEntry } from './schema.ts';

/** Only a sandbox may be permissive: a production bank is strict whatever its entry says. */
export function isPermissive({ profile, environment }: BankEntry): boolean {
  return profile === 'permissive' && environment !== 'production';
}
