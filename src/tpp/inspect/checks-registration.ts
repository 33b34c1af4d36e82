/** What can be wrong with a registration request: who asks whom, with whose papers, and what for. */

import { t } from '../../standard/language.ts';
import { roleOfScope } from '../directory/software-statement.ts';
import { agree } from '../number-words.ts';
import { isLoopback } from '../transport/hosts.ts';
import { at, type Check, type Draft, isText, type Members, requires, scopesIn, show, textsIn } from './check.ts';
import { registrationMetadataChecks } from './checks-metadata.ts';
import { rolesOfAuthority, standingOf } from './checks-statement.ts';
import { isNone, type ReadToken, readToken } from './read.ts';
import { dcr, rfc } from './standards.ts';

const model = dcr('OBClientRegistrationRequest1');
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const uuid4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;
/** The issuer of the UK Directory's statements: its ids are the standard's. */
const uk = 'OpenBanking Ltd';
const inStatement = '/payload/software_statement';

/** A statement is read once for all checks on the same request. */
const statements = new WeakMap<Members, ReadToken>();
function statementOf(payload: Members): ReadToken | undefined {
  const { software_statement: text } = payload;
  if (typeof text !== 'string') return undefined;
  const known = statements.get(payload) ?? readToken(text);
  statements.set(payload, known);
  return known;
}

const statementPayload = (payload: Members): Members | undefined => statementOf(payload)?.payload;

function refused(code: string, claim: string, message: string, fix: string, level: Draft['level'] = 'must'): Draft {
  return { level, code, pointer: `/payload/${claim}`, message, try: fix, rule: model };
}

const required: readonly (readonly [Draft['level'], string, string])[] = [
  ['must', 'iss', t('Set iss to the software statement’s id.')],
  ['must', 'iat', t('Set iat to now, in seconds.')],
  ['must', 'exp', t('Set exp to a few minutes from now, in seconds.')],
  ['must', 'aud', t('Set aud to the bank’s organisation id, or to its issuer where it wants that.')],
  ['must', 'jti', t('Give each request a fresh UUID v4.')],
  ['note', 'redirect_uris', t('Nothing to do: without them all of the software statement’s are registered.')],
  ['must', 'token_endpoint_auth_method', t('Choose private_key_jwt or tls_client_auth.')],
  ['must', 'grant_types', t('A list of client_credentials, authorization_code and, where offered, refresh_token.')],
  ['must', 'software_statement', t('Put the software statement assertion there: the JWT from the Directory (eyJ…).')],
  ['strict', 'application_type', t('Set application_type to web (or native).')],
  ['must', 'id_token_signed_response_alg', t('Set it to PS256.')],
  ['must', 'request_object_signing_alg', t('Set it to PS256.')],
];

