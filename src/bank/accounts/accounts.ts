/** GET /accounts and /accounts/{AccountId} (Read/Write API, Accounts). */
import { toFour } from '../../standard/code-map.ts';
import { ofCustomer, type Written } from '../api/resource.ts';
import { servicerName } from '../data/identification.ts';
import type { Account } from '../data/records.ts';
import { seesCardNumbers, shownIdentification } from './card-numbers.ts';
import type { AccountBank, AskedOfAccounts } from './deps.ts';
import { askedAccounts } from './sharing.ts';

/** An account as far as the consent shows it: under Basic neither identification nor servicer, without ReadPAN no whole card number. */
type ShownAccount = Omit<Account, 'identification' | 'servicer'> &
  Partial<Pick<Account, 'identification' | 'servicer'>>;

/** All shared accounts, or the one asked for. */
export const accounts = ofCustomer({
  async handle(asked: AskedOfAccounts, { store }: AccountBank) {
    const { permissions } = asked.consent;
    const detail = permissions.includes('ReadAccountsDetail');
    const cardNumbers = seesCardNumbers(asked.consent);
    const found = await askedAccounts(store, asked);
    return { it: found.map((account) => (detail ? detailed(account, cardNumbers) : basic(account))) };
  },
  write: {
    '3.1.11': (shown: ShownAccount[]): Written => ({ Data: { Account: shown.map(accountOfThree) } }),
    '4.0.1': (shown: ShownAccount[]): Written => ({ Data: { Account: shown.map(accountOfFour) } }),
  },
});

function basic({ identification, servicer, ...account }: Account): ShownAccount {
  return account;
}

function detailed(account: Account, cardNumbers: boolean): ShownAccount {
  const identification = account.identification.map((one) => ({
    ...one,
    identification: shownIdentification(one, cardNumbers),
  }));
  return { ...account, identification };
}

/** OBAccount6 of 3.1.11. */
function accountOfThree(account: ShownAccount): object {
  const { servicer } = account;
  return {
    ...head(account),
    AccountType: account.accountType,
    AccountSubType: account.accountSubType,
    ...identified(account),
    Servicer: servicer && { SchemeName: servicer.schemeName, Identification: servicer.identification },
  };
}

/** OBAccount6 of 4.0. */
function accountOfFour(account: ShownAccount): object {
  const { servicer } = account;
  return {
    ...head(account),
    AccountCategory: account.accountType,
    AccountTypeCode: toFour('accountKind', account.accountSubType),
    ...identified(account),
    Servicer: servicer && {
      SchemeName: servicer.schemeName,
      Identification: servicer.identification,
      Name: servicerName,
    },
    // Detail shows it, as it does the servicer.
    StatementFrequencyAndFormat: servicer && [{ Frequency: 'MNTH', CommunicationMethod: 'ONLI', Format: 'DPDF' }],
  };
}

function head({ accountId, currency, nickname, openingDate, disabledAt }: ShownAccount): object {
  return {
    AccountId: accountId,
    Status: disabledAt === undefined ? 'Enabled' : 'Disabled',
    StatusUpdateDateTime: disabledAt ?? openingDate,
    Currency: currency,
    Nickname: nickname,
    OpeningDate: openingDate,
  };
}

function identified({ identification }: ShownAccount): object {
  return {
    Account: identification?.map((one) => ({
      SchemeName: one.schemeName,
      Identification: one.identification,
      Name: one.name,
      SecondaryIdentification: one.secondaryIdentification,
    })),
  };
}
