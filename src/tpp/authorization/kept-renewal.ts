/** Renewed tokens kept: those that the disk did not take are put elsewhere where the bank may have ended the earlier ones. */
import { t } from '../../standard/language.ts';
import { keepRenewable, type TokenSet } from '../client/token-set.ts';
import { rescueFrom } from '../keeping.ts';
import type { Session } from '../session.ts';
import { consentTokensName, type SecretName } from '../workspace/secrets.ts';
import type { ConsentRecord } from '../workspace/state.ts';

/** @returns whether the disk took them; a new refresh token that it did not take is put elsewhere */
export async function keepRenewed(
  session: Session,
  consent: ConsentRecord,
  tokens: TokenSet,
  isNew: boolean,
): Promise<boolean> {
  const name = consentTokensName(session.bank.name, consent.consentId);
  const isKept = await keepRenewable(session, name, tokens);
  if (!isKept && isNew) await rescueRenewed(session, consent, name, tokens);
  return isKept;
}

/** The bank gave a new refresh token, and may have ended the one that the disk has. */
async function rescueRenewed(session: Session, consent: ConsentRecord, name: SecretName, tokens: TokenSet) {
  const { pending: _, ...rest } = consent;
  const file = await rescueFrom(session, { consent: rest, secrets: [{ name, value: JSON.stringify(tokens) }] });
  session.warn({
    severity: 'warning',
    code: 'tokens_not_kept',
    message: t(
      'The renewed tokens of the consent {0} {1}.',
      consent.consentId,
      file ? t('are in {0}, which only you may read', file) : t('were not kept anywhere'),
    ),
    ...(file
      ? { fix: t('Make room, then put them back.'), remedies: [{ do: 'restore', file }] }
      : {
          fix: t('Make room, then let the customer authorise again.'),
          remedies: [{ do: 'authoriseConsent', consentId: consent.consentId }],
        }),
  });
}
