/** Who is on the other side of a payment, as Detail permissions show it: the same members in both versions. */
import { bic } from '../data/identification.ts';
import type { OtherAccount } from '../data/own-accounts.ts';
import { shownIdentification } from './card-numbers.ts';

/** CreditorAccount and CreditorAgent; nothing where the payee has none. All payees have their accounts at this bank. */
export function creditorOf(account: OtherAccount | undefined, cardNumbers: boolean): object {
  if (account === undefined) return {};
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
