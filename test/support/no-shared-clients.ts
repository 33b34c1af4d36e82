/** A folder without openbanking.clients.json, for workspaces that tests make up. */
import type { SharedClients } from '../../src/tpp/workspace/clients-file.ts';

export const noSharedClients: SharedClients = {
  isThere: async () => false,
  find: async () => undefined,
  put: async () => undefined,
  remove: async () => undefined,
};
