/** What is wrong with a member of a file, in words: for every file that is checked against a schema. */
import type { z } from 'zod';

/** The first fault of a value that its schema does not take: `tokens.key must be of type string`. */
export function firstFault(value: unknown, { issues: [issue] }: z.core.$ZodError): string {
  if (!issue) return 'it has another shape';
  const path = issue.path.filter((key) => typeof key !== 'symbol');
  const isMissing = path.length > 0 && valueAt(value, path) === undefined;
  return `${spell(path).slice(0, 200)} ${isMissing ? 'is missing' : said(issue)}`;
}

function valueAt(value: unknown, path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>(
    (at, key) => (typeof at === 'object' && at !== null && Object.hasOwn(at, key) ? Reflect.get(at, key) : undefined),
    value,
  );
}

/** What is wrong, to stand after where it is: `must be of type string`. */
export function said(issue: z.core.$ZodIssue): string {
  // Where the schema says it better than the kind of issue does.
  if (issue.message.startsWith('must ')) return issue.message;
  switch (issue.code) {
    case 'invalid_type':
      return `must be of type ${issue.expected === 'record' ? 'object' : issue.expected}`;
    case 'invalid_value':
      return oneOf(issue.values);
    case 'invalid_union':
      if (issue.errors.length === 0 && 'options' in issue && Array.isArray(issue.options)) return oneOf(issue.options);
      return `must be ${[...new Set(issue.errors.flat().map((one) => said(one).replace(/^must be /, '')))].join(', or ')}`;
    case 'too_small':
      return issue.origin === 'array'
        ? 'must not be empty'
        : issue.origin === 'string'
          ? issue.message
          : `must be ${issue.minimum} or more`;
    case 'too_big':
      return `must be ${issue.maximum} or less`;
    default:
      return issue.message;
  }
}

const oneOf = (values: readonly unknown[]): string =>
  `must be ${values.length > 1 ? 'one of ' : ''}${values.map(String).join(', ')}`;

/** A path as people write it: `banks.sandbox.scopes[0]`. */
export function spell(path: readonly (string | number)[]): string {
  if (path.length === 0) return 'the file';
  return path.reduce<string>(
    (text, key) => (typeof key === 'number' ? `${text}[${key}]` : text === '' ? key : `${text}.${key}`),
    '',
  );
}
