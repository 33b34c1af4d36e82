/** The variables of Ozone's collections as a session knows them: addresses, the client, tokens in hand, the consent and its account. */

import { consentTokens } from '../authorization/tokens.ts';
import { basicCredentials } from '../client/client.ts';
import { clientCredentialsToken } from '../client/client-token.ts';
import { consentsOf } from '../consents/kept.ts';
import { organisationIn } from '../registration/choices.ts';
import { findClient, type Session } from '../session.ts';
import { clientSecretName } from '../workspace/secrets.ts';
import type { ConsentRecord } from '../workspace/state.ts';
import type { ResolvedVariable } from './resolve.ts';
import { meaningOfVariable, type VariableMeaning } from './variable-meanings.ts';

/** What a bank's entry, its discovery document and its client say, under the names of Ozone's environments; no secret. */
export async function addressVariables(session: Session): Promise<Partial<Record<VariableMeaning, string>>> {
  const [metadata, client] = await Promise.all([session.metadata(), findClient(session)]);
  const { entry } = session.bank;
  const redirects = client?.registration.redirect_uris;
  const [redirectUri] = Array.isArray(redirects) ? redirects : [];
  return {
    discovery: entry.discovery,
    issuer: metadata.issuer,
    tokenEndpoint: metadata.tokenEndpoint,
    authorizationEndpoint: metadata.browserEndpoint,
    registrationEndpoint: metadata.registrationEndpoint,
    resourceOrigin: metadata.resourceServerOrigin,
    resourceServer: metadata.accountInformation?.replace(/\/aisp$/, ''),
    aisp: metadata.accountInformation,
    financialId: entry.financialId ?? organisationIn(metadata),
    clientId: client?.clientId,
    authMethod: client?.tokenEndpointAuthMethod,
    redirectUri: typeof redirectUri === 'string' ? redirectUri : undefined,
  };
}

/** Which of the session's consents the variables mean; each default: the only one. */
export interface ConsentMeant {
  /** For the variables of its id. */
  intent?(known: readonly ConsentRecord[]): ConsentRecord | undefined;
  /** For the customer's token and account. */
  data?(known: readonly ConsentRecord[]): ConsentRecord | undefined;
}

const theOnly = (known: readonly ConsentRecord[]): ConsentRecord | undefined =>
  known.length === 1 ? known[0] : undefined;

/**
 * One variable as this session has it now. Tokens are asked for and renewed as everywhere else.
 *
 * @returns undefined for a name that means nothing here, and for what is not there yet.
 * @throws OpenBankingError those of {@link clientCredentialsToken} and {@link consentTokens}
 */
export async function sessionVariable(
  session: Session,
  name: string,
  { intent = theOnly, data = theOnly }: ConsentMeant = {},
): Promise<ResolvedVariable | undefined> {
  const plain = (value: string | undefined) => (value === undefined ? undefined : { value, secret: false });
  const hidden = (value: string | undefined) => (value === undefined ? undefined : { value, secret: true });
  const credentials = /^token-from-client-credentials-grant-(accounts|payments|fundsconfirmations)$/.exec(name);
  if (credentials || name === 'tppAccessToken') {
    return hidden((await clientCredentialsToken(session, credentials?.[1] ?? 'accounts')).access_token);
  }
  switch (name) {
    case 'interactionId':
      return plain(session.surroundings.uuid());
    case 'now':
      return plain(new Date(session.surroundings.now()).toISOString());
    case 'account-access-consent-id':
    case 'intent-id':
      return plain(intent(await consentsOf(session))?.consentId);
    case 'token-from-auth-code-grant-accounts':
      return hidden(await customerToken(session, data(await consentsOf(session))));
    case 'account-id':
      return plain(data(await consentsOf(session))?.accounts?.[0]);
    default:
  }
  const meaning = meaningOfVariable(name);
  if (meaning === undefined) return undefined;
  if (meaning !== 'clientSecret' && meaning !== 'basicToken') return plain((await addressVariables(session))[meaning]);
  const client = await findClient(session);
  const secret = client && (await session.secrets.get(clientSecretName(session.bank.name, client.clientId)));
  if (!client || secret === undefined) return undefined;
  return hidden(meaning === 'clientSecret' ? secret : basicCredentials(client.clientId, secret).replace('Basic ', ''));
}

async function customerToken(session: Session, consent: ConsentRecord | undefined): Promise<string | undefined> {
  return consent && (await consentTokens(session, consent)).access_token;
}
