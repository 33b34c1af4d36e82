/** The guide from registration to transactions, one step after the other: the whole product in one screen. */

import { t } from '../standard/language.ts';
import type { BankObject } from './accounts/pages.ts';
import { accountId, accounts, balances, transactions } from './accounts/resources.ts';
import { acceptRedirect } from './authorization/accept.ts';
import type { Customer } from './authorization/headless.ts';
import { type AuthorisationRequest, authorisationRequest } from './authorization/request.ts';
import { clientCredentialsToken } from './client/client-token.ts';
import { createConsent } from './consents/consent.ts';
import { fail, type Problem, problemOf } from './errors.ts';
import type { JourneyStep } from './journey-steps.ts';
import { downloadEnvironment, type PostmanEnvironment } from './postman/environment.ts';
import { type RegisterOptions, register } from './registration/register.ts';
import { usesSecret } from './rules/auth-methods.ts';
import { findClient, type Session } from './session.ts';
import { statusWord } from './workspace/consent-status.ts';

export interface StepReport {
  name: JourneyStep;
  status: 'done' | 'failed' | 'skipped';
  milliseconds: number;
  /** What came of it, in a few words: an id, a count, a reason. */
  result?: string;
}

export interface JourneyOptions {
  /** Who authorises without a browser; only the embedded bank lets one. */
  customer: Customer;
  /** Takes the request to the customer in another way and gives the redirect URL back. */
  authorise?: (request: AuthorisationRequest) => Promise<string>;
  registration?: RegisterOptions;
  onStep?: (report: StepReport) => void;
  signal?: AbortSignal;
}

export interface Journey {
  clientId?: string;
  consentId?: string;
  environment?: PostmanEnvironment;
  accounts: BankObject[];
  balances: BankObject[];
  /** Of the first account. */
  transactions: BankObject[];
  steps: StepReport[];
  /** What ended the journey early. */
  problem?: Problem;
}

/**
 * Walks the guide's steps 2 to 5. Never throws for what the bank or the customer does: the failed step says so, and the rest is skipped.
 * @example
 * const { transactions, problem } = await runJourney(session, { customer: { user: 'rora' }, onStep: console.log });
 */
export async function runJourney(session: Session, options: JourneyOptions): Promise<Journey> {
  const journey: Journey = { accounts: [], balances: [], transactions: [], steps: [] };
  const step = stepper(journey, options);

  await step('discovery', async () => (await session.metadata()).issuer);
  const client = await step(
    'register',
    async () => (await findClient(session)) ?? register(session, options.registration),
  );
  journey.clientId = client?.clientId;
  journey.environment = await step('environment', () => environmentWhereThereIsOne(session, options.signal));
  await step('client-credentials', async () => (await clientCredentialsToken(session)).scope);
  const consent = await step('consent', () => createConsent(session));
  journey.consentId = consent?.consentId;
  const redirect = await step('authorise', async () => {
    const request = await authorisationRequest(session, journey.consentId ?? '');
    return options.authorise?.(request) ?? headless(request, options);
  });
  await step('token', async () => statusWord((await acceptRedirect(session, redirect ?? '')).consent));
  const read = { consentId: journey.consentId ?? '', signal: options.signal };
  journey.accounts = (await step('accounts', () => accounts(session, read))) ?? [];
  journey.balances = (await step('balances', () => balances(session, undefined, read))) ?? [];
  const [first] = journey.accounts.map(accountId);
  journey.transactions =
    (await step('transactions', async () => (first ? transactions(session, first, {}, read) : []))) ?? [];
  return journey;
}

/** A step that does not apply to this client; the journey goes on. */
const notForThisClient = Symbol('not for this client');

/** Runs steps until one fails, times and reports each; after a failure every further step is skipped. */
function stepper(journey: Journey, { onStep, signal }: JourneyOptions) {
  const report = (step: StepReport) => {
    journey.steps.push(step);
    onStep?.(step);
  };
  return async <T>(name: JourneyStep, run: () => Promise<T | typeof notForThisClient>): Promise<T | undefined> => {
    if (journey.problem) {
      report({ name, status: 'skipped', milliseconds: 0 });
      return undefined;
    }
    const started = performance.now();
    const milliseconds = () => Math.round(performance.now() - started);
    try {
      if (signal?.aborted) cancelled();
      const result = await run();
      if (result === notForThisClient) {
        report({ name, status: 'skipped', milliseconds: 0, result: t('the client has no secret to show') });
        return undefined;
      }
      report({ name, status: 'done', milliseconds: milliseconds(), result: inWords(result) });
      return result;
    } catch (thrown) {
      journey.problem = problemOf(thrown);
      report({ name, status: 'failed', milliseconds: milliseconds(), result: journey.problem.message });
      return undefined;
    }
  };
}

async function headless({ url }: AuthorisationRequest, { customer, signal }: JourneyOptions): Promise<string> {
  const { authoriseAs } = await import('./authorization/headless.ts');
  return authoriseAs(url, customer, signal);
}

/** Step 2.3 is for clients with a secret; others go on without. */
async function environmentWhereThereIsOne(
  session: Session,
  signal: AbortSignal | undefined,
): Promise<PostmanEnvironment | typeof notForThisClient> {
  const client = await findClient(session);
  return usesSecret(client?.tokenEndpointAuthMethod) ? downloadEnvironment(session, signal) : notForThisClient;
}

function inWords(result: unknown): string | undefined {
  if (typeof result === 'string') return result.split(/[?#]/)[0];
  if (Array.isArray(result)) return `${result.length}`;
  if (typeof result !== 'object' || result === null) return undefined;
  for (const name of ['consentId', 'clientId', 'name']) {
    const value: unknown = Reflect.get(result, name);
    if (typeof value === 'string') return value;
  }
  return undefined;
}

function cancelled(): never {
  return fail({
    code: 'cancelled',
    message: t('The journey was cancelled.'),
    try: t('Run it again when you are ready.'),
  });
}
