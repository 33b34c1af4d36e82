/** Every URL of a bank, from its entry in openbanking.json and from its discovery document. */
import { t } from '../../standard/language.ts';
import type { BankMetadata } from '../discovery/discovery.ts';
import { hostAndPort } from '../transport/hosts.ts';
import type { BankEntry } from '../workspace/schema.ts';

export interface BankUrl {
  /** As it is called where it stands: `tokenEndpoint`, `jwks_uri`, `resourceServers.aisp`. */
  name: string;
  from: 'openbanking.json' | 'discovery';
  url: string;
  /** Whether the flow presents the client certificate there. */
  mutual: boolean;
}

/** Members of a discovery document whose value is an address, and whether a TPP presents its certificate there. */
const documentUrls = {
  issuer: false,
  authorization_endpoint: false,
  jwks_uri: false,
  token_endpoint: true,
  registration_endpoint: true,
  pushed_authorization_request_endpoint: true,
  introspection_endpoint: true,
  revocation_endpoint: true,
  userinfo_endpoint: true,
} as const;

/**
 * The URLs of a bank, those of the entry first. Endpoints of `mtls_endpoint_aliases` stand for the plain ones in what is mutual
 * (RFC 8705 §5).
 *
 * @param metadata absent where discovery could not be had: the entry alone then.
 */
export function bankUrls(entry: BankEntry, metadata?: BankMetadata): BankUrl[] {
  const given: [string, string | undefined, boolean][] = [
    ['discovery', entry.discovery, false],
    ['jwksUri', entry.jwksUri, false],
    ['issuer', entry.issuer, false],
    ['authorizationEndpoint', entry.authorizationEndpoint, false],
    ['tokenEndpoint', entry.tokenEndpoint, true],
    ['registration.endpoint', entry.registration?.endpoint, true],
    ...Object.entries(entry.resourceServers ?? {}).map(([name, url]): [string, string | undefined, boolean] => [
      `resourceServers.${name}`,
      url,
      true,
    ]),
  ];
  const ofEntry = given.flatMap(([name, url, mutual]): BankUrl[] =>
    url === undefined ? [] : [{ name, from: 'openbanking.json', url, mutual }],
  );
  if (metadata === undefined) return ofEntry;
  const { document } = metadata;
  const aliases: Record<string, unknown> = { ...document.mtls_endpoint_aliases };
  const plain: Record<string, unknown> = document;
  const ofDocument = Object.entries(documentUrls).flatMap(([name, mutual]): BankUrl[] => {
    const aliased = typeof aliases[name] === 'string';
    const urls: BankUrl[] = [];
    // With an alias the plain endpoint is for clients without a certificate; some banks name one address twice.
    if (typeof plain[name] === 'string' && plain[name] !== aliases[name])
      urls.push({ name, from: 'discovery', url: plain[name], mutual: mutual && !aliased });
    if (typeof aliases[name] === 'string') {
      urls.push({ name: `mtls_endpoint_aliases.${name}`, from: 'discovery', url: aliases[name], mutual });
    }
    return urls;
  });
  const { accountInformation } = metadata;
  const derived: BankUrl[] =
    accountInformation === undefined || entry.resourceServers?.aisp !== undefined
      ? []
      : [{ name: t('account information'), from: 'discovery', url: accountInformation, mutual: true }];
  return [...ofEntry, ...ofDocument, ...derived];
}

/** The URLs by host and port; what is no web address is left out. */
export function byHost(urls: readonly BankUrl[]): Map<string, BankUrl[]> {
  const hosts = new Map<string, BankUrl[]>();
  for (const each of urls) {
    const host = hostAndPort(each.url);
    if (host === undefined) continue;
    const key = `${new URL(each.url).protocol}//${host}`;
    hosts.set(key, [...(hosts.get(key) ?? []), each]);
  }
  return hosts;
}
