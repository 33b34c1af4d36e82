/** A client taken off a bank's books by whoever has its folder, as a bank's desk does for a TPP that cannot ask for it any more. */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { removeClient } from './authorization/provider-clients.ts';
import { businessClock, systemClock } from './clock.ts';
import { BankError } from './errors.ts';
import { folderFailure } from './failures.ts';
import { keptAhead } from './moved-clock.ts';
import type { Registration } from './registration/records.ts';
import { unregister } from './registration/register.ts';
import { openStore } from './store/open.ts';

export interface ClientRemoval {
  /** The bank's folder; the bank may run or not. */
  dir: string;
  clientId: string;
}

export interface RemovedClient {
  clientId: string;
  softwareId: string;
}

/**
 * Removes a client with all its tokens, without asking the client: its software statement can be registered again then.
 *
 * @throws BankError `client_unknown`, `store_newer`, `store_damaged`, `store_busy`
 */
export async function removeClientAtBank({ dir: given, clientId }: ClientRemoval): Promise<RemovedClient> {
  const dir = resolve(given);
  if (!existsSync(join(dir, 'bank.sqlite'))) throw unknown(clientId, dir);
  // The database alone: a folder that is none of a bank's gets no keys by this.
  const clocks = { business: businessClock(systemClock), protocol: systemClock };
  const store = await openStore(`sqlite:${join(dir, 'bank.sqlite')}`, clocks).catch((error: unknown) => {
    throw folderFailure(error, dir);
  });
  try {
    clocks.business.ahead = await keptAhead(store);
    const registration = await store.get<Registration>('Registration', clientId);
    if (registration === undefined) throw unknown(clientId, dir);
    await unregister({ store, clients: { remove: (id) => removeClient(store, id) } }, clientId);
    return { clientId, softwareId: registration.softwareId };
  } catch (error) {
    throw folderFailure(error, dir);
  } finally {
    await store.close();
  }
}

const unknown = (clientId: string, dir: string): BankError =>
  new BankError(
    'client_unknown',
    `The bank in ${dir} has no client ${clientId}.`,
    'Look whether it is the folder of the bank that registered it.',
  );
