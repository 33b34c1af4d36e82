/** The resources of account information that this library reads, a row each: its operations, its list, how it is read, what a table shows. */
import { t } from '../../standard/language.ts';

export interface ResourceRow {
  /** The operation for one account, as the standard writes it. */
  readonly ofAccount?: string;
  /** The operation for all that the customer shared. */
  readonly ofAll?: string;
  /** The list inside `Data`; one object where a list belongs is a list of one. */
  readonly member: string;
  /** *Whole*: read to its end before anything is done with it, and nobody has as much of it as a thousand pages. *Pages*: taken page by page. */
  readonly taken: 'whole' | 'pages';
  /**
   * What the command line shows of each object: the head of a column, and the way to its text. Whoever has them is a verb of `obw`, by the row's
   * name; accounts, balances and transactions have verbs of their own.
   */
  readonly columns?: readonly (readonly [head: string, ...path: readonly (string | number)[]])[];
}

export const resourceRows = {
  accounts: {
    ofAccount: 'GET /accounts/{AccountId}',
    ofAll: 'GET /accounts',
    member: 'Account',
    taken: 'whole',
  },
  balances: {
    ofAccount: 'GET /accounts/{AccountId}/balances',
    ofAll: 'GET /balances',
    member: 'Balance',
    taken: 'whole',
  },
  transactions: {
    ofAccount: 'GET /accounts/{AccountId}/transactions',
    ofAll: 'GET /transactions',
    member: 'Transaction',
    taken: 'pages',
  },
  party: {
    ofAccount: 'GET /accounts/{AccountId}/party',
    ofAll: 'GET /party',
    member: 'Party',
    taken: 'whole',
    columns: [
      [t('Party'), 'PartyId'],
      [t('Name'), 'Name'],
      [t('Type'), 'PartyType'],
      [t('Legal structure'), 'LegalStructure'],
      [t('Role'), 'AccountRole'],
    ],
  },
} as const satisfies Readonly<Record<string, ResourceRow>>;

/** What a resource is called here, in exchanges and findings, and as a verb of the command line; words with hyphens. */
export type ResourceName = keyof typeof resourceRows;

/** A row by its name, without what is peculiar to it. */
export const resourceRow = (name: ResourceName): ResourceRow => resourceRows[name];

/** As a sentence has it: `standing orders`. */
export const resourceWords = (name: string): string => name.replaceAll('-', ' ');
