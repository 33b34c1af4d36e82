/** Login names and passwords: who a customer is, and the pause after five wrong tries. */
import { createHash } from 'node:crypto';
import type { Clock } from '../clock.ts';
import type { Customer } from '../data/records.ts';
import { isSameText } from '../same-text.ts';
import type { Documents, Store } from '../store/store.ts';

/** Wrong tries of one login name; kind `LoginAttempts`, by {@link attemptsId}. */
interface LoginAttempts {
  wrong: number;
  /** Milliseconds; set with the fifth wrong try. */
  lockedAt?: number;
}

const triesBeforeLock = 5;
const lockTime = 60_000;
/** Wrong tries further back than this are forgotten. */
const attemptLifetime = 15 * 60_000;

/** What the pages need of the store: its documents, and units of work to count in. */
export type CustomerStore = Documents & Pick<Store, 'unit'>;

/** Whose tries are counted together: what somebody types as a login name never counts as anything else. */
interface Counted {
  kind: 'login' | 'codes';
  name: string;
}

type Refused = { outcome: 'wrong'; triesLeft: number } | { outcome: 'locked'; secondsLeft: number };

export type LoginResult = { outcome: 'welcome'; customer: Customer } | Refused;

/** The login name as it is compared: case and surrounding space do not count. */
function loginNameOf(typed: string): string {
  return typed.normalize('NFKC').trim().toLowerCase();
}

/** A digest, so that what strangers type neither fills the database nor stands in it. */
function attemptsId({ kind, name }: Counted): string {
  return createHash('sha256').update(`${kind}\n${name}`).digest('hex');
}

/** Passwords are good with and without the dot at their end. */
function samePassword(given: string, wanted: string): boolean {
  const bare = (password: string): string => password.replace(/\.$/, '');
  return isSameText(bare(given), bare(wanted));
}

/**
 * Looks a customer up by login name and password. Five wrong tries lock the login name for one minute, the right
 * password included; a name that nobody has is counted and locked like any other, so that nothing tells them apart.
 */
export async function logIn(
  store: CustomerStore,
  clock: Clock,
  typedName: string,
  password: string,
): Promise<LoginResult> {
  const loginName = loginNameOf(typedName);
  const result = await limited(store, clock, { kind: 'login', name: loginName }, async () => {
    const customers = await store.list<Customer>('Customer');
    const named = customers.find((customer) => loginNameOf(customer.login) === loginName);
    const same = samePassword(password, named?.password ?? '');
    return same ? named : undefined;
  });
  return result.outcome === 'welcome' ? { outcome: 'welcome', customer: result.found } : result;
}

/** Looks something up that has to be guessed, at most five times in a row. One unit of work, so that tries at the same moment are counted one by one. */
export function limited<T>(
  store: CustomerStore,
  clock: Clock,
  what: Counted,
  look: () => Promise<T | undefined>,
): Promise<{ outcome: 'welcome'; found: T } | Refused> {
  const id = attemptsId(what);
  return store.unit(async () => {
    const now = clock.now();
    const before = await store.get<LoginAttempts>('LoginAttempts', id);
    const since = before?.lockedAt === undefined ? Number.POSITIVE_INFINITY : now - before.lockedAt;
    if (since >= 0 && since < lockTime) {
      return { outcome: 'locked', secondsLeft: Math.ceil((lockTime - since) / 1000) };
    }
    const found = await look();
    if (found !== undefined) {
      if (before !== undefined) await store.delete('LoginAttempts', id);
      return { outcome: 'welcome', found };
    }
    const wrong = (before === undefined || before.lockedAt !== undefined ? 0 : before.wrong) + 1;
    const locked = wrong >= triesBeforeLock;
    const after: LoginAttempts = locked ? { wrong, lockedAt: now } : { wrong };
    await store.put('LoginAttempts', id, after, { expiresAt: now + (locked ? lockTime : attemptLifetime) });
    return locked
      ? { outcome: 'locked', secondsLeft: lockTime / 1000 }
      : { outcome: 'wrong', triesLeft: triesBeforeLock - wrong };
  });
}
