/** Why a consent has the status that it has, in words: a 4.0 bank says it by codes (OBExternalStatusReason1Code) and words of its own. */
import { t } from '../../standard/language.ts';
import { meaningOfCode } from '../meanings/obie-codes.ts';
import type { StatusReason } from '../workspace/state.ts';

/** What a code of a consent means; of the 330 those that say why one waits, stands or ended. */
function meansOf(code: string): string | undefined {
  switch (code) {
    case 'TKXP':
      return t('Its time is over.');
    case 'TKSP':
      return t('The bank suspended it, for its safety or its customer’s.');
    case 'CN01':
      return t('It was cancelled.');
    case 'CUST':
      return t('The customer decided it.');
    case 'FR01':
      return t('The bank suspects fraud.');
    case 'U028':
      return t('The customer has to authorise it again.');
    case 'U033':
      return t('The customer could not be authenticated.');
    case 'U036':
      return t('The customer did not finish authorising it.');
    case 'U037':
      return t('One of the factors by which the customer is authenticated failed.');
    case 'U038':
      return t('It was authorised.');
    case 'U039':
      return t('It cannot be brought back.');
    case 'U040':
      return t('Others have to sign it too.');
    case 'U042':
      return t('It has a reason for which there is no code.');
    default:
      return meaningOfCode(code)?.means;
  }
}

/** A line for each reason: what the code means, then the bank's own words. */
export function reasonLines(reasons: readonly StatusReason[] | undefined): string[] {
  return (reasons ?? []).flatMap(({ code = '', description = '' }) => {
    const means = meansOf(code);
    const ours = code === '' ? [] : [means === undefined ? code : t('{0} ({1})', means, code)];
    const theirs = description === '' ? [] : [t('The bank says: “{0}”', description)];
    return ours.length + theirs.length === 0 ? [] : [[...ours, ...theirs].join(' ')];
  });
}
