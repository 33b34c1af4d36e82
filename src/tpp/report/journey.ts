/** The journey from a software statement to transactions as a report: each step with its time, while it goes on and when it is over. */
import { t } from '../../standard/language.ts';
import type { Problem } from '../errors.ts';
import type { StepReport } from '../journey.ts';
import type { JourneyStep } from '../journey-steps.ts';
import type { Report, ReportItem } from './report.ts';

/** What comes before the bank's own steps, where the bank is one of this machine that is made for it. */
export const sandboxSteps = ['bank', 'software-statement'] as const;

export type JourneyStepName = (typeof sandboxSteps)[number] | JourneyStep;

export interface JourneyStepReport extends Omit<StepReport, 'name'> {
  name: JourneyStepName;
}

export interface JourneyOf {
  /** Of the bank. */
  name: string;
  /** All that there are, in their order. */
  names: readonly JourneyStepName[];
  /** Those that are over. */
  steps: readonly JourneyStepReport[];
  /** What ended it. */
  problem?: Problem;
  /** Milliseconds since the epoch. */
  now: number;
}

export function journeyReport({ name, names, steps, problem, now }: JourneyOf): Report {
  const failed = steps.find(({ status }) => status === 'failed');
  const current = problem || failed ? undefined : names.find((each) => !steps.some((step) => step.name === each));
  const items = names.map((each): ReportItem => {
    const step = steps.find((one) => one.name === each);
    if (step) return stepItem(step, titles[each], step === failed ? problem : undefined);
    return { state: each === current ? 'running' : 'waiting', text: titles[each] };
  });
  const milliseconds = steps.reduce((sum, step) => sum + step.milliseconds, 0);
  const verdict = (): Report['verdict'] => {
    if (failed) return { state: 'error', text: t('It ended at “{0}”.', titles[failed.name]) };
    if (problem) return { state: 'error', text: problem.message };
    if (current) {
      const place = names.indexOf(current) + 1;
      return { state: 'running', text: t('Step {0} of {1}: {2}', place, names.length, titles[current]) };
    }
    return { state: 'good', text: t('{0} steps in {1}.', names.length, timeWords(milliseconds)) };
  };
  return {
    title: t('From a software statement to transactions, at {0}', name),
    when: now,
    verdict: verdict(),
    groups: [{ title: t('Steps'), items }],
  };
}

function stepItem(
  { name, status, milliseconds, result }: JourneyStepReport,
  text: string,
  problem: Problem | undefined,
): ReportItem {
  if (status === 'failed') {
    return {
      state: 'error',
      text,
      figure: timeWords(milliseconds),
      detail: problem?.message ?? result,
      ...(problem && { try: problem.try, ...(problem.remedies && { remedies: problem.remedies }) }),
    };
  }
  const detail = status === 'done' ? detailOf(name, result) : result;
  return {
    state: status === 'done' ? 'good' : 'note',
    text,
    ...(detail && { detail }),
    ...(status === 'done' && { figure: timeWords(milliseconds) }),
  };
}

const titles: Record<JourneyStepName, string> = {
  bank: t('Start the sandbox'),
  'software-statement': t('Get a software statement with its keys and certificates'),
  discovery: t('Read what the bank publishes about itself'),
  register: t('Register a client'),
  environment: t('Download the client’s environment file'),
  'client-credentials': t('Get a token of the client'),
  consent: t('Create an account access consent'),
  authorise: t('Have the customer authorise it'),
  token: t('Exchange the customer’s code for tokens'),
  accounts: t('Read the accounts'),
  balances: t('Read the balances'),
  transactions: t('Read the transactions of the first account'),
};

/** What came of a step, in words. */
function detailOf(name: JourneyStepName, result: string | undefined): string | undefined {
  if (result === undefined) return undefined;
  const count = Number(result);
  switch (name) {
    case 'discovery':
      return t('The issuer is {0}', result);
    case 'register':
      return t('Client {0}', result);
    case 'environment':
      return t('Environment {0}', result);
    case 'client-credentials':
      return t('Scope {0}', result);
    case 'consent':
      return t('Consent {0}', result);
    case 'token':
      return t('The consent is {0}', result);
    case 'accounts':
      return count === 1 ? t('1 account') : t('{0} accounts', grouped(count));
    case 'balances':
      return count === 1 ? t('1 balance') : t('{0} balances', grouped(count));
    case 'transactions':
      return count === 1 ? t('1 transaction') : t('{0} transactions', grouped(count));
    // The redirect's address says nothing that was not there before.
    case 'authorise':
      return undefined;
    case 'bank':
    case 'software-statement':
      return result;
  }
}

const grouped = (count: number): string => count.toLocaleString('en-GB');

/** `312 ms`, `2.9 s`, `95 s`. */
function timeWords(milliseconds: number): string {
  if (milliseconds < 1000) return `${milliseconds} ms`;
  const seconds = milliseconds / 1000;
  return `${seconds < 10 ? seconds.toFixed(1) : Math.round(seconds)} s`;
}
