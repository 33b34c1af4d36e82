/** The order in which account information is gone through: that of the model bank's public Postman collection for 4.0, resource by resource. */

/** An operation that reads, by verb and path of its row, under the name that a person sees. */
export interface ReadInFlow {
  readonly operation: `GET /${string}`;
  readonly name: string;
  /** What its `Data` has; absent where the answer is a file. */
  readonly member?: string;
  /** One object, where the others have a list. */
  readonly single?: true;
}

const account = '/accounts/{AccountId}';
const statement = `${account}/statements/{StatementId}` as const;

/** A list of an account, and of all. */
function both(path: string, member: string, name: string): readonly ReadInFlow[] {
  return [
    { operation: `GET ${account}/${path}`, name: `${name} of the account`, member },
    { operation: `GET /${path}`, name, member },
  ];
}

/** Between the consent that was read and the consent that is deleted. The first account and its first statement stand for all. */
export const accountFlow: readonly ReadInFlow[] = [
  { operation: 'GET /accounts', name: 'Accounts', member: 'Account' },
  { operation: `GET ${account}`, name: 'Account', member: 'Account' },
  ...both('balances', 'Balance', 'Balances'),
  ...both('beneficiaries', 'Beneficiary', 'Beneficiaries'),
  ...both('direct-debits', 'DirectDebit', 'Direct debits'),
  ...both('offers', 'Offer', 'Offers'),
  { operation: `GET ${account}/parties`, name: 'Parties of the account', member: 'Party' },
  { operation: `GET ${account}/party`, name: 'Party of the account', member: 'Party', single: true },
  { operation: 'GET /party', name: 'Party', member: 'Party', single: true },
  { operation: `GET ${account}/product`, name: 'Product of the account', member: 'Product' },
  { operation: 'GET /products', name: 'Products', member: 'Product' },
  ...both('scheduled-payments', 'ScheduledPayment', 'Scheduled payments'),
  ...both('standing-orders', 'StandingOrder', 'Standing orders'),
  { operation: `GET ${account}/statements`, name: 'Statements of the account', member: 'Statement' },
  { operation: `GET ${statement}`, name: 'Statement of the account', member: 'Statement' },
  { operation: `GET ${statement}/transactions`, name: 'Transactions of the statement', member: 'Transaction' },
  { operation: 'GET /statements', name: 'Statements', member: 'Statement' },
  { operation: `GET ${statement}/file`, name: 'File of the statement' },
  ...both('transactions', 'Transaction', 'Transactions'),
];
