/** Who is on the other side of a payment, as Detail permissions show it: the same members in both versions. */
import { bic } from '../data/identification.ts';
import type { OtherAccount } from '../data/own-accounts.ts';
import { seesCardNumbers, shownIdentification } from './card-numbers.ts';

/** How much of the payees a consent shows. */
export interface PayeeView {
  detail: boolean;
  cardNumbers: boolean;
}

/** @param permission The Detail permission of the resource */
export function payeeView(consent: { readonly permissions: readonly string[] }, permission: string): PayeeView {
  return { detail: consent.permissions.includes(permission), cardNumbers: seesCardNumbers(consent) };
}

/** CreditorAccount and CreditorAgent; nothing under Basic, or where the payee has none. All payees have their accounts at this bank. */
export function creditorOf(account: OtherAccount | undefined, { detail, cardNumbers }: PayeeView): object {
  if (account === undefined || !detail) return {};
  return {
    CreditorAgent: { SchemeName: 'UK.OBIE.BICFI', Identification: bic },
    CreditorAccount: otherSide(account, cardNumbers),
  };
}

/** The account of a creditor or debtor. */
export function otherSide(account: OtherAccount, cardNumbers: boolean): object {
  return {
    SchemeName: account.schemeName,
    Identification: shownIdentification(account, cardNumbers),
    Name: account.name,
  };
}
