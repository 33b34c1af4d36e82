/** The checks on an id_token, one function each, so that every way to be wrong has a name of its own. */
import { t } from '../../standard/language.ts';
import type { ErrorCode } from '../errors.ts';
import type { Finding } from '../finding.ts';
import { criticalProblem } from '../jwt/critical.ts';
import { halfHash } from '../jwt/half-hash.ts';
import { secondsOf, showTime, timeProblem, tolerance } from '../jwt/token-time.ts';
import { withoutBlanks } from '../strangers.ts';
import { maxAhead } from './bank-clock.ts';

/** What an id_token must fit: the request that was sent, and what the bank registered. */
export interface IdTokenExpectation {
  /** Front channel: from the redirect, before the code is sent. Token: from the token endpoint, with the code or with a refresh. */
  place: 'front' | 'token' | 'refresh';
  issuer: string;
  clientId: string;
  consentId: string;
  /** Absent where none is known any more. */
  nonce?: string;
  state?: string;
  code?: string;
  accessToken?: string;
  /** `id_token_signed_response_alg` as registered. */
  algorithms: string[];
  /** Seconds, when `max_age` was asked for. */
  maxAge?: number;
  /** `acr` values that were asked for. */
  acr?: string[];
  /** The claims of an earlier id_token, that of the front channel or of before the refresh, with which this one must agree. */
  front?: Record<string, unknown>;
  permissive: boolean;
  /** Claims whose absence this bank is forgiven (`idToken.lenient`). A wrong value never is. */
  lenient: readonly string[];
  /** Milliseconds since the epoch. */
  now: number;
  /** Milliseconds by which the bank's clock is ahead of ours, as the token endpoint said it. */
  bankAhead?: number;
}

export interface Failure {
  code: ErrorCode;
  message: string;
  /** Set when the claim is absent rather than wrong: then leniency may apply to it. */
  absent?: string;
}

/** What begins is held against the bank's clock where ours is behind it; what ends against ours. */
type Expected = IdTokenExpectation & { theirNow: number };
type Check = (claims: Record<string, unknown>, expected: Expected, alg: string) => Failure | undefined;

const week = 7 * 24 * 3600;

