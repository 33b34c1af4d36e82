/** The four clocks of a consent: which there are, which are marked, and what each says of its end. */
import { describe, expect, it, test } from 'vitest';
import { tokensFrom } from '../../../src/tpp/client/token-set.ts';
import { clockLines, clockText } from '../../../src/tpp/consents/clock-words.ts';
import { clocksOf, firstMarked, hasExpired, type TokenTimes } from '../../../src/tpp/consents/clocks.ts';
import { tokenTimes } from '../../../src/tpp/consents/token-times.ts';
import { unsecuredJwt } from '../../../src/tpp/jwt/sign.ts';
import { consentTold } from '../../support/consents.ts';
import { stub } from '../tpp-journey/stub.ts';

const now = Date.parse('2026-11-22T12:00:00Z');
const minute = 60_000;
const day = 24 * 60 * minute;
const at = (days: number): string => new Date(now + days * day).toISOString();

const consent = consentTold({
  consentId: 'aac-1',
  createdAt: at(-80),
  authorisedAt: at(-80),
  expirationDateTime: at(12),
});
const tokens: TokenTimes = { accessToken: now + 60 * minute, renewable: true, refreshToken: now + 20 * day };
const marks = (known: Parameters<typeof clocksOf>[0]) =>
  clocksOf(known, now).flatMap(({ name, mark }) => (mark ? [`${name} ${mark}`] : []));

describe('the clocks of a consent', () => {
  it('are four, apart from each other', () => {
    expect(clocksOf({ consent, tokens }, now)).toEqual([
      { name: 'consent', at: now + 12 * day },
      { name: 'refreshToken', at: now + 20 * day },
      { name: 'reconfirmation', at: now + 10 * day },
      { name: 'accessToken', at: now + 60 * minute, renews: true },
    ]);
  });

  // biome-ignore format: one case a line
  it.each<[string, Partial<typeof consent>, TokenTimes | undefined, string[]]>([
    ['nothing that ends later than in a week', {}, tokens, []],
    ['a consent that ends in seven days', { expirationDateTime: at(7) }, tokens, ['consent soon']],
    ['nothing that ends a moment later', { expirationDateTime: at(7.01) }, tokens, []],
    ['a consent that is over, and nothing beside it', { expirationDateTime: at(0), authorisedAt: at(-91) }, { accessToken: now, renewable: false }, ['consent over']],
    ['a refresh token that ends in six days', {}, { ...tokens, refreshToken: now + 6 * day }, ['refreshToken soon']],
    ['a refresh token that is over, and the access token that it renews no more', {}, { ...tokens, refreshToken: now }, ['refreshToken over', 'accessToken soon']],
    ['a reconfirmation that is due in four days', { authorisedAt: at(-86) }, tokens, ['reconfirmation soon']],
    ['a reconfirmation that is overdue', { authorisedAt: at(-91) }, tokens, ['reconfirmation over']],
    ['an access token that nothing renews', {}, { accessToken: now + minute, renewable: false }, ['accessToken soon']],
    ['an access token that is over and that nothing renews', {}, { accessToken: now, renewable: false }, ['accessToken over']],
    ['no access token that the next call renews', {}, { accessToken: now - day, renewable: true }, []],
    ['the end of one that waits for its customer', { status: 'awaitingAuthorisation', authorisedAt: undefined, expirationDateTime: at(1) }, undefined, ['consent soon']],
    ['nothing of one that was refused', { status: 'rejected', expirationDateTime: at(-1) }, undefined, []],
    ['one that expired and says so as one whose date is over', { status: 'expired', expirationDateTime: at(-1) }, undefined, ['consent over']],
    ['a consent alone where its tokens end with it', { expirationDateTime: at(5), authorisedAt: at(-84.9) }, { ...tokens, refreshToken: now + 5 * day - 9000 }, ['consent soon']],
    ['a refresh token that ends before its consent does', { expirationDateTime: at(5) }, { ...tokens, refreshToken: now + 4 * day }, ['consent soon', 'refreshToken soon']],
  ])('mark %s', (_, change, times, expected) => {
    expect(marks({ consent: { ...consent, ...change }, tokens: times })).toEqual(expected);
  });

  it('give the first to end of those that are marked', () => {
    const clocks = clocksOf({ consent: { ...consent, expirationDateTime: at(5), authorisedAt: at(-86) }, tokens }, now);
    expect(firstMarked(clocks)?.name).toBe('reconfirmation');
    expect(firstMarked(clocksOf({ consent, tokens }, now))).toBe(undefined);
  });

  it('count the 90 days from the later of authorisation and reconfirmation', () => {
    const due = (change: Partial<typeof consent>) =>
      clocksOf({ consent: { ...consent, ...change } }, now).find(({ name }) => name === 'reconfirmation')?.at;
    expect(due({ reconfirmedAt: at(-3) })).toBe(now + 87 * day);
    expect(due({ reconfirmedAt: at(-85) })).toBe(now + 10 * day);
    expect(due({ reconfirmedAt: 'yesterday' })).toBe(now + 10 * day);
  });

  it('are none where there are no times, nobody authorised it, or a date is none', () => {
    const { authorisedAt: _, expirationDateTime: __, ...untimed } = consent;
    expect(clocksOf({ consent: untimed }, now)).toEqual([]);
    expect(clocksOf({ consent: { ...consent, status: 'rejected', expirationDateTime: 'soon' } }, now)).toEqual([]);
    expect(hasExpired({ expirationDateTime: 'soon' }, now)).toBe(false);
    expect(hasExpired(consent, now + 12 * day)).toBe(true);
  });
});

