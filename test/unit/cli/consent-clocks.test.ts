/** `obw consent list`, `show` and `reconfirmed`: the four clocks for people and for scripts. */
import { expect, it } from 'vitest';
import type { ConsentRecord } from '../../../src/tpp/workspace/state.ts';
import { consentTold } from '../../support/consents.ts';
import { errorIn, fakeTpp, obw } from './fake-terminal.ts';

const day = 24 * 60 * 60_000;
const at = (days: number): string => new Date(Date.now() + days * day).toISOString();
const standing = consentTold({ consentId: 'aac-1', authorisedAt: at(-91), expirationDateTime: at(200.5) });
const ended = consentTold({ consentId: 'aac-2', authorisedAt: at(-30), expirationDateTime: at(-2.5) });
const cancelled = consentTold({
  consentId: 'aac-3',
  status: 'CANC',
  statusReasons: [{ code: 'TKSP', description: 'Stolen phone' }],
});

const tppWith = (consents: ConsentRecord[], tokens?: { expires_at: number; refresh_token?: string }) =>
  fakeTpp({
    consentsOf: async () => consents,
    readConsent: async (_, id) => consents.find(({ consentId }) => consentId === id) ?? standing,
    knownTokens: async () => tokens && { access_token: 'at', scope: 'accounts', ...tokens },
  });
const renewable = { expires_at: Date.now() - day, refresh_token: 'rt' };

it('the list has a column for each clock that there is, and says below what a mark is about', async () => {
  const { stdout } = await obw('consent list', { tpp: tppWith([standing, ended], renewable) });
  const [head, first, second, , ...remarks] = stdout.split('\n');
  expect(head).toMatch(/Consent ends +Reconfirm by +Access token$/);
  expect(first).toMatch(/^aac-1 .* \d{4}-\d\d-\d\d +\d{4}-\d\d-\d\d over +renews itself$/);
  expect(second).toMatch(/^aac-2 .* \d{4}-\d\d-\d\d over +\d{4}-\d\d-\d\d +\d{4}-\d\d-\d\d$/);
  expect(remarks[0]).toMatch(
    /^! aac-1: reconfirmation was due 24 hours ago \(.* UTC\)\. .* Command: obw consent reconfirmed aac-1$/,
  );
  expect(remarks[1]).toMatch(/^! aac-2: expired 2 days ago \(.* UTC\)\. .* Command: obw consent create$/);
  expect(remarks.slice(2)).toEqual(['']);
});

it('a list without a clock is the table alone', async () => {
  const { stdout } = await obw('consent list', { tpp: tppWith([consentTold({ consentId: 'aac-4', status: 'AWAU' })]) });
  expect(stdout).toMatch(/^Consent +Status +Permissions +Created +Accounts\naac-4 .*\n$/);
});

it('a script gets each clock with its time and its state, whatever the day', async () => {
  const { stdout } = await obw('consent list --json', { tpp: tppWith([standing], renewable) });
  const [{ clocks }] = JSON.parse(stdout).consents;
  expect(clocks).toMatchObject([
    { clock: 'consent', at: standing.expirationDateTime, state: 'running' },
    { clock: 'refreshToken', state: 'running', ends: 'the bank does not say' },
    { clock: 'reconfirmation', state: 'over', try: expect.stringContaining('obw consent reconfirmed aac-1') },
    { clock: 'accessToken', state: 'running', renews: true },
  ]);
  expect(clocks.every(({ means }: { means: string }) => /^[A-Z].*\.$/.test(means))).toBe(true);
});

it('one consent says what a mark means and what to do, with the folder that was named', async () => {
  const { stdout } = await obw('consent show aac-1 --bank sandbox', { tpp: tppWith([standing], renewable) });
  expect(stdout).toMatch(/^Consent ends +.* UTC \(in 200 days\)$/m);
  expect(stdout).toMatch(/^Reconfirm with the customer by +.* UTC \(24 hours ago\): over$/m);
  expect(stdout).toMatch(/^ +Ask the customer.* Command: obw consent reconfirmed aac-1 --bank sandbox$/m);
  expect(stdout).toMatch(/^Access token ends .* The next call renews it by the refresh token\.$/m);
});

it('where no token is kept here it says so', async () => {
  const { stdout } = await obw('consent show aac-1', { tpp: tppWith([standing]) });
  expect(stdout).toMatch(/^Access token ends +none is kept here$/m);
});

it('why a 4.0 bank ended it is in words', async () => {
  const { stdout } = await obw('consent show aac-3', { tpp: tppWith([cancelled]) });
  expect(stdout).toMatch(/^Status +CANC$/m);
  expect(stdout).toMatch(/^Reason +The bank suspended it.* \(TKSP\) The bank says: “Stolen phone”$/m);
});

it('a reconfirmation is noted at the day that is named, and says when to ask again', async () => {
  const noted: [id: string, at: number | undefined][] = [];
  const tpp = {
    ...tppWith([standing], renewable),
    noteReconfirmation: async (_: unknown, id: string, time?: number) => {
      noted.push([id, time]);
      return { ...standing, reconfirmedAt: '2026-11-28T00:00:00.000Z' };
    },
  };
  const { stdout } = await obw('consent reconfirmed aac-1 --at 2026-11-28', { tpp });
  expect(noted).toEqual([['aac-1', Date.parse('2026-11-28T00:00:00Z')]]);
  expect(stdout).toContain('aac-1 at 2026-11-28 00:00:00 UTC. Ask again by ');
  await obw('consent reconfirmed', { tpp });
  expect(noted[1]).toEqual(['aac-1', undefined]);
  expect(errorIn(await obw('consent reconfirmed --at yesterday --json', { tpp }))).toMatchObject({ code: 'usage' });
});
