/** Which operation of the standard a request to a bank is, by its method and URL. */
import type { Api, Operation, RegistrationVersion, Verb, Version } from '../../standard/operation.ts';
import { operationAt } from '../../standard/operations.ts';
import { publishedVersion } from '../../standard/versions.ts';
import type { BankMetadata } from '../discovery/discovery.ts';
import { withoutEnd } from '../text-end.ts';
import { hostAndPort } from '../transport/hosts.ts';
import { type ResourceServer, versionOf } from '../workspace/api-version.ts';
import type { BankEntry } from '../workspace/schema.ts';

export interface RecognisedOperation {
  operation: Operation;
  version: Version;
}

export type Recognise = (method: string, url: string) => RecognisedOperation | undefined;

/** Where APIs begin at a bank, and which version of them that is. */
interface Base {
  apis: readonly Api[];
  /** `host:port`. */
  host: string;
  /** Without slash at its end. */
  path: string;
  /** What the standard's own path begins with in its place. */
  stands: '' | '/register';
  version: Version;
}

/** Which APIs a bank has below an address of each kind: variable recurring payments stand beside the other payments. */
const below: Record<ResourceServer, readonly Api[]> = {
  aisp: ['ais'],
  pisp: ['pis', 'vrp'],
  cbpii: ['cbpii'],
  vrp: ['vrp', 'cvrp'],
};

/** As the standard lays URLs out: `/open-banking/{version}/{resource group}/{resource}` (Read/Write API, URI Structure). */
const layout = /^\/(?:[^/]+\/)*?open-banking\/(v[\d.]{1,8})(?:\/(aisp|pisp|cbpii|vrp))?(\/.*)$/;

/** The version of client registration: 3.4 where its address says so, else 3.3, which banks have at addresses of all kinds. */
const registrationVersionOf = (endpoint: string): RegistrationVersion =>
  endpoint.split('/').includes('v3.4') ? '3.4' : '3.3';

/**
 * Makes the function that recognises a bank's operations: by the base URLs of its entry and its discovery document, and else by the
 * standard's own layout of URLs. Undefined is what is no operation of the standard, or of no known version.
 */
export function recogniserOf(
  entry: BankEntry,
  metadata: Pick<BankMetadata, 'accountInformation' | 'registrationEndpoint'>,
): Recognise {
  const { accountInformation, registrationEndpoint } = metadata;
  const urls: [ResourceServer, string | undefined][] = [
    ['aisp', accountInformation],
    ['pisp', entry.resourceServers?.pisp],
    ['cbpii', entry.resourceServers?.cbpii],
    ['vrp', entry.resourceServers?.vrp],
  ];
  const bases = urls.flatMap(([server, url]) => {
    const version = url === undefined ? undefined : versionOf(entry, server, url);
    return url === undefined || version === undefined ? [] : baseAt(below[server], url, version);
  });
  if (registrationEndpoint !== undefined) {
    bases.push(...baseAt(['dcr'], registrationEndpoint, registrationVersionOf(registrationEndpoint), '/register'));
  }
  return (method, text) => {
    if (!isVerb(method) || !URL.canParse(text)) return undefined;
    const url = new URL(text);
    return atBase(bases, method, url) ?? byLayout(method, url, bases);
  };
}

function baseAt(apis: readonly Api[], text: string, version: Version, stands: Base['stands'] = ''): Base[] {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const host = url && hostAndPort(url);
  if (url === undefined || host === undefined) return [];
  return [{ apis, host, path: withoutEnd(url.pathname, '/'), version, stands }];
}

function atBase(bases: readonly Base[], verb: Verb, url: URL): RecognisedOperation | undefined {
  const host = hostAndPort(url);
  for (const { apis, version, stands, ...base } of bases) {
    if (base.host !== host || !`${url.pathname}/`.startsWith(`${base.path}/`)) continue;
    const found = among(apis, verb, `${stands}${url.pathname.slice(base.path.length)}`.replace(/\/$/, ''), version);
    if (found) return found;
  }
  return undefined;
}

/** On the bank's own hosts alone: what a stranger has below such a path is his affair. */
function byLayout(verb: Verb, url: URL, bases: readonly Base[]): RecognisedOperation | undefined {
  const [, segment = '', server, path = ''] = layout.exec(url.pathname) ?? [];
  const version = publishedVersion(segment);
  const host = hostAndPort(url);
  if (version === undefined || bases.every((base) => base.host !== host)) return undefined;
  return among(server === undefined ? ['events'] : below[server as ResourceServer], verb, path, version);
}

function among(apis: readonly Api[], verb: Verb, path: string, version: Version): RecognisedOperation | undefined {
  const operation = operationAt(apis, verb, path, version)?.operation;
  return operation && { operation, version };
}

const isVerb = (method: string): method is Verb => ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'].includes(method);
