/** Whether a bank's discovery document and its entry in openbanking.json agree, each difference named. */
import { t } from '../../standard/language.ts';
import type { BankMetadata } from '../discovery/discovery.ts';
import type { Finding } from '../finding.ts';
import { hostAndPort } from '../transport/hosts.ts';
import { identitiesOf, identityOf } from '../workspace/identity.ts';
import { addressOf, type BankEntry, type WorkspaceFile } from '../workspace/schema.ts';
import type { NamedBank } from '../workspace/workspace.ts';
import type { BankUrl } from './bank-urls.ts';

const path = 'openbanking.json';

export function consistencyFindings(
  file: WorkspaceFile,
  { name, entry }: NamedBank,
  metadata: BankMetadata,
): Finding[] {
  const { document } = metadata;
  const findings: Finding[] = [];
  const aliases = document.mtls_endpoint_aliases ?? {};
  const compare = (member: string, given: string | undefined, found: (string | undefined)[]) => {
    const known = found.filter((each) => each !== undefined);
    if (given === undefined || known.length === 0 || known.some((each) => sameUrl(each, given))) return;
    findings.push({
      severity: member === 'issuer' ? 'error' : 'warning',
      code: 'differs_from_discovery',
      message: t(
        '{0} of {1} is {2}; the discovery document says {3}.',
        member,
        name,
        given,
        [...new Set(known)].join(t(' or ')),
      ),
      fix: t('Take {0} out of the bank’s entry, unless the bank told you to use another.', member),
      path,
    });
  };
  compare('issuer', entry.issuer, [document.issuer]);
  compare('jwksUri', entry.jwksUri, [document.jwks_uri]);
  compare('tokenEndpoint', entry.tokenEndpoint, [document.token_endpoint, aliases.token_endpoint]);
  compare('registration.endpoint', entry.registration?.endpoint, [
    document.registration_endpoint,
    aliases.registration_endpoint,
  ]);
  if (entry.authorizationEndpoint?.startsWith('https:')) {
    compare('authorizationEndpoint', entry.authorizationEndpoint, [document.authorization_endpoint]);
  }
  const offers = (member: string, wanted: string | undefined, offered: readonly string[] | undefined) => {
    if (wanted === undefined || offered === undefined || offered.includes(wanted)) return;
    findings.push({
      severity: 'error',
      code: 'not_offered',
      message: t(
        '{0} is {1}, which the bank does not offer: {2}.',
        member,
        wanted,
        offered.join(', ') || t('it names none'),
      ),
      fix: t('Set {0} to one of those.', member),
      path,
    });
  };
  const { authorizationRequest = {}, client = {} } = entry;
  offers(
    'client.tokenEndpointAuthMethod',
    client.tokenEndpointAuthMethod,
    document.token_endpoint_auth_methods_supported,
  );
  offers('authorizationRequest.responseType', authorizationRequest.responseType, document.response_types_supported);
  offers(
    authorizationRequest.algorithm === undefined ? 'signing.algorithm' : 'authorizationRequest.algorithm',
    authorizationRequest.algorithm ?? identityOf(file, { name, entry }).signing.algorithm,
    document.request_object_signing_alg_values_supported,
  );
  if (authorizationRequest.par === false && document.require_pushed_authorization_requests) {
    findings.push({
      severity: 'error',
      code: 'not_offered',
      message: t('authorizationRequest.par is false, and the bank demands pushed requests.'),
      fix: t('Take authorizationRequest.par out of the bank’s entry.'),
      path,
    });
  }
  return findings;
}

/** The same host spelled in two ways, banks that are entered twice for one identity, and files named twice. */
export function doubleEntries(file: WorkspaceFile, { name, entry }: NamedBank, urls: readonly BankUrl[]): Finding[] {
  const findings: Finding[] = [];
  const add = (message: string, fix: string, severity: Finding['severity'] = 'warning') =>
    findings.push({ severity, code: 'double_entry', message, fix, path });
  const [only] = identitiesOf(file);
  const knownAs = ({ identity = only?.name }: BankEntry) => identity;
  const twin = Object.entries(file.banks).find(
    ([other, bank]) => other !== name && knownAs(bank) === knownAs(entry) && sameUrl(addressOf(bank), addressOf(entry)),
  );
  if (twin)
    add(t('{0} and {1} are the same bank: {2}.', name, twin[0], addressOf(entry)), t('Keep one of the two entries.'));
  const spellings = new Map<string, Set<string>>();
  for (const { url } of urls) {
    const key = hostAndPort(url);
    const spelled = /^https?:\/\/([^/?#]+)/i.exec(url)?.[1];
    if (key !== undefined && spelled !== undefined) spellings.set(key, (spellings.get(key) ?? new Set()).add(spelled));
  }
  for (const [key, spelled] of spellings) {
    if (spelled.size < 2) continue;
    add(
      t('{0} are one host, {1}.', [...spelled].join(' and '), key),
      t('Here they count as one; other tools may take them for two, and send the certificate to one only.'),
      'information',
    );
  }
  const authorities = [...(identityOf(file, { name, entry }).transport.ca ?? []), ...(entry.ca ?? [])];
  for (const twice of new Set(authorities.filter((each, index) => authorities.indexOf(each) !== index))) {
    add(t('The CA file {0} is named twice.', twice), t('Name it once.'), 'information');
  }
  return findings;
}

/** As addresses: case of the host, the default port and a slash at the end make no difference. */
function sameUrl(a: string, b: string): boolean {
  const normal = (url: string) => (URL.canParse(url) ? new URL(url).href : url).replace(/\/$/, '');
  return normal(a) === normal(b);
}
