/** When the tokens of a consent end that are kept here, for views and reports: nobody is called and no command run. */
import type { KnownConsent } from '../../tpp/consents/clocks.ts';
import type { ConsentRecord } from '../../tpp/workspace/state.ts';
import { isUnread } from '../secrets/secret-storage.ts';
import type { BankOf, Workbench } from './workbench.ts';

/** The times of the kept tokens, or that there are none; neither where the store does not answer, or a command would have to. */
export async function tokensOf(
  workbench: Workbench,
  of: BankOf,
  consent: ConsentRecord,
): Promise<Pick<KnownConsent, 'tokens' | 'lacksTokens'>> {
  if (consent.authorisedAt === undefined) return {};
  const tpp = await workbench.tpp();
  try {
    const session = await workbench.session(of);
    const tokens = await tpp.knownTokens(session, consent);
    if (tokens === undefined) {
      const name = tpp.consentTokensName(of.bank.name, consent.consentId);
      const isNowhere = session.secrets.known === undefined && !isUnread(workbench, of.place.folder, name);
      return isNowhere ? { lacksTokens: true } : {};
    }
    return { tokens: tpp.tokenTimes(tokens) };
  } catch {
    return {};
  }
}
