/** Opens a bank's store by its URL: which database a bank has is decided by the scheme, here and nowhere else. */
import type { Clocks } from '../clock.ts';
import { BankError } from '../errors.ts';
import { openSqliteStore } from './sqlite.ts';
import type { Store } from './store.ts';

/** Of each scheme: what follows it, and how that is opened. */
const kinds: Readonly<Record<string, { follows: string; open(rest: string, clocks: Clocks): Store | Promise<Store> }>> =
  {
    sqlite: {
      follows: 'the path of a file, as it is',
      open: (path, { business, protocol }) => openSqliteStore(path, business, protocol),
    },
  };

/**
 * Opens a store, which is made when absent; whoever opens it closes it.
 *
 * @param url `sqlite:PATH`; the folder of PATH must exist
 * @param clocks Decide what has expired
 * @throws BankError `usage` for another scheme, which alone it names: the rest may hold a password; what the implementation throws
 */
export async function openStore(url: string, clocks: Clocks): Promise<Store> {
  const [, scheme = '', rest = ''] = /^([a-z][a-z0-9+.-]*):(.+)$/is.exec(url) ?? [];
  const kind = Object.hasOwn(kinds, scheme) ? kinds[scheme] : undefined;
  if (kind !== undefined) return kind.open(rest, clocks);
  const known = Object.entries(kinds).map(([name, { follows }]) => `${name}: and ${follows}`);
  throw new BankError(
    'usage',
    scheme === ''
      ? 'The store of a bank is named by a URL.'
      : `The bank keeps its data in no store of the scheme ${scheme}.`,
    `Name one by ${known.join(', or ')}.`,
  );
}
