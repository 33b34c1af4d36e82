/** Every store that the bank can have, and the one of tests: what holds of one has to hold of all. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Clocks } from '../../../src/bank/clock.ts';
import { openStore } from '../../../src/bank/store/open.ts';
import type { Store } from '../../../src/bank/store/store.ts';
import { memoryStore } from '../../support/memory-store.ts';

export interface Opened {
  store: Store;
  /** Closes it and leaves nothing behind. */
  remove(): Promise<void>;
}

export const implementations: [name: string, open: (clocks: Clocks) => Promise<Opened>][] = [
  [
    'sqlite:',
    async (clocks) => {
      const dir = mkdtempSync(join(tmpdir(), 'bank-store-'));
      const store = await openStore(`sqlite:${join(dir, 'bank.db')}`, clocks);
      const remove = async () => {
        await store.close();
        rmSync(dir, { recursive: true, force: true });
      };
      return { store, remove };
    },
  ],
  [
    'memory',
    async ({ business, protocol }) => {
      const store = memoryStore(business, protocol);
      return { store, remove: () => store.close() };
    },
  ],
];
