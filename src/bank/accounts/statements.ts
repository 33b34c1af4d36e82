/** GET /statements, /accounts/{AccountId}/statements and a statement by its id (Read/Write API, Statements). */
import { Refusal } from '../api/errors.ts';
import { ofCustomer, type Written } from '../api/resource.ts';
import { type Statement, statementsOf } from '../data/statements.ts';
import type { Store } from '../store/store.ts';
import { asBodyTime } from './dates.ts';
import type { AccountBank, AskedOfAccounts } from './deps.ts';
import { indicatorOf, moneyOf } from './money.ts';
import { askedTime } from './query-time.ts';
import { askedAccounts } from './sharing.ts';

/** A statement, and whether the consent shows its amounts. */
interface Shown {
  statement: Statement;
  detail: boolean;
}

const write = { '3.1.11': written, '4.0.1': written };

/** Those of all shared accounts, or of the one asked for, within the dates asked for. */
export const statements = ofCustomer({
  async handle(asked: AskedOfAccounts, { store, clock }: AccountBank) {
    const { from, to } = datesIn(asked);
    const accounts = await askedAccounts(store, asked);
    const each = await Promise.all(accounts.map(({ accountId }) => statementsOf(store, accountId, clock.now())));
    const within = each.flat().filter((one) => one.from >= from && one.to <= to);
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
  const all = account === undefined ? [] : await statementsOf(store, account.accountId, now);
  const found = all.find(({ id }) => id === StatementId);
  if (found !== undefined) return found;
  throw new Refusal(400, {
    code: 'UK.OBIE.Resource.NotFound',
    message: 'The account has no such statement.',
    path: 'StatementId',
  });
}

function isDetailed({ consent }: AskedOfAccounts): boolean {
  return consent.permissions.includes('ReadStatementsDetail');
}

/** Both ends of a statement lie within what is asked for; without any it is all. */
function datesIn({ query, version }: AskedOfAccounts): { from: number; to: number } {
  const parameters = new URLSearchParams(query);
  const timeIn = (name: string, otherwise: number): number => {
    const text = parameters.get(name);
    if (text === null) return otherwise;
    return askedTime(name, text, version);
  };
  return {
    from: timeIn('fromStatementDateTime', Number.NEGATIVE_INFINITY),
    to: timeIn('toStatementDateTime', Number.POSITIVE_INFINITY),
  };
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
