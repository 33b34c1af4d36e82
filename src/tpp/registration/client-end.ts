/** The end of a client: deleted at the bank, or forgotten here alone. */
import { t } from '../../standard/language.ts';
import { adoptionOf, anotherBeside, waysAfterForgetting } from '../client/adoption.ts';
import { fail, OpenBankingError } from '../errors.ts';
import type { Remedy } from '../remedies.ts';
import { currentClient, isOwnClient, type Session } from '../session.ts';
import { clientsFileName } from '../workspace/clients-file.ts';
import { clientCredentialsName, clientSecretName, consentTokensName } from '../workspace/secrets.ts';
import type { ClientRecord } from '../workspace/state.ts';
import { clientScopes, requestAbout } from './client-request.ts';
import { unshare } from './shared-client.ts';

/**
 * Deletes the client at the bank (DELETE /register/{ClientId}), which ends all its tokens, and forgets it with its consents and secrets.
 * @throws OpenBankingError `client_not_found`, `registration_refused`; each that the bank could not be asked, or did not do it, leads on to
 * {@link forgetClient}
 */
export async function deleteRegistration(session: Session): Promise<{ clientId: string }> {
  const client = await currentClient(session);
  await requestAbout(session, client, 'DELETE', t('the deletion of the client')).catch((thrown) =>
    orHereOnly(session, client, thrown),
  );
  await unshare(session, client);
  await forgetClient(session, client);
  return { clientId: client.clientId };
}

/**
 * Forgets the client here, with its consents and secrets, and leaves the bank as it is: for one that the bank cannot be asked about any more.
 * A client that the team's file has stands there for the others.
 * @returns with it, what leads on where no other client is known here
 * @throws OpenBankingError `client_not_found`; `client_shared` where the team's file alone has it
 */
export async function removeHere(session: Session): Promise<{ clientId: string; remedies: readonly Remedy[] }> {
  const client = await currentClient(session);
  const { clientId } = client;
  if (await isOwnClient(session, clientId)) {
    await forgetClient(session, client);
    return { clientId, remedies: waysAfterForgetting(session, client) };
  }
  return fail({
    code: 'client_shared',
    message: t(
      'The client {0} stands in {1}, which the team shares, and nowhere else here.',
      clientId,
      clientsFileName,
    ),
    try: t('Take it over, register another beside it, or take it out of that file.'),
    remedies: [await adoptionOf(session, client), ...anotherBeside(session, clientId)],
    about: { bank: client.bank, clientId },
  });
}

/** Forgets a client, its consents and every secret of both, without telling the bank. */
export async function forgetClient(session: Session, client: ClientRecord): Promise<void> {
  const { bank, clientId } = client;
  const state = await session.state.read();
  const consents = state.consents.filter((each) => each.bank === bank && each.clientId === clientId);
  await session.secrets.delete(clientSecretName(bank, clientId));
  for (const scope of clientScopes) await session.secrets.delete(clientCredentialsName(bank, clientId, scope));
  for (const { consentId } of consents) await session.secrets.delete(consentTokensName(bank, consentId));
  await session.state.update((all) => ({
    ...all,
    clients: all.clients.filter((each) => each.bank !== bank || each.clientId !== clientId),
    consents: all.consents.filter((each) => each.bank !== bank || each.clientId !== clientId),
    orders: all.orders.filter((each) => each.bank !== bank || each.clientId !== clientId),
    subscriptions: all.subscriptions.filter((each) => each.bank !== bank || each.clientId !== clientId),
  }));
}

/** A client that the bank cannot delete can be forgotten here. What mends the matter itself (a bank that is not running) goes first. */
async function orHereOnly(session: Session, { clientId }: ClientRecord, thrown: unknown): Promise<never> {
  if (!(thrown instanceof OpenBankingError) || thrown.problem.code === 'cancelled') throw thrown;
  if (!(await isOwnClient(session, clientId))) throw thrown;
  const remedies = (thrown.problem.remedies ?? []).filter((each) => each.do !== 'removeClientHere');
  const first = remedies.filter((each) => mending.includes(each.do));
  const others = remedies.filter((each) => !mending.includes(each.do));
  return fail({ ...thrown.problem, remedies: [...first, { do: 'removeClientHere' }, ...others] }, thrown);
}

/** What lets the same request succeed a moment later. */
const mending: readonly Remedy['do'][] = ['startSandbox', 'givePassphrase', 'allowCommand', 'openFile'];
