/** What of an exchange is not as the standard has it, read: where it comes from, what to try, and the file that says so. */
import { t } from '../../standard/language.ts';
import type { Deviation, ExchangeRecord } from '../transport/exchange.ts';
import { breachesOf, standardName } from './deviation-words.ts';
import type { Reading } from './explain.ts';

/** Breaches that are read one by one; the exchange shows all of them. */
const maxBreaches = 5;
/** The same of what is odd and no breach. */
const maxOthers = 3;

/** A reading for each, breaches first; the last breach of an answer leads on to the report. */
export function deviationReadings({ id, operation, status = 0, deviations = [] }: ExchangeRecord): Reading[] {
  if (operation === undefined) return [];
  // Beside a refusal they would only distract.
  const others = status >= 300 ? [] : deviations.filter(({ grade }) => grade !== 'breach');
  const breaches = breachesOf({ deviations });
  const read = [...breaches.slice(0, maxBreaches), ...others.slice(0, maxOthers)];
  const untold = new Map([
    [breaches[maxBreaches - 1], moreOf(breaches.length - maxBreaches, t('breach'), t('breaches'))],
    [others[maxOthers - 1], moreOf(others.length - maxOthers, t('remark'), t('remarks'))],
  ]);
  const reported = read.findLast(({ of, grade }) => of === 'answer' && grade === 'breach');
  return read.map((each) => ({
    of: 'standard',
    about: t('Standard ({0}{1})', each.rule, each.of === 'request' ? t(', request') : ''),
    means: `${each.says}${untold.get(each) ?? ''}`,
    ...adviceOn(each),
    ...(each === reported && { remedies: [{ do: 'reportExchange', id }] }),
    rule: [standardName(operation.version), placeOfRule(each, operation.file)]
      .filter((part) => part !== undefined)
      .join(', '),
  }));
}

/** The file that has the rule; that every answer has Links and Meta is said by the profile's page, and of the files by those of VRP alone. */
const placeOfRule = ({ of, path, rule }: Deviation, file: string | undefined): string | undefined => {
  const isOfPage = of === 'answer' && rule === 'required' && ['/Links', '/Meta'].includes(path);
  return isOfPage && !file?.endsWith('vrp-openapi.json') ? t('profile page, Links and Meta') : file;
};

/** What stands behind the last one that is read, so that nobody takes these for all. */
const moreOf = (more: number, one: string, many: string): string =>
  more > 0 ? t(' (and {0} more {1}, which the exchange itself shows)', more, more === 1 ? one : many) : '';

function adviceOn({ of, grade }: Deviation): Pick<Reading, 'cause' | 'try'> {
  if (grade !== 'breach') {
    return {
      cause: t(
        'A spelling or an addition of one side’s own; the standard is not broken by it, or not in a way that hurts.',
      ),
      try: t('Nothing has to be done; `quirks` of the bank’s entry keeps it from being told.'),
    };
  }
  if (of === 'request') {
    return {
      cause: t('A request that was written or changed by hand, or a bank that wants it otherwise than the standard.'),
      try: t('Correct the request; what the bank itself wants so belongs in `quirks` of its entry.'),
    };
  }
  return {
    cause: t('A bank that does not follow the standard here, or that answers as another version of it has it.'),
    try: t(
      'Report it to the bank; what you put up with until then belongs in `quirks` of its entry, and `answers` set to `off` there ends all such checks.',
    ),
  };
}
