/** The remedy of taking a client over: which one, and whether its secret has to be given for it. */

import type { Remedy } from '../remedies.ts';
import { clientsAt, type Session } from '../session.ts';
import { clientSecretName } from '../workspace/secrets.ts';
import type { ClientRecord } from '../workspace/state.ts';
import { usesSecret } from './auth-methods.ts';

/** Of a client whose id nobody here knows. */
export const adoptionBy = (method: unknown): Remedy => ({
  do: 'adoptClient',
  ...(usesSecret(method) ? { secret: true } : {}),
});

/** Of a client that is known; a secret that is here, or that the team's command gives, need not be given again. */
export async function adoptionOf(
  session: Pick<Session, 'secrets'>,
  { bank, clientId, tokenEndpointAuthMethod }: ClientRecord,
): Promise<Remedy> {
  const remedy: Remedy = { do: 'adoptClient', clientId };
  if (!usesSecret(tokenEndpointAuthMethod)) return remedy;
  const here = await session.secrets.get(clientSecretName(bank, clientId)).catch(() => undefined);
  return here === undefined ? { ...remedy, secret: true } : remedy;
}

/** Of the client that a bank says there is: the newest that is known here, else one like that which was asked for. */
export async function adoptionAt(session: Session, method: unknown): Promise<Remedy> {
  const known = (await clientsAt(session).catch(() => [])).at(-1);
  return known === undefined ? adoptionBy(method) : adoptionOf(session, known);
}
