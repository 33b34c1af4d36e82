/** The resources of account information that this library reads, a row each: its operations, its list, how it is read, what a table shows. */
import {
  beneficiaryColumns,
  directDebitColumns,
  offerColumns,
  partyColumns,
  productColumns,
  type ResourceColumn,
  scheduledPaymentColumns,
  standingOrderColumns,
  statementColumns,
} from './resource-columns.ts';

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
   * What is shown of each object. Whoever has them is a verb of `obw`, by the row's name; accounts, balances and transactions have verbs and
   * tables of their own.
   */
  readonly columns?: readonly ResourceColumn[];
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
  beneficiaries: {
    ofAccount: 'GET /accounts/{AccountId}/beneficiaries',
    ofAll: 'GET /beneficiaries',
    member: 'Beneficiary',
    taken: 'whole',
    columns: beneficiaryColumns,
  },
  'direct-debits': {
    ofAccount: 'GET /accounts/{AccountId}/direct-debits',
    ofAll: 'GET /direct-debits',
    member: 'DirectDebit',
    taken: 'whole',
    columns: directDebitColumns,
  },
  'standing-orders': {
    ofAccount: 'GET /accounts/{AccountId}/standing-orders',
    ofAll: 'GET /standing-orders',
    member: 'StandingOrder',
    taken: 'whole',
    columns: standingOrderColumns,
  },
  'scheduled-payments': {
    ofAccount: 'GET /accounts/{AccountId}/scheduled-payments',
    ofAll: 'GET /scheduled-payments',
    member: 'ScheduledPayment',
    taken: 'whole',
    columns: scheduledPaymentColumns,
  },
  statements: {
    ofAccount: 'GET /accounts/{AccountId}/statements',
    ofAll: 'GET /statements',
    member: 'Statement',
    taken: 'whole',
    columns: statementColumns,
  },
  party: {
    ofAccount: 'GET /accounts/{AccountId}/party',
    ofAll: 'GET /party',
    member: 'Party',
    taken: 'whole',
    columns: partyColumns,
  },
  parties: {
    ofAccount: 'GET /accounts/{AccountId}/parties',
    member: 'Party',
    taken: 'whole',
    columns: partyColumns,
  },
  products: {
    ofAccount: 'GET /accounts/{AccountId}/product',
    ofAll: 'GET /products',
    member: 'Product',
    taken: 'whole',
    columns: productColumns,
  },
  offers: {
    ofAccount: 'GET /accounts/{AccountId}/offers',
    ofAll: 'GET /offers',
    member: 'Offer',
    taken: 'whole',
    columns: offerColumns,
  },
} as const satisfies Readonly<Record<string, ResourceRow>>;

/** What a resource is called here, in exchanges and findings, and as a verb of the command line; words with hyphens. */
export type ResourceName = keyof typeof resourceRows;

/** A row by its name, without what is peculiar to it. */
export const resourceRow = (name: ResourceName): ResourceRow => resourceRows[name];

/** As a sentence has it: `standing orders`. */
export const resourceWords = (name: string): string => name.replaceAll('-', ' ');
