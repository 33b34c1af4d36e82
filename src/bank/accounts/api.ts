/** The account information API: its resources behind the one admission, in each version that the bank offers. */
import type { Middleware } from 'koa';
import { operations } from '../../standard/operations.ts';
import { admission } from '../api/admission.ts';
import { readWriteApi } from '../api/frame.ts';
import type { AccountInformationDeps } from './deps.ts';
import { accountResources } from './resources.ts';
import { sharingOf } from './sharing.ts';

/** Answers what is below `/open-banking/v3.1/aisp`, and hands on the rest. */
export function accountInformationApi(deps: AccountInformationDeps): Middleware {
  const { store, clock, addresses } = deps;
  const admit = admission(
    {
      api: 'ais',
      version: '3.1.11',
      base: addresses.accountInformation,
      resources: accountResources,
      without: deps.options.profile.offers.without,
      bank: deps,
      consentOf: (access) => sharingOf(store, clock, access),
    },
    operations,
  );
  return readWriteApi([{ prefix: '/open-banking/v3.1/aisp', realm: 'accounts', admit }], deps);
}
