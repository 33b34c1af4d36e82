/** A refused registration, with the bank's words and what to change. */
import { z } from 'zod';
import { fail, type OpenBankingError, problemOf } from '../errors.ts';
import type { Answer } from '../transport/exchange.ts';
import { mayHaveArrived } from '../transport/failure.ts';
import { redactText } from '../transport/redact.ts';

const refusal = z.looseObject({ error: z.string().nullish(), error_description: z.string().nullish() });

const adopt =
  'Usually a software statement has one client at a bank: take the existing one over (obw client adopt ID) or delete it first.';

/** RFC 7591 §3.2.2. */
const adviceOfError: Record<string, string> = {
  invalid_redirect_uri:
    'Register only redirect URIs that stand in the software statement to the letter, https and not localhost at a real bank.',
  invalid_client_metadata:
    'Compare the claims with the software statement and the bank’s discovery document: scope and roles, algorithms, authentication method, aud, iss, kid.',
  invalid_software_statement:
    'Get a new assertion from the Directory; check that the transport certificate is of the same organisation and software.',
  unapproved_software_statement:
    'The bank does not take this software statement: is it of the right environment (sandbox or production), and the organisation active?',
};

const adviceOfStatus: Record<number, string> = {
  401: 'The bank does not accept the certificate or the token: check the transport certificate, or adopt the client again.',
  403: 'This client may not be touched with this token: it belongs to another client.',
  404: 'Check the registration endpoint in the bank’s entry.',
  405: 'This bank does not offer that operation on registrations.',
  415: 'The bank wants the other content type: application/jose instead of application/jwt, or the reverse (registration.contentType).',
};

/** True when the bank says that this software statement has a client already. */
export function saysAlreadyRegistered(description: string | undefined): boolean {
  return description !== undefined && /already|exists|duplicate/i.test(description);
}

/** @throws OpenBankingError `registration_refused`, always */
export function refusedRegistration(answer: Answer, what: string): never {
  const read = refusal.safeParse(parsed(answer.body));
  const error = read.data?.error ?? undefined;
  const description = read.data?.error_description ?? undefined;
  const words = [error, description].filter((word) => word !== undefined).join(': ');
  return fail({
    code: 'registration_refused',
    message: `The bank refused ${what}${words ? ` (${words.replace(/\.+\s*$/, '')})` : ` with status ${answer.status}`}.`,
    try: adviceFor(answer.status, error, description),
    bank: {
      status: answer.status,
      error,
      description,
      ...(answer.body === '' ? {} : { body: redactText(answer.body).slice(0, 4000) }),
    },
    interactionId: answer.headers['x-fapi-interaction-id'] ?? answer.interactionId,
  });
}

function adviceFor(status: number, error: string | undefined, description: string | undefined): string {
  if (saysAlreadyRegistered(description)) return adopt;
  if (status >= 500) {
    return `The bank failed, and may have registered the client all the same. Ask for its id before trying again. ${adopt}`;
  }
  return (error && adviceOfError[error]) ?? adviceOfStatus[status] ?? 'Ask the bank, with the interaction id.';
}

/**
 * When a POST broke off, the bank may have registered the client without our hearing of it. It is never sent again by itself: the second would
 * be "already registered", and the first one's secret lost.
 * @throws OpenBankingError `registration_answer_lost`, or what was thrown where nothing can have arrived
 */
export function answerLost(thrown: OpenBankingError): never {
  if (!mayHaveArrived(thrown)) throw thrown;
  const { message, interactionId } = problemOf(thrown);
  return fail(
    {
      code: 'registration_answer_lost',
      message: `The registration was sent, but no answer came: ${message}`,
      try: `It is not repeated, because the client may exist now. Ask the bank for its id with the interaction id. ${adopt}`,
      interactionId,
    },
    thrown,
  );
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    // An HTML page or nothing at all: the status has to speak for itself.
    return undefined;
  }
}
