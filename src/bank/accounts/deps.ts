/** What the account information API is given to work with. */
import type { Addresses } from '../addresses.ts';
import type { FrameDeps } from '../api/frame.ts';
import type { AskedByCustomer } from '../api/resource.ts';
import type { Clock } from '../clock.ts';
import type { BankOptions } from '../options.ts';
import type { Store } from '../store/store.ts';
import type { Sharing } from './sharing.ts';

/** What a resource works with: no listener, no framework. */
export interface AccountBank {
  store: Store;
  options: Pick<BankOptions, 'bulkTransactions' | 'profile'>;
  clock: Clock;
  /** Ends all tokens that hang on a grant. Runs inside the unit of work that deletes the consent. */
  revokeGrant(grantId: string): Promise<void>;
}

export interface AccountInformationDeps extends AccountBank, FrameDeps {
  addresses: Pick<Addresses, 'accountInformation'>;
}

/** A request with a customer's token, and the account access consent behind it. */
export type AskedOfAccounts = AskedByCustomer<Sharing>;