describe('the lines of the clocks', () => {
  const lines = (known: Parameters<typeof clockLines>[0]) =>
    clockLines(known, now).map(({ name, untimed, advice }) => [name, untimed, advice?.remedies?.[0]?.do]);

  it('are four of an authorised consent, each with what leads on', () => {
    expect(lines({ consent, tokens })).toEqual([
      ['consent', undefined, 'createConsent'],
      ['refreshToken', undefined, 'authoriseConsent'],
      ['reconfirmation', undefined, 'reconfirmConsent'],
      ['accessToken', undefined, undefined],
    ]);
  });

  it('say why there is no time', () => {
    const { expirationDateTime: _, ...endless } = consent;
    expect(lines({ consent: endless, tokens: { accessToken: now, renewable: true } }).slice(0, 2)).toEqual([
      ['consent', 'when the customer or you withdraw it', undefined],
      ['refreshToken', 'the bank does not say', undefined],
    ]);
    const untold = clockLines({ consent: endless, tokens: { accessToken: now, renewable: false } }, now);
    expect(untold[1]?.untimed).toBe('none was given');
    expect(lines({ consent: endless, lacksTokens: true }).at(-1)).toEqual([
      'accessToken',
      'none is kept here',
      'authoriseConsent',
    ]);
  });

  it('do not send a consent that is over to its customer', () => {
    const over = {
      consent: { ...consent, expirationDateTime: at(-1) },
      tokens: { accessToken: now, renewable: false },
    };
    expect(lines(over).map(([name, , first]) => [name, first])).toEqual([
      ['consent', 'createConsent'],
      ['refreshToken', undefined],
      ['reconfirmation', 'reconfirmConsent'],
      ['accessToken', undefined],
    ]);
  });

  it('are a few words in a row', () => {
    expect(clockText({ name: 'reconfirmation', mark: 'over' }, '3 days ago')).toBe('reconfirmation was due 3 days ago');
    expect(clockText({ name: 'consent', mark: 'soon' }, 'in 5 days')).toBe('expires in 5 days');
  });
});

describe('when a refresh token ends', () => {
  const { session } = stub({});
  const answer = { access_token: 'at', token_type: 'bearer', expires_in: 300, refresh_token: 'rt' } as const;
  const began = session.surroundings.now();
  const claim = (seconds: unknown) =>
    unsecuredJwt({ 'http://openbanking.org.uk/refresh_token_expires_at': seconds } as Record<string, unknown>);
  const ends = (more: object, id_token?: string) =>
    tokenTimes({ ...tokensFrom(session, { ...answer, ...more }, 'accounts'), id_token }).refreshToken;

  test.each<[string, object, string | undefined, number | undefined]>([
    ['is not told by most banks', {}, undefined, undefined],
    ['is a claim of the id_token', {}, claim(2_000_000_000), 2_000_000_000_000],
    ['is no claim that says nought, which means never', {}, claim(0), undefined],
    ['is no claim that is text', {}, claim('2000000000'), undefined],
    ['is nothing that an unreadable id_token says', {}, 'no.token', undefined],
    ['is refresh_token_expires_in of the answer', { refresh_token_expires_in: 86_400 }, undefined, began + day],
    ['is refresh_expires_in too, as text', { refresh_expires_in: '86400' }, undefined, began + day],
    ['is refresh_token_expires_at too', { refresh_token_expires_at: 2_000_000_000 }, undefined, 2_000_000_000_000],
    ['is the answer’s rather than the id_token’s', { refresh_expires_in: 86_400 }, claim(2_000_000_000), began + day],
    ['is nothing where it is nought', { refresh_expires_in: 0 }, undefined, undefined],
    ['is nothing where there is none', { refresh_token: undefined, refresh_expires_in: 9 }, claim(2e9), undefined],
  ])('%s', (_, more, idToken, expected) => {
    expect(ends(more, idToken)).toBe(expected);
  });
});
