/** The bank killed while it changes a consent: there is never a changed consent without its event, nor an event without its change. */
import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { often, seed } from '../support/chance.ts';
import { Browser, decide, logIn, type Page } from './support/customer.ts';
import { faultsIn } from './support/database.ts';
import { type MovingBank, startMovingBank } from './support/moving-bank.ts';
import { type BankProgram, bankProgram, endAllBanks } from './support/process.ts';
import { randomFrom } from './support/random.ts';
import { type RelyingParty, relyingParty } from './support/relying-party.ts';
import { codeOf, exchange } from './support/requests.ts';

let program: BankProgram;
let bank: MovingBank;
let party: RelyingParty;
beforeAll(async () => {
  program = await bankProgram();
  bank = await startMovingBank(program);
  party = await relyingParty(bank);
});
afterAll(async () => {
  await bank.stop();
  await endAllBanks();
  program.remove();
});

const row = z.object({ id: z.string(), json: z.string() });
const kept = z.looseObject({ grantId: z.string().optional(), nextGrantId: z.string().optional() });

/** The consent as it stands in the folder, and how many events there are of it. Read with SQL from a copy, also of what a killed bank left. */
function stateOf(consentId: string): { consent: string | undefined; grants: (string | undefined)[]; events: number } {
  const copy = mkdtempSync(join(tmpdir(), 'obw-consent-'));
  try {
    for (const name of ['bank.sqlite', 'bank.sqlite-wal'])
      if (existsSync(join(bank.dir, name))) copyFileSync(join(bank.dir, name), join(copy, name));
    const db = new DatabaseSync(join(copy, 'bank.sqlite'));
    try {
      const of = (kind: string) =>
        db
          .prepare('SELECT id, json FROM documents WHERE kind = ?')
          .all(kind)
          .map((found) => row.parse(found));
      const found = of('Consent').find(({ id }) => id === consentId);
      const { grantId, nextGrantId, ...consent } = kept.parse(JSON.parse(found?.json ?? '{}'));
      const events = of('ConsentEvent').filter(({ json }) => JSON.parse(json).subject === consentId).length;
      return { consent: found && JSON.stringify(consent), grants: [grantId, nextGrantId], events };
    } finally {
      db.close();
    }
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

type State = ReturnType<typeof stateOf>;

/** What a whole change looks like. What was not done leaves both as they were. */
const told = (before: State, after: State) => after.events === before.events + 1 && after.consent !== before.consent;
/** Who approves again changes which tokens there will be, which no TPP can read; it is an event all the same. */
const approvedAgain = (before: State, after: State) =>
  after.events === before.events + 1 && after.grants[1] !== before.grants[1] && after.grants[1] !== undefined;
const swapped = (before: State, after: State) =>
  after.events === before.events && after.consent === before.consent && after.grants[0] === before.grants[1];
const gone = (before: State, after: State) => after.consent === undefined && after.events === before.events;

interface Change {
  name: string;
  /** Goes as far as the request that changes the consent, and returns that. */
  prepare(consentId: string): Promise<() => Promise<unknown>>;
  whole(before: State, after: State): boolean;
}

async function consentPage(consentId: string): Promise<{ browser: Browser; page: Page }> {
  const browser = new Browser();
  const { url } = await party.authorizationUrl(consentId);
  return { browser, page: await logIn(browser, await browser.follow(url), { user: 'rora' }) };
}

const deciding = (decision: 'approve' | 'refuse') => async (consentId: string) => {
  const { browser, page } = await consentPage(consentId);
  return () => decide(browser, page, decision);
};

const changes: readonly Change[] = [
  { name: 'approve', prepare: deciding('approve'), whole: told },
  { name: 'refuse', prepare: deciding('refuse'), whole: told },
  {
    name: 'approve again',
    async prepare(consentId) {
      await exchange(party, await codeOf(party, consentId));
      return deciding('approve')(consentId);
    },
    whole: approvedAgain,
  },
  {
    name: 'redeem the second code',
    async prepare(consentId) {
      await exchange(party, await codeOf(party, consentId));
      const code = await codeOf(party, consentId);
      return () => exchange(party, code);
    },
    whole: swapped,
  },
  {
    name: 'delete',
    async prepare(consentId) {
      await party.authorise(consentId, { user: 'rora' });
      const own = await party.clientCredentials();
      return () => party.api(`/account-access-consents/${consentId}`, own, { method: 'DELETE' });
    },
    whole: gone,
  },
  {
    name: 'expire',
    async prepare(consentId) {
      await party.authorise(consentId, { user: 'rora' });
      return () => bank.advance('2d');
    },
    whole: told,
  },
];

it('A bank killed at random has both the change of a consent and its event, or neither', {
  timeout: often(180_000),
}, async () => {
  const random = randomFrom(seed);
  const outcomes = { whole: 0, nothing: 0 };
  // A round to learn how long each takes, undisturbed, and then those that are killed.
  const durations = new Map<string, number>();
  for (const round of Array.from({ length: 2 + often(1) }, (_, index) => index)) {
    for (const { name, prepare, whole } of changes) {
      const { json: clock } = await bank.admin('GET', '/admin/clock');
      const end = new Date(Date.parse(clock.business) + 86_400_000).toISOString().replace(/\.\d+Z/, '+00:00');
      const consentId = await party.consentId(name === 'expire' ? { ExpirationDateTime: end } : {});
      const change = await prepare(consentId);
      const before = stateOf(consentId);
      const from = performance.now();
      const answer = change().then(
        () => true,
        () => false,
      );
      const wait = random.next() * (durations.get(name) ?? 0);
      if (round > 0) {
        await sleep(wait);
        bank.process.child.kill('SIGKILL');
        await bank.process.exit;
      }
      const answered = await answer;
      if (round === 0) durations.set(name, performance.now() - from);
      const after = stateOf(consentId);
      const nothing = JSON.stringify(after) === JSON.stringify(before);
      const what = `OBW_SEED=${seed}, round ${round}, ${name}, killed after ${wait.toFixed(2)} ms`;
      expect([what, whole(before, after) || nothing, after]).toEqual([what, true, after]);
      // What was answered had been written before.
      if (answered) expect([what, nothing, after]).toEqual([what, false, after]);
      outcomes[nothing ? 'nothing' : 'whole'] += 1;
      if (round > 0) await bank.again('SIGKILL');
      expect(faultsIn(bank.dir)).toEqual([]);
    }
  }
  // The kills came neither all too soon nor all too late.
  expect(outcomes.whole).toBeGreaterThan(changes.length);
  expect(outcomes.nothing).toBeGreaterThan(0);
});
