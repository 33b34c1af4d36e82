/** A finding as a sentence for people. */

import { counterparts, memberCounterparts } from './code-map.ts';
import type { Finding } from './finding.ts';
import { t } from './language.ts';
import { truncate } from './truncate.ts';

export interface FindingContext {
  /** Whether what stands in the body is shown: not of a bank in production. */
  readonly values: boolean;
}

/** The finding, for a list that says above it what it is about. */
export function wordsOf(finding: Finding, { values }: FindingContext): string {
  const { path, times, rule } = finding;
  if (rule === 'more') return moreInWords(finding);
  const place = path === '' ? t('The body') : visible(values ? path : withoutValues(path));
  const first = times > 1 ? t('In {0} places, first at {1}', times, place) : place;
  return `${first}${saidOf(finding, values)}`;
}

function moreInWords({ path, times }: Finding): string {
  const more =
    times > 0
      ? [
          times === 1
            ? t('{0} more place has a finding of other kinds', times)
            : t('{0} more places have findings of other kinds', times),
        ]
      : [];
  const stopped = path === '' ? [] : [t('the rest of the body was not looked at, as there were too many findings')];
  const words = [...more, ...stopped].join('; ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function saidOf(finding: Finding, values: boolean): string {
  const { rule, grade, found, wanted } = finding;
  const shown = values && found !== undefined ? visible(truncate(found, maxLength)) : undefined;
  const it = shown ?? t('what stands there');
  switch (rule) {
    case 'required':
      return t(' is missing: {0} belongs there', wanted);
    case 'unknown':
      return t(' is no field of the standard here{0}', didItMean(finding));
    case 'type':
      return t(': {0} where {1} belongs', shown ?? (found === undefined ? t('nothing') : t('another thing')), wanted);
    case 'enum':
      return t(': {0} is not {1}{2}', it, wanted, didItMean(finding));
    case 'value':
      return t(': {0} is none of the published values{1}', it, didItMean(finding));
    case 'format':
      return grade === 'loose' ? t(': {0} can be read, and is not {1}', it, wanted) : t(': {0} is not {1}', it, wanted);
    case 'pattern':
      return t(': {0} is not {1}', it, wanted);
    case 'length':
      return t(': {0} should have {1}', it, wanted);
    case 'items':
      return t(' should be {0}', wanted);
    default:
      return t(': {0} should be {1}', it, wanted);
  }
}

/** The word of the other version is told as that, a slip as a question. */
function didItMean({ rule, path, found, meant }: Finding): string {
  if (meant === undefined) return '';
  const word = rule === 'unknown' ? nameAt(path) : textOf(found);
  const known = rule === 'unknown' ? memberCounterparts(word) : counterparts(word);
  const counterpart = known.find((one) => one.word === meant);
  const kind = rule === 'unknown' ? 'name' : 'word';
  return counterpart
    ? t(': {0} is the {1} {2} for {3}', word, counterpart.of, kind, meant)
    : t('; did it mean {0}?', meant);
}

const nameAt = (path: string): string =>
  path.slice(path.lastIndexOf('/') + 1).replace(/~[01]/g, (one) => (one === '~1' ? '/' : '~'));

const textOf = (json = ''): string => (/^"\w[\w.]*"$/.test(json) ? json.slice(1, -1) : '');

/** More is not shown of a value, whatever whoever took its secrets out made of it. */
const maxLength = 200;

/** A path as names of fields and rows have it: anything else in it was put there by the bank and may be a value. */
export const withoutValues = (path: string): string =>
  path
    .split('/')
    .map((segment) => (/^(?:\d*|[A-Za-z][\w-]{0,63})$/.test(segment) ? segment : '…'))
    .join('/');

/** Characters that show nothing, or make others stand elsewhere, by their numbers: they came from a bank. */
function visible(text: string): string {
  return text.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, (one) => `\\u{${(one.codePointAt(0) ?? 0).toString(16)}}`);
}
