/** The remedy of taking a client over: which one, and whether its secret has to be given for it. */

import type { Remedy } from '../remedies.ts';
import { usesSecret } from '../rules/auth-methods.ts';
import { clientsAt, type Session } from '../session.ts';
import { isSandbox } from '../workspace/profile.ts';
import { secretMemberOf } from '../workspace/secret-command.ts';
import { clientSecretName, isSecret } from '../workspace/secrets.ts';
import type { ClientRecord } from '../workspace/state.ts';

/** Of a client that nobody here knows, by its id at the most. */
export const adoptionBy = (method: unknown, clientId?: string): Remedy => ({
  do: 'adoptClient',
  ...(clientId === undefined ? {} : { clientId }),
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
  return isSecret(here) ? remedy : { ...remedy, secret: true };
}

/** Another beside a client that the bank has: the sandbox takes one for a software statement, so that its desk removes that one first. */
export function anotherBeside({ bank }: Pick<Session, 'bank'>, clientId: string): readonly Remedy[] {
  const another: Remedy = { do: 'registerAnother' };
  return isSandbox(bank.entry) ? [{ do: 'removeAtSandbox', clientId }, another] : [another];
}

/** Whether a client's secret is neither here nor given by a command of the team, which is not asked. */
export async function isSecretLost(
  { workspace, secrets }: Pick<Session, 'workspace' | 'secrets'>,
  { bank, clientId, tokenEndpointAuthMethod }: ClientRecord,
): Promise<boolean> {
  if (!usesSecret(tokenEndpointAuthMethod) || secretMemberOf(workspace.file, bank) !== undefined) return false;
  return !isSecret(await (secrets.known ?? secrets.get)(clientSecretName(bank, clientId)));
}

/**
 * What to do about the client that a bank says there is: it is taken over. The sandbox's desk also takes it off its books.
 * @param named which one it is, where the bank says so; default: the newest that is known here, else one like that which was asked for
 */
export async function waysToExisting(session: Session, method: unknown, named?: string): Promise<readonly Remedy[]> {
  const all = await clientsAt(session).catch(() => []);
  const known = named === undefined ? all.at(-1) : all.find((each) => each.clientId === named);
  const clientId = named ?? known?.clientId;
  const adoption = known ? await adoptionOf(session, known) : adoptionBy(method, clientId);
  if (!isSandbox(session.bank.entry)) return [adoption];
  return [adoption, { do: 'removeAtSandbox', ...(clientId && { clientId }) }];
}

/**
 * What to do after a client that the bank may still have was forgotten here, with its secret: another is registered, for which the sandbox's
 * desk first takes it off its books, or it is taken over again.
 */
export function waysAfterForgetting({ bank }: Pick<Session, 'bank'>, client: ClientRecord): readonly Remedy[] {
  const { clientId, tokenEndpointAuthMethod } = client;
  const removal: Remedy = { do: 'removeAtSandbox', clientId };
  return [
    ...(isSandbox(bank.entry) ? [removal] : []),
    { do: 'register' },
    adoptionBy(tokenEndpointAuthMethod, clientId),
  ];
}
