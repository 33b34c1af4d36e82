/** The clients of a team: written to the file that it commits, kept in step with the bank, and found by whoever would register again. */
import { t } from '../../standard/language.ts';
import { isLoopback } from '../../standard/loopback.ts';
import { fail, problemOf } from '../errors.ts';
import { clientsAt, currentClient, findSharedClient, type Session } from '../session.ts';
import { clientsFileName } from '../workspace/clients-file.ts';
import { toShared } from '../workspace/clients-schema.ts';
import { addressOf } from '../workspace/schema.ts';
import type { ClientRecord } from '../workspace/state.ts';

export interface Shared {
  clientId: string;
  bank: string;
  /** The file's name, beside openbanking.json. */
  file: string;
  /** Whether its bank is on this machine, so that the client is of no use to a colleague. */
  onThisMachine: boolean;
}

/**
 * Puts a client of this folder into the team's file, which is made where there is none. Nothing is sent, and no secret is written. One of a
 * bank on this machine is warned of.
 * @throws OpenBankingError `client_not_found`, `clients_file_invalid`, and those of files
 */
export async function shareClient(session: Session, clientId?: string): Promise<Shared> {
  const { workspace, bank } = session;
  const client = clientId === undefined ? await currentClient(session) : await clientOf(session, clientId);
  await workspace.sharedClients.put(bank.name, toShared(client));
  const onThisMachine = isHere(addressOf(bank.entry));
  if (onThisMachine) warnOfThisMachine(session);
  return { clientId: client.clientId, bank: bank.name, file: clientsFileName, onThisMachine };
}

function warnOfThisMachine(session: Session): void {
  session.warn({
    severity: 'warning',
    code: 'client_of_this_machine',
    message: t(
      'A colleague cannot use the client of "{0}": that bank is on this machine, and another at the same address does not know it.',
      session.bank.name,
    ),
    fix: t('Share clients of banks that all of you reach; for this one each registers a client of their own.'),
  });
}

async function clientOf(session: Session, clientId: string): Promise<ClientRecord> {
  return (
    (await clientsAt(session)).find((each) => each.clientId === clientId) ??
    fail({
      code: 'client_not_found',
      message: t('No client "{0}" is known for the bank "{1}".', clientId, session.bank.name),
      try: t('Register one, or take over one that exists already.'),
      remedies: [{ do: 'register' }, { do: 'adoptClient', clientId }],
      about: { bank: session.bank.name, clientId },
    })
  );
}

/**
 * Writes a client that was just registered to the team's file, where the folder has one. The clients of a bank on this machine are of no use to
 * others, so that theirs are written when that is asked for, or one stands there already.
 *
 * @param wanted true also makes the file, false leaves it as it is
 */
export async function keepShared(session: Session, client: ClientRecord, wanted?: boolean): Promise<void> {
  const { workspace, bank } = session;
  if (wanted === false) return;
  try {
    const known = await workspace.sharedClients.find(bank.name);
    const onThisMachine = isHere(addressOf(bank.entry));
    const isOfUse = known !== undefined || !onThisMachine;
    if (wanted || (isOfUse && (await workspace.sharedClients.isThere()))) {
      await workspace.sharedClients.put(bank.name, toShared(client));
      if (onThisMachine) warnOfThisMachine(session);
      else tellOfChange(session, t('{0} has the client {1} as it is now.', clientsFileName, client.clientId));
    }
  } catch (thrown) {
    // The client is registered and kept; it can be shared at any time.
    warnOfFile(session, thrown);
  }
}

/** Writes what an update changed, where the team's file has this very client. */
export async function keepInStep(session: Session, client: ClientRecord): Promise<void> {
  const shared = await findSharedClient(session);
  if (shared?.clientId === client.clientId) await keepShared(session, client, true);
}

/** Takes a client that the bank deleted out of the team's file. */
export async function unshare(session: Session, { bank, clientId }: ClientRecord): Promise<void> {
  const { sharedClients } = session.workspace;
  try {
    if ((await sharedClients.find(bank))?.clientId !== clientId) return;
    await sharedClients.remove(bank, clientId);
    tellOfChange(session, t('The client {0} was the team’s, and is taken out of {1}.', clientId, clientsFileName));
  } catch (thrown) {
    warnOfFile(session, thrown);
  }
}

/** The file is committed, and nobody may have meant to change it. */
function tellOfChange(session: Session, message: string): void {
  session.warn({
    severity: 'information',
    code: 'clients_file_changed',
    message,
    fix: t('Commit the file, so that your colleagues have it too.'),
  });
}

/** What the bank did stands, whatever becomes of the file. */
function warnOfFile(session: Session, thrown: unknown): void {
  const { code, message, try: fix, remedies } = problemOf(thrown);
  session.warn({
    severity: 'warning',
    code,
    message: t('{0} is as it was before: {1}', clientsFileName, message),
    fix,
    ...(remedies && { remedies }),
  });
}

const isHere = (address: string): boolean => URL.canParse(address) && isLoopback(new URL(address).hostname);
