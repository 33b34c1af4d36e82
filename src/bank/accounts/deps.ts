/** What the account information API is given to work with. */
import type { Addresses } from '../addresses.ts';
import type { Clock } from '../clock.ts';
import type { AccessCheck, ReadBody } from '../http/state.ts';
import type { BankOptions } from '../options.ts';
import type { Store } from '../store/store.ts';

export interface AccountInformationDeps {
  store: Store;
  access: AccessCheck;
  readBody: ReadBody;
  options: Pick<BankOptions, 'bulkTransactions'>;
  addresses: Pick<Addresses, 'accountInformation'>;
  clock: Clock;
  /** Ends all tokens that hang on a grant. Runs inside the unit of work that deletes the consent. */
  revokeGrant(grantId: string): Promise<void>;
  /** Told of every failure that is answered with a 500. */
  report?(error: unknown): void;
}

/** What of {@link AccountInformationDeps} the reading of resources needs: no listener, no framework. */
export type ReadingDeps = Pick<AccountInformationDeps, 'store' | 'options' | 'addresses' | 'clock' | 'report'>;
