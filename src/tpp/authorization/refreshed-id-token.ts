/** The id_token that comes with a refresh, judged like every other; one that fails is no reason to lose the tokens. */
import { t } from '../../standard/language.ts';
import { idTokenAlgorithms } from '../client/client.ts';
import type { Heard } from '../client/token-answer.ts';
import { OpenBankingError } from '../errors.ts';
import { decodeJwt } from '../jwt/decode.ts';
import type { Session } from '../session.ts';
import { isPermissive } from '../workspace/profile.ts';
import type { ClientRecord } from '../workspace/state.ts';
import { checkIdToken } from './checked-id-token.ts';

export interface Refreshed {
  client: ClientRecord;
  consentId: string;
  accessToken: string;
  /** What was heard of the token endpoint. */
  heard: Heard | undefined;
  /** The id_token that was kept. */
  before: string | undefined;
}

/** A refresh repeats neither nonce nor consent (OIDC Core §12.2); where they stand there nevertheless they are the same. */
const notRepeated = ['nonce', 'openbanking_intent_id'];

/**
 * The id_token to keep after a refresh (OpenID Connect Core §12.2): the new one where it is the bank's, about the same customer and for the same
 * audience, else the one from before, with a warning.
 */
export async function refreshedIdToken(session: Session, refreshed: Refreshed): Promise<string | undefined> {
  const { heard, before } = refreshed;
  const fresh = heard?.idToken;
  if (fresh === undefined || fresh === before) return before;
  const problem = await problemWith(session, fresh, refreshed);
  if (problem === undefined) return fresh;
  session.warn({
    severity: 'warning',
    code: 'id_token_left_aside',
    message: t('The id_token that came with the refresh was left aside. {0}', problem),
    fix: t('Tell the bank (OpenID Connect Core §12.2); the access token is used.'),
  });
  return before;
}

async function problemWith(
  session: Session,
  fresh: string,
  { client, consentId, accessToken, heard, before }: Refreshed,
): Promise<string | undefined> {
  const first = before === undefined ? undefined : claimsOf(before);
  const { entry } = session.bank;
  try {
    const { issuer } = await session.metadata();
    const { jwt } = await checkIdToken(session, fresh, {
      place: 'refresh',
      issuer,
      clientId: client.clientId,
      consentId,
      nonce: typeof first?.nonce === 'string' ? first.nonce : undefined,
      accessToken,
      algorithms: idTokenAlgorithms(client),
      front: first,
      permissive: isPermissive(entry),
      lenient: [...(entry.idToken?.lenient ?? []), ...notRepeated],
      now: session.surroundings.now(),
      bankAhead: heard?.bankAhead,
    });
    if (first === undefined || audience(first) === audience(jwt.payload)) return undefined;
    return t('Its aud is {0}, but {1} in the first one.', audience(jwt.payload), audience(first));
  } catch (thrown) {
    if (!(thrown instanceof OpenBankingError)) throw thrown;
    return thrown.message;
  }
}

/** One name and a list of that name are the same, in whatever order. */
function audience({ aud }: Record<string, unknown>): string {
  return JSON.stringify([...new Set([aud].flat())].sort());
}

function claimsOf(jwt: string): Record<string, unknown> | undefined {
  try {
    return decodeJwt(jwt).payload;
  } catch {
    // What was kept by others is no measure; the bank and the client still are.
    return undefined;
  }
}
