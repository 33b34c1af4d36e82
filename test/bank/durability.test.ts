/** The bank killed without warning, after each of its answers and in the middle of them: what it answered is there, the rest is whole or absent. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Ready } from '../../src/bank/index.ts';
import { often, seed } from '../support/chance.ts';
import { makeTpp } from './support/bank.ts';
import { Browser } from './support/customer.ts';
import { faultsIn, faultsLeftIn } from './support/database.ts';
import { type BankProcess, type BankProgram, bankProgram, endAllBanks, spawnBank } from './support/process.ts';
import { randomFrom } from './support/random.ts';
import { checkAnswered, type Journey, type Method, type Step, steps } from './support/survivor.ts';

let program: BankProgram;
let dir: string;
let bank: BankProcess;
let ready: Ready;

const start = async (): Promise<Ready> => {
  bank = spawnBank(program.file, ['start', '--dir', dir]);
  return bank.ready;
};

beforeAll(async () => {
  program = await bankProgram();
  dir = await mkdtemp(join(tmpdir(), 'obw-killed-'));
  ready = await start();
});
afterAll(async () => {
  await endAllBanks();
  program.remove();
  await rm(dir, { recursive: true, force: true });
});

/** A kill that waits for a request to be open; one that is answered sooner lets it come sooner in the next. */
interface Kill {
  /** Milliseconds from the moment at which the request left. */
  after: number;
  done: boolean;
}
let kill: Kill | undefined;

async function watch<T>(request: () => Promise<T>): Promise<T> {
  let open = true;
  const answer = request().finally(() => {
    open = false;
  });
  if (kill && !kill.done) {
    answer.catch(() => {});
    // Timers are too coarse: many a request is answered within one.
    for (const from = performance.now(); open && performance.now() - from < kill.after; ) await turn();
    if (open) {
      kill.done = true;
      bank.child.kill('SIGKILL');
    } else kill.after /= 2;
  }
  return answer;
}

/** Starts the bank anew on what the dead one left, and looks at both. */
async function riseAgain(): Promise<void> {
  await bank.exit;
  expect(faultsLeftIn(dir)).toEqual([]);
  const again = await start();
  expect({ ...again, pid: ready.pid }).toEqual(ready);
  expect(faultsIn(dir)).toEqual([]);
}

async function begin(method: Method, triesCodeAgain = false): Promise<Journey> {
  const freshTpp = () => makeTpp(dir, ready);
  const unknown = {
    clientId: '',
    secret: undefined,
    clientToken: '',
    consentId: '',
    code: '',
    accessToken: '',
    accountId: '',
  };
  const nothing = { accounts: undefined, balances: undefined, transactions: undefined, at: { page: '', url: '' } };
  const tpp = await freshTpp();
  return { ready, watch, freshTpp, method, triesCodeAgain, tpp, browser: new Browser(), ...unknown, ...nothing };
}

const seen = ({ accounts, balances, transactions }: Journey) => ({ accounts, balances, transactions });

describe('a bank that is killed', () => {
  let undisturbed: ReturnType<typeof seen>;
  /** The longest that a request of the step took, in milliseconds. */
  const durations = new Map<string, number>();

  beforeAll(async () => {
    const journey = await begin('client_secret_basic');
    for (const step of steps) {
      const from = performance.now();
      await step.go(journey);
      durations.set(step.name, performance.now() - from);
    }
    undisturbed = seen(journey);
    await journey.tpp.agent.destroy();
  });

  it('after each answer, has all it answered and goes on to the same transactions', { timeout: 120_000 }, async () => {
    const journey = await begin('client_secret_basic');
    for (const [index, step] of steps.entries()) {
      try {
        await step.go(journey);
        bank.child.kill('SIGKILL');
        await riseAgain();
        await checkAnswered(journey, index + 1, false);
      } catch (cause) {
        throw new Error(`killed after ${step.name}: ${String(cause)}`, { cause });
      }
    }
    expect(seen(journey)).toEqual(undisturbed);
    await journey.tpp.agent.destroy();
  });

  it('at random moments with a request open, has what it answered, the rest whole or not at all', {
    timeout: often(180_000),
  }, async () => {
    const random = randomFrom(seed);
    // Where more is written at once, more often.
    const weighty = [
      'register',
      'register',
      'consent',
      'open',
      'login',
      'approve',
      'approve',
      'approve',
      'token',
      'token',
    ];
    const names = [...weighty, ...steps.map(({ name }) => name)];
    // Each is a journey and a restart: a few in the suite, as the one before kills after each step.
    const kills = often(1) > 1 ? 20 : 8;
    const rounds = Array.from({ length: often(1) }, () => random.shuffled(names).slice(0, kills));
    const victims = rounds.flat();
    for (const [round, victim] of victims.entries()) {
      const method: Method = random.next() < 0.5 ? 'client_secret_basic' : 'private_key_jwt';
      const journey = await begin(method, random.next() < 0.5);
      // Each part of a step that is killed several times has one of the kills.
      const parts = victims.filter((name) => name === victim).length;
      const part = victims.slice(0, round).filter((name) => name === victim).length;
      const share = (part + random.next()) / parts;
      const planned: Kill = { after: share * (durations.get(victim) ?? 5), done: false };
      let at = 'before';
      let risen = false;
      const rise = async (): Promise<void> => {
        kill = undefined;
        risen = true;
        await riseAgain();
      };
      const attempt = async (index: number, step: Step): Promise<void> => {
        at = step.name;
        try {
          await step.go(journey);
        } catch (lost) {
          if (!planned.done || risen) throw lost;
          await rise();
          await checkAnswered(journey, index, true);
          await step.again(journey);
        }
        // Its answer was under way already: it counts.
        if (planned.done && !risen) {
          await rise();
          await checkAnswered(journey, index + 1, false);
        }
      };
      try {
        for (const [index, step] of steps.entries()) {
          if (step.name === victim) kill = planned;
          await attempt(index, step);
        }
        const last = steps.length - 1;
        for (const step of steps.slice(last)) while (!planned.done) await attempt(last, step);
        expect(seen(journey)).toEqual(undisturbed);
        expect(faultsIn(dir)).toEqual([]);
      } catch (cause) {
        const told = `OBW_SEED=${seed}, kill ${round + 1} of ${victims.length}, ${planned.after.toFixed(2)} ms into ${victim} (${method})`;
        throw new Error(`${told}, at ${at}: ${String(cause)}\n${bank.stderr()}`, { cause });
      } finally {
        kill = undefined;
        await journey.tpp.agent.destroy();
      }
    }
  });
});
