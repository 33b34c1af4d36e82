/** How strictly a bank is held to the standard. */
import { isLoopback } from '../../standard/loopback.ts';
import type { BankEntry } from './schema.ts';

/** Only a sandbox may be permissive: a production bank is strict whatever its entry says. */
export function isPermissive({ profile, environment }: BankEntry): boolean {
  return profile === 'permissive' && environment !== 'production';
}

const urlOf = (text: string | undefined): URL | undefined =>
  text !== undefined && URL.canParse(text) ? new URL(text) : undefined;

/** True for a bank on this machine whose entry names its plain-HTTP front door: no other bank than the embedded one has one. */
export function isSandbox({ discovery, authorizationEndpoint, environment }: BankEntry): boolean {
  const [document, front] = [urlOf(discovery), urlOf(authorizationEndpoint)];
  if (environment === 'production' || !document || front?.protocol !== 'http:') return false;
  return isLoopback(document.hostname) && isLoopback(front.hostname);
}
