/** A bank's folder: its keys, certificates, database and ports, opened and made where they are lacking. */
import { join } from 'node:path';
import { type Addresses, addressesOf } from './addresses.ts';
import { type BusinessClock, businessClock, type Clock, systemClock } from './clock.ts';
import { createDirectory, type Directory } from './directory/directory.ts';
import { folderFailure } from './failures.ts';
import { makeFolders } from './make-folder.ts';
import { keptAhead } from './moved-clock.ts';
import type { BankOptions } from './options.ts';
import { type Authority, ensureAuthority } from './pki/authority.ts';
import { type AskedPorts, portsOf } from './ports.ts';
import { closeToOthers } from './private-files.ts';
import { openStore } from './store/open.ts';
import type { Store } from './store/store.ts';

/** What a bank's folder holds, opened: usable whether the bank runs or not. */
export interface BankFolder {
  addresses: Addresses;
  /** The ports were chosen at this opening, so that no bank has listened on them yet. */
  newPorts: boolean;
  authority: Authority;
  store: Store;
  directory: Directory;
  clocks: { business: BusinessClock; protocol: Clock };
}

/** Makes the folder, mode 0700, if it is not there; what it holds is closed to others. @throws BankError `folder_not_writable` */
export async function makeFolder(dir: string): Promise<void> {
  await makeFolders(dir, 0o700).catch((error: unknown) => {
    throw folderFailure(error, dir);
  });
  await closeToOthers(dir);
}

/**
 * Opens a bank's folder and makes whatever it lacks: keys, certificates, database, ports. Business time goes on where it was moved to.
 *
 * @throws BankError `folder_not_writable`, `store_newer`, `store_damaged`, `store_busy`
 */
export async function openFolder(
  options: Pick<BankOptions, 'dir'> & AskedPorts,
  protocol: Clock = systemClock,
): Promise<BankFolder> {
  const { dir, frontPort, tlsPort, mtlsPort } = options;
  await makeFolder(dir);
  const clocks = { business: businessClock(protocol), protocol };
  let store: Store | undefined;
  try {
    store = await openStore(`sqlite:${join(dir, 'bank.sqlite')}`, clocks);
    clocks.business.ahead = await keptAhead(store);
    const [{ ports, chosenNow }, authority] = await Promise.all([
      portsOf(store, { frontPort, tlsPort, mtlsPort }),
      ensureAuthority(dir, protocol),
    ]);
    const addresses = addressesOf(ports);
    const directory = createDirectory({ store, addresses, authority, clock: protocol });
    return { addresses, newPorts: chosenNow, authority, store, directory, clocks };
  } catch (error) {
    await store?.close();
    throw folderFailure(error, dir);
  }
}
