/** The four clocks of a consent: when it, its tokens and the customer's confirmation end, and which of these ends are near. */
import { isEnded } from '../workspace/consent-status.ts';
import type { ConsentRecord } from '../workspace/state.ts';

/** In the order in which they are told. */
export const clockNames = ['consent', 'refreshToken', 'reconfirmation', 'accessToken'] as const;
export type ClockName = (typeof clockNames)[number];

/** When the kept tokens end; milliseconds since the epoch. */
export interface TokenTimes {
  accessToken: number;
  /** Whether there is a refresh token. */
  renewable: boolean;
  /** Where the bank says so. */
  refreshToken?: number;
}

/** A consent, and what is known of its tokens here. */
export interface KnownConsent {
  consent: ConsentRecord;
  tokens?: TokenTimes | undefined;
  /** Known to be none; without it and without tokens nothing is known. */
  lacksTokens?: boolean;
}

export interface Clock {
  name: ClockName;
  /** Milliseconds since the epoch. */
  at: number;
  /** What a person should know without asking: that it is over, or will be within a week. */
  mark?: 'soon' | 'over';
  /** The next call sets it anew by itself. */
  renews?: true;
}

const day = 24 * 60 * 60_000;

/** The TPP asks its customer again after 90 days (FCA, SCA-RTS Article 10A since 2022); no call to the bank. */
const reconfirmationAfter = 90 * day;

/** How long before its end a clock is marked, whichever it is and wherever it is shown. */
const markedBefore = 7 * day;

/** Banks end a consent's tokens with it, to the second or nearly. */
const slack = 60_000;

/**
 * The clocks that are known, in their order. What ends with the consent, or after it, is not marked beside it: nothing but a new consent helps,
 * which has clocks of its own.
 */
export function clocksOf({ consent, tokens }: KnownConsent, now: number): Clock[] {
  const renews = tokens?.renewable === true && !(tokens.refreshToken !== undefined && tokens.refreshToken <= now);
  const times: Record<ClockName, number | undefined> = {
    consent: timeOf(consent.expirationDateTime),
    refreshToken: tokens?.refreshToken,
    reconfirmation: reconfirmationOf(consent),
    accessToken: tokens?.accessToken,
  };
  const isOver = hasExpired(consent, now);
  // 3.1 has no word for one whose time is over, and it is told as in 4.0.
  const isStanding = consent.status === 'expired' || !isEnded(consent);
  return clockNames.flatMap((name): Clock[] => {
    const at = times[name];
    if (at === undefined) return [];
    if (name === 'accessToken' && renews && !isOver) return [{ name, at, renews }];
    const isOthers = isOver || (times.consent !== undefined && at >= times.consent - slack);
    const isMarked = isStanding && (name === 'consent' || !isOthers) && at - now <= markedBefore;
    return [{ name, at, ...(isMarked && { mark: at <= now ? ('over' as const) : ('soon' as const) }) }];
  });
}

/** The first to end of those that are marked. */
export function firstMarked(clocks: readonly Clock[]): Clock | undefined {
  return clocks.filter(({ mark }) => mark !== undefined).sort((one, other) => one.at - other.at)[0];
}

/** Whether the consent ended by its own date, whatever status the bank told last. */
export function hasExpired(consent: Pick<ConsentRecord, 'expirationDateTime'>, now: number): boolean {
  const at = timeOf(consent.expirationDateTime);
  return at !== undefined && at <= now;
}

/** From the later of the customer's authorisation and of what the customer last confirmed. */
function reconfirmationOf({ status, authorisedAt, reconfirmedAt }: ConsentRecord): number | undefined {
  const since = [authorisedAt, reconfirmedAt].flatMap((text) => timeOf(text) ?? []);
  return status !== 'authorised' || since.length === 0 ? undefined : Math.max(...since) + reconfirmationAfter;
}

function timeOf(text: string | undefined): number | undefined {
  const time = Date.parse(text ?? '');
  return Number.isNaN(time) ? undefined : time;
}
