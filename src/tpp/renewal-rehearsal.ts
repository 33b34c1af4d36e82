/** A renewal rehearsed at the sandbox: the customer authorises the same consent again while the old token works, then the tokens are switched. */
import { t } from '../standard/language.ts';
import type { Bearer } from './api/bearer.ts';
import { callerWith, operationOf, urlOf } from './api/caller.ts';
import { acceptRedirect } from './authorization/accept.ts';
import { leavingNothing } from './authorization/authorise.ts';
import { customerBearer } from './authorization/customer-bearer.ts';
import type { Customer } from './authorization/headless.ts';
import { type AuthorisationRequest, authorisationRequest } from './authorization/request.ts';
import { findConsent } from './consents/kept.ts';
import { fail, OpenBankingError, type Problem, problemOf } from './errors.ts';
import type { RehearsalStep, RehearsalStepName } from './rehearsal-steps.ts';
import type { Session } from './session.ts';
import { textOf } from './strangers.ts';
import { statusWord } from './workspace/consent-status.ts';
import { isSandbox } from './workspace/profile.ts';
import type { ConsentRecord } from './workspace/state.ts';

export interface RehearsalOptions {
  /** Who authorises without a browser. */
  customer: Customer;
  /** Takes the request to the customer in another way and gives the redirect URL back. */
  authorise?: ((request: AuthorisationRequest) => Promise<string>) | undefined;
  onStep?: (step: RehearsalStep) => void;
  signal?: AbortSignal;
}

export interface Rehearsal {
  consentId: string;
  steps: RehearsalStep[];
  /** What ended it early. */
  problem?: Problem;
}

/**
 * Rehearses a renewal. Never throws for what the bank or the customer does: the failed step says so, and the rest is skipped.
 * @throws OpenBankingError `usage` for another bank than the sandbox, `consent_not_found`
 * @example
 * const { steps, problem } = await rehearseRenewal(session, consentId, { customer: { user: 'rora' } });
 */
export async function rehearseRenewal(
  session: Session,
  consentId: string,
  options: RehearsalOptions,
): Promise<Rehearsal> {
  if (!isSandbox(session.bank.entry)) {
    fail({
      code: 'usage',
      message: t('A renewal is rehearsed at the sandbox of this machine alone: it ends the tokens that there are.'),
      try: t('Where a customer is to authorise again in earnest, authorise the consent once more.'),
      remedies: [{ do: 'authoriseConsent', consentId }],
    });
  }
  const consent = await findConsent(session, consentId);
  const rehearsal: Rehearsal = { consentId: consent.consentId, steps: [] };
  const step = stepper(rehearsal, options);
  const read = (token: string | undefined): Promise<string> =>
    accountsBy(session, consent, token ?? '', options.signal);
  const tokenNow = async (): Promise<string> => (await customerBearer(session, consent)).token();

  let old: string | undefined;
  await step('read-before', async () => {
    // Renewed before, where it is at its end: what is rehearsed is a renewal in time.
    old = await tokenNow();
    return read(old);
  });
  let request: AuthorisationRequest | undefined;
  await step('request', async () => {
    request = await authorisationRequest(session, consent.consentId);
    return consent.consentId;
  });
  await step('read-while-asked', () => read(old));
  let redirect: string | undefined;
  await step('decision', async () => {
    redirect = request && (await decided(session, request, options));
    return t('the bank gave a code');
  });
  await step('read-once-decided', () => read(old));
  await step('switch', async () => statusWord((await acceptRedirect(session, redirect ?? '')).consent));
  await step('read-new', async () => read(await tokenNow()));
  await step('read-old', () => read(old).then((words) => t('{0}: it still works', words), refusedWords));
  return rehearsal;
}

async function decided(
  session: Session,
  request: AuthorisationRequest,
  { customer, authorise, signal }: RehearsalOptions,
): Promise<string> {
  return leavingNothing(session, request, async () => {
    if (authorise) return authorise(request);
    const { authoriseAs } = await import('./authorization/headless.ts');
    return authoriseAs(request.url, customer, signal);
  });
}

/** One page of accounts is read, with this very token: nothing renews it. */
async function accountsBy(
  session: Session,
  consent: ConsentRecord,
  token: string,
  signal: AbortSignal | undefined,
): Promise<string> {
  const operation = operationOf('GET /accounts');
  const bearer: Bearer = {
    owner: { of: 'consent', consentId: consent.consentId },
    token: async () => token,
    renew: async () => false,
  };
  const send = await callerWith(session, operation, { bearer, consent }, signal === undefined ? {} : { signal });
  const { answer } = await send(await urlOf(session, operation), {});
  return t('answered with {0}', answer.status);
}

/** That the bank has ended the old token is what a rehearsal shows, and no failure. */
function refusedWords(thrown: unknown): string {
  if (!(thrown instanceof OpenBankingError)) throw thrown;
  const { code, bank } = thrown.problem;
  if (code !== 'api_refused') throw thrown;
  const said = textOf(bank?.description ?? bank?.error);
  return said === undefined
    ? t('refused with {0}', bank?.status ?? '')
    : t('refused with {0}: {1}', bank?.status ?? '', said);
}

/** Runs steps until one fails; after a failure every further step is skipped. */
function stepper(rehearsal: Rehearsal, { onStep, signal }: RehearsalOptions) {
  const tell = (step: RehearsalStep): void => {
    rehearsal.steps.push(step);
    onStep?.(step);
  };
  return async (name: RehearsalStepName, run: () => Promise<string>): Promise<void> => {
    if (rehearsal.problem) return tell({ name, status: 'skipped', milliseconds: 0 });
    const began = performance.now();
    const milliseconds = (): number => Math.round(performance.now() - began);
    try {
      if (signal?.aborted) cancelled();
      const result = await run();
      tell({ name, status: 'done', milliseconds: milliseconds(), result });
    } catch (thrown) {
      rehearsal.problem = problemOf(thrown);
      tell({ name, status: 'failed', milliseconds: milliseconds(), result: rehearsal.problem.message });
    }
  };
}

function cancelled(): never {
  return fail({
    code: 'cancelled',
    message: t('The rehearsal was cancelled.'),
    try: t('Run it again when you are ready.'),
  });
}
