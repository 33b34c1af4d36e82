/** A bank as a Postman environment, under the names of Ozone's, with no secret in it unless that was asked for. */
import { usesSecret } from '../rules/auth-methods.ts';
import { findClient, type Session } from '../session.ts';
import { clientSecretName } from '../workspace/secrets.ts';
import type { ClientRecord } from '../workspace/state.ts';
import { type OwnVariable, ownVariableKey, publicMetadata } from './own-variable.ts';
import { readSavedRequests } from './saved-request.ts';
import { isSecretVariable } from './secret-values.ts';
import { addressVariables } from './session-variables.ts';
import type { VariableMeaning } from './variable-meanings.ts';

interface ExportedVariable {
  key: string;
  value: string;
  type: 'default' | 'secret';
  enabled: boolean;
}

export interface ExportedEnvironment {
  id: string;
  name: string;
  values: ExportedVariable[];
  _postman_variable_scope: 'environment';
  _postman_exported_at: string;
  _postman_exported_using: string;
}

/** The names that Ozone's collections call the addresses by. */
const names: Partial<Record<VariableMeaning, string>> = {
  discovery: 'configEndpoint',
  issuer: 'issuer',
  tokenEndpoint: 'tokenEndpoint',
  authorizationEndpoint: 'authEndpoint',
  registrationEndpoint: 'registrationEndpoint',
  resourceOrigin: 'rs',
  resourceServer: 'resourceServer',
  aisp: 'aisp',
  financialId: 'obParticipantId',
  clientId: 'oidcClient',
  authMethod: 'tokenEndpointAuthMethod',
  redirectUri: 'redirectUrl',
};

/** What requests of the journey read and a person or a script fills; empty in the file. */
const filledLater = ['authorizationCode', 'signedDcrJwt', 'clientAssertion', 'requestObject'];

/**
 * @param secrets puts the client's secret in; the file is then to be kept like it.
 * @throws OpenBankingError `discovery_invalid` and those of the network
 */
export async function exportEnvironment(session: Session, secrets = false): Promise<ExportedEnvironment> {
  const [addresses, client, saved] = await Promise.all([
    addressVariables(session),
    findClient(session),
    readSavedRequests(session.workspace.folder),
  ]);
  const told = Object.entries(names).flatMap(([meaning, key]): [string, string][] => {
    const value = new Map(Object.entries(addresses)).get(meaning);
    return value === undefined ? [] : [[key, value]];
  });
  const kept = saved
    .filter(({ bank }) => bank === session.bank.name)
    .flatMap(({ variables }) => Object.entries(variables))
    .filter(([key]) => !told.some(([name]) => name === key));
  const own: OwnVariable = {
    bank: session.bank.name,
    entry: session.bank.entry,
    ...(client && { client: publicClient(client) }),
    exported: Object.fromEntries(told),
  };
  return {
    id: session.surroundings.uuid(),
    name: session.bank.name,
    values: [
      ...told.map(([key, value]) => variable(key, value)),
      ...(client && usesSecret(client.tokenEndpointAuthMethod)
        ? [variable('clientSecret', secrets ? await secretOf(session, client) : '')]
        : []),
      ...filledLater.map((key) => variable(key, '')),
      ...kept.map(([key, value]) => variable(key, value)),
      variable(ownVariableKey, JSON.stringify(own)),
    ],
    _postman_variable_scope: 'environment',
    _postman_exported_at: new Date(session.surroundings.now()).toISOString(),
    _postman_exported_using: 'Open Banking Workbench',
  };
}

function variable(key: string, value: string): ExportedVariable {
  return { key, value, type: isSecretVariable(key) ? 'secret' : 'default', enabled: true };
}

async function secretOf(session: Session, { clientId }: ClientRecord): Promise<string> {
  return (await session.secrets.get(clientSecretName(session.bank.name, clientId))) ?? '';
}

function publicClient({ clientId, tokenEndpointAuthMethod, registration }: ClientRecord): OwnVariable['client'] {
  return { clientId, tokenEndpointAuthMethod, registration: publicMetadata(registration) };
}
