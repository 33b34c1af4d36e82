/** Reads what a request for an account access consent asks for, and says what its definition cannot know to be wrong with it. */
import type { OBReadConsent1 } from '../../standard/made/types.ts';
import { type ApiFault, Refusal } from '../api/errors.ts';
import { bodyTime } from './dates.ts';
import { forbiddenCombinations } from './permissions.ts';

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
 * Reads a body that is as its definition has it.
 * @param now Milliseconds since the epoch
 * @throws Refusal 400 with one fault for each thing that is wrong
 */
export function readConsentBody({ Data }: OBReadConsent1, now: number): AskedConsent {
  const { Permissions, ExpirationDateTime, TransactionFromDateTime, TransactionToDateTime } = Data;
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
  const [first, ...rest] = faults;
  if (first !== undefined) throw new Refusal(400, first, ...rest);
  return {
    permissions: [...new Set(Permissions)],
    ...(ExpirationDateTime === undefined ? {} : { expirationDateTime: ExpirationDateTime, expiresAt }),
    ...(TransactionFromDateTime === undefined
      ? {}
      : { transactionFromDateTime: TransactionFromDateTime, transactionFrom: from }),
    ...(TransactionToDateTime === undefined ? {} : { transactionToDateTime: TransactionToDateTime, transactionTo: to }),
  };
}

function invalidDate(member: string, what: string): ApiFault {
  return { code: 'UK.OBIE.Field.InvalidDate', message: `${member} ${what}`, path: `Data.${member}` };
}
