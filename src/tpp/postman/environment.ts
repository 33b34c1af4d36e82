/** Step 2.3 of the guide: the environment file that a bank of this vendor makes for a client, for use in Postman. */

import { z } from 'zod';
import { t } from '../../standard/language.ts';
import { anotherBeside } from '../client/adoption.ts';
import { basicCredentials, clientSecret } from '../client/client.ts';
import { fail } from '../errors.ts';
import { redactedStart } from '../redaction/redact.ts';
import { currentClient, resourceServerOf, type Session } from '../session.ts';
import { readable } from '../strangers.ts';
import { interactionIdOf } from '../transport/interaction-id.ts';
import { jsonOf } from '../transport/json.ts';

const variable = z.looseObject({ key: z.string(), value: z.unknown() });
/** A variable that cannot be read costs itself. */
const environment = z.looseObject({
  values: z.array(z.unknown()).transform((values) => readable(values, variable)?.items ?? []),
});
/** A Postman environment as the bank made it. It holds `basicToken`, the client's credentials: keep it like a secret. */
export type PostmanEnvironment = z.infer<typeof environment>;

/**
 * Downloads the environment of this session's client, with `Authorization: Basic`.
 * @throws OpenBankingError `client_not_found`, `client_secret_missing`, `api_refused`, `answer_invalid`
 */
export async function downloadEnvironment(session: Session, signal?: AbortSignal): Promise<PostmanEnvironment> {
  const client = await currentClient(session);
  const secret = await clientSecret(session, client);
  const origin = await resourceServerOf(session);
  const answer = await (await session.transport()).send({
    method: 'GET',
    url: `${origin}/ozone/v1.0/postman/environment`,
    headers: { authorization: basicCredentials(client.clientId, secret), accept: 'application/json' },
    purpose: 'environment',
    signal,
  });
  const bank = { status: answer.status, body: redactedStart(answer.body) };
  const interactionId = interactionIdOf(answer);
  if (answer.status !== 200) {
    return fail({
      code: 'api_refused',
      message: t('The bank answered {0} to the download of the environment.', answer.status),
      ...(answer.status === 401
        ? {
            try: t(
              'The client id and secret are not accepted: see whether the bank still has the client, take it over with its secret, or register another.',
            ),
            remedies: [
              { do: 'showClient' },
              { do: 'adoptClient', clientId: client.clientId, secret: true },
              ...anotherBeside(session, client.clientId),
            ] as const,
            about: { bank: session.bank.name, clientId: client.clientId },
          }
        : { try: t('Only banks of this vendor offer the file; the rest of the flow does not need it.') }),
      bank,
      interactionId,
    });
  }
  const read = environment.safeParse(jsonOf(answer, t('the environment')));
  if (read.success) return read.data;
  return fail({
    code: 'answer_invalid',
    message: t('The bank’s answer is not a Postman environment.'),
    try: t('Look at the exchange in the log, and tell the bank.'),
    bank,
    interactionId,
  });
}
