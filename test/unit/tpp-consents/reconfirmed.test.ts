/** The customer's reconfirmation: noted here, asked of no bank, and refused where there is nothing to confirm. */
import { expect, test } from 'vitest';
import { noteReconfirmation } from '../../../src/tpp/consents/reconfirmed.ts';
import { consentAtStub, consentId } from '../tpp-journey/authorised.ts';
import { now, stub } from '../tpp-journey/stub.ts';

const stood = { authorisedAt: '2026-02-01T12:00:00Z' };
const day = 24 * 60 * 60_000;
const withConsent = (members: Parameters<typeof consentAtStub>[0]) =>
  stub({ state: { consents: [consentAtStub(members)] } });

test.each<[string, number | undefined, number]>([
  ['now', undefined, now],
  ['when it was', now - 3 * day, now - 3 * day],
  ['now, for a day that began elsewhere', now + 3_600_000, now],
])('a reconfirmation is noted of %s, and nothing is sent', async (_, at, noted) => {
  const { session, sent } = withConsent(stood);
  const reconfirmedAt = new Date(noted).toISOString();
  expect(await noteReconfirmation(session, consentId, at)).toMatchObject({ consentId, reconfirmedAt });
  expect((await session.state.read()).consents).toMatchObject([{ consentId, reconfirmedAt }]);
  expect(sent).toEqual([]);
});

test.each<[string, Parameters<typeof consentAtStub>[0], number | undefined, string, string | undefined]>([
  ['a time to come', stood, now + 2 * day, 'usage', undefined],
  ['one that nobody authorised', { status: 'AWAU' }, undefined, 'consent_not_authorised', 'authoriseConsent'],
  ['one that was refused', { status: 'Rejected' }, undefined, 'consent_not_authorised', 'createConsent'],
  [
    'one withdrawn at a 4.0 bank',
    { ...stood, status: 'CANC' },
    undefined,
    'consent_not_authorised',
    'authoriseConsent',
  ],
  [
    'one that is over',
    { ...stood, expirationDateTime: '2026-03-01T11:00:00Z' },
    undefined,
    'consent_not_authorised',
    'createConsent',
  ],
])('nothing is noted of %s', async (_, members, at, code, remedy) => {
  const { session } = withConsent(members);
  const thrown = noteReconfirmation(session, consentId, at);
  await expect(thrown).rejects.toMatchObject({ code });
  if (remedy) await expect(thrown).rejects.toMatchObject({ problem: { remedies: [{ do: remedy }] } });
  expect((await session.state.read()).consents[0]?.reconfirmedAt).toBe(undefined);
});
