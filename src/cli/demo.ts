/** The demo: a fresh bank and a software statement in a temporary folder, then the journey of the TPP side against them. */

import { mkdtempSync, rmSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fail } from '../tpp/errors.ts';
import { journeySteps } from '../tpp/journey-steps.ts';
import { startBankProcess } from './bank-process.ts';
import type { Call } from './call.ts';
import { cancelled, problemOf, type Reported } from './errors.ts';
import { openSessionOf } from './session.ts';
import type { BankObject } from './tables.ts';

/** In the guide's order; those of the journey come from the TPP side under the same names. */
export const demoSteps = ['bank', 'software-statement', ...journeySteps] as const;
type DemoStepName = (typeof demoSteps)[number];

export interface DemoStep {
  name: DemoStepName;
  status: 'done' | 'failed' | 'skipped';
  milliseconds: number;
  /** What came of it, in a few words. */
  result?: string;
}

export interface DemoResult {
  clientId?: string;
  consentId?: string;
  accounts: BankObject[];
  balances: BankObject[];
  /** Of the first account. */
  transactions: BankObject[];
  steps: DemoStep[];
  problem?: Reported;
}

export interface DemoOptions {
  /** Entries of the first account; default: as many as the bank makes. */
  transactions?: number;
  onStart?: (name: DemoStepName) => void;
  onStep?: (step: DemoStep) => void;
}

/** Milliseconds that a step in flight has to end after Ctrl-C. */
const exitDelay = 1000;

/**
 * Runs the demo. A failed step is told in the result, not thrown, and so is Ctrl-C. Bank and folder are put away by the call's end.
 */
export async function runDemo(call: Call, options: DemoOptions): Promise<DemoResult> {
  const result: DemoResult = { accounts: [], balances: [], transactions: [], steps: [] };
  const done = (step: DemoStep) => {
    result.steps.push(step);
    options.onStep?.(step);
    const next = demoSteps[demoSteps.indexOf(step.name) + 1];
    if (step.status === 'done' && next) options.onStart?.(next);
  };
  try {
    await untilAborted(walk(call, options, result, done), call.signal);
  } catch (thrown) {
    result.problem ??= problemOf(thrown);
  }
  if (call.signal.aborted) result.problem = cancelled;
  for (const name of demoSteps) {
    if (!result.steps.some((step) => step.name === name)) done({ name, status: 'skipped', milliseconds: 0 });
  }
  return result;
}

async function walk(
  call: Call,
  options: DemoOptions,
  result: DemoResult,
  done: (step: DemoStep) => void,
): Promise<void> {
  options.onStart?.('bank');
  let folder = '';
  await timed('bank', done, async () => {
    folder = temporaryFolder(call);
    const bank = await startBankProcess({
      dir: join(folder, 'bank'),
      transactions: options.transactions,
      signal: call.signal,
    });
    call.atEnd(() => bank.stop());
    return bank.issuer;
  });
  const [dir, workspace] = [join(folder, 'bank'), join(folder, 'tpp')];
  await timed('software-statement', done, async () => {
    const { issueSoftwareStatement } = await call.bank();
    const { softwareId } = await issueSoftwareStatement({ dir, out: workspace });
    return softwareId;
  });
  const { tpp, session } = await openSessionOf(call, { workspace });
  const { problem, clientId, consentId, accounts, balances, transactions } = await tpp.runJourney(session, {
    customer: { user: 'rora' },
    onStep: done,
    signal: call.signal,
  });
  Object.assign(result, { problem, clientId, consentId, accounts, balances, transactions });
}

async function timed(name: DemoStepName, done: (step: DemoStep) => void, work: () => Promise<string>): Promise<void> {
  const started = performance.now();
  const milliseconds = () => Math.round(performance.now() - started);
  try {
    const result = await work();
    done({ name, status: 'done', milliseconds: milliseconds(), result });
  } catch (thrown) {
    done({ name, status: 'failed', milliseconds: milliseconds(), result: problemOf(thrown).message });
    throw thrown;
  }
}

/** Removed at the call's end, and even at an end of the process that comes before it. */
function temporaryFolder(call: Call): string {
  const folder = makeFolder();
  const last = () => rmSync(folder, { recursive: true, force: true });
  process.once('exit', last);
  call.atEnd(async () => {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
    process.removeListener('exit', last);
  });
  return folder;
}

function makeFolder(): string {
  try {
    return mkdtempSync(join(tmpdir(), 'obw-demo-'));
  } catch (cause) {
    const message = `No folder can be made in ${tmpdir()}.`;
    return fail({ code: 'file_not_writable', message, try: 'Name a folder in TMPDIR that you may write to.' }, cause);
  }
}

async function untilAborted(work: Promise<void>, signal: AbortSignal): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const aborted = new Promise<void>((resolve) => {
    const wait = () => {
      timer = setTimeout(resolve, exitDelay);
    };
    if (signal.aborted) wait();
    else signal.addEventListener('abort', wait, { once: true });
  });
  try {
    await Promise.race([work, aborted]);
  } finally {
    clearTimeout(timer);
  }
}
