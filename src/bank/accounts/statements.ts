/** GET /statements, /accounts/{AccountId}/statements and a statement by its id (Read/Write API, Statements). */
import { Refusal } from '../api/errors.ts';
import { ofCustomer, type Written } from '../api/resource.ts';
import { dataTime } from '../data/ensure.ts';
import { type Statement, statementsOf } from '../data/statements.ts';
import type { Store } from '../store/store.ts';
import { asBodyTime } from './dates.ts';
import type { AccountBank, AskedOfAccounts } from './deps.ts';
import { indicatorOf, moneyOf } from './money.ts';
import { askedRange } from './query-time.ts';
import { askedAccounts, type Sharing } from './sharing.ts';

/** A statement, and whether the consent shows its amounts. */
interface Shown {
  statement: Statement;
  detail: boolean;
}

const write = { '3.1.11': written, '4.0.1': written };

/** Those of all shared accounts, or of the one asked for, within the dates asked for. */
export const statements = ofCustomer({
  async handle(asked: AskedOfAccounts, { store, clock }: AccountBank) {
    const { consent, version } = asked;
    const names = { from: 'fromStatementDateTime', to: 'toStatementDateTime' };
    const { from = -Infinity, to = Infinity } = askedRange(new URLSearchParams(asked.query), names, version);
    const accounts = await askedAccounts(store, asked);
    const each = accounts.map(({ accountId }) => consentedStatements(store, consent, accountId, clock.now()));
    const within = (await Promise.all(each)).flat().filter((one) => one.from >= from && one.to <= to);
    return { it: within.map((statement): Shown => ({ statement, detail: isDetailed(asked) })) };
  },
  write,
});

export const statement = ofCustomer({
  async handle(asked: AskedOfAccounts, { store, clock }: AccountBank) {
    const found = await askedStatement(store, asked, clock.now());
    return { it: [{ statement: found, detail: isDetailed(asked) }] };
  },
  write,
});

/**
 * The statement that the path names, of an account that is shared.
 * @throws Refusal 403, 400
 */
export async function askedStatement(store: Store, asked: AskedOfAccounts, now: number): Promise<Statement> {
  const { StatementId = '' } = asked.params;
  const [account] = await askedAccounts(store, asked);
  const all = account === undefined ? [] : await consentedStatements(store, asked.consent, account.accountId, now);
  const found = all.find(({ id }) => id === StatementId);
  if (found !== undefined) return found;
  throw new Refusal(400, {
    code: 'UK.OBIE.Resource.NotFound',
    message: 'The account has no such statement within what the consent is for.',
    path: 'StatementId',
  });
}

function isDetailed({ consent }: AskedOfAccounts): boolean {
  return consent.permissions.includes('ReadStatementsDetail');
}

/** Those of an account that lie within the consented period as a whole (Account and Transaction API Profile, Transaction To/From Date Time). */
async function consentedStatements(
  store: Store,
  { transactionFrom = Number.NEGATIVE_INFINITY, transactionTo = Number.POSITIVE_INFINITY }: Sharing,
  accountId: string,
  now: number,
): Promise<Statement[]> {
  const all = await statementsOf(store, accountId, await dataTime(store, now));
  return all.filter(({ from, to }) => from >= transactionFrom && to <= transactionTo);
}

/** OBStatement2, in which nothing that the bank knows differs between the versions. */
function written(all: Shown[]): Written {
  return { Data: { Statement: all.map(statementDocument) } };
}

function statementDocument({
  statement: { id, accountId, currency, from, to, createdAt, opening, closing },
  detail,
}: Shown) {
  const amount = (type: string, minor: number) => ({
    Type: type,
    CreditDebitIndicator: indicatorOf(minor),
    Amount: moneyOf(minor, currency),
  });
  return {
    AccountId: accountId,
    StatementId: id,
    StatementReference: id.slice(-6),
    Type: 'RegularPeriodic',
    StartDateTime: asBodyTime(from),
    EndDateTime: asBodyTime(to),
    CreationDateTime: asBodyTime(createdAt),
    StatementAmount: detail
      ? [amount('UK.OBIE.PreviousClosingBalance', opening), amount('UK.OBIE.ClosingBalance', closing)]
      : undefined,
  };
}
