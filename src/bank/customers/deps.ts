/** What every page of the customers' is given to work with. */
import type { Clock } from '../clock.ts';
import type { ReadBody } from '../http/state.ts';
import type { BankOptions } from '../options.ts';
import type { CustomerStore } from './attempts.ts';
import type { Authorisations } from './authorisation.ts';
import type { ApprovalsElsewhere } from './elsewhere.ts';

export interface PagesDeps {
  store: CustomerStore;
  /** Business time: what is shared goes by it. Protocol time: logins of `/connected` do. */
  clocks: { business: Clock; protocol: Clock };
  options: Pick<BankOptions, 'profile'>;
  readBody: ReadBody;
  csrfSecret: Buffer;
}

/** And those of an authorisation, here or in another browser. */
export interface AuthorisationPagesDeps extends PagesDeps {
  authorisations: Authorisations;
  approvals: ApprovalsElsewhere;
}
