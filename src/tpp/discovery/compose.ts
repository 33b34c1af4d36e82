/** An openbanking.json made from recognised files and a bank's discovery document, or these put into one that is there. */

import { applyEdits, type JSONPath, modify } from 'jsonc-parser';
import { t } from '../../standard/language.ts';
import { isLoopback } from '../../standard/loopback.ts';
import type { Roles } from '../directory/pair.ts';
import { fail } from '../errors.ts';
import { withoutEnd } from '../text-end.ts';
import { readAsItStands } from '../workspace/as-it-stands.ts';
import type { Identity } from '../workspace/identity.ts';
import { memberOf, namesIn, pointerOf } from '../workspace/pointer.ts';
import { addressOf, type BankEntry } from '../workspace/schema.ts';
import { apiBase, type DiscoveryDocument } from './discovery.ts';

export interface ComposedBank {
  name: string;
  entry: BankEntry;
  /** A signing algorithm other than the key's own, because the bank takes no other. */
  algorithm?: Identity['signing']['algorithm'];
}

/** What a bank says it supports, as far as a TPP has to choose by it. */
export interface BankSupport {
  issuer?: string;
  authMethods: string[];
  algorithms: string[];
  registration: boolean;
  pushedRequests: 'required' | 'offered' | 'none';
}

/** OpenID Connect Discovery 1.0 §3 gives the defaults of what a document leaves out. */
export function supportOf(document: DiscoveryDocument): BankSupport {
  const aliases = document.mtls_endpoint_aliases;
  const pushed = document.pushed_authorization_request_endpoint ?? aliases?.pushed_authorization_request_endpoint;
  return {
    issuer: document.issuer,
    authMethods: document.token_endpoint_auth_methods_supported ?? ['client_secret_basic'],
    algorithms: document.request_object_signing_alg_values_supported ?? [],
    registration: (document.registration_endpoint ?? aliases?.registration_endpoint) !== undefined,
    pushedRequests:
      pushed === undefined ? 'none' : document.require_pushed_authorization_requests ? 'required' : 'offered',
  };
}

/**
 * A bank's entry with what differs from the defaults, and nothing else.
 *
 * @param found undefined where the document could not be had.
 * @param aisp the base of its account information API; default: as the document names it.
 * @param environment of the software statement: the banks of the same Directory are of the same.
 */
export function composeBank(
  discovery: string,
  {
    name = bankNameOf(discovery),
    found,
    environment,
    aisp = found && apiBase({}, found),
  }: { name?: string; found?: DiscoveryDocument; environment?: BankEntry['environment']; aisp?: string },
): ComposedBank {
  const algorithms = found?.request_object_signing_alg_values_supported;
  const types = found?.response_types_supported;
  const production = environment === 'production';
  // Empty where nobody says where the API is: the place to write it.
  const entry: BankEntry = { discovery, resourceServers: aisp === undefined ? {} : { aisp } };
  if (production) entry.environment = 'production';
  else if (algorithms?.includes('none')) entry.profile = 'permissive';
  if (types && !types.includes('code id_token') && types.includes('code')) {
    entry.authorizationRequest = { responseType: 'code' };
  }
  const onlyRs256 = algorithms?.includes('RS256') === true && !algorithms.includes('PS256');
  return { name, entry, ...(onlyRs256 && { algorithm: 'RS256' as const }) };
}

/** How a bank is called when nobody says: the part of its host that is its own. */
export function bankNameOf(discovery: string): string {
  const { hostname } = new URL(discovery);
  if (/^[\d.:[\]]+$/.test(hostname)) return 'bank';
  const common =
    /^(www|issuer\d*|auth\d*|as\d*|rs\d*|ob\d*|api|apis|id|idp|sso|secure|sandbox|openbanking|open-banking|oauth2?|matls|mtls|co|com|org|net|uk|eu|io|example|test)$/;
  const words = hostname.split('.');
  const own = words.find((word) => !common.test(word)) ?? words[0] ?? 'bank';
  return /^[A-Za-z0-9][\w.-]{0,63}$/.test(own) ? own : 'bank';
}

