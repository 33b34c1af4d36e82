/** An environment's variables made into a bank's entry, its client and their secrets, each variable with what became of it. */
import { t } from '../../standard/language.ts';
import { bankIn, bankNameOf } from '../discovery/compose.ts';
import { usesSecret } from '../rules/auth-methods.ts';
import { withoutEnd } from '../text-end.ts';
import { readAsItStands } from '../workspace/as-it-stands.ts';
import { memberOf } from '../workspace/pointer.ts';
import { addressOf, type BankEntry, bankEntry } from '../workspace/schema.ts';
import { clientSecretName, variableName } from '../workspace/secrets.ts';
import { type Concealed, conceal } from './concealed.ts';
import type { ImportItem } from './import-item.ts';
import type { ProposedBank, ProposedClient, ProposedSecret } from './import-types.ts';
import { knownSecrets } from './known-secrets.ts';
import { type OwnVariable, ownVariableKey, readOwnVariable } from './own-variable.ts';
import { plainResolver } from './plain-resolver.ts';
import { bankVariablesId, keptInClear } from './saved-request.ts';
import { isSecretValue } from './secret-values.ts';
import { meaningOfVariable, type VariableMeaning, whyNotNeeded } from './variable-meanings.ts';
import type { VariableSet } from './variables.ts';

/** Where a set of variables is about a bank: it says where the bank is, or who the client is. */
export function isAboutBank({ variables }: VariableSet): boolean {
  return [...variables.keys()].some((key) => key === ownVariableKey || meaningOfVariable(key) !== undefined);
}

/**
 * @param text of openbanking.json, if there is one: a bank of the same discovery document keeps its name and its entry.
 * @param name how the bank shall be called.
 * @param taken discovery documents by the names that are not free: those of openbanking.json and of banks proposed before.
 * @param items gets one for each variable.
 */
export function proposeBank(
  set: VariableSet,
  { text, name, taken }: { text?: string; name?: string; taken: ReadonlyMap<string, string> },
  items: ImportItem[],
): ProposedBank | undefined {
  const own = readOwnVariable(set.variables.get(ownVariableKey)?.value);
  const told = new Set<string>();
  const say: Say = (key, outcome, reason) => {
    told.add(key);
    items.push({ place: set.place, key, outcome, reason });
  };
  const found = understood(set, say);
  const became = new Map<string, string>();
  const entry = entryOf(found, own, say, became);
  if (entry === undefined) {
    say(
      'discovery',
      'not understood',
      t('Nothing says where the bank’s /.well-known/openid-configuration is: add the variable configEndpoint.'),
    );
    return undefined;
  }
  const address = addressOf(entry);
  const there = text === undefined ? undefined : bankIn(text, address);
  const bank = there ?? freeName(name ?? own?.bank ?? bankNameOf(address), address, taken);
  const before: unknown = text === undefined ? {} : readAsItStands(text);
  for (const [key, member] of became) {
    const pointer = `/${member.replace('.', '/')}`;
    const stays = memberOf(before, `/banks/${there}${pointer}`);
    if (there === undefined) say(key, 'taken', t('Becomes {0}.', member));
    else if (stays === undefined) say(key, 'not needed', t('openbanking.json knows this bank without {0}.', member));
    else if (stays === memberOf(entry, pointer)) say(key, 'not needed', t('openbanking.json says the same.'));
    else say(key, 'contradictory', t('openbanking.json has another {0}, which stays.', member));
  }
  const secrets: ProposedSecret[] = [];
  const client = clientOf(found, own);
  const place = (key: string) => t('{0}, variable {1}', set.place, key);
  const secret = clientSecretOf(found, client, say);
  if (client && secret) {
    const at = clientSecretName(bank, client.clientId);
    secrets.push({ name: at, key: 'clientSecret', place: place(secret.key), value: secret.value });
    if (found.get('authMethod') === undefined && own?.client === undefined)
      client.tokenEndpointAuthMethod = 'client_secret_basic';
  }
  if (client && usesSecret(client.tokenEndpointAuthMethod) && entry.environment !== 'production') {
    // FAPI knows no secrets: a bank that takes one is no strict one.
    entry.profile ??= 'permissive';
  }
  const hiddenInOthers = knownSecrets(
    new Map([...set.variables].flatMap(([key, each]) => (each.secret ? [[key, each.value]] : []))),
  );
  const variables: [string, string][] = [];
  for (const { key, value, secret: hidden } of set.variables.values()) {
    if (told.has(key)) continue;
    const idle = whyNotNeeded(key);
    if (key === ownVariableKey) say(key, 'taken', t('The bank’s entry as it was exported.'));
    else if (value === '') say(key, 'not needed', t('It has no value.'));
    else if (idle !== undefined || meaningOfVariable(key) !== undefined)
      say(key, 'not needed', idle ?? t('Another variable says it.'));
    else if (hidden || hiddenInOthers.replaced(value) !== value) {
      secrets.push({ name: variableName(bank, key), key, place: place(key), value: conceal(value) });
      say(key, 'secret', t('Goes to the secret store, for saved requests.'));
    } else {
      variables.push([key, value]);
      say(key, 'not understood', keptInClear(bankVariablesId(bank)));
    }
  }
  return {
    environment: set.name,
    name: bank,
    known: there !== undefined,
    entry,
    ...(client && { client }),
    variables: Object.fromEntries(variables),
    secrets,
  };
}

