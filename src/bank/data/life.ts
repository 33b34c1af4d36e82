/** The life of a customer, a civil day at a time over all the accounts at once, so that both sides of a transfer agree. */
import type { Posting } from '../store/store.ts';
import { day, endsMonth, hour, hours, isDue, isDueInQuarter, isWorkingDay, minute } from './calendar.ts';
import { counterpartyAt, inRole } from './counterparties.ts';
import type { AccountPurpose, CustomerPlan } from './customers.ts';
import { settledAt } from './entries.ts';
import { between, type Draw, detailFrom, drawFrom, pick, seedOf } from './random.ts';

/** Something of each of a customer's accounts. */
export type OfEach<T> = Record<AccountPurpose, T>;

export function ofEach<T>(make: (purpose: AccountPurpose) => T): OfEach<T> {
  return { current: make('current'), savings: make('savings'), card: make('card'), currency: make('currency') };
}

/** How a customer stands when a day begins. */
export interface Standing {
  /** Booked balances, signed minor units. */
  booked: OfEach<number>;
  /** What was bought on the evening before and is not booked yet. */
  holds: OfEach<readonly Posting[]>;
}

/** What a day brings: what is booked, oldest first, and what is held when it ends, in the place of what was held before. */
export interface Day {
  postings: OfEach<Posting[]>;
  holds: OfEach<Posting[]>;
}

/** Yearly interest in ten-thousandths. */
const savingsRate = 375;
/** Days of the month on which the surplus is saved and the card is paid. */
const sweepDay = 27;
const cardDay = 16;
/** Day and month (0–11) of each year on which savings beyond the nest egg are invested elsewhere. */
const investmentDay = 3;
const investmentMonth = 3;
/** How much less often a customer spends whose nest egg is not half there. */
const thrift = 0.6;
/** Every so many days the customer goes abroad, for a week. */
const tripEvery = 91;
const tripLength = 7;

/**
 * A civil day of a customer. It is drawn from seed, login and day, so that it is the same whenever it is made, by how the customer stands.
 *
 * @param midnight When it begins
 */
export function dayOf(plan: CustomerPlan, seed: number, midnight: number, before: Standing): Day {
  return new Life(plan, drawFrom(seedOf(seed, `${plan.login} ${midnight / day}`)), before).live(midnight);
}

/** How a customer stands when that day is over. */
export function after({ booked }: Standing, { postings, holds }: Day): Standing {
  const moved = (list: readonly Posting[]) =>
    list.reduce((sum, { amount, credit }) => sum + (credit ? amount : -amount), 0);
  return { booked: ofEach((purpose) => booked[purpose] + moved(postings[purpose])), holds };
}

class Life {
  readonly #plan: CustomerPlan;
  readonly #draw: Draw;
  readonly #before: Standing;
  /** What can be spent: what is held counts as gone. */
  readonly #balance: OfEach<number>;
  readonly #day: Day = { postings: ofEach(() => []), holds: ofEach(() => []) };

