/** What a bank says of itself in its discovery document, with the overrides of its entry in openbanking.json. */
import { t } from '../../standard/language.ts';
import { isLoopback } from '../../standard/loopback.ts';
import { fail, OpenBankingError, type Problem } from '../errors.ts';
import { withoutEnd } from '../text-end.ts';
import type { Answer, Transport } from '../transport/exchange.ts';
import { interactionIdOf } from '../transport/interaction-id.ts';
import { jsonOf } from '../transport/json.ts';
import { notTheApi } from '../transport/not-the-api.ts';
import { spelledVersion } from '../workspace/api-version.ts';
import type { BankEntry } from '../workspace/schema.ts';
import type { NamedBank } from '../workspace/workspace.ts';
import {
  type DiscoveryDocument,
  type OddMember,
  type ReadDocument,
  readDiscoveryDocument,
} from './discovery-document.ts';

export type { DiscoveryDocument } from './discovery-document.ts';

export interface BankMetadata {
  /** The document as the bank published it, what cannot be read left out; empty where there is none. */
  document: DiscoveryDocument;
  /** What of the document could not be read, or was read otherwise than it stands. */
  odd: OddMember[];
  /** Why the document that the entry names could not be had; the entry stands for it. */
  withoutDocument?: Problem;
  /** As the entry or discovery spells it, to the letter. */
  issuer: string;
  /** Always https; the entry's loopback front door is {@link BankMetadata.browserEndpoint}. */
  authorizationEndpoint: string;
  /** Where the customer's browser goes: the authorisation endpoint or, for the embedded bank, its plain-HTTP front door. */
  browserEndpoint: string;
  tokenEndpoint: string;
  registrationEndpoint?: string;
  parEndpoint?: string;
  jwksUri: string;
  /** Base of the account information API, without slash at the end; absent when neither entry nor discovery tell. */
  accountInformation?: string;
  /** Origin of the resource server, for the vendor's helper endpoints. */
  resourceServerOrigin?: string;
  /** Every URL that the client certificate is for. */
  certificateUrls: string[];
}

/** What no flow can do without, as the entry calls it, and as discovery does. */
const needed = {
  issuer: 'issuer',
  authorizationEndpoint: 'authorization_endpoint',
  tokenEndpoint: 'token_endpoint',
  jwksUri: 'jwks_uri',
} as const;
type Needed = keyof typeof needed;
const neededNames = Object.keys(needed) as Needed[];

/**
 * Fetches and checks the discovery document (OpenID Connect Discovery 1.0 §4.3). Where the entry has all that is needed, it stands for a
 * document that cannot be had; a bank whose entry names none is not asked.
 * @throws OpenBankingError `discovery_invalid`, and those of the network
 */
export async function fetchDiscovery(transport: Transport, bank: NamedBank): Promise<BankMetadata> {
  const where = bank.entry.discovery;
  if (where === undefined) return bankMetadata(bank, {});
  let read: ReadDocument;
  try {
    read = readDocument(await transport.send({ method: 'GET', url: where, purpose: 'discovery' }), where);
  } catch (thrown) {
    return entryAlone(bank, where, thrown);
  }
  lastRead.set(where, read.document);
  return bankMetadata(bank, read.document, read.odd);
}

/** Puts the entry's overrides over a discovery document. Both shapes are understood: with and without `mtls_endpoint_aliases` (RFC 8705 §5). */
export function bankMetadata(bank: NamedBank, found: DiscoveryDocument, odd: OddMember[] = []): BankMetadata {
  const { entry } = bank;
  const aliases = found.mtls_endpoint_aliases ?? {};
  const { issuer, authorizationEndpoint, tokenEndpoint, jwksUri } = neededOf(entry, found, odd);
  if (entry.issuer === undefined && entry.discovery !== undefined && !issuerFits(issuer, entry.discovery)) {
    return invalid(
      t('The discovery document at {0} names another issuer: {1}.', entry.discovery, issuer),
      t(
        'Correct `discovery` in openbanking.json: it is the issuer followed by /.well-known/openid-configuration. Where the bank keeps its document elsewhere and means this issuer, write "issuer": {0} into its entry.',
        JSON.stringify(issuer),
      ),
    );
  }
  const registrationEndpoint =
    entry.registration?.endpoint ?? aliases.registration_endpoint ?? found.registration_endpoint;
  const parEndpoint = aliases.pushed_authorization_request_endpoint ?? found.pushed_authorization_request_endpoint;
  const accountInformation = apiBase(entry, found);
  const resourceServerOrigin = accountInformation === undefined ? undefined : new URL(accountInformation).origin;
  return {
    document: found,
    odd,
    issuer,
    authorizationEndpoint,
    browserEndpoint:
      entry.authorizationEndpoint === undefined ? authorizationEndpoint : frontDoor(entry.authorizationEndpoint),
    tokenEndpoint,
    registrationEndpoint,
    parEndpoint,
    jwksUri,
    accountInformation,
    resourceServerOrigin,
    certificateUrls: [
      tokenEndpoint,
      registrationEndpoint,
      parEndpoint,
      resourceServerOrigin,
      ...Object.values(entry.resourceServers ?? {}),
    ].filter((each): each is string => typeof each === 'string'),
  };
}