interface Found {
  key: string;
  value: string;
}
type Say = (key: string, outcome: ImportItem['outcome'], reason: string) => void;

/** The variables that mean something, each once; other spellings of one meaning are contradictory where they differ. */
function understood(set: VariableSet, say: Say): Map<VariableMeaning, Found> {
  const resolve = plainResolver(set.variables);
  const found = new Map<VariableMeaning, Found>();
  for (const { key, value } of set.variables.values()) {
    const meaning = meaningOfVariable(key);
    if (meaning === undefined || value === '') continue;
    const resolved = resolve(value);
    if ('unresolved' in resolved) {
      say(key, 'not understood', resolved.unresolved);
      continue;
    }
    if (meaning !== 'clientSecret' && meaning !== 'basicToken' && isSecretValue(resolved.value)) {
      say(key, 'refused', t('There is a secret in it, which must not stand in openbanking.json.'));
      continue;
    }
    const before = found.get(meaning);
    if (before && before.value !== resolved.value) {
      say(key, 'contradictory', t('{0} says something else, and counts.', before.key));
    } else if (before) {
      say(key, 'double', t('{0} says the same.', before.key));
    } else found.set(meaning, { key, value: resolved.value });
  }
  return found;
}

/** @param became gets which variable became which member of the entry. */
function entryOf(
  found: Map<VariableMeaning, Found>,
  own: OwnVariable | undefined,
  say: Say,
  became: Map<string, string>,
): BankEntry | undefined {
  /** A variable that says something the entry of the export did not say already. */
  const changed = (meaning: VariableMeaning): Found | undefined => {
    const each = found.get(meaning);
    return each && own?.exported[each.key] === each.value ? undefined : each;
  };
  // The entry of an export counts as it is, for a bank without a discovery document too.
  const discovery = changed('discovery')?.value ?? (own ? own.entry.discovery : guessedDiscovery(found, say));
  if (discovery === undefined && own === undefined) return undefined;
  const taken = (meaning: VariableMeaning, member: string, value = changed(meaning)?.value): string | undefined => {
    const from = found.get(meaning);
    if (!from) return undefined;
    if (value === undefined) {
      say(from.key, 'taken', t('As openbanking.json had it when it was exported.'));
      return undefined;
    }
    const path = member.split('.');
    const wrong = bankEntry.safeParse({ discovery: 'https://bank.example', ...nested(path, value) }).error?.issues[0];
    if (wrong) {
      say(from.key, 'refused', `It ${wrong.message}.`);
      return undefined;
    }
    became.set(from.key, member);
    return value;
  };
  if (found.has('discovery') && taken('discovery', 'discovery', discovery) === undefined) return undefined;
  // An export of a bank whose document names its APIs says where they are in its variables alone.
  const named = (meaning: VariableMeaning) =>
    own && own.entry.resourceServers?.aisp === undefined ? found.get(meaning)?.value : changed(meaning)?.value;
  const aisp = found.has('aisp')
    ? taken('aisp', 'resourceServers.aisp', named('aisp'))
    : found.has('resourceServer')
      ? taken('resourceServer', 'resourceServers.aisp', withApi(named('resourceServer')))
      : taken('resourceOrigin', 'resourceServers.aisp', named('resourceOrigin'));
  const endpoint = taken('registrationEndpoint', 'registration.endpoint');
  const entry: BankEntry = { ...own?.entry, ...(discovery === undefined ? {} : { discovery }) };
  const set = <Name extends keyof BankEntry>(name: Name, value: BankEntry[Name] | undefined) => {
    if (value !== undefined) entry[name] = value;
  };
  set('tokenEndpoint', taken('tokenEndpoint', 'tokenEndpoint'));
  set('authorizationEndpoint', taken('authorizationEndpoint', 'authorizationEndpoint'));
  set('financialId', taken('financialId', 'financialId'));
  if (aisp !== undefined) entry.resourceServers = { ...entry.resourceServers, aisp };
  else if (entry.resourceServers === undefined) {
    // The place for it, as nobody but the bank can say it.
    entry.resourceServers = {};
    say(
      'resourceServers',
      'not understood',
      t(
        'No variable says where the bank’s APIs are: write resourceServers.aisp into openbanking.json, unless its discovery document names them.',
      ),
    );
  }
  if (endpoint !== undefined) entry.registration = { ...entry.registration, endpoint };
  return entry;
}

