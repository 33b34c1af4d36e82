/** The account information API: its resources behind the one admission, in each version that the bank offers. */
import type { Middleware } from 'koa';
import { operations } from '../../standard/operations.ts';
import { wordsVersion } from '../../standard/versions.ts';
import { admission } from '../api/admission.ts';
import { CallCount } from '../api/call-count.ts';
import { readWriteApi } from '../api/frame.ts';
import { attendance } from './attendance.ts';
import type { AccountBank, AccountInformationDeps } from './deps.ts';
import { operationsWithout } from './operations-without.ts';
import { accountResources } from './resources.ts';
import { type Sharing, sharingOf } from './sharing.ts';

/** Answers what is below `/open-banking/v3.1/aisp` and `/open-banking/v4.0/aisp`, and hands on the rest. */
export function accountInformationApi(deps: AccountInformationDeps): Middleware {
  const { store, clock, addresses, options } = deps;
  // A path has no third number: there is one of each line.
  const offered = ['3.1.11', options.profile.offers.release401 ? '4.0.1' : '4.0'] as const;
  const calls = new CallCount(clock);
  const mounted = offered.map((version) => {
    const base = addresses.accountInformation[wordsVersion(version)];
    const admit = admission<AccountBank, Sharing>(
      {
        api: 'ais',
        version,
        base,
        resources: accountResources,
        without: operationsWithout(options),
        bank: deps,
        consentOf: (access) => sharingOf(store, clock, access, version),
        ...(options.profile.demands.attendance ? { demandOfCustomer: attendance(store, clock) } : {}),
      },
      operations,
    );
    return {
      prefix: new URL(base).pathname,
      realm: 'accounts',
      version,
      admit,
      ...(version === '4.0.1' ? { calls } : {}),
    };
  });
  return readWriteApi(mounted, deps);
}
