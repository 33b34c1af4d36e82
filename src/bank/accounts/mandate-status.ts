/** The statuses of direct debits and standing orders: 3.1 has one word for whatever is not active, 4.0 a code for each. */
import type { RegularPayment } from '../data/regular-payments.ts';

export function statusOfThree(status: RegularPayment['status']): 'Active' | 'Inactive' {
  return status === 'active' ? 'Active' : 'Inactive';
}

export function statusOfFour(status: RegularPayment['status']): 'ACTV' | 'CANC' {
  return status === 'active' ? 'ACTV' : 'CANC';
}
