/** The customer's access token of one consent, for a call and its one renewal. */
import { t } from '../../standard/language.ts';
import type { Bearer } from '../api/bearer.ts';
import { isSpent } from '../client/token-set.ts';
import { problemOf } from '../errors.ts';
import { fixOf } from '../remedies.ts';
import type { Session } from '../session.ts';
import type { ConsentRecord } from '../workspace/state.ts';
import { isRenewable, refreshTokens } from './renewal.ts';
import { consentTokens } from './tokens.ts';

/**
 * The customer's token of a consent, taken from the store once for all that is called with it, and renewed shortly before its end. One that
 * could not be is used to its end.
 * @throws OpenBankingError `token_missing`
 */
export async function customerBearer(session: Session, consent: ConsentRecord): Promise<Bearer> {
  const { consentId } = consent;
  let tokens = await consentTokens(session, consent);
  /** Asked once for each token: what the bank does not do now it does not do a page later. */
  let isTried = false;
  const renew = async (): Promise<boolean> => {
    if (!(await isRenewable(session, tokens))) return false;
    tokens = await refreshTokens(session, consentId, { held: tokens.access_token });
    isTried = false;
    return true;
  };
  const renewInTime = async (): Promise<void> => {
    const now = session.surroundings.now();
    if (!isSpent(tokens, now)) return;
    const isOver = tokens.expires_at <= now;
    if (isTried && !isOver) return;
    isTried = true;
    try {
      await renew();
    } catch (thrown) {
      if (isOver) throw thrown;
      const problem = problemOf(thrown);
      const message = t('The access token ends soon and could not be renewed. {0}', problem.message);
      session.warn({ severity: 'warning', code: problem.code, message, ...fixOf(problem) });
    }
  };
  return {
    owner: { of: 'consent', consentId },
    token: async () => {
      await renewInTime();
      return tokens.access_token;
    },
    renew,
  };
}
