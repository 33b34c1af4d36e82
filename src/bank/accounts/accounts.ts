/** GET /accounts and /accounts/{AccountId} (OBIE 3.1.11, Accounts). */
import type { Access } from '../http/state.ts';
import { type Answer, jsonAnswer } from './answer.ts';
import type { ReadingDeps } from './deps.ts';
import { demand, type Permission } from './permissions.ts';
import type { Account } from './records.ts';
import { type Sharing, sharedAccount, sharedAccounts, sharingOf } from './sharing.ts';

/** All shared accounts, or the one asked for. */
export async function readAccounts(deps: ReadingDeps, access: Access, accountId?: string): Promise<Answer> {
  const { store, clock, addresses } = deps;
  const sharing = await sharingOf(store, clock, access);
  demand(sharing, 'ReadAccountsBasic', 'ReadAccountsDetail');
  const accounts =
    accountId === undefined ? await sharedAccounts(store, sharing) : [await sharedAccount(store, sharing, accountId)];
  const path = accountId === undefined ? '/accounts' : `/accounts/${accountId}`;
  return jsonAnswer(200, {
    Data: { Account: accounts.map((account) => accountDocument(account, sharing)) },
    Links: { Self: `${addresses.accountInformation}${path}` },
    Meta: { TotalPages: 1 },
  });
}

/** OBAccount6: Basic hides identification and servicer. */
function accountDocument(account: Account, sharing: Sharing): object {
  const may = (permission: Permission) => sharing.permissions.includes(permission);
  const basic = {
    AccountId: account.accountId,
    Status: 'Enabled',
    StatusUpdateDateTime: account.openingDate,
    Currency: account.currency,
    AccountType: account.accountType,
    AccountSubType: account.accountSubType,
    Nickname: account.nickname,
    OpeningDate: account.openingDate,
  };
  if (!may('ReadAccountsDetail')) return basic;
  return {
    ...basic,
    Account: account.identification.map(({ schemeName, identification, name, secondaryIdentification }) => ({
      SchemeName: schemeName,
      Identification: schemeName === 'UK.OBIE.PAN' && !may('ReadPAN') ? masked(identification) : identification,
      Name: name,
      SecondaryIdentification: secondaryIdentification,
    })),
    Servicer: { SchemeName: account.servicer.schemeName, Identification: account.servicer.identification },
  };
}

/** A card number of which the last four digits are left. */
function masked(pan: string): string {
  return pan.slice(-4).padStart(pan.length, 'x');
}
