/** A finding as a sentence for people. */
import { beginning } from './check-run.ts';
import { counterparts, memberCounterparts } from './code-map.ts';
import type { Finding } from './finding.ts';

export interface FindingContext {
  /** Whether what stands in the body is shown: not of a bank in production. */
  readonly values: boolean;
}

/** The finding, for a list that says above it what it is about. */
export function wordsOf(finding: Finding, { values }: FindingContext): string {
  const { path, times, rule } = finding;
  if (rule === 'more') return moreInWords(finding);
  const place = path === '' ? 'The body' : visible(values ? path : withoutValues(path));
  const first = times > 1 ? `In ${times} places, first at ${place}` : place;
  return `${first}${saidOf(finding, values)}`;
}

function moreInWords({ path, times }: Finding): string {
  const more =
    times > 0 ? [`${times} more ${times === 1 ? 'place has a finding' : 'places have findings'} of other kinds`] : [];
  const stopped = path === '' ? [] : ['the rest of the body was not looked at, as there were too many findings'];
  const words = [...more, ...stopped].join('; ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function saidOf(finding: Finding, values: boolean): string {
  const { rule, grade, found, wanted } = finding;
  const shown = values && found !== undefined ? visible(beginning(found, longest)) : undefined;
  const it = shown ?? 'what stands there';
  switch (rule) {
    case 'required':
      return ` is missing: ${wanted} belongs there`;
    case 'unknown':
      return ` is no field of the standard here${didItMean(finding)}`;
    case 'type':
      return `: ${shown ?? (found === undefined ? 'nothing' : 'another thing')} where ${wanted} belongs`;
    case 'enum':
      return `: ${it} is not ${wanted}${didItMean(finding)}`;
    case 'value':
      return `: ${it} is none of the published values${didItMean(finding)}`;
    case 'format':
      return grade === 'loose' ? `: ${it} can be read, and is not ${wanted}` : `: ${it} is not ${wanted}`;
    case 'pattern':
      return `: ${it} is not ${wanted}`;
    case 'length':
      return `: ${it} should have ${wanted}`;
    case 'items':
      return ` should be ${wanted}`;
    default:
      return `: ${it} should be ${wanted}`;
  }
}

/** The word of the other version is told as that, a slip as a question. */
function didItMean({ rule, path, found, meant }: Finding): string {
  if (meant === undefined) return '';
  const word = rule === 'unknown' ? nameAt(path) : textOf(found);
  const known = rule === 'unknown' ? memberCounterparts(word) : counterparts(word);
  const counterpart = known.find((one) => one.word === meant);
  const kind = rule === 'unknown' ? 'name' : 'word';
  return counterpart ? `: ${word} is the ${counterpart.of} ${kind} for ${meant}` : `; did it mean ${meant}?`;
}

const nameAt = (path: string): string =>
  path.slice(path.lastIndexOf('/') + 1).replace(/~[01]/g, (one) => (one === '~1' ? '/' : '~'));

const textOf = (json = ''): string => (/^"\w[\w.]*"$/.test(json) ? json.slice(1, -1) : '');

/** More is not shown of a value, whatever whoever took its secrets out made of it. */
const longest = 200;

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
