/** How far a window has come on the way from a software statement to transactions, by which the walkthrough is ticked. */
import { flowOf } from '../../tpp/exchanges/flow.ts';
import type { ExchangeRecord } from '../../tpp/transport/exchange.ts';
import type { ConsentRecord } from '../../tpp/workspace/state.ts';

export interface Reached {
  hasClient: boolean;
  /** The client was looked at: its token or its environment came. */
  hasClientToken: boolean;
  hasAuthorisedConsent: boolean;
  hasTransactions: boolean;
}

/** @param exchanges of this window */
export function reachedBy(
  clients: number,
  consents: readonly Pick<ConsentRecord, 'authorisedAt'>[],
  exchanges: readonly Pick<ExchangeRecord, 'purpose' | 'url' | 'status'>[],
): Reached {
  const good = exchanges.filter(({ status }) => status !== undefined && status >= 200 && status < 300);
  const authorised = consents.some(({ authorisedAt }) => authorisedAt !== undefined);
  return {
    hasClient: clients > 0,
    hasClientToken: authorised || good.some((each) => flowOf(each) === 'token' || each.purpose === 'environment'),
    hasAuthorisedConsent: authorised,
    hasTransactions: good.some(({ url }) => /\/transactions$/.test(URL.parse(url)?.pathname ?? '')),
  };
}
