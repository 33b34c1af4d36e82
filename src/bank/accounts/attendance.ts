/** How often a consent reads a resource without its customer: four times in 24 hours (SCA-RTS, Article 36(5)(b)). */
import type { Incoming } from '../api/admission.ts';
import { Refusal } from '../api/errors.ts';
import type { Clock } from '../clock.ts';
import type { Store } from '../store/store.ts';

const limit = 4;
/** Milliseconds. */
const period = 86_400_000;
/** Who sends it has a customer before the screen. */
const customerHeader = 'x-fapi-customer-ip-address';

/** Stored under kind `UnattendedCalls`, by consent and resource. */
interface Calls {
  /** Business time of each within the period, oldest first. */
  times: number[];
}

/** Counts calls without the customer, and refuses those beyond the limit. */
export function attendance(store: Store, clock: Clock) {
  /** @throws Refusal 429 */
  return async ({ header, query }: Incoming, place: string, { consentId }: { consentId: string }): Promise<void> => {
    if (header(customerHeader) !== '') return;
    const now = clock.now();
    const id = `${consentId} ${place}`;
    await store.unit(async () => {
      const kept = await store.get<Calls>('UnattendedCalls', id);
      const times = kept?.times.filter((time) => time > now - period) ?? [];
      const [oldest] = times;
      if (oldest !== undefined && isFollowingPage(place, query)) return;
      if (oldest !== undefined && times.length >= limit) throw tooOften(Math.ceil((oldest + period - now) / 1_000));
      const calls: Calls = { times: [...times, now] };
      await store.put('UnattendedCalls', id, calls, { expiresAt: now + period });
    });
  };
}

/** Transactions alone come in pages. */
function isFollowingPage(place: string, query: string): boolean {
  return place.endsWith('/transactions') && Number(new URLSearchParams(query).get('page') ?? 1) > 1;
}

function tooOften(seconds: number): Refusal {
  const refusal = new Refusal(429, {
    code: 'UK.OBIE.Header.Missing',
    message: `Without its customer a consent reads this ${limit} times in 24 hours. Send the customer’s address where there is one.`,
    path: customerHeader,
  });
  refusal.headers = { 'Retry-After': String(seconds) };
  return refusal;
}
