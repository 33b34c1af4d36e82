/** Ranges of booking days that a user chooses from, as days of the local calendar. */
import type { TransactionRange } from '../../tpp/accounts/resources.ts';
import type { NamedRange } from '../contributions/settings.ts';

/** A day of the local calendar as the bank's query takes it. */
export function dayOf(date: Date): string {
  const two = (number: number): string => String(number).padStart(2, '0');
  return `${String(date.getFullYear()).padStart(4, '0')}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** `last30` begins thirty days before today; none of them has an end, so that what is booked meanwhile is there. */
export function rangeNamed(name: NamedRange, now: Date): TransactionRange {
  const before = (days: number): string => dayOf(new Date(now.getFullYear(), now.getMonth(), now.getDate() - days));
  switch (name) {
    case 'all':
      return {};
    case 'last30':
      return { from: before(30) };
    case 'last90':
      return { from: before(90) };
    case 'thisYear':
      return { from: `${dayOf(now).slice(0, 4)}-01-01` };
  }
}

/** Whether a text is a day that the calendar has. */
export function isDay(text: string): boolean {
  return /^\d{4}-\d\d-\d\d$/.test(text) && new Date(`${text}T00:00:00Z`).toJSON()?.slice(0, 10) === text;
}