export const registrationChecks: readonly Check[] = [
  ...required.map(([level, name, fix]) => requires(level, model, name, fix)),
  ...registrationMetadataChecks,
  function issuerIsAnId({ payload }) {
    const { iss } = payload;
    if (iss === undefined || (typeof iss === 'string' && /^[0-9A-Za-z_-]{1,22}$/.test(iss))) return undefined;
    const fix = t('Set iss to the software statement’s software_id.');
    const id = t('it is an id of 1 to 22 letters and digits.');
    if (iss === '') return refused('iss_empty', 'iss', t('iss is empty; {0}', id), fix);
    if (typeof iss !== 'string')
      return refused('iss_not_a_text', 'iss', t('iss is {0}, not a text; {1}', show(iss), id), fix);
    const directory = statementPayload(payload)?.iss ?? uk;
    const [code, what] =
      iss.length > 22
        ? ['iss_too_long', t('{0} characters long', iss.length)]
        : ['iss_no_id', t('with other characters')];
    return refused(
      code,
      'iss',
      t('iss is {0}, {1}; {2}', show(iss), what, id),
      fix,
      directory === uk ? 'must' : 'should',
    );
  },
  function softwareIdIsAText({ payload: { software_id: id } }) {
    if (id === undefined || isText(id)) return undefined;
    const message = id === '' ? t('software_id is empty.') : t('software_id is {0}, not a text.', show(id));
    const fix = t('Take the id from the software statement, in quotes.');
    return refused('software_id_not_a_text', 'software_id', message, fix);
  },
  function issuerIsTheSoftware({ payload }) {
    const { software_id: id, iss: directory } = statementPayload(payload) ?? {};
    if (payload.iss === undefined || typeof id !== 'string' || payload.iss === id) return undefined;
    const message = t('iss is {0}, not the id of the software statement, {1}.', show(payload.iss), show(id));
    // The standard demands it of the UK Directory's statements; other directories may name the TPP in another way.
    const level = directory === uk ? 'must' : 'should';
    return refused('iss_not_software_id', 'iss', message, t('Set iss to the software statement’s software_id.'), level);
  },
  function softwareIdIsTheStatements({ payload }) {
    const id = statementPayload(payload)?.software_id;
    if (!isText(payload.software_id) || typeof id !== 'string' || payload.software_id === id) return undefined;
    const message = t('software_id is {0}, but the software statement is of {1}.', show(payload.software_id), show(id));
    return refused('software_id_mismatch', 'software_id', message, t('Take the id from the software statement.'));
  },
  function audienceIsTheBank({ payload, context: { expectations } }) {
    const { aud } = payload;
    if (aud === undefined) return undefined;
    const given: unknown[] = [aud].flat();
    const statement = statementPayload(payload) ?? {};
    const fix = t('Set aud to the bank’s organisation id, or to its issuer where it wants that.');
    if (given.some((each) => each !== undefined && (each === statement.org_id || each === statement.software_id))) {
      return refused('aud_is_us', 'aud', t('aud is {0}, which is ourselves.', show(aud)), fix, 'should');
    }
    const { organisationId, issuer } = expectations ?? {};
    if (given.some((each) => each === organisationId || each === issuer)) return undefined;
    if (organisationId === undefined) return undefined;
    const message = t('aud is {0}, not this bank’s organisation id, {1}.', show(aud), show(organisationId));
    return refused('aud_mismatch', 'aud', message, fix, 'should');
  },
  function requestIsUnique({ payload: { jti } }) {
    if (jti === undefined || (typeof jti === 'string' && uuid4.test(jti))) return undefined;
    const message = t('jti is {0}, which is no UUID of version 4.', show(jti));
    return refused('jti_not_uuid4', 'jti', message, t('Give each request a fresh UUID v4.'));
  },
  function statementIsAToken({ payload }) {
    const { software_statement: text } = payload;
    if (text === undefined) return undefined;
    const fix = t('Put the assertion itself there: the JWT from the Directory (eyJ…).');
    if (typeof text === 'string' && uuid.test(text)) {
      const message = t('software_statement is a UUID; it must be the assertion, which is a JWT.');
      return refused('software_statement_uuid', 'software_statement', message, fix);
    }
    const statement = statementOf(payload);
    if (statement?.payload === undefined || statement.form === 'unreadable') {
      const message = t('software_statement is not a signed JWT. {0}', statement?.problem?.message ?? '').trim();
      return refused('software_statement_not_jws', 'software_statement', message, fix);
    }
    if (!isNone(statement.header?.alg)) return undefined;
    return {
      level: 'should',
      code: 'software_statement_unsigned',
      pointer: inStatement,
      message: t('The software statement is unsigned (alg none): the bank has to take our word for it.'),
      try: t('Use one that a Directory signed; some sandboxes take self-made ones.'),
      rule: dcr('Self-signed SSA'),
    };
  },
  function statementStands({ payload, context }) {
    const statement = statementPayload(payload);
    if (statement === undefined) return undefined;
    return standingOf(statement, '', context).map((draft) => ({ ...draft, pointer: inStatement }));
  },
  function redirectsAreTheStatements({ payload }) {
    const offered = textsIn(statementPayload(payload)?.software_redirect_uris);
    const uris = textsIn(payload.redirect_uris);
    if (offered === undefined || uris === undefined) return undefined;
    const allowed = new Set(offered);
    const foreign = uris.filter((uri) => !allowed.has(uri));
    if (foreign.length === 0) return undefined;
    const message = t('The software statement has no redirect URI {0}.', show(foreign));
    const fix = t('Leave it out, or add it at the Directory and get a new assertion. Every letter counts.');
    return refused('redirect_not_in_statement', 'redirect_uris', message, fix);
  },
  redirectUris,
  function rolesCoverScope({ payload }) {
    const statement = statementPayload(payload);
    const roles = textsIn(statement?.software_roles);
    if (statement === undefined || roles === undefined) return undefined;
    const granted = rolesOfAuthority(statement);
    const uncovered = scopesIn(payload.scope).filter((scope) => {
      const role = Object.hasOwn(roleOfScope, scope) ? roleOfScope[scope] : undefined;
      return role !== undefined && !(roles.includes(role) && (granted ?? [role]).includes(role));
    });
    if (uncovered.length === 0) return undefined;
    const lacking = uncovered.map((scope) => roleOfScope[scope]);
    const message = t(
      'The scope {0} needs the role {1}, which the software statement lacks.',
      show(uncovered),
      show(lacking),
    );
    const fix = t('Leave the scope out, or get the role at the Directory and a new assertion.');
    return refused('role_does_not_cover_scope', 'scope', message, fix, 'strict');
  },
  function isGoodForMinutes({ payload: { iat, exp } }) {
    if (typeof iat !== 'number' || typeof exp !== 'number' || exp - iat <= 3600 || exp > 1e11) return undefined;
    const message = t('The request is valid for more than an hour; some banks refuse that.');
    return refused('lifetime_long', 'exp', message, t('Set exp to a few minutes after iat.'), 'should');
  },
  function clientIsNotThereYet({ payload }) {
    const [first] = ['client_secret', 'client_id_issued_at'].filter((name) => at(payload, name) !== undefined);
    if (first === undefined) return undefined;
    const message = t("{0} belongs to the bank's answer, not to a request.", first);
    const rule = rfc(7591, '3.2.1');
    return {
      level: 'should',
      code: 'claim_of_the_answer',
      pointer: `/payload/${first}`,
      message,
      try: t('Leave it out.'),
      rule,
    };
  },
];

