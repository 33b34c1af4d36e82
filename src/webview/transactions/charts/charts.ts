/** The charts of what is looked at: balance over time and money by month, each currency by itself. */

import { forDrawing } from '../../grid/money.ts';
import { dates, line, moneyText } from '../../grid/words.ts';
import { element, fill } from '../../kit/element.ts';
import { locale, t } from '../../kit/words.ts';
import type { MonthFlow } from '../model/month-flows.ts';
import type { Basis } from '../model/running-balance.ts';
import type { TransactionTable } from '../model/table.ts';
import { balanceName } from '../model/words.ts';
import { onThemeChange } from './colours.ts';
import { type Drawing, Plot } from './plot.ts';

export interface ChartData {
  table: TransactionTable;
  bases: readonly Basis[];
  flows: readonly { currency: string; months: MonthFlow[] }[];
}

const compact = new Intl.NumberFormat(locale === 'en' ? 'en-GB' : locale, {
  notation: 'compact',
  maximumFractionDigits: 1,
});
const axisText = (height: number): string => compact.format(height).replace('-', '−');
const monthName = new Intl.DateTimeFormat(locale === 'en' ? 'en-GB' : locale, {
  month: 'short',
  year: '2-digit',
  timeZone: 'UTC',
  calendar: 'gregory',
  numberingSystem: 'latn',
});

export class Charts {
  readonly view = element('section', { class: 'charts', attributes: { 'aria-label': t('Charts'), hidden: true } });
  #plots: Plot[] = [];

  constructor() {
    onThemeChange(() => {
      for (const plot of this.#plots) plot.redraw();
    });
  }

  hide(): void {
    this.view.hidden = true;
    for (const plot of this.#plots) plot.destroy();
    this.#plots = [];
    fill(this.view);
  }

  show(data: ChartData): void {
    this.view.hidden = false;
    const drawings = [...balanceDrawings(data), ...data.flows.map(flowDrawing)];
    while (this.#plots.length > drawings.length) this.#plots.pop()?.destroy();
    while (this.#plots.length < drawings.length) this.#plots.push(new Plot());
    fill(this.view, ...this.#plots.map(({ view }) => view));
    for (const [place, drawing] of drawings.entries()) this.#plots[place]?.draw(drawing);
  }
}

/** One chart a currency; accounts of one currency are lines side by side. */
function balanceDrawings({ table, bases }: ChartData): Drawing[] {
  const currencies = [...new Set(bases.map(({ currency }) => currency))];
  return currencies.map((currency) =>
    balanceDrawing(
      table,
      currency,
      bases.filter((each) => each.currency === currency),
    ),
  );
}

function balanceDrawing(table: TransactionTable, currency: string, bases: readonly Basis[]): Drawing {
  const lines = bases.filter(({ from }) => from.kind !== 'none');
  const days = [...new Set(lines.flatMap(({ line: { days: own } }) => [...own]))].sort((a, b) => a - b);
  const several = bases.length > 1;
  const nameOf = (account: number): string => line(table.accounts[account]?.name ?? t('Unknown'));
  return {
    title: t('Balance over time ({0})', line(currency)),
    notes: bases.map((basis) => ({
      text: `${several ? `${nameOf(basis.account)}: ` : ''}${basisText(basis)}`,
      series: lines.indexOf(basis),
    })),
    kind: 'steps',
    xs: days.map((day) => day / 1000),
    names: days.map((day) => dates.day(day)),
    nameOfNames: t('Day'),
    series: lines.map(({ account, line: { days: own, units } }, place) => {
      const balances = new Map(Array.from(own, (day, index) => [day, units[index] ?? 0n]));
      // A line goes on as it was until the next day on which something was booked.
      let last: bigint | undefined;
      const ends = days.map((day) => (last = balances.get(day) ?? last));
      return {
        name: several ? nameOf(account) : t('Balance'),
        heights: ends.map((end) => (end === undefined ? null : forDrawing(end))),
        texts: ends.map((end) => (end === undefined ? '' : moneyText(end, currency))),
        colour: ({ lines: colours }) => colours[place % colours.length] ?? '',
      };
    }),
    axisText,
    axisName: (x) => monthName.format(x * 1000),
  };
}

/** What a balance line stands on, in a sentence. */
function basisText({ from, currency, unknown, contradicted }: Basis): string {
  const doubts = [
    unknown === 1 && t('1 row could not be run.'),
    unknown > 1 && t('{0} rows could not be run.', unknown),
    contradicted === 1 && t('1 row has another balance at the bank.'),
    contradicted > 1 && t('{0} rows have another balance at the bank.', contradicted),
  ];
  return [foundation(from, currency), ...doubts].filter((text) => text !== false).join(' ');
}

function foundation(from: Basis['from'], currency: string): string {
  switch (from.kind) {
    case 'rows':
      return t('From the booked balance that the bank gives with each row ({0}).', balanceName(from.type));
    case 'account': {
      const { type, at, units } = from;
      const balance = moneyText(units, currency);
      return at === undefined
        ? t('Run from {0}: {1}.', balanceName(type), balance)
        : t('Run from {0} of {1}: {2}.', balanceName(type), dates.moment(at), balance);
    }
    case 'none':
      return whyNone(from.why);
  }
}

function whyNone(why: Extract<Basis['from'], { kind: 'none' }>['why']): string {
  switch (why) {
    case 'none':
      return t('No balance line: the bank gave no booked balance to start from.');
    case 'gap':
      return t(
        'No balance line: the period ends before the bank’s booked balance, and what lies between was not read.',
      );
    case 'oneWay':
      return t('No balance line: the consent shows money one way only.');
    case 'incomplete':
      return t('No balance line: not all transactions were read.');
  }
}

function flowDrawing({ currency, months }: ChartData['flows'][number]): Drawing {
  return {
    title: t('Money in and out by month ({0})', line(currency)),
    notes: [],
    kind: 'bars',
    xs: months.map((_, place) => place),
    names: months.map(({ month }) => dates.month(month)),
    nameOfNames: t('Month'),
    series: [
      {
        name: t('In'),
        heights: months.map((flow) => forDrawing(flow.in)),
        texts: months.map((flow) => moneyText(flow.in, currency, true)),
        colour: (colours) => colours.in,
      },
      {
        name: t('Out'),
        heights: months.map((flow) => forDrawing(flow.out)),
        texts: months.map((flow) => moneyText(flow.out, currency, true)),
        colour: (colours) => colours.out,
      },
    ],
    axisText,
    axisName: (x) => {
      const month = months[x]?.month;
      return month === undefined ? '' : monthName.format(Date.parse(`${month}-01T00:00:00Z`));
    },
  };
}
