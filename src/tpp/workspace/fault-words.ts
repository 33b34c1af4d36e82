/** What is wrong with a member of a file, in words: for every file that is checked against a schema. */

import type { z } from 'zod';
import { t } from '../../standard/language.ts';
import { truncate } from '../../standard/truncate.ts';

/** The first fault of a value that its schema does not take: `tokens.key must be of type string`. */
export function firstFault(value: unknown, { issues: [issue] }: z.core.$ZodError): string {
  if (!issue) return t('it has another shape');
  const path = issue.path.filter((key) => typeof key !== 'symbol');
  const isMissing = path.length > 0 && valueAt(value, path) === undefined;
  return `${truncate(spell(path), 200)} ${isMissing ? t('is missing') : said(issue)}`;
}

function valueAt(value: unknown, path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>(
    (at, key) => (typeof at === 'object' && at !== null && Object.hasOwn(at, key) ? Reflect.get(at, key) : undefined),
    value,
  );
}

/** How the messages begin that zod has for itself. */
const ofTheLibrary = /^(Invalid|Too (small|big)|Unrecognized)/;

/** What is wrong, to stand after where it is: `must be of type string`. */
export function said(issue: z.core.$ZodIssue): string {
  // Where the schema says it better than the kind of issue does.
  if (!ofTheLibrary.test(issue.message)) return issue.message;
  switch (issue.code) {
    case 'invalid_type':
      return t('must be of type {0}', issue.expected === 'record' ? t('object') : issue.expected);
    case 'invalid_value':
      return oneOf(issue.values);
    case 'invalid_union':
      if (issue.errors.length === 0 && 'options' in issue && Array.isArray(issue.options)) return oneOf(issue.options);
      return t(
        'must be {0}',
        [...new Set(issue.errors.flat().map((one) => withoutStart(said(one), t('must be {0}', ''))))].join(', or '),
      );
    case 'too_small':
      return issue.origin === 'array'
        ? t('must not be empty')
        : issue.origin === 'string'
          ? issue.message
          : t('must be {0} or more', Number(issue.minimum));
    case 'too_big':
      return t('must be {0} or less', Number(issue.maximum));
    default:
      return issue.message;
  }
}

const withoutStart = (text: string, start: string): string =>
  text.startsWith(start) ? text.slice(start.length) : text;

const oneOf = (values: readonly unknown[]): string =>
  t('must be {0}{1}', values.length > 1 ? t('one of ') : '', values.map(String).join(', '));

/** A path as people write it: `banks.sandbox.scopes[0]`. */
export function spell(path: readonly (string | number)[]): string {
  if (path.length === 0) return t('the file');
  return path.reduce<string>(
    (text, key) => (typeof key === 'number' ? `${text}[${key}]` : text === '' ? key : `${text}.${key}`),
    '',
  );
}