const checks: Check[] = [
  function issuedByTheBank(claims, { issuer }) {
    if (claims.iss === undefined) return absent('iss');
    return wrongUnless(
      claims.iss === issuer,
      'id_token_iss_mismatch',
      t('iss is {0}, not {1}', show(claims.iss), issuer),
    );
  },
  function audience(claims, { clientId }) {
    if (claims.aud === undefined) return absent('aud');
    return wrongUnless(
      [claims.aud].flat().includes(clientId),
      'id_token_aud_mismatch',
      t('aud is {0}, not our client id {1}', show(claims.aud), clientId),
    );
  },
  function authorisedParty({ aud, azp }, { clientId }) {
    const several = Array.isArray(aud) && aud.length > 1;
    if (azp === undefined && several) {
      const message = t('aud names others beside us ({0}) and no azp says that it is for us', show(aud));
      return { code: 'id_token_azp_mismatch', message, absent: 'azp' };
    }
    return wrongUnless(
      azp === undefined || azp === clientId,
      'id_token_azp_mismatch',
      t('azp is {0}, not our client id {1}', show(azp), clientId),
    );
  },
  function expiry({ exp }, { now }) {
    if (exp === undefined) return absent('exp');
    const valid = (secondsOf(exp) ?? Number.NaN) + tolerance > now / 1000;
    return wrongUnless(
      valid,
      'id_token_expired',
      t('exp {0}', timeProblem(exp) ?? t('is {0}, which is past', showTime(exp))),
    );
  },
  function issuedAt({ iat }, { now, theirNow, bankAhead }) {
    if (iat === undefined) return absent('iat');
    const time = secondsOf(iat);
    if (time === undefined) return wrong('id_token_iat_invalid', t('iat {0}', timeProblem(iat)));
    if (time - tolerance > theirNow / 1000)
      return wrong('id_token_iat_invalid', t('iat is {0}, {1}', showTime(iat), ahead(time, now, bankAhead)));
    return wrongUnless(
      time > now / 1000 - week,
      'id_token_iat_invalid',
      t('iat is {0}, over a week ago', showTime(iat)),
    );
  },
  function notBefore({ nbf }, { now, theirNow, bankAhead }) {
    if (nbf === undefined) return undefined;
    const time = secondsOf(nbf);
    if (time === undefined) return wrong('id_token_nbf_invalid', t('nbf {0}', timeProblem(nbf)));
    const message = t('nbf is {0}, {1}, so that it is not valid yet', showTime(nbf), ahead(time, now, bankAhead));
    return wrongUnless(time - tolerance <= theirNow / 1000, 'id_token_nbf_invalid', message);
  },
  function subject({ sub }, { front }) {
    if (typeof sub !== 'string' || sub === '') return absent('sub');
    return wrongUnless(
      front === undefined || front.sub === sub,
      'id_token_sub_mismatch',
      t('sub is {0}, but {1} in the earlier id_token', show(sub), show(front?.sub)),
    );
  },
  function nonce(claims, expected) {
    if (claims.nonce === undefined) return absent('nonce');
    if (expected.nonce === undefined) return undefined;
    return wrongUnless(claims.nonce === expected.nonce, 'id_token_nonce_mismatch', t('nonce is not the one we sent'));
  },
  function stateHash({ s_hash }, { place, state, permissive }, alg) {
    if (place !== 'front' || state === undefined) return undefined;
    if (s_hash === undefined) {
      const message = t('s_hash is missing, so the state is not protected by the signature');
      return { code: 'id_token_s_hash_missing', message, absent: permissive ? 'permitted' : 's_hash' };
    }
    return hashUnless(s_hash, state, alg, 'id_token_s_hash_mismatch', t('s_hash is not the hash of the state'));
  },
  function codeHash({ c_hash }, { place, code }, alg) {
    if (place !== 'front' || code === undefined) return undefined;
    if (c_hash === undefined) {
      const message = t('c_hash is missing, so the code is not protected by the signature');
      return { code: 'id_token_c_hash_missing', message, absent: 'c_hash' };
    }
    return hashUnless(c_hash, code, alg, 'id_token_c_hash_mismatch', t('c_hash is not the hash of the code'));
  },
  function accessTokenHash({ at_hash }, { place, accessToken }, alg) {
    if (place === 'front' || accessToken === undefined || at_hash === undefined) return undefined;
    const message = t('at_hash is not the hash of the access token');
    return hashUnless(at_hash, accessToken, alg, 'id_token_at_hash_mismatch', message);
  },
  function intent(claims, { consentId }) {
    const id = claims.openbanking_intent_id;
    if (id === undefined) return absent('openbanking_intent_id');
    const message = t('openbanking_intent_id is {0}, not the consent {1}', show(id), consentId);
    return wrongUnless(id === consentId, 'id_token_intent_mismatch', message);
  },
  function authenticationContext(claims, { acr }) {
    if (acr === undefined || acr.length === 0) return undefined;
    if (claims.acr === undefined) return { ...absent('acr'), code: 'id_token_acr_mismatch' };
    const met = typeof claims.acr === 'string' && acr.includes(claims.acr);
    return wrongUnless(met, 'id_token_acr_mismatch', t('acr is {0}, not one of {1}', show(claims.acr), acr.join(', ')));
  },
  function authenticationTime({ auth_time }, { maxAge, now }) {
    if (maxAge === undefined) return undefined;
    if (auth_time === undefined) return { ...absent('auth_time'), code: 'id_token_auth_time_invalid' };
    const recent = (secondsOf(auth_time) ?? Number.NaN) + maxAge + tolerance >= now / 1000;
    const message = t(
      'auth_time {0}',
      timeProblem(auth_time) ?? t('is {0}, longer ago than the {1} s asked for', showTime(auth_time), maxAge),
    );
    return wrongUnless(recent, 'id_token_auth_time_invalid', message);
  },
];

/** What keeps an id_token from being read at all: encryption, which the client did not register for (OIDC Core §3.1.3.7-1). */
export function checkForm(compact: string): Failure | undefined {
  return wrongUnless(
    compact.split('.', 6).length !== 5,
    'id_token_encrypted',
    t('it is encrypted (JWE, five parts), which this client did not register for'),
  );
}

