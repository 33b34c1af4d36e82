/** Whether a bank is the embedded one, whose customers may authorise without a browser. */
import type { BankOf } from '../workbench.ts';
import type { Ready } from './words.ts';

const loopback = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

function isLoopback(url: string): boolean {
  return URL.canParse(url) && loopback.test(new URL(url).hostname);
}

/**
 * True for a bank on this machine whose entry names its plain-HTTP front door: no other bank has one, and without it no customer
 * can be led through the login pages by us.
 */
export function isLocalSandbox({ bank: { entry } }: { bank: Pick<BankOf['bank'], 'entry'> }): boolean {
  const { discovery, authorizationEndpoint: front, environment } = entry;
  if (environment === 'production' || front === undefined || discovery === undefined) return false;
  return isLoopback(discovery) && isLoopback(front) && new URL(front).protocol === 'http:';
}

/** Whether a bank's entry names the sandbox that runs. */
export function isOfSandbox(
  { bank: { entry } }: { bank: Pick<BankOf['bank'], 'entry'> },
  ready: Pick<Ready, 'discovery'>,
): boolean {
  return entry.discovery === ready.discovery;
}
