/** Headless clients: those whose customers are authorised within one request, with no page between. */
import type { Documents } from '../store/store.ts';

/** Kind of document that says so; its id and its index `clientId` are the client's. */
const kind = 'HeadlessClient';

export async function isHeadless(store: Documents, clientId: string): Promise<boolean> {
  return (await store.get(kind, clientId)) !== undefined;
}

export async function setHeadless(store: Documents, clientId: string, headless: boolean): Promise<void> {
  if (headless) await store.put(kind, clientId, {}, { index: { clientId } });
  else await store.delete(kind, clientId);
}