/** `crit` names what a reader has to understand or refuse the token; of an id_token nothing beyond the standard is understood (RFC 7515 §4.1.11). */
export function checkCritical(header: Record<string, unknown>): Failure | undefined {
  const problem = criticalProblem(header, { detached: false });
  return problem === undefined ? undefined : wrong('id_token_crit_unknown', clause(problem));
}

/**
 * The first thing that is wrong with an id_token's header, before its signature is looked at (FAPI 1.0 Advanced §5.2.3, OIDC Core §3.1.3.7-6..7).
 */
export function checkAlgorithm(
  header: Record<string, unknown>,
  { algorithms }: IdTokenExpectation,
): Failure | undefined {
  const registered = algorithms.filter((alg) => alg !== 'none');
  return wrongUnless(
    typeof header.alg === 'string' && registered.includes(header.alg),
    'id_token_alg_mismatch',
    t('alg is {0}, but {1} is registered', show(header.alg), registered.join(' or ')),
  );
}

/**
 * Runs every check (OIDC Core §3.1.3.7 and §3.3.2.11, FAPI 1.0 Advanced §5.2.3, OBIE: `openbanking_intent_id`).
 * @returns the first failure, or else the findings: what is absent and forgiven
 */
export function checkClaims(
  payload: Record<string, unknown>,
  alg: string,
  expected: IdTokenExpectation,
): { failure?: Failure; findings: Finding[] } {
  const claims = withoutBlanks(payload);
  const behind = behindBank(claims, expected);
  const findings: Finding[] = behind === undefined ? [] : [behind];
  const held = { ...expected, theirNow: expected.now + (behind === undefined ? 0 : (expected.bankAhead ?? 0)) };
  for (const check of checks) {
    const failure = check(claims, held, alg);
    if (!failure) continue;
    const forgiven =
      failure.absent === 'permitted' || (failure.absent !== undefined && expected.lenient.includes(failure.absent));
    if (!forgiven) return { failure, findings };
    findings.push({
      severity: 'warning',
      code: failure.code,
      message: t('In the id_token {0}.', failure.message),
      fix: t('A strict bank would have to send it; ask the bank.'),
    });
  }
  return { findings };
}

/** Whether a token is one of the future by our clock: then the bank's is worth asking for. */
export function seemsOfFuture({ iat, nbf }: Record<string, unknown>, now: number): boolean {
  return [iat, nbf].some((time) => (secondsOf(time) ?? Number.NaN) - tolerance > now / 1000);
}

/** Whether it is this machine's clock that makes the token one of the future: then by the bank's own clock it is good. */
function behindBank(claims: Record<string, unknown>, { now, bankAhead = 0 }: IdTokenExpectation): Finding | undefined {
  if (bankAhead <= tolerance * 1000 || bankAhead > maxAhead || !seemsOfFuture(claims, now)) return undefined;
  return {
    severity: 'warning',
    code: 'clock_behind',
    message: t(
      "This machine's clock is {0} s behind the bank's (by the Date of its answer), so that its id_token seems to come from the future. It was held against the bank's clock.",
      Math.round(bankAhead / 1000),
    ),
    fix: t('Set the clock of this machine: banks refuse requests whose times are wrong.'),
  };
}

function hashUnless(
  actual: unknown,
  value: string,
  alg: string,
  code: ErrorCode,
  message: string,
): Failure | undefined {
  return wrongUnless(actual === halfHash(value, alg), code, message);
}

function wrongUnless(good: boolean, code: ErrorCode, message: string): Failure | undefined {
  return good ? undefined : { code, message };
}

function wrong(code: ErrorCode, message: string): Failure {
  return { code, message };
}

function absent(claim: string): Failure {
  return { code: 'id_token_claim_missing', message: t('the claim {0} is missing', claim), absent: claim };
}

/** A sentence as part of another. */
export function clause(sentence: string): string {
  return `${sentence.charAt(0).toLowerCase()}${sentence.slice(1).replace(/\.$/, '')}`;
}

function show(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? t('absent'));
}

function ahead(time: number, now: number, bankAhead = 0): string {
  const clocks =
    bankAhead > maxAhead
      ? t(
          ', which says {0}; the bank’s says {1}, and they are too far apart to go by it',
          new Date(now).toISOString(),
          new Date(now + bankAhead).toISOString(),
        )
      : '';
  return t('in the future ({0} s ahead of this machine’s clock{1})', Math.round(time - now / 1000), clocks);
}
