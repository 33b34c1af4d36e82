/** The account information API: its resources behind the one admission, in each version that the bank offers. */
import type { Middleware } from 'koa';
import { operations } from '../../standard/operations.ts';
import { wordsVersion } from '../../standard/versions.ts';
import { admission } from '../api/admission.ts';
import { readWriteApi } from '../api/frame.ts';
import type { AccountInformationDeps } from './deps.ts';
import { operationsWithout } from './operations-without.ts';
import { accountResources } from './resources.ts';
import { sharingOf } from './sharing.ts';

/** What is offered, each the last of its line: a path has no third number. */
const offered = ['3.1.11', '4.0.1'] as const;

/** Answers what is below `/open-banking/v3.1/aisp` and `/open-banking/v4.0/aisp`, and hands on the rest. */
export function accountInformationApi(deps: AccountInformationDeps): Middleware {
  const { store, clock, addresses } = deps;
  const mounted = offered.map((version) => {
    const base = addresses.accountInformation[wordsVersion(version)];
    const admit = admission(
      {
        api: 'ais',
        version,
        base,
        resources: accountResources,
        without: operationsWithout(deps.options),
        bank: deps,
        consentOf: (access) => sharingOf(store, clock, access, version),
      },
      operations,
    );
    return { prefix: new URL(base).pathname, realm: 'accounts', version, admit };
  });
  return readWriteApi(mounted, deps);
}
