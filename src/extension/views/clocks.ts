/** The four clocks of a consent: when it, its tokens and the customer's confirmation end. */
import type { ConsentRecord } from '../../tpp/workspace/state.ts';

export type ClockName = 'consent' | 'refreshToken' | 'reconfirmation' | 'accessToken';

/** When the kept tokens end; milliseconds since the epoch. */
export interface TokenTimes {
  accessToken: number;
  /** Whether the access token can be renewed without the customer. */
  renewable: boolean;
  /** Where the bank says so in the id_token (`http://openbanking.org.uk/refresh_token_expires_at`). */
  refreshToken?: number;
}

export interface Clock {
  name: ClockName;
  /** Milliseconds since the epoch. */
  at: number;
  /** Soon enough, or past, to be told without being asked. */
  near: boolean;
}

const minute = 60_000;
const day = 24 * 60 * minute;

/** The TPP asks its customer again after 90 days (FCA, SCA-RTS Article 10A since 2021); no call to the bank. */
const reconfirmationAfter = 90 * day;

/** How long before its end a clock is near. An access token that renews itself never is. */
const nearBefore: Record<ClockName, number> = {
  consent: 30 * day,
  refreshToken: 14 * day,
  reconfirmation: 14 * day,
  accessToken: 5 * minute,
};

/** The clocks that are known, in the order in which they run out. */
export function clocksOf(consent: ConsentRecord, tokens: TokenTimes | undefined, now: number): Clock[] {
  const authorised = consent.status === 'authorised';
  const times: Record<ClockName, number | undefined> = {
    consent: timeOf(consent.expirationDateTime),
    refreshToken: tokens?.refreshToken,
    reconfirmation: authorised && consent.authorisedAt ? timeOf(consent.authorisedAt, reconfirmationAfter) : undefined,
    accessToken: tokens?.accessToken,
  };
  const names: ClockName[] = ['consent', 'refreshToken', 'reconfirmation', 'accessToken'];
  return names
    .flatMap((name) => {
      const at = times[name];
      if (at === undefined) return [];
      const renews = name === 'accessToken' && tokens?.renewable === true;
      return [{ name, at, near: !renews && at - now <= nearBefore[name] }];
    })
    .sort((a, b) => a.at - b.at);
}

/** Whether the consent ended by its own date, whatever status the bank told last. */
export function hasExpired(consent: ConsentRecord, now: number): boolean {
  const at = timeOf(consent.expirationDateTime);
  return at !== undefined && at <= now;
}

function timeOf(text: string | undefined, after = 0): number | undefined {
  const time = text === undefined ? Number.NaN : Date.parse(text) + after;
  return Number.isNaN(time) ? undefined : time;
}
