/** Whom a payment goes to, as Detail permissions show it: the same members in both versions. */

/** CreditorAccount by sort code and account number; nothing where the payee has none. */
export function creditorOf(account: { identification: string; name: string } | undefined): object {
  if (account === undefined) return {};
  return {
    CreditorAccount: {
      SchemeName: 'UK.OBIE.SortCodeAccountNumber',
      Identification: account.identification,
      Name: account.name,
    },
  };
}