/** A discovery URL as it was meant: the issuer alone becomes the address of its document. Undefined for what is no https URL. */
export function discoveryUrl(typed: string): string | undefined {
  const text = /^[a-z][a-z0-9+.-]*:\/\//i.test(typed.trim()) ? typed.trim() : `https://${typed.trim()}`;
  if (/\s/.test(text) || !URL.canParse(text)) return undefined;
  const url = new URL(text);
  if (url.protocol !== 'https:' || url.username !== '' || (!url.hostname.includes('.') && !isLoopback(url.hostname)))
    return undefined;
  if (url.pathname.includes('/.well-known/')) return text;
  return `${withoutEnd(text.replace(/[?#].*$/, ''), '/')}/.well-known/openid-configuration`;
}

/**
 * A text with the given files and the given bank put in; what stands there otherwise stays, comments and format too. A bank of the same
 * discovery document stays as it is; another of the same name gets a number.
 *
 * @param identity to whom the files belong and the bank is known, in a file that has several; a new name makes a new one
 * @throws OpenBankingError `identity_not_named` where there are several and none is given
 */
export function mergeWorkspace(text: string, roles: Roles, bank: ComposedBank | undefined, identity?: string): string {
  const before: unknown = readAsItStands(text);
  let merged = typeof before === 'object' && before !== null ? text : '{}';
  const formattingOptions = { insertSpaces: true, tabSize: 2, eol: text.includes('\r\n') ? '\r\n' : '\n' };
  const set = (path: JSONPath, value: unknown): void => {
    if (value === undefined) return;
    merged = applyEdits(merged, modify(merged, path, value, { formattingOptions }));
  };
  const names = identityNamesIn(text);
  const name =
    names.length === 0 ? undefined : (identity ?? (names.length === 1 ? names[0] : severalIdentities(names)));
  const at = name === undefined ? [] : ['identities', name];
  set([...at, 'softwareStatement', 'assertion'], roles.assertion);
  set([...at, 'signing', 'key'], roles.signingKey);
  set([...at, 'signing', 'certificate'], roles.signingCertificate);
  set([...at, 'transport', 'certificate'], roles.transportCertificate);
  set([...at, 'transport', 'key'], roles.transportKey);
  const authorities = memberOf(before, pointerOf(...at, 'transport', 'ca'));
  const known: unknown[] = Array.isArray(authorities) ? authorities : [];
  const more = roles.ca.filter((path) => !known.includes(path));
  if (more.length > 0) set([...at, 'transport', 'ca'], [...known, ...more]);
  if (bank && bankOf(before, addressOf(bank.entry)) === undefined) {
    const algorithm = [...at, 'signing', 'algorithm'];
    if (memberOf(before, pointerOf(...algorithm)) === undefined) set(algorithm, bank.algorithm);
    const named = name !== undefined && identityNamesIn(merged).length > 1 ? { identity: name } : {};
    set(['banks', freeName(before, bank.name)], { ...named, ...bank.entry });
  }
  return merged.endsWith('\n') ? merged : `${merged}${formattingOptions.eol}`;
}

/** The names of the identities in a text; none where the one at the top has no name. */
export function identityNamesIn(text: string): string[] {
  return namesIn(readAsItStands(text), '/identities');
}

function severalIdentities(names: readonly string[]): never {
  return fail({
    code: 'identity_not_named',
    message: t('openbanking.json has several identities ({0}), and none was named.', names.join(', ')),
    try: t('Name the one that the bank knows and the files belong to.'),
  });
}

/** The name of the bank that has this address ({@link addressOf}) in a text, if one has. */
export function bankIn(text: string, address: string): string | undefined {
  return bankOf(readAsItStands(text), address);
}

function bankOf(file: unknown, address: string): string | undefined {
  return namesIn(file, '/banks').find((name) => {
    const bank = `/banks/${name}`;
    return (memberOf(file, `${bank}/discovery`) ?? memberOf(file, `${bank}/issuer`)) === address;
  });
}

function freeName(file: unknown, name: string): string {
  const taken = new Set(namesIn(file, '/banks'));
  let free = name;
  for (let number = 2; taken.has(free); number += 1) free = `${name.slice(0, 60)}-${number}`;
  return free;
}
