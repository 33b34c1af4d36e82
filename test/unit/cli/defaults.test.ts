/** What a verb means that names no client and no consent. */
import { describe, expect, it } from 'vitest';
import { consentTold } from '../../support/consents.ts';
import { errorIn, fakeTpp, obw } from './fake-terminal.ts';

const of = (consentId: string, status: string, hour?: number) =>
  consentTold({ consentId, status, ...(hour && { authorisedAt: `2026-01-01T0${hour}:00:00Z` }) });

const registered: ReturnType<typeof fakeTpp> = {
  currentClient: async () => ({
    bank: 'sandbox',
    clientId: 'c-1',
    softwareId: 's-1',
    registeredAt: '2026-01-01T00:00:00Z',
    tokenEndpointAuthMethod: 'private_key_jwt',
    registration: {},
  }),
};

/** Which consent a verb was about, as the library was told. */
async function meant(words: string, known: ReturnType<typeof of>[]): Promise<string[]> {
  const ids: string[] = [];
  const tpp = fakeTpp({
    consentsOf: async () => known,
    accounts: async (_session, { consentId }) => {
      ids.push(consentId);
      return [];
    },
    readConsent: async (_session, consentId) => {
      ids.push(consentId);
      return of(consentId, 'Authorised');
    },
  });
  expect(await obw(`${words} --json`, { tpp })).toMatchObject({ status: 0 });
  return ids;
}

describe('a verb that names no consent', () => {
  const known = [of('first', 'Authorised', 3), of('ended', 'RJCT', 4), of('earlier', 'AUTH', 1), of('waiting', 'AWAU')];

  it('means the one created last, and one that is named is that', async () => {
    expect(await meant('consent show', known)).toEqual(['waiting']);
    expect(await meant('consent show earlier', known)).toEqual(['earlier']);
  });

  it('reads data of the one that was authorised last and has not ended, and one that is named all the same', async () => {
    expect(await meant('accounts', known)).toEqual(['first']);
    expect(await meant('accounts --consent ended', known)).toEqual(['ended']);
  });

  it.each([
    ['shows none where none was made', 'consent show', [], 'consent_not_found', /There is no account access consent/],
    [
      'reads none where none was authorised',
      'accounts',
      [of('waiting', 'AWAU')],
      'consent_not_authorised',
      /No consent at the bank "sandbox" has been authorised/,
    ],
    [
      'reads none that has ended',
      'accounts',
      [of('ended', 'CANC', 2)],
      'consent_not_authorised',
      /The consent ended at the bank "sandbox" is CANC,/,
    ],
  ])('%s, and says so', async (_, words, known, code, message) => {
    const outcome = await obw(`${words} --json`, { tpp: fakeTpp({ ...registered, consentsOf: async () => known }) });
    expect(errorIn(outcome)).toMatchObject({ code, message: expect.stringMatching(message) });
  });

  it.each([
    ['is authorised once more where it can come back', 'CANC', /authorise it once more: no new consent is needed/],
    ['makes room for a new one where it cannot', 'EXPD', /Create a new consent/],
  ])('a consent that has ended %s', async (_, status, remedy) => {
    const tpp = fakeTpp({ ...registered, consentsOf: async () => [of('ended', status, 2)] });
    expect(errorIn(await obw('accounts --json', { tpp }))).toMatchObject({ try: expect.stringMatching(remedy) });
  });

  it.each([
    ['none was made', [], 'createConsent'],
    ['the last waits', [of('ended', 'RJCT'), of('waiting', 'AWAU')], 'authoriseConsent'],
    ['the last was refused', [of('waiting', 'AWAU'), of('ended', 'RJCT')], 'createConsent'],
  ])('leads to what can be done where no customer authorised: %s', async (_, known, remedy) => {
    const outcome = await obw('accounts --json', { tpp: fakeTpp({ ...registered, consentsOf: async () => known }) });
    expect(errorIn(outcome)).toMatchObject({ code: 'consent_not_authorised', remedies: [{ do: remedy }] });
  });

  it.each([
    'consent show',
    'consent show aac-0',
    'consent authorise --headless --user rora',
    'consent revoke',
    'accounts',
    'token refresh',
  ])('leads to a registration where there is no client: %s', async (words) => {
    const outcome = await obw(`${words} --json`, { tpp: fakeTpp({ consentsOf: async () => [] }) });
    expect(errorIn(outcome)).toMatchObject({
      code: 'client_not_found',
      remedies: [{ do: 'register' }, { do: 'adoptClient' }],
    });
  });

  it('is told to register before it makes a consent where the list is empty for want of a client', async () => {
    const next = async (tpp: ReturnType<typeof fakeTpp>) =>
      (await obw('consent list', { tpp: fakeTpp({ consentsOf: async () => [], ...tpp }) })).stdout;
    expect(await next({})).toBe('No consent at sandbox yet. Next: obw register\n');
    expect(await next({ findClient: registered.currentClient })).toBe(
      'No consent at sandbox yet. Next: obw consent create\n',
    );
  });
});
