/** The other side of an exchange: what a bank of this vendor wrote into its audit log. */

import { z } from 'zod';
import { t } from '../../standard/language.ts';
import { pathSegment } from '../api/path-segment.ts';
import { clientCredentialsToken } from '../client/client-token.ts';
import { fail } from '../errors.ts';
import { redactedStart } from '../redaction/redact.ts';
import { resourceServerOf, type Session } from '../session.ts';
import { interactionIdOf } from '../transport/interaction-id.ts';
import { jsonOf } from '../transport/json.ts';

const logged = z.looseObject({});

/**
 * What the bank saw of an interaction: `GET {resource server}/ozone/v1.0/audit-log/{interactionId}`, with the client's own token.
 *
 * @throws OpenBankingError `discovery_invalid`, `api_refused` where the bank has no such log or none of this interaction, and those of
 * {@link clientCredentialsToken}
 */
export async function bankAuditLog(
  session: Session,
  interactionId: string,
  signal?: AbortSignal,
): Promise<Record<string, unknown>> {
  const url = `${await resourceServerOf(session)}/ozone/v1.0/audit-log/${pathSegment('x-fapi-interaction-id', interactionId)}`;
  const { access_token } = await clientCredentialsToken(session);
  const answer = await (await session.transport()).send({
    method: 'GET',
    url,
    headers: { authorization: `Bearer ${access_token}`, accept: 'application/json' },
    purpose: 'audit log',
    token: { of: 'client', scope: 'accounts' },
    signal,
  });
  if (answer.status !== 200) {
    return fail({
      code: 'api_refused',
      message: t('The bank answered {0} when asked what it saw of the interaction.', answer.status),
      try: t(
        'Only banks of this vendor keep such a log, for a day or so. Send the bank a report with the interaction id instead.',
      ),
      bank: { status: answer.status, body: redactedStart(answer.body) },
      interactionId: interactionIdOf(answer),
    });
  }
  return logged.parse(jsonOf(answer, t('the audit log')));
}
