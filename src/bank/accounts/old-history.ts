/** Entries older than 90 days, which a bank may keep for a customer who was authenticated a short while ago (SCA-RTS, Article 10a). */
import { wordsVersion } from '../../standard/versions.ts';
import { Refusal } from '../api/errors.ts';
import { cancelConsent } from './consent-changes.ts';
import type { AccountBank, AskedOfAccounts } from './deps.ts';

const day = 86_400_000;
const free = 90 * day;
/** How long an authentication is a recent one. */
const recent = 60 * 60_000;

/** Entries of accounts that are asked for; both ends belong to it. */
interface Range {
  accountIds: readonly string[];
  from?: number | undefined;
  to?: number | undefined;
}

/**
 * From when on entries may be given: a day's begin, so that the pages of a day are the same.
 *
 * @returns undefined where all of them may
 * @throws Refusal 403 where the bank gives none of them because there are older ones; at 4.0 the consent is withdrawn then
 */
export async function openFrom(asked: AskedOfAccounts, bank: AccountBank, range: Range): Promise<number | undefined> {
  const { recentAuthentication } = bank.options.profile.demands;
  const { consentId, authenticatedAt, statusUpdatedAt } = asked.consent;
  const now = bank.clock.now();
  if (recentAuthentication === 'never' || now - (authenticatedAt ?? statusUpdatedAt) <= recent) return undefined;
  const open = now - (now % day) - free;
  if (recentAuthentication === 'shorten') return open;
  const { accountIds, from, to = open } = range;
  const query = { credits: true, debits: true, ...(from === undefined ? {} : { from }), to: Math.min(to, open - 1) };
  const older = await Promise.all(accountIds.map((accountId) => bank.store.count({ ...query, accountId })));
  if (older.every((count) => count === 0)) return undefined;
  if (wordsVersion(asked.version) === '4.0') {
    const description = 'Entries older than 90 days need the customer’s authentication of the last 60 minutes.';
    await cancelConsent(bank, consentId, { code: 'U028', description }, now);
  }
  throw reauthenticate();
}

function reauthenticate(): Refusal {
  const message =
    'Older than 90 days: the customer has to be authenticated within 60 minutes before. Ask for less, or authorise the consent anew.';
  return new Refusal(403, { code: 'UK.OBIE.Reauthenticate', message });
}
