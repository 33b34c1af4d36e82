/** `.openbanking/state.json` as version 1 wrote it: members, their order and the layout of the file. */

export interface Consent1 {
  bank: string;
  clientId: string;
  consentId: string;
  status: string;
  permissions: string[];
  createdAt: string;
  expirationDateTime?: string;
  transactionFromDateTime?: string;
  transactionToDateTime?: string;
  authorisedAt?: string;
  accounts?: string[];
  pending?: Record<string, unknown>;
}

export interface State1 {
  version: 1;
  clients: Record<string, unknown>[];
  consents: Consent1[];
}

export const textOfVersion1 = (state: State1): string => `${JSON.stringify(state, null, 2)}\n`;

const flow = {
  state: 'a-state',
  nonce: 'a-nonce',
  redirectUri: 'https://app.example/callback',
  responseType: 'code id_token',
  responseMode: 'fragment',
  announcesIss: true,
  codeVerifier: 'a-verifier',
  startedAt: '2026-11-22T10:01:00.000Z',
};

/** Every member that version 1 had, and every status that its banks told. */
export function fullVersion1(): State1 {
  const of = { bank: 'sandbox', clientId: 'c1' };
  const created = { permissions: ['ReadAccountsDetail', 'ReadBalances'], createdAt: '2026-11-22T10:00:00+00:00' };
  const statuses = [
    'Authorised',
    'AwaitingAuthorisation',
    'Rejected',
    'Revoked',
    'AUTH',
    'AWAU',
    'RJCT',
    'CANC',
    'EXPD',
  ];
  return {
    version: 1,
    clients: [
      {
        ...of,
        softwareId: 'software',
        registeredAt: '2026-11-22T09:00:00.000Z',
        tokenEndpointAuthMethod: 'client_secret_basic',
        registration: { client_id: 'c1', redirect_uris: ['https://app.example/callback'], odd: { nested: [1, null] } },
      },
    ],
    consents: [
      ...[...statuses, 'Expired', 'authorised', 'Sleeping', ''].map((status, index) => ({
        ...of,
        consentId: `aac-${index}`,
        status,
        ...created,
      })),
      {
        ...of,
        consentId: 'aac-all',
        status: 'Authorised',
        ...created,
        expirationDateTime: '2027-11-22T10:00:00Z',
        transactionFromDateTime: '2025-11-22T10:00:00Z',
        transactionToDateTime: '2026-11-22T10:00:00Z',
        authorisedAt: '2026-11-22T10:02:00.000Z',
        accounts: ['500004000000000000000002', '500004000000000000000003'],
        pending: flow,
      },
    ],
  };
}
