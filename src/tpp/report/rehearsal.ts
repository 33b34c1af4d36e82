/** The rehearsal of a renewal as a report: each step with what came of it and what that means. */
import { t } from '../../standard/language.ts';
import type { Problem } from '../errors.ts';
import { type RehearsalStep, type RehearsalStepName, rehearsalSteps } from '../rehearsal-steps.ts';
import type { Report, ReportItem } from './report.ts';

interface RehearsalOf {
  /** Of the bank. */
  name: string;
  /** Those that are over. */
  steps: readonly RehearsalStep[];
  /** What ended it. */
  problem?: Problem | undefined;
  /** Milliseconds since the epoch. */
  now: number;
}

export function rehearsalReport({ name, steps, problem, now }: RehearsalOf): Report {
  const current = problem ? undefined : rehearsalSteps.find((each) => !steps.some((step) => step.name === each));
  const items = rehearsalSteps.map((each): ReportItem => {
    const step = steps.find((one) => one.name === each);
    const text = rehearsalTitle(each);
    if (step === undefined) return { state: each === current ? 'running' : 'waiting', text };
    return stepItem(step, text, problem);
  });
  const verdict = (): Report['verdict'] => {
    if (problem) return { state: 'error', text: problem.message };
    if (current) {
      const place = rehearsalSteps.indexOf(current) + 1;
      return {
        state: 'running',
        text: t('Step {0} of {1}: {2}', place, rehearsalSteps.length, rehearsalTitle(current)),
      };
    }
    return { state: 'good', text: t('The customer’s data never stopped coming, and the new tokens are in use.') };
  };
  return {
    title: t('A renewal rehearsed at {0}', name),
    lead: t(
      'A customer can authorise a consent again at any time before it ends: the old token works on until the code is exchanged.',
    ),
    when: now,
    verdict: verdict(),
    groups: [{ title: t('Steps'), items }],
  };
}

function stepItem(
  { name, status, milliseconds, result = '' }: RehearsalStep,
  text: string,
  problem: Problem | undefined,
): ReportItem {
  if (status === 'skipped') return { state: 'note', text };
  if (status === 'failed') {
    const { message, try: advice, remedies } = problem ?? {};
    return {
      state: 'error',
      text,
      detail: message ?? result,
      ...(advice && { try: advice, ...(remedies && { remedies }) }),
    };
  }
  return {
    state: 'good',
    text,
    detail: result === '' ? rehearsalMeaning(name) : t('{0}. {1}', capital(result), rehearsalMeaning(name)),
    figure: t('{0} ms', milliseconds),
  };
}

const capital = (text: string): string => `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;

export function rehearsalTitle(name: RehearsalStepName): string {
  switch (name) {
    case 'read-before':
      return t('Read accounts with the old token');
    case 'request':
      return t('Ask for the same consent again');
    case 'read-while-asked':
      return t('Read with the old token while the customer is asked');
    case 'decision':
      return t('Have the customer decide');
    case 'read-once-decided':
      return t('Read with the old token once the customer has decided');
    case 'switch':
      return t('Exchange the code: the new tokens take the place of the old');
    case 'read-new':
      return t('Read accounts with the new token');
    case 'read-old':
      return t('Try the old token once more');
  }
}

export function rehearsalMeaning(name: RehearsalStepName): string {
  switch (name) {
    case 'read-before':
      return t('This is how it is well before the refresh token ends: nothing is amiss yet.');
    case 'request':
      return t('A new request object names the same consent; its permissions and its end stay as they are.');
    case 'read-while-asked':
      return t('Asking changes nothing: whoever reads by night goes on reading.');
    case 'decision':
      return t('On the bank’s pages, as the first time. Refused, the consent would be as it was before.');
    case 'read-once-decided':
      return t('The code is not exchanged yet, so that the old token still counts.');
    case 'switch':
      return t('From here on the new tokens are kept, and every call takes them by itself.');
    case 'read-new':
      return t('The reading went on, with no gap between old and new.');
    case 'read-old':
      return t('Whatever a bank answers here: the old tokens are not to be used after a renewal.');
  }
}
