/** How far business time was moved, kept in the store so that it stays so over a restart. It is moved ahead and never back. */
import { z } from 'zod';
import type { Documents } from './store/store.ts';

const kept = z.object({ ahead: z.number().int().min(0) });

/** Milliseconds by which business time of a store is ahead. */
export async function keptAhead(store: Documents): Promise<number> {
  const found = await store.get('Setting', 'clock');
  return found === undefined ? 0 : kept.parse(found).ahead;
}
