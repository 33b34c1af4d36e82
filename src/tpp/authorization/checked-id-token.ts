/** One id_token held against what it must fit: read, its algorithm, its key, its signature, its claims. */
import { t } from '../../standard/language.ts';
import { fail, OpenBankingError, problemOf } from '../errors.ts';
import type { Finding } from '../finding.ts';
import { type DecodedJwt, decodeJwt } from '../jwt/decode.ts';
import { verifyJwt } from '../jwt/verify.ts';
import type { Session } from '../session.ts';
import { bankAhead } from './bank-clock.ts';
import {
  checkAlgorithm,
  checkClaims,
  checkCritical,
  checkForm,
  clause,
  type Failure,
  type IdTokenExpectation,
  seemsOfFuture,
} from './id-token.ts';

export interface CheckedIdToken {
  jwt: DecodedJwt;
  /** What is absent and forgiven. */
  findings: Finding[];
}

/**
 * Checks one id_token: its algorithm, its key, its signature, then its claims.
 * @throws OpenBankingError one of the `id_token_…` codes
 */
export async function checkIdToken(
  session: Session,
  compact: string,
  expected: IdTokenExpectation,
): Promise<CheckedIdToken> {
  const jwt = readIdToken(compact, expected);
  refuse(checkCritical(jwt.header), expected);
  refuse(checkAlgorithm(jwt.header, expected), expected);
  const kid = typeof jwt.header.kid === 'string' ? jwt.header.kid : undefined;
  const keys = await (await session.keys()).find(kid);
  if (keys.length === 0) {
    const message =
      kid === undefined
        ? t('the bank publishes no key that signs')
        : t("its key {0} is not among the bank's keys", kid);
    refuse({ code: 'id_token_kid_unknown', message }, expected);
  }
  try {
    await verifyJwt(compact, { keys }, { algorithms: expected.algorithms });
  } catch (cause) {
    if (!(cause instanceof OpenBankingError)) throw cause;
    refuse({ code: 'id_token_signature_invalid', message: t('its signature is not the bank’s') }, expected, cause);
  }
  const ahead = seemsOfFuture(jwt.payload, expected.now) ? await bankAhead(session, expected.bankAhead) : undefined;
  const { failure, findings } = checkClaims(jwt.payload, String(jwt.header.alg), { ...expected, bankAhead: ahead });
  refuse(failure, expected);
  return { jwt, findings };
}

function readIdToken(compact: string, expected: IdTokenExpectation): DecodedJwt {
  refuse(checkForm(compact), expected);
  try {
    return decodeJwt(compact);
  } catch (thrown) {
    const { code, message } = problemOf(thrown);
    return refuse({ code, message: clause(message) }, expected, thrown);
  }
}

const ofClock: readonly string[] = ['id_token_iat_invalid', 'id_token_nbf_invalid', 'id_token_expired'];

const wheres = {
  front: t('The id_token in the redirect'),
  token: t('The id_token of the token endpoint'),
  refresh: t('The id_token of the refresh'),
} as const satisfies Record<IdTokenExpectation['place'], string>;

function refuse(failure: Failure, expected: IdTokenExpectation, cause?: unknown): never;
function refuse(failure: Failure | undefined, expected: IdTokenExpectation, cause?: unknown): void;
function refuse(failure: Failure | undefined, { place }: IdTokenExpectation, cause?: unknown): void {
  if (failure === undefined) return;
  const where = wheres[place];
  const before =
    place === 'front'
      ? t('If the whole address was copied')
      : t('The tokens were thrown away. Start again; if it stays so');
  fail(
    {
      code: failure.code,
      message: t('{0} cannot be trusted: {1}.', where, failure.message),
      try: t(
        '{0}{1}, tell the bank, or see idToken.lenient in its entry for a claim that is only missing.',
        ofClock.includes(failure.code) ? t('Check the clock of this machine. ') : '',
        before,
      ),
    },
    cause,
  );
}
