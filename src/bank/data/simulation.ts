/** Two years in the life of a customer, day by day over all the accounts at once, so that both sides of a transfer agree. */
import { day, endsMonth, hour, isDue, isWorkingDay, minute } from './calendar.ts';
import { counterpartyAt, inRole } from './counterparties.ts';
import type { AccountPurpose, CustomerPlan } from './customers.ts';
import { between, type Draw, detailFrom, drawFrom, pick, seedOf } from './random.ts';

/** Days that the data set reaches back from its anchor. */
const daysOfHistory = 730;

/** An entry before it has its place and its balance. */
export interface Movement {
  at: number;
  amount: number;
  credit: boolean;
  pending: boolean;
  counterparty: number;
  detail: number;
}

/** Each account's movements, oldest first; the pending ones are the last. */
export type Movements = Record<AccountPurpose, Movement[]>;

/** Yearly interest in ten-thousandths. */
const savingsRate = 375;
/** Days of the month on which the surplus is saved and the card is paid. */
const sweepDay = 27;
const cardDay = 16;
/** Every so many days the customer goes abroad, for a week. */
const tripEvery = 91;
const tripLength = 7;

/**
 * Makes all movements of a customer from the plan.
 * @param anchor Midnight of the day after the last entry
 */
export function simulate(plan: CustomerPlan, seed: number, anchor: number): Movements {
  const life = new Life(plan, drawFrom(seedOf(seed, plan.login)));
  for (let back = daysOfHistory; back > 0; back--) life.live(anchor - back * day, daysOfHistory - back);
  life.leavePending(anchor - day);
  for (const list of Object.values(life.movements)) list.sort((one, other) => one.at - other.at);
  return life.movements;
}

class Life {
  readonly movements: Movements = { current: [], savings: [], card: [], currency: [] };
  readonly #plan: CustomerPlan;
  readonly #draw: Draw;
  readonly #balance: Record<AccountPurpose, number>;

  constructor(plan: CustomerPlan, draw: Draw) {
    this.#plan = plan;
    this.#draw = draw;
    const { current, savings, card, currency } = plan.accounts;
    this.#balance = {
      current: current.openingBalance,
      savings: savings.openingBalance,
      card: card.openingBalance,
      currency: currency.openingBalance,
    };
  }

  /** One day: the bank's own work before dawn, then money in, bills, transfers, and from nine o’clock the shops. */
  live(midnight: number, number: number): void {
    const at = (hours: number, minutes = 0) => midnight + hours * hour + minutes * minute;
    if (endsMonth(midnight)) this.#payInterest(at(1));
    for (const { role, day: due, amount, give = 0 } of this.#plan.income) {
      if (isDue(midnight, due)) this.#move('current', at(2, 5), amount + between(this.#draw, -give, give), true, role);
    }
    for (const { role, day: due, amount, give = 0 } of this.#plan.bills) {
      if (isDue(midnight, due)) this.#move('current', at(3), amount + between(this.#draw, -give, give), false, role);
    }
    if (isDue(midnight, cardDay)) this.#payCard(at(4));
    if (isDue(midnight, sweepDay)) this.#sweep(at(5));
    if (number % tripEvery === 0) this.#buyCurrency(at(6));
    const trip = number % tripEvery;
    if (trip > 0 && trip <= tripLength) this.#spendAbroad(midnight);
    if (isWorkingDay(midnight)) this.#earn(midnight);
    this.#spend(midnight);
  }

  /** What was bought on the last evening and is not booked yet. */
  leavePending(midnight: number): void {
    for (const on of ['current', 'card'] as const) {
      const byCard = this.#plan.habits.filter((habit) => habit.on === on && paysByCard(habit.role));
      for (const { role, low } of byCard.slice(0, 2)) this.#move(on, this.#evening(midnight), low, false, role, true);
    }
    const snack = 380;
    if (this.#balance.currency >= snack) {
      this.#move('currency', this.#evening(midnight), snack, false, this.#plan.abroad.role, true);
    }
  }

  #move(purpose: AccountPurpose, at: number, amount: number, credit: boolean, role: string, pending = false): void {
    const counterparty = pick(this.#draw, inRole(role));
    this.movements[purpose].push({ at, amount, credit, pending, counterparty, detail: detailFrom(this.#draw) });
    if (!pending) this.#balance[purpose] += credit ? amount : -amount;
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
      const amount = between(this.#draw, 380, 8_900);
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
      const times = Number(this.#draw() < often) + Number(this.#draw() < often / 4);
      for (let time = 0; time < times; time++) {
        const units = between(this.#draw, low, high);
        const amount = role === 'cash' ? units * 1_000 : units;
        const left = on === 'card' ? this.#plan.accounts.card.creditLimit + this.#balance.card : this.#spendable();
        if (amount <= left) this.#move(on, this.#openingHours(midnight), amount, false, role);
      }
    }
  }

  /** A customer goes into the first half of the overdraft, no further. */
  #spendable(): number {
    return this.#balance.current + Math.floor(this.#plan.accounts.current.creditLimit / 2);
  }

  #evening(midnight: number): number {
    return midnight + 18 * hour + between(this.#draw, 0, 4 * 3_600) * 1_000;
  }

  /** From nine to half past five, in whole seconds. */
  #openingHours(midnight: number): number {
    return midnight + 9 * hour + between(this.#draw, 0, 8.5 * 3_600 - 1) * 1_000;
  }
}

function paysByCard(role: string): boolean {
  return inRole(role).every((position) => counterpartyAt(position).way === 'card');
}
