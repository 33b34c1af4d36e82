/** Consents in words for a person at a terminal: each with its four clocks, and what to do where one of them is marked. */
import { type ClockLine, clockLines, clockText } from '../tpp/consents/clock-words.ts';
import type { Clock, KnownConsent } from '../tpp/consents/clocks.ts';
import { reasonLines } from '../tpp/consents/reasons.ts';
import { type ShownConsent, shownConsent } from '../tpp/consents/shape.ts';
import { fromNow } from '../tpp/time-words.ts';
import { statusWord } from '../tpp/workspace/consent-status.ts';
import type { ConsentRecord } from '../tpp/workspace/state.ts';
import type { Call } from './call.ts';
import { inTerminalWords, type Named } from './remedy-words.ts';
import type { Opened } from './terminal.ts';
import { day, facts, moment, table, yellow } from './words.ts';

/** A consent with the times of its tokens, as far as they are known without running a command. */
export async function knownConsent({ tpp, session }: Opened, consent: ConsentRecord): Promise<KnownConsent> {
  if (consent.authorisedAt === undefined) return { consent };
  const tokens = await tpp.knownTokens(session, consent).catch(() => 'unread' as const);
  if (tokens === 'unread') return { consent };
  if (tokens !== undefined) return { consent, tokens: tpp.tokenTimes(tokens) };
  return session.secrets.known === undefined ? { consent, lacksTokens: true } : { consent };
}

/** As `--json` has a clock. */
interface ShownClock {
  clock: ClockLine['name'];
  /** ISO 8601; absent where there is no time, and `ends` says why. */
  at?: string;
  state: 'running' | 'soon' | 'over';
  /** The next call sets it anew by itself. */
  renews?: true;
  ends?: string;
  means: string;
  try?: string;
}

/** The shape of `--json`: the consent with its clocks. */
export function timedConsent(known: KnownConsent, now: number): ShownConsent & { clocks: ShownClock[] } {
  const clocks = clockLines(known, now).map(
    ({ name, clock, untimed, means, advice }): ShownClock => ({
      clock: name,
      ...(clock && { at: new Date(clock.at).toISOString() }),
      state: clock?.mark ?? 'running',
      ...(clock?.renews && { renews: true }),
      ...(untimed !== undefined && { ends: untimed }),
      means,
      ...(advice && { try: inTerminalWords(advice) }),
    }),
  );
  return { ...shownConsent(known.consent), clocks };
}

/** Permissions of the standard; who asked for all of them need not read the list. */
const every = 21;

export function consentInWords(call: Call, known: KnownConsent, now: number, named?: Named): string {
  const { consent } = known;
  const permissions = [...new Set(consent.permissions)];
  return facts(call, [
    ['Consent', consent.consentId],
    ['Status', statusWord(consent)],
    ['Reason', reasonLines(consent.statusReasons)],
    ['Permissions', permissions.length >= every ? `every one (${permissions.length})` : permissions],
    ['Created', moment(consent.createdAt)],
    ['Authorised', moment(consent.authorisedAt)],
    ['Reconfirmed', moment(consent.reconfirmedAt)],
    ...clockLines(known, now).map((line) => [line.title, clockFact(line, now, named)] as const),
    ['Transactions from', moment(consent.transactionFromDateTime)],
    ['Transactions to', moment(consent.transactionToDateTime)],
    ['Accounts', consent.accounts],
  ]);
}

/** When it is, and where it is marked what that means and what to do. */
function clockFact({ clock, untimed, means, advice }: ClockLine, now: number, named?: Named): string[] {
  if (clock === undefined) return [untimed ?? ''];
  const when = `${moment(clock.at)} (${fromNow(clock.at, now, 'en-GB')})`;
  if (clock.renews) return [`${when}. ${means}`];
  return clock.mark === undefined
    ? [when]
    : [`${when}: ${clock.mark}`, means, ...(advice ? [inTerminalWords(advice, named)] : [])];
}

/** The heads of the clocks' columns: shorter than their titles. */
const heads: Record<Clock['name'], string> = {
  consent: 'Consent ends',
  refreshToken: 'Refresh token',
  reconfirmation: 'Reconfirm by',
  accessToken: 'Access token',
};

/** A row for each, a column for each clock that any of them has, and below it what a mark is about. */
export async function consentTable(
  call: Call,
  consents: readonly KnownConsent[],
  now: number,
  named?: Named,
): Promise<string> {
  const lines = consents.map((known) => clockLines(known, now));
  const shown = (Object.keys(heads) as Clock['name'][]).filter((name) =>
    lines.some((each) => each.some((line) => line.name === name && line.clock !== undefined)),
  );
  const rows = await table(
    call,
    [
      { head: 'Consent' },
      { head: 'Status' },
      { head: 'Permissions', right: true },
      { head: 'Created' },
      { head: 'Accounts', right: true },
      ...shown.map((name) => ({ head: heads[name] })),
    ],
    consents.map(({ consent }, index) => [
      consent.consentId,
      statusWord(consent),
      consent.permissions?.length.toString() ?? '',
      moment(consent.createdAt) ?? '',
      consent.accounts?.length.toString() ?? '',
      ...shown.map((name) => cellOf(lines[index]?.find((line) => line.name === name)?.clock, now)),
    ]),
  );
  const remarks = consents.flatMap(({ consent }, index) =>
    (lines[index] ?? []).flatMap(({ clock, means, advice }) => {
      if (clock?.mark === undefined) return [];
      const when = clockText(clock, fromNow(clock.at, now, 'en-GB'));
      const what = `${consent.consentId}: ${when} (${moment(clock.at)}). ${means}`;
      return [`${what} ${advice ? inTerminalWords(advice, named) : ''}`.trim()];
    }),
  );
  return remarks.length === 0 ? rows : `${rows}\n${remarks.map((line) => `${yellow(call, '!')} ${line}\n`).join('')}`;
}

/** A day, or of what ends today how far it is; marked where it is over or soon. */
function cellOf(clock: Clock | undefined, now: number): string {
  if (clock === undefined) return '';
  const { name, at, mark, renews } = clock;
  if (renews) return 'renews itself';
  const when = name === 'accessToken' && at > now ? fromNow(at, now, 'en-GB') : day(new Date(at).toISOString());
  return mark === undefined ? when : `${when} ${mark}`;
}