/** The entry counts before the document does, and only what both lack is a fault. */
function neededOf(entry: BankEntry, found: DiscoveryDocument, odd: readonly OddMember[]): Record<Needed, string> {
  const front = entry.authorizationEndpoint;
  const values: Record<Needed, string | undefined> = {
    issuer: entry.issuer ?? found.issuer,
    // The plain-HTTP front door of a bank on this machine is for browsers; the endpoint itself is what discovery says.
    authorizationEndpoint: front?.startsWith('https:') ? front : (found.authorization_endpoint ?? front),
    tokenEndpoint: entry.tokenEndpoint ?? found.mtls_endpoint_aliases?.token_endpoint ?? found.token_endpoint,
    jwksUri: entry.jwksUri ?? found.jwks_uri,
  };
  const { issuer, authorizationEndpoint, tokenEndpoint, jwksUri } = values;
  if (
    issuer !== undefined &&
    authorizationEndpoint !== undefined &&
    tokenEndpoint !== undefined &&
    jwksUri !== undefined
  )
    return { issuer, authorizationEndpoint, tokenEndpoint, jwksUri };
  const lacking = neededNames.filter((name) => values[name] === undefined);
  const faults = lacking.map((name) => {
    const what = odd.find(({ member }) => member === needed[name])?.what;
    return `${needed[name]} ${what ?? t('is missing')}`;
  });
  return invalid(
    t('The discovery document at {0} cannot be used: {1}.', entry.discovery, faults.join('; ')),
    t(
      'Write what the bank says elsewhere into its entry of openbanking.json, as {0}, or tell the bank.',
      list(lacking),
    ),
  );
}

/** Troubles after which the entry may stand for the document: it is not there, or nobody answers. */
const notHad: readonly string[] = ['discovery_invalid', 'answer_not_json', 'bank_unreachable', 'timed_out'];

/** Documents as they were last had, for as long as the process lives. */
const lastRead = new Map<string, DiscoveryDocument>();

/** Troubles that may be over in a moment, by which nothing is said of whether there is a document. */
export function isPassing({ code, bank }: Problem): boolean {
  const { status } = bank ?? { status: 0 };
  return code === 'bank_unreachable' || code === 'timed_out' || status === 408 || status === 429 || status >= 500;
}

/** What a document demanded still holds while it cannot be had. */
function demandsOf(found: DiscoveryDocument = {}): DiscoveryDocument {
  const { mtls_endpoint_aliases: aliases } = found;
  const parEndpoint = aliases?.pushed_authorization_request_endpoint ?? found.pushed_authorization_request_endpoint;
  return {
    authorization_response_iss_parameter_supported: found.authorization_response_iss_parameter_supported,
    require_pushed_authorization_requests: found.require_pushed_authorization_requests,
    ...(parEndpoint === undefined ? {} : { pushed_authorization_request_endpoint: parEndpoint }),
  };
}

function entryAlone(bank: NamedBank, where: string, thrown: unknown): BankMetadata {
  if (!(thrown instanceof OpenBankingError) || !notHad.includes(thrown.code)) throw thrown;
  const { problem } = thrown;
  const lacking = neededNames.filter((name) => bank.entry[name] === undefined);
  if (lacking.length === 0) {
    const demands = isPassing(problem) ? demandsOf(lastRead.get(where)) : {};
    return { ...bankMetadata(bank, demands), withoutDocument: problem };
  }
  // Who has begun to write the endpoints down, or whose bank seems to have no such document, is told what else it takes.
  const begun = lacking.length < neededNames.length - 1 || bank.entry.issuer !== undefined;
  const { status = 500 } = problem.bank ?? {};
  if (!begun && status >= 500) throw thrown;
  return fail(
    {
      ...problem,
      try: t('{0} A bank without this document works from its entry, which lacks {1}.', problem.try, list(lacking)),
    },
    thrown,
  );
}

/** The account information base, or a problem that says where to write it. */
export function accountInformationOf(metadata: BankMetadata): string {
  return metadata.accountInformation ?? fail(noBase(metadata));
}

