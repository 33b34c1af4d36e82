/** Which kind of token it is, by what only that kind has. Where nothing decides, it says so. */
import { t } from '../../standard/language.ts';
import type { TokenKind, TokenOrigin } from './inspection.ts';
import type { ReadToken } from './read.ts';

export interface RecognisedKind {
  kind: TokenKind;
  /** A sentence. */
  reason: string;
}

type Members = Readonly<Record<string, unknown>>;

interface Sign {
  kind: TokenKind;
  reason: string | ((payload: Members) => string);
  holds(payload: Members, header: Members): boolean;
}

const has = (payload: Members, ...names: string[]): boolean => names.every((name) => payload[name] !== undefined);
const hasAny = (payload: Members, ...names: string[]): boolean => names.some((name) => payload[name] !== undefined);
const count = (payload: Members, ...names: string[]): number => names.filter((name) => has(payload, name)).length;
const words = (value: unknown): string[] => (typeof value === 'string' ? value.split(' ') : []);

/** The media type without its `application/`, which may be left out (RFC 7515 §4.1.9). */
export function typeOf({ typ }: Members): string | undefined {
  return typeof typ === 'string' ? typ.toLowerCase().replace(/^application\//, '') : undefined;
}

/** `typ` values that belong to one kind alone (RFC 8725 §3.11). */
const explicitTypes: Readonly<Record<string, TokenKind>> = {
  'secevent+jwt': 'security-event',
  'at+jwt': 'access-token',
  'oauth-authz-req+jwt': 'request-object',
  'client-authentication+jwt': 'client-assertion',
};

const statementMembers = [
  'software_client_name',
  'software_client_id',
  'software_roles',
  'software_redirect_uris',
  'software_jwks_endpoint',
  'software_environment',
  'org_id',
  'org_name',
  'org_jwks_endpoint',
];

/** Parameters of an authorisation request that stand beside its redirect_uri. */
const besideTheRedirect = ['client_id', 'scope', 'claims', 'state', 'nonce', 'response_mode', 'code_challenge'];

/** The claims parameter (OIDC Core §5.5), which nothing but a request has. */
function asksForClaims({ claims }: Members): boolean {
  return (
    typeof claims === 'object' && claims !== null && ['id_token', 'userinfo'].some((to) => Object.hasOwn(claims, to))
  );
}

/** What a request cannot do without, and sandboxes take from the parameters beside it. */
function requestReason(payload: Members): string {
  const missing = ['client_id', 'response_type', 'redirect_uri', 'scope'].filter((name) => !has(payload, name));
  const start = t('It has the parameters of an authorisation request (RFC 9101 §4)');
  if (missing.length === 0) return `${start}.`;
  return t('{0}, but for {1}.', start, listed(missing));
}

/** `a`, `a and b`, `a, b and c`. */
function listed(names: readonly string[]): string {
  const last = names.at(-1) ?? '';
  return names.length < 2 ? last : t('{0} and {1}', names.slice(0, -1).join(', '), last);
}

/** The first that holds decides, so what is told apart by less comes later. */
const signs: readonly Sign[] = [
  {
    kind: 'security-event',
    reason: t('It has events, which only security event tokens have (RFC 8417 §2.2).'),
    holds: ({ events }) => typeof events === 'object' && events !== null,
  },
  {
    kind: 'registration-request',
    reason: t('It carries a software_statement, as only a registration request does (RFC 7591 §3.1.1).'),
    holds: (payload) => has(payload, 'software_statement') && !hasAny(payload, 'response_type', 'software_roles'),
  },
  {
    kind: 'software-statement',
    reason: t('It describes software and the organisation behind it, as a software statement does (RFC 7591 §2.3).'),
    holds: (payload) =>
      (has(payload, 'software_id') && hasAny(payload, ...statementMembers)) || count(payload, ...statementMembers) > 2,
  },
  {
    kind: 'registration-request',
    reason: t(
      'It asks for client metadata (redirect_uris, grant_types …) of an audience, as a registration request does.',
    ),
    holds: (payload) =>
      has(payload, 'aud') && count(payload, 'redirect_uris', 'grant_types', 'token_endpoint_auth_method') > 1,
  },
  {
    kind: 'request-object',
    reason: requestReason,
    holds: (payload) =>
      (has(payload, 'response_type') && hasAny(payload, 'client_id', 'redirect_uri', 'scope')) ||
      (has(payload, 'redirect_uri') && count(payload, ...besideTheRedirect) > 1) ||
      asksForClaims(payload),
  },
  {
    kind: 'registration-token',
    reason: t('It says of itself that it is for managing a registration.'),
    holds: ({ typ, scope }) =>
      typ === 'RegistrationAccessToken' ||
      typ === 'InitialAccessToken' ||
      [scope].flat().flatMap(words).includes('dynamic_client_registration'),
  },
  {
    kind: 'id-token-front-channel',
    reason: t('It has s_hash, which binds the state of a redirect: an id_token of the front channel.'),
    holds: (payload) => has(payload, 's_hash'),
  },
  {
    kind: 'id-token-token-endpoint',
    reason: t('It has at_hash and neither c_hash nor s_hash: an id_token that came with an access token.'),
    holds: (payload) => has(payload, 'at_hash') && !has(payload, 'c_hash'),
  },
  {
    kind: 'id-token',
    reason: t('It says of itself that it is an id_token; by which channel it came does not show.'),
    holds: ({ typ, tokenName }) => typ === 'ID' || tokenName === 'id_token',
  },
  {
    kind: 'access-token',
    reason: t('It says of itself that it is an access token.'),
    holds: ({ typ, token_type, tokenName }) =>
      typ === 'Bearer' ||
      tokenName === 'access_token' ||
      (typeof token_type === 'string' && /^bearer$/i.test(token_type)),
  },
  {
    kind: 'access-token',
    reason: t('It grants a scope to a client, as access tokens do (RFC 9068 §2.2).'),
    holds: (payload) => hasAny(payload, 'scope', 'scp') && hasAny(payload, 'client_id', 'azp', 'cid', 'cnf'),
  },
  {
    kind: 'access-token',
    reason: t('It is bound to a client certificate (cnf), as access tokens are (RFC 8705 §3.1).'),
    holds: ({ cnf }) => typeof cnf === 'object' && cnf !== null && Object.hasOwn(cnf, 'x5t#S256'),
  },
  {
    kind: 'id-token',
    reason: t(
      'It has claims of an id_token; whether it came in the redirect or from the token endpoint does not show.',
    ),
    holds: (payload) =>
      hasAny(payload, 'c_hash', 'at_hash') ||
      (has(payload, 'iss', 'aud') && hasAny(payload, 'nonce', 'openbanking_intent_id', 'acr', 'auth_time')),
  },
  {
    kind: 'client-assertion',
    reason: t('Its issuer is its own subject and it names an audience, as when a client proves itself (RFC 7523 §3).'),
    holds: ({ iss, sub, aud }) => typeof iss === 'string' && iss === sub && aud !== undefined,
  },
  {
    kind: 'authorisation-response',
    reason: t('It holds the answer to an authorisation request (code or error) for an audience (JARM §2.1).'),
    holds: (payload) => hasAny(payload, 'code', 'error') && hasAny(payload, 'aud', 'state') && !has(payload, 'sub'),
  },
];

/** What belongs where. A token that says of itself what it is, is believed before the place. */
const kindAt: Readonly<Record<TokenOrigin, TokenKind>> = {
  'software-statement': 'software-statement',
  registration: 'registration-request',
  'registration-answer': 'registration-token',
  'authorisation-request': 'request-object',
  'client-assertion': 'client-assertion',
  'front-channel': 'id-token-front-channel',
  'token-endpoint': 'id-token-token-endpoint',
  'access-token': 'access-token',
  'message-signature': 'detached-signature',
  event: 'security-event',
};

/** Where a token of unknown kind is found says what it should be, as long as its form allows that. */
export function recogniseKind(token: ReadToken, origin: TokenOrigin | undefined): RecognisedKind {
  const { form, header = {}, payload } = token;
  if (form === 'encrypted') {
    return {
      kind: 'encrypted',
      reason: t('It has five parts: it is encrypted (RFC 7516 §7.1), and only its header can be read.'),
    };
  }
  if (form === 'detached') return detachedKind(header, origin);
  if (payload === undefined)
    return { kind: 'unknown', reason: t('Its payload cannot be read, so its kind does not show.') };
  const own = ownKind(payload, header);
  const found = origin === undefined ? undefined : kindAt[origin];
  if (own?.kind.startsWith('id-token') && found?.startsWith('id-token')) {
    return { kind: found, reason: t('It has claims of an id_token, and {0}.', cameFrom[found]) };
  }
  if (own !== undefined) return own;
  const place = found === undefined ? undefined : placeOf[found];
  if (found === undefined || place === undefined) {
    return { kind: 'unknown', reason: t('It has nothing that only one kind of token has.') };
  }
  return { kind: found, reason: t('It says nothing of its kind; it was found where {0} belongs.', place) };
}

const placeOf: Partial<Record<TokenKind, string>> = {
  'software-statement': t('a software statement assertion'),
  'registration-request': t('a registration request'),
  'registration-token': t('a registration access token'),
  'request-object': t('a request object'),
  'client-assertion': t('a client assertion'),
  'id-token-front-channel': t('the id_token of a redirect'),
  'id-token-token-endpoint': t('the id_token of the token endpoint'),
  'access-token': t('an access token'),
  'security-event': t('an event notification'),
};
const cameFrom: Partial<Record<TokenKind, string>> = {
  'id-token-front-channel': t('came in the redirect'),
  'id-token-token-endpoint': t('came from the token endpoint'),
};

function ownKind(payload: Members, header: Members): RecognisedKind | undefined {
  const type = typeOf(header);
  const explicit = type !== undefined && Object.hasOwn(explicitTypes, type) ? explicitTypes[type] : undefined;
  if (explicit) return { kind: explicit, reason: t('Its typ says so: {0} (RFC 8725 §3.11).', type) };
  const sign = signs.find(({ holds }) => holds(payload, header));
  if (sign === undefined) return undefined;
  const { kind, reason } = sign;
  return { kind, reason: typeof reason === 'string' ? reason : reason(payload) };
}

function detachedKind(header: Members, origin: TokenOrigin | undefined): RecognisedKind {
  if (Object.keys(header).some((name) => name.startsWith('http://openbanking.org.uk/'))) {
    return {
      kind: 'detached-signature',
      reason: t('Its payload stands elsewhere and its header has Open Banking members: an x-jws-signature.'),
    };
  }
  if (origin === 'message-signature') {
    return {
      kind: 'detached-signature',
      reason: t('Its payload stands elsewhere, and it was found in x-jws-signature.'),
    };
  }
  return {
    kind: 'unknown',
    reason: t('Its payload stands elsewhere (RFC 7515 appendix F); nothing says that it is an x-jws-signature.'),
  };
}
