/** The version of the account information API that a bank is asked at, by its address. */
import type { BankMetadata } from '../authorization/discovery.ts';

/** `3.1` where the address does not say: what a bank calls its statuses is read in any version's words. */
export function apiVersion({ accountInformation }: Pick<BankMetadata, 'accountInformation'>): string {
  return /\/v(\d+\.\d+)(?:\.\d+)?(?:\/|$)/.exec(accountInformation ?? '')?.[1] ?? '3.1';
}
