/** A value as one segment of a URL's path. */
import { t } from '../../standard/language.ts';
import { fail } from '../errors.ts';

/**
 * The value, encoded. `.` and `..` are refused, as no encoding keeps a URL from taking them as steps to another resource: of
 * /accounts/../balances it makes /balances, which are those of all accounts.
 *
 * @param name of the value, for people
 * @throws OpenBankingError `usage`, also for half of a surrogate pair, which cannot be encoded
 */
export function pathSegment(name: string, value: string): string {
  if (value !== '.' && value !== '..' && value.isWellFormed()) return encodeURIComponent(value);
  return fail({
    code: 'usage',
    message: t(
      'The {0} {1} cannot be part of an address: it would lead to another resource, or nowhere. Nothing was sent for it.',
      name,
      JSON.stringify(value),
    ),
    try: t('Give another {0}. If this one came from the bank, report it to the bank.', name),
  });
}