export function accountInformationProblem(metadata: BankMetadata): Problem | undefined {
  return metadata.accountInformation === undefined ? noBase(metadata) : undefined;
}

function noBase({ registrationEndpoint }: BankMetadata): Problem {
  // At many banks it is beside the registration, where files written before it was asked for found it.
  const host = registrationEndpoint === undefined ? 'https://rs1.bank.example' : new URL(registrationEndpoint).origin;
  return {
    code: 'discovery_invalid',
    message: t('Neither openbanking.json nor the discovery document says where the account information API is.'),
    try: t('Write its base URL into the bank’s entry as resourceServers.aisp, e.g. {0}/open-banking/v3.1/aisp.', host),
  };
}

/** Where clients register, or a problem that says what the document has instead. */
export function registrationEndpointOf({ registrationEndpoint, odd }: BankMetadata): string {
  const what = odd.find(({ member }) => member === 'registration_endpoint')?.what;
  return (
    registrationEndpoint ??
    invalid(
      what === undefined
        ? t('The bank’s discovery document names no registration_endpoint.')
        : t('The registration_endpoint of the bank’s discovery document {0}.', what),
      t(
        'Write it into registration.endpoint of the bank’s entry, or register by the bank’s own way and adopt the client.',
      ),
    )
  );
}

function readDocument(answer: Answer, where: string): ReadDocument {
  if (answer.status !== 200) {
    const other = notTheApi(answer, where);
    return fail({
      code: 'discovery_invalid',
      message: t(
        'The bank answered {0} for its discovery document at {1}{2}.',
        answer.status,
        where,
        other ? `: ${other.said}` : '',
      ),
      try: other?.try ?? t('Check `discovery` in openbanking.json, and that the bank is up.'),
      bank: { status: answer.status },
      interactionId: interactionIdOf(answer),
    });
  }
  return (
    readDiscoveryDocument(jsonOf(answer, t('the discovery document'))) ??
    invalid(
      t('What the bank has at {0} is no discovery document: it is JSON, and no object.', where),
      t('Check `discovery` in openbanking.json.'),
    )
  );
}

function issuerFits(issuer: string, discovery: string): boolean {
  const bare = issuer.replace(/\/$/, '');
  return discovery === `${bare}/.well-known/openid-configuration` || wellKnownInserted(bare) === discovery;
}

/** RFC 8414 §3.1 puts the well-known part between host and path. */
function wellKnownInserted(issuer: string): string {
  const { origin, pathname } = new URL(issuer);
  return `${origin}/.well-known/oauth-authorization-server${pathname === '/' ? '' : pathname}`;
}

/** An entry may name a plain-HTTP authorisation endpoint for a loopback bank only: a browser there meets no certificate warning. */
function frontDoor(endpoint: string): string {
  const { protocol, hostname } = new URL(endpoint);
  if (protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname))) return endpoint;
  return fail({
    code: 'workspace_invalid',
    message: t('The authorizationEndpoint {0} is not https.', endpoint),
    try: t('Use https; plain http is for a bank on this machine (127.0.0.1) only.'),
  });
}

/**
 * The entry's `resourceServers`, which may name the origin, the version's base or the API itself; else the API that the document names
 * (`protected_resources`, RFC 9728 §4), of several that of the entry's version.
 */
export function apiBase(
  entry: Pick<BankEntry, 'resourceServers' | 'version'>,
  found: DiscoveryDocument,
): string | undefined {
  const spelled = spelledVersion(entry, 'aisp') ?? 'v3.1';
  const named = entry.resourceServers?.aisp;
  if (named !== undefined) {
    const bare = withoutEnd(named, '/');
    return new URL(bare).pathname === '/' ? `${bare}/open-banking/${spelled}/aisp` : wholeBase(bare);
  }
  const bases = (found.protected_resources ?? [])
    .map((each) => wholeBase(withoutEnd(each, '/')))
    .filter((each) => each.endsWith('/aisp') && URL.canParse(each) && each.startsWith('https:'));
  // A patch, as of v4.0.1, stands in no path of most banks.
  const [line = spelled] = /^v\d+\.\d+/.exec(spelled) ?? [];
  const fitting = (version: string) => bases.find((each) => each.includes(`/${version}/`));
  return (
    fitting(spelled) ?? fitting(line) ?? (entry.version === undefined && bases.length === 1 ? bases[0] : undefined)
  );
}

const wholeBase = (bare: string): string => (/\/open-banking\/v[\d.]+$/.test(bare) ? `${bare}/aisp` : bare);

const list = (members: readonly string[]): string => new Intl.ListFormat('en-GB').format(members);

function invalid(message: string, advice: string): never {
  return fail({ code: 'discovery_invalid', message, try: advice });
}