  constructor(plan: CustomerPlan, draw: Draw, before: Standing) {
    this.#plan = plan;
    this.#draw = draw;
    this.#before = before;
    this.#balance = ofEach((purpose) =>
      before.holds[purpose].reduce((rest, { amount }) => rest - amount, before.booked[purpose]),
    );
  }

  /** The bank's own work before dawn, then money in, bills, transfers, from nine o’clock the shops, at night what the evening before left. */
  live(midnight: number): Day {
    const at = (hourOfDay: number, minutes = 0) => midnight + hourOfDay * hour + minutes * minute;
    if (endsMonth(midnight)) this.#payInterest(at(1));
    for (const { role, day: due, amount, give = 0 } of this.#plan.income) {
      if (isDue(midnight, due))
        this.#move('current', midnight + hours.income, amount + between(this.#draw, -give, give), true, role);
    }
    for (const { role, day: due, amount, give = 0 } of this.#plan.bills) {
      if (isDue(midnight, due))
        this.#move('current', midnight + hours.bills, amount + between(this.#draw, -give, give), false, role);
    }
    for (const { role, day: due, month, amount } of this.#plan.scheduled) {
      if (isDueInQuarter(midnight, due, month)) this.#move('current', midnight + hours.orders, amount, false, role);
    }
    if (isDue(midnight, cardDay)) this.#payCard(at(4));
    if (isDue(midnight, sweepDay)) this.#sweep(at(5));
    if (isDue(midnight, investmentDay) && new Date(midnight).getUTCMonth() === investmentMonth) this.#invest(at(5, 30));
    if (isTrip(midnight + day) && !isTrip(midnight)) this.#buyCurrency(at(6));
    if (isTrip(midnight)) this.#spendAbroad(midnight);
    if (isWorkingDay(midnight)) this.#earn(midnight);
    this.#spend(midnight);
    this.#goOut(midnight);
    const { postings, holds } = this.#day;
    return {
      postings: ofEach((purpose) => [
        ...postings[purpose].sort((one, other) => one.bookedAt - other.bookedAt),
        ...this.#before.holds[purpose].map((held) => ({ ...held, bookedAt: at(17, 45) })),
      ]),
      holds,
    };
  }

  /** What is bought in the evening is booked on the following one. */
  #goOut(midnight: number): void {
    const evening = () => midnight + 18 * hour + between(this.#draw, 0, 4 * 3_600) * 1_000;
    const hold = (on: AccountPurpose, low: number, high: number, role: string): void => {
      const amount = between(this.#draw, low, high);
      if (amount > this.#left(on)) return;
      this.#day.holds[on].push(this.#posting(evening(), amount, false, role));
      this.#balance[on] -= amount;
    };
    const goes = { current: 1, card: 0.4 };
    for (const on of ['current', 'card'] as const) {
      const byCard = this.#plan.habits.filter((habit) => habit.on === on && paysByCard(habit.role));
      const { role, low } = pick(this.#draw, byCard);
      if (this.#draw() < goes[on]) hold(on, low, 2 * low, role);
    }
    if (isTrip(midnight)) hold('currency', 380, 2_200, this.#plan.abroad.role);
  }

  #move(purpose: AccountPurpose, at: number, amount: number, credit: boolean, role: string): void {
    this.#day.postings[purpose].push(this.#posting(at, amount, credit, role));
    this.#balance[purpose] += credit ? amount : -amount;
  }

  #posting(bookedAt: number, amount: number, credit: boolean, role: string): Posting {
    const counterparty = pick(this.#draw, inRole(role));
    return {
      bookedAt,
      valueAt: settledAt(bookedAt, counterparty),
      amount,
      credit,
      counterparty,
      detail: detailFrom(this.#draw),
    };
  }

  #payInterest(at: number): void {
    const interest = Math.floor((this.#balance.savings * savingsRate) / 120_000);
    if (interest > 0) this.#move('savings', at, interest, true, 'interest');
  }

  /** The whole of what is owed, as far as the current account goes. */
  #payCard(at: number): void {
    const owed = Math.min(-this.#balance.card, this.#spendable());
    if (owed <= 0) return;
    this.#move('current', at, owed, false, 'payCard');
    this.#move('card', at, owed, true, 'cardPaid');
  }

  /** To savings goes what neither the reserve nor the card's bill needs; out of savings comes what they lack. */
  #sweep(at: number): void {
    const surplus = this.#balance.current + Math.min(0, this.#balance.card) - this.#plan.reserve;
    const whole = Math.floor(Math.abs(surplus) / 5_000) * 5_000;
    const amount = surplus > 0 ? whole : Math.min(whole, this.#balance.savings);
    if (amount <= 0) return;
    this.#move('current', at, amount, surplus < 0, surplus > 0 ? 'toSavings' : 'fromSavings');
    this.#move('savings', at, amount, surplus > 0, surplus > 0 ? 'fromCurrent' : 'toCurrent');
  }

  #invest(at: number): void {
    const amount = Math.floor((this.#balance.savings - this.#plan.nestEgg) / 10_000) * 10_000;
    if (amount > 0) this.#move('savings', at, amount, false, 'investment');
  }

  /** Brings the foreign account back to some three hundred; the rate moves by a few hundredths. */
  #buyCurrency(at: number): void {
    const pounds = between(this.#draw, 12, 40) * 1_000;
    if (this.#balance.currency > 80_000 || pounds > this.#spendable()) return;
    const rate = this.#plan.abroad.rate + between(this.#draw, -250, 250);
    this.#move('current', at, pounds, false, 'buyCurrency');
    this.#move('currency', at, Math.floor((pounds * rate) / 10_000), true, 'currencyBought');
  }

  #spendAbroad(midnight: number): void {
    for (let times = between(this.#draw, 1, 3); times > 0; times--) {
      const amount = between(this.#draw, 380, 4_900);
      if (amount > this.#balance.currency) return;
      this.#move('currency', this.#openingHours(midnight), amount, false, this.#plan.abroad.role);
    }
  }

  #earn(midnight: number): void {
    for (const { role, often, low, high } of this.#plan.irregularIncome) {
      if (this.#draw() < often) {
        this.#move('current', this.#openingHours(midnight), between(this.#draw, low, high), true, role);
      }
    }
  }

  #spend(midnight: number): void {
    for (const { role, on, often, low, high } of this.#plan.habits) {
      const likely = often * this.#eagerness();
      const times = Number(this.#draw() < likely) + Number(this.#draw() < likely / 4);
      for (let time = 0; time < times; time++) {
        const units = between(this.#draw, low, high);
        const amount = role === 'cash' ? units * 1_000 : units;
        if (amount <= this.#left(on)) this.#move(on, this.#openingHours(midnight), amount, false, role);
      }
    }
  }

  #eagerness(): number {
    return this.#balance.savings < this.#plan.nestEgg / 2 ? thrift : 1;
  }

  /** A customer goes into the first half of the overdraft, no further. */
  #spendable(): number {
    return this.#balance.current + Math.floor(this.#plan.accounts.current.creditLimit / 2);
  }

  /** What an account has to spend. */
  #left(on: AccountPurpose): number {
    if (on === 'current') return this.#spendable();
    return this.#plan.accounts[on].creditLimit + this.#balance[on];
  }

  /** From nine to half past five, in whole seconds. */
  #openingHours(midnight: number): number {
    return midnight + 9 * hour + between(this.#draw, 0, 8.5 * 3_600 - 1) * 1_000;
  }
}

function isTrip(midnight: number): boolean {
  return (midnight / day) % tripEvery < tripLength;
}

function paysByCard(role: string): boolean {
  return inRole(role).every((position) => counterpartyAt(position).way === 'card');
}
