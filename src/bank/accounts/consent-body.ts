/** Reads the body of a request for an account access consent, and says all that is wrong with it (OBReadConsent1). */
import { z } from 'zod';
import { type Fault, Refusal } from '../api/errors.ts';
import { bodyTime } from './dates.ts';
import { forbiddenCombinations, permissionCodes } from './permissions.ts';

const consentBody = z.strictObject({
  Data: z.strictObject({
    Permissions: z.array(z.enum(permissionCodes)).min(1),
    ExpirationDateTime: z.string().optional(),
    TransactionFromDateTime: z.string().optional(),
    TransactionToDateTime: z.string().optional(),
  }),
  Risk: z.strictObject({}),
});

/** What is asked for; the times both as they were written and as milliseconds. */
export interface AskedConsent {
  permissions: string[];
  expirationDateTime?: string;
  expiresAt?: number;
  transactionFromDateTime?: string;
  transactionFrom?: number;
  transactionToDateTime?: string;
  transactionTo?: number;
}

/**
 * Checks a body, as JSON has it.
 * @param now Milliseconds since the epoch
 * @throws Refusal 400 with one fault for each thing that is wrong
 */
export function readConsentBody(body: unknown, now: number): AskedConsent {
  const read = consentBody.safeParse(body);
  if (!read.success) throw refusal(read.error.issues.flatMap((issue) => faultsOf(issue, body)));
  const { Permissions, ExpirationDateTime, TransactionFromDateTime, TransactionToDateTime } = read.data.Data;
  const faults = forbiddenCombinations(Permissions);
  const time = (member: string, text: string | undefined): number | undefined => {
    if (text === undefined) return undefined;
    const found = bodyTime(text);
    if (found === undefined) faults.push(invalidDate(member, 'is no ISO 8601 date and time with a time zone.'));
    return found;
  };
  const expiresAt = time('ExpirationDateTime', ExpirationDateTime);
  const from = time('TransactionFromDateTime', TransactionFromDateTime);
  const to = time('TransactionToDateTime', TransactionToDateTime);
  if (expiresAt !== undefined && expiresAt <= now) faults.push(invalidDate('ExpirationDateTime', 'is in the past.'));
  if (from !== undefined && to !== undefined && from > to) {
    faults.push(invalidDate('TransactionToDateTime', 'is before TransactionFromDateTime.'));
  }
  if (faults.length > 0) throw refusal(faults);
  return {
    permissions: [...new Set(Permissions)],
    ...(ExpirationDateTime === undefined ? {} : { expirationDateTime: ExpirationDateTime, expiresAt }),
    ...(TransactionFromDateTime === undefined
      ? {}
      : { transactionFromDateTime: TransactionFromDateTime, transactionFrom: from }),
    ...(TransactionToDateTime === undefined ? {} : { transactionToDateTime: TransactionToDateTime, transactionTo: to }),
  };
}

function refusal([first, ...rest]: Fault[]): Refusal {
  return new Refusal(
    400,
    first ?? { code: 'UK.OBIE.Resource.InvalidFormat', message: 'The body is invalid.' },
    ...rest,
  );
}

function invalidDate(member: string, what: string): Fault {
  return { code: 'UK.OBIE.Field.InvalidDate', message: `${member} ${what}`, path: `Data.${member}` };
}

function faultsOf(issue: z.core.$ZodIssue, body: unknown): Fault[] {
  const path = pathOf(issue.path);
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      code: 'UK.OBIE.Field.Unexpected',
      message: 'The standard has no such member here.',
      path: pathOf([...issue.path, key]),
    }));
  }
  if (issue.code === 'invalid_type' && isAbsent(body, issue.path)) {
    return [{ code: 'UK.OBIE.Field.Missing', message: `${path} is missing.`, path }];
  }
  if (issue.code === 'invalid_value') {
    return [{ code: 'UK.OBIE.Field.Invalid', message: 'This is none of the permission codes.', path }];
  }
  if (issue.code === 'too_small') {
    return [{ code: 'UK.OBIE.Field.Invalid', message: 'At least one permission is needed.', path }];
  }
  const type = issue.code === 'invalid_type' ? `This has to be of type ${issue.expected}.` : 'This is invalid.';
  return [{ code: 'UK.OBIE.Field.Invalid', message: type, path }];
}

/** As in `Data.Permissions[2]`. */
function pathOf(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === 'number') return `${text}[${part}]`;
    return text === '' ? String(part) : `${text}.${String(part)}`;
  }, '');
}

function isAbsent(body: unknown, path: readonly PropertyKey[]): boolean {
  let value = body;
  for (const part of path) {
    if (typeof value !== 'object' || value === null) return true;
    value = Reflect.get(value, part);
  }
  return value === undefined;
}
