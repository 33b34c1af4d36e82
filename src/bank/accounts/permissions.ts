/** The permissions of an account access consent: which may stand together, and what each lets be seen (OBIE 3.1.11, Permissions). */
import type { ApiFault } from '../api/errors.ts';
import type { Consent } from '../data/records.ts';
import { seesCardNumbers } from './card-numbers.ts';

/** All permission codes of 3.1.11. */
export const permissionCodes = [
  'ReadAccountsBasic',
  'ReadAccountsDetail',
  'ReadBalances',
  'ReadBeneficiariesBasic',
  'ReadBeneficiariesDetail',
  'ReadDirectDebits',
  'ReadOffers',
  'ReadPAN',
  'ReadParty',
  'ReadPartyPSU',
  'ReadProducts',
  'ReadScheduledPaymentsBasic',
  'ReadScheduledPaymentsDetail',
  'ReadStandingOrdersBasic',
  'ReadStandingOrdersDetail',
  'ReadStatementsBasic',
  'ReadStatementsDetail',
  'ReadTransactionsBasic',
  'ReadTransactionsCredits',
  'ReadTransactionsDebits',
  'ReadTransactionsDetail',
] as const;
export type Permission = (typeof permissionCodes)[number];

/** Combinations that the standard forbids; empty when there is none. */
export function forbiddenCombinations(permissions: readonly string[]): ApiFault[] {
  const has = (...codes: Permission[]) => codes.some((code) => permissions.includes(code));
  const expected = (message: string): ApiFault => ({
    code: 'UK.OBIE.Field.Expected',
    message,
    path: 'Data.Permissions',
  });
  const depth = has('ReadTransactionsBasic', 'ReadTransactionsDetail');
  const side = has('ReadTransactionsCredits', 'ReadTransactionsDebits');
  const faults: ApiFault[] = [];
  if (!has('ReadAccountsBasic', 'ReadAccountsDetail')) {
    faults.push(expected('ReadAccountsBasic or ReadAccountsDetail is needed in every consent.'));
  }
  if (depth && !side) {
    faults.push(
      expected(
        'ReadTransactionsBasic and ReadTransactionsDetail need ReadTransactionsCredits or ReadTransactionsDebits.',
      ),
    );
  }
  if (side && !depth) {
    faults.push(
      expected(
        'ReadTransactionsCredits and ReadTransactionsDebits need ReadTransactionsBasic or ReadTransactionsDetail.',
      ),
    );
  }
  return faults;
}

/** What of a transaction is shown, and which transactions are. */
export interface TransactionView {
  detail: boolean;
  credits: boolean;
  debits: boolean;
  cardNumbers: boolean;
}

/** The view that a consent's permissions give; Detail covers Basic. */
export function transactionView(consent: Consent): TransactionView {
  const has = (permission: Permission) => consent.permissions.includes(permission);
  return {
    detail: has('ReadTransactionsDetail'),
    credits: has('ReadTransactionsCredits'),
    debits: has('ReadTransactionsDebits'),
    cardNumbers: seesCardNumbers(consent),
  };
}
