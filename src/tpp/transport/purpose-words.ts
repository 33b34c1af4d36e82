/** What a request was for, in words of a sentence: the purpose itself is a name that is kept and compared. */
import { t } from '../../standard/language.ts';

const words = new Map([
  ['accounts', t('accounts')],
  ['balances', t('balances')],
  ['transactions', t('transactions')],
  ['party', t('party')],
  ['consent', t('consent')],
  ['account access consent', t('account access consent')],
  ['revoke consent', t('revoke consent')],
  ['read registration', t('read registration')],
  ['update registration', t('update registration')],
  ['delete registration', t('delete registration')],
  ['pushed authorisation request', t('pushed authorisation request')],
  ['audit log', t('audit log')],
]);

/** An operation of the standard, and what has no words of its own, stays as it is. */
export const purposeWords = (purpose: string): string => words.get(purpose) ?? purpose;