/** OpenID Connect Discovery 1.0 §4: the issuer tells where its document is; the authorisation endpoint's host often has it. */
function guessedDiscovery(found: Map<VariableMeaning, Found>, say: Say): string | undefined {
  const issuer = found.get('issuer');
  if (issuer && URL.canParse(issuer.value)) {
    say(issuer.key, 'taken', t('Its /.well-known/openid-configuration becomes discovery.'));
    return `${withoutEnd(issuer.value, '/')}/.well-known/openid-configuration`;
  }
  const authorization = found.get('authorizationEndpoint');
  if (!authorization || !URL.canParse(authorization.value)) return undefined;
  say(authorization.key, 'taken', t('Discovery was guessed from its host: check it.'));
  return `${new URL(authorization.value).origin}/.well-known/openid-configuration`;
}

function clientOf(found: Map<VariableMeaning, Found>, own: OwnVariable | undefined): ProposedClient | undefined {
  const clientId = found.get('clientId')?.value ?? idIn(found.get('basicToken')?.value);
  if (clientId === undefined || clientId === '') return own?.client;
  const redirectUri = found.get('redirectUri')?.value;
  const same = own?.client?.clientId === clientId ? own.client : undefined;
  const known = same?.registration.redirect_uris;
  const listed = Array.isArray(known) && (redirectUri === undefined || known.includes(redirectUri));
  const uris = redirectUri === undefined || listed ? {} : { redirect_uris: [redirectUri] };
  return {
    clientId,
    tokenEndpointAuthMethod: found.get('authMethod')?.value ?? same?.tokenEndpointAuthMethod ?? 'private_key_jwt',
    registration: { client_id: clientId, ...same?.registration, ...uris },
  };
}

function clientSecretOf(
  found: Map<VariableMeaning, Found>,
  client: ProposedClient | undefined,
  say: Say,
): { key: string; value: Concealed } | undefined {
  for (const meaning of ['clientId', 'redirectUri', 'authMethod'] as const) {
    const each = found.get(meaning);
    if (each) say(each.key, 'taken', t('Goes into the state, with the client.'));
  }
  const given = found.get('clientSecret');
  const basic = found.get('basicToken');
  const [id, secret] = basic ? credentialsIn(basic.value) : [];
  if (basic && secret === undefined)
    say(basic.key, 'not understood', t('It is not the base64 of clientId:clientSecret.'));
  else if (basic && id !== client?.clientId)
    say(basic.key, 'contradictory', t('It is of another client than the client id says.'));
  else if (basic && given && given.value !== secret)
    say(basic.key, 'contradictory', t('It holds another secret than {0}, which counts.', given.key));
  else if (basic) say(basic.key, 'secret', t('The client’s secret goes to the secret store.'));
  if (given) say(given.key, 'secret', t('Goes to the secret store.'));
  if (given) return { key: given.key, value: conceal(given.value) };
  return basic && secret !== undefined && id === client?.clientId
    ? { key: basic.key, value: conceal(secret) }
    : undefined;
}

/** `base64(clientId:clientSecret)`, each form-encoded where a bank does so (RFC 6749 §2.3.1). */
function credentialsIn(basic: string): [string, string] | [] {
  const text = Buffer.from(basic.replace(/^basic\s+/i, ''), 'base64').toString('utf8');
  const [, id, secret] = /^([\x21-\x39\x3b-\x7e]+):([\x20-\x7e]+)$/.exec(text) ?? [];
  if (id === undefined || secret === undefined) return [];
  return [decoded(id), decoded(secret)];
}

function idIn(basic: string | undefined): string | undefined {
  return basic === undefined ? undefined : credentialsIn(basic)[0];
}

function decoded(text: string): string {
  return new URLSearchParams(`part=${text.replaceAll('&', '%26')}`).get('part') ?? text;
}

function withApi(base: string | undefined): string | undefined {
  return base === undefined ? undefined : `${withoutEnd(base, '/')}/aisp`;
}

function nested([name = '', inner]: string[], value: string): Record<string, unknown> {
  return { [name]: inner === undefined ? value : { [inner]: value } };
}

/** The name, or with a number where another bank has it. */
function freeName(name: string, discovery: string, taken: ReadonlyMap<string, string>): string {
  let free = name;
  for (let number = 2; taken.has(free) && taken.get(free) !== discovery; number += 1) {
    free = `${name.slice(0, 60)}-${number}`;
  }
  return free;
}
