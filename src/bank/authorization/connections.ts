/** What a customer shares with whom, for the bank's own pages: found in the consents, changed as the TPP will read it. */
import { cancelConsent, changeConsent } from '../accounts/consent-changes.ts';
import type { Clock } from '../clock.ts';
import type { Connections } from '../customers/connected.ts';
import type { Connection } from '../customers/connected-pages.ts';
import type { Consent, ConsentEvent } from '../data/records.ts';
import type { Organisation } from '../directory/records.ts';
import type { ClientMetadata } from '../registration/clients.ts';
import type { Store } from '../store/store.ts';
import { revokeGrant } from './access.ts';

const everApproved: readonly Consent['status'][] = ['authorised', 'revoked', 'expired'];

export function connectionsOf({ store, clock }: { store: Store; clock: Clock }): Connections {
  async function connection(consent: Consent): Promise<Connection> {
    const client = await store.get<ClientMetadata>('Client', consent.clientId);
    const organisation = await store.get<Organisation>('Organisation', String(client?.ob_organisation_id));
    const events = await store.find<ConsentEvent>('ConsentEvent', 'subject', consent.consentId);
    // One of an old folder has no events of its beginning.
    const moments = [...events.map(({ at }) => at), ...(events.length === 0 ? [consent.statusUpdatedAt] : [])];
    return {
      consent,
      clientName: String(client?.client_name ?? consent.clientId),
      ...(organisation && { organisation: organisation.name }),
      registered: client !== undefined,
      since: Math.min(...moments),
      changedAt: Math.max(...moments),
    };
  }

  return {
    async of(customerId) {
      const consents = await store.find<Consent>('Consent', 'customerId', customerId);
      const approved = consents.filter(({ status }) => everApproved.includes(status));
      const connections = await Promise.all(approved.map(connection));
      return connections.toSorted((one, other) => other.changedAt - one.changedAt);
    },

    async share(consent, accountIds) {
      await changeConsent(store, consent, { accountIds }, clock.now());
    },

    async stop({ consentId }) {
      const reason = { code: 'CUST', description: 'The customer stopped sharing at the bank.' };
      const bank = { store, revokeGrant: (grantId: string) => revokeGrant(store, grantId) };
      await cancelConsent(bank, consentId, reason, clock.now());
    },
  };
}
