/** The authorisation in flight that an answer belongs to: found by its state, used up once. */

import { t } from '../../standard/language.ts';
import { updateConsent } from '../consents/kept.ts';
import { fail, OpenBankingError } from '../errors.ts';
import type { Session } from '../session.ts';
import { mayHaveArrived } from '../transport/failure.ts';
import type { ConsentRecord } from '../workspace/state.ts';
import type { Redirect } from './redirect.ts';

export type Pending = NonNullable<ConsentRecord['pending']>;

export interface Flow {
  consent: ConsentRecord;
  pending: Pending;
}

/** The flow in flight with this state; looking for it changes nothing. */
export async function findFlow(session: Session, state: string | undefined): Promise<Flow | undefined> {
  if (state === undefined) return undefined;
  const { consents } = await session.state.read();
  for (const consent of consents) {
    const { pending } = consent;
    if (consent.bank === session.bank.name && pending?.state === state) return { consent, pending };
  }
  return undefined;
}

/**
 * Takes the flow out of the state, under the state's lock: of all who try, in whatever process, one succeeds.
 * @throws OpenBankingError `state_mismatch` when it was used up meanwhile
 */
export async function useUp(session: Session, { consent: { consentId }, pending: { state } }: Flow): Promise<void> {
  let taken = false;
  await session.state.update((all) => ({
    ...all,
    consents: all.consents.map((consent) => {
      const { pending, ...rest } = consent;
      if (consent.bank !== session.bank.name || consent.consentId !== consentId || pending?.state !== state) {
        return consent;
      }
      taken = true;
      return rest;
    }),
  }));
  if (!taken) failWithoutFlow({ state });
}

/**
 * Uses the flow up and sends its code. Where the bank was certainly not reached, the flow waits on.
 * @throws OpenBankingError `state_mismatch`, and what sending throws
 */
export async function usingUp<T>(session: Session, flow: Flow, send: () => Promise<T>): Promise<T> {
  await useUp(session, flow);
  try {
    return await send();
  } catch (thrown) {
    if (mayHaveArrived(thrown)) throw thrown;
    await putBack(session, flow);
    return failNotUsedUp(thrown);
  }
}

/** A request that was made meanwhile for the same consent counts more. */
async function putBack(session: Session, { consent: { consentId }, pending }: Flow): Promise<void> {
  await updateConsent(session, consentId, (consent) => ({ pending, ...consent }));
}

/** Throws a failure again with the word that it cost the customer nothing. */
export function failNotUsedUp(thrown: unknown): never {
  if (!(thrown instanceof OpenBankingError)) throw thrown;
  const { problem } = thrown;
  return fail({ ...problem, try: t('{0} The code was not sent: the authorisation still waits.', problem.try) }, thrown);
}

/** @throws OpenBankingError `state_mismatch`, with what the answer says where it is an error */
export function failWithoutFlow({ state, error, errorDescription }: Partial<Redirect>): never {
  const words = errorDescription === undefined ? error : `${error}: ${errorDescription}`;
  const said = words === undefined ? '' : t(' It says, unverified, “{0}”.', words);
  return fail({
    code: 'state_mismatch',
    message: `${state ? t('The state of this redirect belongs to no authorisation in flight.') : t('The redirect has no state.')}${said}`,
    try: t(
      'Each answer works once, and only the last request of a consent. Start the authorisation again and use its own redirect.',
    ),
  });
}
