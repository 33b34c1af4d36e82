/** The journey as a report: what is over is ticked with its time, what is under way says so, and what ended it says what to do. */
import { expect, it } from 'vitest';
import { journeySteps } from '../../../src/tpp/journey-steps.ts';
import { type JourneyStepReport, journeyReport, sandboxSteps } from '../../../src/tpp/report/journey.ts';

const names = [...sandboxSteps, ...journeySteps];
const done = (count: number, results: Record<string, string> = {}): JourneyStepReport[] =>
  names.slice(0, count).map((name, index) => ({
    name,
    status: 'done',
    milliseconds: 100 * (index + 1),
    ...(results[name] !== undefined && { result: results[name] }),
  }));
const reportOf = (steps: JourneyStepReport[], more = {}) =>
  journeyReport({ name: 'sandbox', names, steps, now: 0, ...more });

it('has twelve steps on the sandbox, each with its time and with what came of it', () => {
  const results = {
    discovery: 'https://bank.example',
    register: 'c-1',
    environment: 'c-1',
    accounts: '1',
    balances: '9',
    transactions: '1562',
    authorise: 'https://x',
  };
  const report = reportOf(done(12, results));
  const [{ items } = { items: [] }] = report.groups;
  expect(items).toHaveLength(12);
  expect(items.every(({ state, figure }) => state === 'good' && figure !== undefined)).toBe(true);
  expect(items.flatMap(({ detail }) => detail ?? [])).toEqual([
    'The issuer is https://bank.example',
    'Client c-1',
    'Environment c-1',
    '1 account',
    '9 balances',
    '1,562 transactions',
  ]);
  expect(items.map(({ figure }) => figure).slice(8)).toEqual(['900 ms', '1.0 s', '1.1 s', '1.2 s']);
  expect(report.verdict).toEqual({ state: 'good', text: '12 steps in 7.8 s.' });
});

it('has the step under way after those that are over, and the rest waiting', () => {
  const report = reportOf(done(3));
  expect(report.groups[0]?.items.map(({ state }) => state).join(' ')).toBe(
    `good good good running${' waiting'.repeat(8)}`,
  );
  expect(report.verdict).toEqual({ state: 'running', text: 'Step 4 of 12: Register a client' });
});

it('says of a step that was left out why', () => {
  const steps = done(5).with(4, { name: 'environment', status: 'skipped', milliseconds: 0, result: 'no secret' });
  expect(reportOf(steps).groups[0]?.items[4]).toMatchObject({ state: 'note', detail: 'no secret' });
});

it('that ended says at which step, why and what to do, and what was not done', () => {
  const problem = {
    code: 'bank_unreachable',
    message: 'Nobody answers.',
    try: 'Start it.',
    remedies: [{ do: 'startSandbox' }],
  };
  const skipped = names.slice(4).map((name): JourneyStepReport => ({ name, status: 'skipped', milliseconds: 0 }));
  const failed: JourneyStepReport = { name: 'register', status: 'failed', milliseconds: 20, result: 'Nobody answers.' };
  const report = reportOf([...done(3), failed, ...skipped], { problem });
  expect(report.groups[0]?.items[3]).toEqual({
    state: 'error',
    text: 'Register a client',
    figure: '20 ms',
    detail: 'Nobody answers.',
    try: 'Start it.',
    remedies: [{ do: 'startSandbox' }],
  });
  expect(report.groups[0]?.items[4]).toEqual({ state: 'note', text: 'Download the client’s environment file' });
  expect(report.verdict).toEqual({ state: 'error', text: 'It ended at “Register a client”.' });
});

it('whose sandbox did not start says so before any problem of the bank’s', () => {
  const report = reportOf([{ name: 'bank', status: 'failed', milliseconds: 5, result: 'The port is taken.' }]);
  expect(report.groups[0]?.items[0]).toMatchObject({ state: 'error', detail: 'The port is taken.' });
  expect(report.groups[0]?.items.slice(1).every(({ state }) => state === 'waiting')).toBe(true);
  expect(report.verdict.text).toBe('It ended at “Start the sandbox”.');
});
