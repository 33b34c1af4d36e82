/** What a consent needs of a person, in the morning and at any time. */
import { describe, expect, it } from 'vitest';
import { isOverdue, needOf } from '../../../src/extension/views/needs.ts';
import type { TokenTimes } from '../../../src/tpp/consents/clocks.ts';
import { consentTold } from '../../support/consents.ts';

const now = Date.parse('2026-11-22T08:00:00Z');
const [before, after] = [now - 1, now + 60_000];
const record = {
  bank: 'sandbox',
  clientId: 'client',
  consentId: 'aac-1',
  status: 'Authorised',
  permissions: ['ReadAccountsBasic'],
  createdAt: '2026-11-01T08:00:00Z',
  authorisedAt: '2026-11-01T08:05:00Z',
};
const past = '2026-11-22T07:59:59Z';
const tokens = (accessToken: number, more: Partial<TokenTimes> = {}): TokenTimes => ({
  accessToken,
  renewable: true,
  ...more,
});

describe('A consent needs', () => {
  // biome-ignore format: one case a line
  it.each<[string, { status?: string; expirationDateTime?: string }, TokenTimes | undefined, string | undefined, boolean]>([
    ['nothing while its token is good', {}, tokens(after), undefined, false],
    ['nothing that is known where no token is kept', {}, undefined, undefined, false],
    ['a refresh once its token ended', {}, tokens(before), 'refresh', false],
    ['a refresh in version 4.0 too', { status: 'AUTH' }, tokens(before), 'refresh', false],
    ['the customer where nothing renews the token', {}, tokens(before, { renewable: false }), 'reauthorise', true],
    ['the customer once the refresh token ended too', {}, tokens(before, { refreshToken: before }), 'reauthorise', true],
    ['a refresh while the refresh token is good', {}, tokens(before, { refreshToken: after }), 'refresh', false],
    ['the customer who was not asked yet', { status: 'AwaitingAuthorisation' }, undefined, 'authorise', false],
    ['a successor once it ended overnight', { expirationDateTime: past }, tokens(after), 'recreate', true],
    ['a successor once it was refused', { status: 'Rejected' }, undefined, 'recreate', false],
    ['a successor once it was revoked', { status: 'CANC' }, undefined, 'recreate', false],
    ['nothing while its status is one that no version has', { status: 'Sleeping' }, undefined, undefined, false],
  ])('%s', (_, change, times, need, overdue) => {
    const consent = consentTold({ ...record, ...change });
    expect(needOf({ consent, tokens: times }, now)).toBe(need);
    expect(isOverdue({ consent, tokens: times }, now)).toBe(overdue);
  });

  it('the customer where no token of it is left here, as after its secrets were forgotten', () => {
    const consent = consentTold(record);
    expect(needOf({ consent, lacksTokens: true }, now)).toBe('reauthorise');
    expect(isOverdue({ consent, lacksTokens: true }, now)).toBe(true);
    const ended = consentTold({ ...record, status: 'Rejected' });
    expect(needOf({ consent: ended, lacksTokens: true }, now)).toBe('recreate');
  });
});
