/** The permissions of an account access consent together: which combinations the standard forbids, and what one needs beside it. */
import { t } from '../../standard/language.ts';
import { fail } from '../errors.ts';
import { type Permission, permissionGroups } from './permission-groups.ts';

/** The 21 permissions of the Read/Write API 3.1.11 (OBExternalPermissions1Code), grouped. */
export const permissions: readonly Permission[] = permissionGroups.flatMap((group) => group.permissions);

export const everyPermission: readonly string[] = permissions.map(({ code }) => code);

/** Why a bank would refuse these permissions, one sentence each; empty when it would not (Account and Transaction API 3.1.11, Permissions). */
export function permissionProblems(chosen: readonly string[]): string[] {
  const has = (...codes: string[]) => codes.some((code) => chosen.includes(code));
  const problems: string[] = [];
  const unknown = chosen.filter((code) => !everyPermission.includes(code));
  if (chosen.length === 0) problems.push(t('No permission is asked for.'));
  if (unknown.length > 0) problems.push(t('The standard has no permission {0}.', unknown.join(', ')));
  if (chosen.length > 0 && !has('ReadAccountsBasic', 'ReadAccountsDetail')) {
    problems.push(t('ReadAccountsBasic or ReadAccountsDetail must be among them.'));
  }
  const level = has('ReadTransactionsBasic', 'ReadTransactionsDetail');
  const direction = has('ReadTransactionsCredits', 'ReadTransactionsDebits');
  if (level && !direction) {
    problems.push(
      t('ReadTransactionsBasic and ReadTransactionsDetail need ReadTransactionsCredits or ReadTransactionsDebits.'),
    );
  }
  if (direction && !level) {
    problems.push(
      t('ReadTransactionsCredits and ReadTransactionsDebits need ReadTransactionsBasic or ReadTransactionsDetail.'),
    );
  }
  return problems;
}

const accountLevels = ['ReadAccountsBasic', 'ReadAccountsDetail'];
const transactionLevels = ['ReadTransactionsBasic', 'ReadTransactionsDetail'];
const directions = ['ReadTransactionsCredits', 'ReadTransactionsDebits'];

/** Permissions with what they need beside them, and a sentence for each that was added. */
export interface Completed {
  permissions: string[];
  added: { codes: string[]; why: string }[];
}

/** Adds what no bank takes these permissions without; none at all stay none (Account and Transaction API, Permissions). */
export function withNeeded(chosen: readonly string[]): Completed {
  const has = (codes: readonly string[]): boolean => codes.some((code) => chosen.includes(code));
  const added: Completed['added'] = [];
  if (chosen.length > 0 && !has(accountLevels)) {
    const why = t('ReadAccountsBasic is asked for too: no bank takes a consent without it or ReadAccountsDetail.');
    added.push({ codes: ['ReadAccountsBasic'], why });
  }
  if (has(transactionLevels) && !has(directions)) {
    const why = t(
      'ReadTransactionsCredits and ReadTransactionsDebits are asked for too: without one of them there are no transactions to show.',
    );
    added.push({ codes: directions, why });
  }
  if (has(directions) && !has(transactionLevels)) {
    const why = t(
      'ReadTransactionsBasic is asked for too: no bank takes money in or out without it or ReadTransactionsDetail.',
    );
    added.push({ codes: ['ReadTransactionsBasic'], why });
  }
  const all = [...chosen, ...added.flatMap(({ codes }) => codes)];
  const unknown = chosen.filter((code) => !everyPermission.includes(code));
  return { permissions: [...everyPermission.filter((code) => all.includes(code)), ...unknown], added };
}

/** @throws OpenBankingError `permissions_invalid` with every reason */
export function assertPermissions(chosen: readonly string[]): void {
  const problems = permissionProblems(chosen);
  if (problems.length === 0) return;
  fail({
    code: 'permissions_invalid',
    message: t('These permissions cannot be asked for: {0}', problems.join(' ')),
    try: t('Choose from {0}. Nothing was sent.', everyPermission.join(', ')),
  });
}
