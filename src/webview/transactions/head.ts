/** The page's head: whose money it is, and what the bank says the balances are. */
import type { Account } from '../../messages/reading.ts';
import type { Balance, ToTransactionsPage } from '../../messages/transactions.ts';
import { dates, days, moneyText } from '../grid/words.ts';
import { type Child, element, fill } from '../kit/element.ts';
import { marked } from '../kit/marked.ts';
import { t } from '../kit/words.ts';
import { balanceName } from './model/words.ts';

type Start = Extract<ToTransactionsPage, { type: 'start' }>;

export class Head {
  readonly view = element('header', { class: 'page-head' }, element('h1', {}, t('Transactions')));
  #start: Start | undefined;
  #balances: readonly Balance[] = [];

  start(start: Start): void {
    this.#start = start;
    this.#balances = [];
    this.#show();
  }

  balances(balances: readonly Balance[]): void {
    this.#balances = balances;
    this.#show();
  }

  #show(): void {
    const start = this.#start;
    if (!start) return;
    const { accounts, source } = start;
    const [first] = accounts;
    const single = accounts.length === 1 && first !== undefined;
    this.view.classList.toggle('several', !single);
    fill(
      this.view,
      element(
        'div',
        { class: 'titles' },
        element('h1', {}, single ? marked(first.name) : t('{0} accounts', accounts.length)),
        element(
          'p',
          { class: 'quiet facts' },
          ...facts([...(single ? factsOf(first) : []), source.bank, periodText(source.period)]),
        ),
      ),
      single
        ? balanceList(this.#of(0))
        : element(
            'ul',
            { class: 'accounts', attributes: { tabindex: 0, 'aria-label': t('Accounts') } },
            ...accounts.map((account, place) => this.#card(account, place)),
          ),
    );
  }

  #of(account: number): Balance[] {
    return this.#balances.filter((balance) => balance.account === account);
  }

  #card(account: Account, place: number): HTMLElement {
    return element(
      'li',
      { class: 'account' },
      element('div', { class: 'account-name' }, marked(account.name)),
      element('div', { class: 'quiet facts' }, ...facts(factsOf(account))),
      balanceList(this.#of(place).slice(0, 1)),
    );
  }
}

function factsOf({ number, type, currency }: Account): string[] {
  return [number, type, currency];
}

/** Facts in a row, a dot between them. */
function facts(given: readonly string[]): Child[] {
  return given.filter((fact) => fact !== '').map((fact) => element('span', { class: 'fact' }, marked(fact)));
}

function periodText({ from, to }: Start['source']['period']): string {
  if (from !== undefined && to !== undefined) return t('{0} to {1}', days.write(from), days.write(to));
  if (from !== undefined) return t('from {0}', days.write(from));
  if (to !== undefined) return t('up to {0}', days.write(to));
  return t('everything that the bank gives');
}

function balanceList(balances: readonly Balance[]): HTMLElement | undefined {
  if (balances.length === 0) return undefined;
  // What is booked first: the other kinds count on top of it.
  const sorted = [...balances].sort((a, b) => Number(b.booked !== undefined) - Number(a.booked !== undefined));
  return element(
    'dl',
    { class: 'balances', attributes: { 'aria-label': t('Balances') } },
    ...sorted.map((balance) =>
      element(
        'div',
        { class: balance.booked === undefined ? 'balance' : 'balance booked' },
        element('dt', {}, balanceName(balance.type)),
        element(
          'dd',
          { class: (balance.units ?? '').startsWith('-') ? 'overdrawn' : '', attributes: { title: momentOf(balance) } },
          balance.units === undefined ? t('Unreadable') : moneyText(BigInt(balance.units), balance.currency),
        ),
      ),
    ),
  );
}

function momentOf({ at }: Balance): string | undefined {
  return at === undefined ? undefined : t('at {0}', dates.moment(at));
}
