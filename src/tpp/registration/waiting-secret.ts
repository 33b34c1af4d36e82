/** A client_secret that came in an answer which did not name its client: kept until somebody who knows the id takes the client over. */

import { z } from 'zod';
import { t } from '../../standard/language.ts';
import { parseJson } from '../json.ts';
import { keep } from '../keeping.ts';
import { usesSecret } from '../rules/auth-methods.ts';
import type { Session } from '../session.ts';
import { waitingSecretName } from '../workspace/secrets.ts';
import type { RegistrationAnswer } from './answer.ts';

const waitingSecret = z.object({
  clientSecret: z.string(),
  /** `token_endpoint_auth_method` that the bank registered, or else was asked for. */
  authMethod: z.string(),
  /** RFC 7592 §3. */
  registrationAccessToken: z.string().optional(),
});
export type WaitingSecret = z.infer<typeof waitingSecret>;

/** Keeps what came in an answer without an id, since no bank gives it again. */
export async function keepWaiting(session: Session, answer: RegistrationAnswer, asked: unknown): Promise<void> {
  const { clientId, clientSecret, registrationAccessToken } = answer;
  if (clientId !== undefined || clientSecret === undefined) return;
  const name = waitingSecretName(session.bank.name);
  const method = answer.authMethod ?? asked;
  // Who was given a secret has one to prove itself with, whatever was asked for.
  const authMethod = typeof method === 'string' && usesSecret(method) ? method : 'client_secret_basic';
  const value = JSON.stringify({ clientSecret, authMethod, registrationAccessToken } satisfies WaitingSecret);
  const done = t('The bank has registered a client whose id its answer does not say');
  const advice = t('put it back or ask the bank for a new one. Do not register again.');
  await keep(session, { done, secrets: [{ name, value }], registrationAccessToken, advice }, () =>
    session.secrets.set(name, value),
  );
}

/** The secret that waits at this session's bank. */
export async function findWaitingSecret(session: Session): Promise<WaitingSecret | undefined> {
  const text = await session.secrets.get(waitingSecretName(session.bank.name));
  if (text === undefined) return undefined;
  try {
    return waitingSecret.parse(parseJson(text));
  } catch {
    // Written by others: no secret of a client that was registered here.
    return undefined;
  }
}

/**
 * Whether it is for a client that is taken over without a secret: where the person or the bank's entry says that the client has one, or, where
 * neither says how it proves itself, the bank knows no other way.
 */
export async function isWaitingFor(session: Session, authMethod: string | undefined): Promise<boolean> {
  const said = authMethod ?? session.bank.entry.client?.tokenEndpointAuthMethod;
  if (said !== undefined) return usesSecret(said);
  const offered = (await session.metadata()).document.token_endpoint_auth_methods_supported ?? [];
  return offered.length > 0 && offered.every(usesSecret);
}
