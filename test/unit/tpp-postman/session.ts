/** A session with a bank that answers everything alike, for what asks a session and sends little. */
import { bankMetadata } from '../../../src/tpp/discovery/discovery.ts';
import type { Session } from '../../../src/tpp/session.ts';
import type { OutgoingRequest, Transport } from '../../../src/tpp/transport/exchange.ts';
import { createTransport } from '../../../src/tpp/transport/transport.ts';
import type { BankEntry } from '../../../src/tpp/workspace/schema.ts';
import { fileSecretStore } from '../../../src/tpp/workspace/secret-files.ts';
import type { ClientRecord } from '../../../src/tpp/workspace/state.ts';
import { fileStateStore } from '../../../src/tpp/workspace/state-file.ts';
import { openWorkspace } from '../../../src/tpp/workspace/workspace.ts';
import { complete, workspaceFolder } from '../tpp-workspace/folder.ts';

const issuer = 'https://auth1.bank.test';
export const discovery = `${issuer}/.well-known/openid-configuration`;

/** The session, and what it sent. */
export async function sessionOn(
  entry: Partial<BankEntry> = {},
  client?: Partial<ClientRecord>,
): Promise<{ session: Session; sent: OutgoingRequest[]; folder: string }> {
  const full = { discovery, ...entry };
  const { folder } = await workspaceFolder({ ...complete, banks: { monese: full } });
  const workspace = await openWorkspace(folder);
  const state = fileStateStore(folder);
  if (client) {
    const record = {
      bank: 'monese',
      clientId: 'client-1',
      softwareId: 's',
      registeredAt: '2026-01-01T00:00:00Z',
      tokenEndpointAuthMethod: 'client_secret_basic',
      registration: {},
      ...client,
    };
    await state.update((before) => ({ ...before, clients: [record] }));
  }
  const sent: OutgoingRequest[] = [];
  const transport: Transport = {
    ...createTransport({}),
    send: async (request) => {
      sent.push(request);
      return { status: 200, headers: {}, body: '{}', interactionId: 'i' };
    },
  };
  const bank = workspace.bank('monese');
  const metadata = bankMetadata(bank, {
    protected_resources: ['https://rs1.bank.test/open-banking/v3.1/aisp'],
    issuer,
    authorization_endpoint: `${issuer}/auth`,
    token_endpoint: 'https://as1.bank.test/token',
    registration_endpoint: 'https://rs1.bank.test/register',
    jwks_uri: 'https://keystore.test/0015800001041RHAAY/0015800001041RHAAY.jwks',
  });
  const session: Session = {
    workspace,
    bank,
    state,
    secrets: fileSecretStore(folder, {}),
    surroundings: {
      now: () => Date.UTC(2026, 10, 22),
      wait: async () => {},
      uuid: () => crypto.randomUUID(),
      token: () => 't',
    },
    transport: async () => transport,
    metadata: async () => metadata,
    keys: () => Promise.reject(new Error('not here')),
    softwareStatement: () => Promise.reject(new Error('not here')),
    warn: () => {},
    close: async () => {},
  };
  return { session, sent, folder };
}