/** https and not this machine; custom schemes and loopback are a sandbox's kindness to native clients. */
function redirectUris({ payload }: { payload: Members }): Draft[] | undefined {
  const { redirect_uris: given, application_type: type } = payload;
  if (given === undefined) return undefined;
  const uris = textsIn(given);
  if (uris === undefined || uris.length === 0) {
    const message = t('redirect_uris is {0}, not a list of redirect URIs.', show(given));
    return [refused('redirect_uris_not_a_list', 'redirect_uris', message, t('Give a list, of one URI at least.'))];
  }
  const web = type !== 'native' && type !== 'mobile';
  const drafts: Draft[] = [];
  const complain = (
    code: string,
    wrong: readonly string[],
    says: (uris: string) => readonly [one: string, many: string],
    fix: string,
    level: Draft['level'] = 'must',
  ): void => {
    if (wrong.length === 0) return;
    const message = agree(wrong, ...says(show(wrong)));
    drafts.push(refused(code, 'redirect_uris', message, fix, level));
  };
  const https = t('Use an https address of yours.');
  const parsed = uris.map((uri) => ({ uri, url: uri.length <= 4096 && URL.canParse(uri) ? new URL(uri) : undefined }));
  const named = (test: (url: URL, uri: string) => boolean): string[] =>
    parsed.filter(({ url, uri }) => url !== undefined && test(url, uri)).map(({ uri }) => uri);
  complain(
    'redirect_invalid',
    parsed.filter(({ url }) => !url).map(({ uri }) => uri),
    (list) => [
      t('The redirect URI {0} is no absolute URI.', list),
      t('The redirect URIs {0} are no absolute URIs.', list),
    ],
    https,
  );
  complain(
    'redirect_not_https',
    named(({ protocol }) => protocol !== 'https:'),
    (list) => [t('The redirect URI {0} is not https.', list), t('The redirect URIs {0} are not https.', list)],
    https,
    web ? 'must' : 'strict',
  );
  complain(
    'redirect_localhost',
    named(({ hostname }) => isLoopback(hostname)),
    (list) => [
      t('The redirect URI {0} is on this machine, which only sandboxes register.', list),
      t('The redirect URIs {0} are on this machine, which only sandboxes register.', list),
    ],
    https,
    'strict',
  );
  complain(
    'redirect_fragment',
    named((_, uri) => uri.includes('#')),
    (list) => [t('The redirect URI {0} has a fragment.', list), t('The redirect URIs {0} have a fragment.', list)],
    t('Leave out # and what follows.'),
  );
  complain(
    'redirect_too_long',
    uris.filter((uri) => uri.length > 256),
    (list) => [
      t('The redirect URI {0} is longer than 256 characters.', list),
      t('The redirect URIs {0} are longer than 256 characters.', list),
    ],
    t('Shorten it.'),
  );
  return drafts;
}
