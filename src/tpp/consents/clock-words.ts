/** The four clocks in words: what each is called, what comes of its end, and what to do. Times are written by whoever shows them. */
import { t } from '../../standard/language.ts';
import type { Advice } from '../remedies.ts';
import { mayBeAuthorised } from '../workspace/consent-status.ts';
import { type Clock, type ClockName, clockNames, clocksOf, hasExpired, type KnownConsent } from './clocks.ts';

/** A clock as a line: one that has no time says why. */
export interface ClockLine {
  name: ClockName;
  title: string;
  clock?: Clock;
  /** Where there is no time; how it ends then, or why nobody knows. */
  untimed?: string;
  /** What its end means. */
  means: string;
  /** What to do about it, and when; absent where nothing is to be done. */
  advice?: Advice;
}

/** All that there are for a consent, with a time or without. */
export function clockLines(known: KnownConsent, now: number): ClockLine[] {
  const clocks = clocksOf(known, now);
  return clockNames.flatMap((name): ClockLine[] => {
    const clock = clocks.find((each) => each.name === name);
    const untimed = clock ? undefined : withoutTime(name, known);
    if (clock === undefined && untimed === undefined) return [];
    const advice = adviceOn(name, known, now, clock);
    return [
      {
        name,
        title: titleOf(name),
        ...(clock && { clock }),
        ...(untimed !== undefined && { untimed }),
        means: meaningOf(name, clock),
        ...(advice && { advice }),
      },
    ];
  });
}

function titleOf(name: ClockName): string {
  switch (name) {
    case 'consent':
      return t('Consent ends');
    case 'refreshToken':
      return t('Refresh token ends');
    case 'reconfirmation':
      return t('Reconfirm with the customer by');
    case 'accessToken':
      return t('Access token ends');
  }
}

/** @param when `in 12 days`, `3 hours ago` */
export function clockText({ name, mark }: Pick<Clock, 'name' | 'mark'>, when: string): string {
  const past = mark === 'over';
  switch (name) {
    case 'consent':
      return past ? t('expired {0}', when) : t('expires {0}', when);
    case 'refreshToken':
      return past ? t('refresh token ended {0}', when) : t('refresh token ends {0}', when);
    case 'reconfirmation':
      return past ? t('reconfirmation was due {0}', when) : t('reconfirm {0}', when);
    case 'accessToken':
      return past ? t('access token ended {0}', when) : t('access token ends {0}', when);
  }
}

function withoutTime(name: ClockName, { consent, tokens, lacksTokens }: KnownConsent): string | undefined {
  switch (name) {
    case 'consent':
      return t('when the customer or you withdraw it');
    case 'refreshToken':
      return tokens && (tokens.renewable ? t('the bank does not say') : t('none was given'));
    case 'accessToken':
      return consent.authorisedAt !== undefined || lacksTokens ? t('none is kept here') : undefined;
    case 'reconfirmation':
      return undefined;
  }
}

function meaningOf(name: ClockName, clock: Clock | undefined): string {
  const isOver = clock?.mark === 'over';
  switch (name) {
    case 'consent':
      if (clock === undefined) return t('The bank gives data until then, as long as there is a token.');
      return isOver
        ? t('The bank gives no more data for it, whatever its tokens say, and nobody can prolong it.')
        : t('From then on the bank gives no more data for it, whatever its tokens say, and nobody can prolong it.');
    case 'refreshToken':
      return isOver
        ? t('The access token cannot be renewed any more without the customer.')
        : t('From then on the access token cannot be renewed without the customer. The consent itself stands.');
    case 'reconfirmation':
      return isOver
        ? t(
            'You may not read on before the customer has confirmed it to you (SCA-RTS Article 10A). No bank checks that.',
          )
        : t('Every 90 days the customer confirms to you, not to the bank, that you may read on (SCA-RTS Article 10A).');
    case 'accessToken':
      if (clock?.renews) return t('The next call renews it by the refresh token.');
      return isOver || clock === undefined
        ? t('Nothing can be read before the customer has authorised the consent again.')
        : t('From then on nothing can be read before the customer has authorised the consent again.');
  }
}

function adviceOn(
  name: ClockName,
  { consent }: KnownConsent,
  now: number,
  clock: Clock | undefined,
): Advice | undefined {
  const { consentId } = consent;
  const again: Advice = {
    try: t('Let the customer authorise the same consent once more; what tokens there are work on until then.'),
    remedies: [{ do: 'authoriseConsent', consentId }],
  };
  switch (name) {
    case 'consent':
      return (
        clock && {
          try: t('Create a new consent and let the customer authorise it.'),
          remedies: [{ do: 'createConsent' }],
        }
      );
    case 'refreshToken':
      return clock && mayBeAuthorised(consent) && !hasExpired(consent, now) ? again : undefined;
    case 'reconfirmation':
      return {
        try: t('Ask the customer, and note that it was confirmed.'),
        remedies: [{ do: 'reconfirmConsent', consentId }],
      };
    case 'accessToken':
      return clock?.renews || !mayBeAuthorised(consent) || hasExpired(consent, now) ? undefined : again;
  }
}
