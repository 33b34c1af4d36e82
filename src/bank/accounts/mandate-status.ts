/** The statuses of direct debits and standing orders, by 4.0's code: 3.1 has one word for whatever is not active. */
import type { RegularPayment } from '../data/regular-payments.ts';

export function statusCodeOf(status: RegularPayment['status']): 'ACTV' | 'CANC' {
  return status === 'active' ? 'ACTV' : 'CANC';
}
