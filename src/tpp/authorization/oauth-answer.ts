/** What went wrong at the token endpoint, in our one error union: openid-client's errors and the bank's own words. */
import { type ErrorCode, fail, OpenBankingError, type Problem } from '../errors.ts';
import { meaningAt } from '../exchanges/meanings/oauth-errors.ts';
import { withoutStop } from '../text-end.ts';
import { checkCritical, checkForm, type Failure } from './id-token.ts';

const claimCodes: Record<string, ErrorCode> = {
  iss: 'id_token_iss_mismatch',
  aud: 'id_token_aud_mismatch',
  azp: 'id_token_azp_mismatch',
  nonce: 'id_token_nonce_mismatch',
  exp: 'id_token_expired',
  iat: 'id_token_iat_invalid',
  nbf: 'id_token_nbf_invalid',
  auth_time: 'id_token_auth_time_invalid',
};

interface Thrown {
  code?: unknown;
  error?: unknown;
  error_description?: unknown;
  status?: unknown;
  message?: unknown;
  response?: unknown;
  cause?: unknown;
}

/**
 * Throws what openid-client threw as an {@link OpenBankingError}: `token_refused` with the bank's words, `token_answer_invalid`, the code of
 * the id_token's claim, or the network error that our transport had thrown below it.
 */
export async function failAtTokenEndpoint(thrown: unknown, what: string): Promise<never> {
  const chain = causes(thrown);
  const ours = chain.find((each) => each instanceof OpenBankingError);
  if (ours instanceof OpenBankingError) throw ours;
  for (const each of chain) {
    const problem = await problemIn(each, what, chain);
    if (problem) return fail(problem, thrown);
  }
  throw thrown;
}

async function problemIn(error: Thrown, what: string, chain: Thrown[]): Promise<Problem | undefined> {
  switch (error.code) {
    case 'OAUTH_RESPONSE_BODY_ERROR':
      return refusal(error, what);
    case 'OAUTH_WWW_AUTHENTICATE_CHALLENGE':
    case 'OAUTH_RESPONSE_IS_NOT_CONFORM':
      return refusal({ ...(await wordsIn(chain)), response: responseIn(chain) }, what);
    case 'OAUTH_RESPONSE_IS_NOT_JSON':
    case 'OAUTH_PARSE_ERROR':
      return {
        code: 'answer_not_json',
        message: `The bank's answer to ${what} is not JSON.`,
        try: 'Look at the exchange in the log: a proxy or an error page may have answered in the bank’s place.',
        interactionId: interactionIdIn(chain),
      };
    case 'OAUTH_JWT_CLAIM_COMPARISON_FAILED':
    case 'OAUTH_JWT_TIMESTAMP_CHECK_FAILED':
      return {
        code: claimCodes[claimIn(chain)] ?? 'token_answer_invalid',
        message: `The id_token in the answer to ${what} is not for us: its ${claimIn(chain)} is not what it must be.`,
        try: 'Do not use this answer. Check issuer and client id in openbanking.json, and the clock of this machine.',
        interactionId: interactionIdIn(chain),
      };
    case 'OAUTH_INVALID_RESPONSE':
    case 'OAUTH_UNSUPPORTED_OPERATION': {
      const unreadable = unreadableIdToken(chain);
      if (unreadable !== undefined) {
        return {
          code: unreadable.code,
          message: `The id_token in the answer to ${what} cannot be trusted: ${unreadable.message}.`,
          try: 'The tokens were thrown away. Tell the bank, with the interaction id.',
          interactionId: interactionIdIn(chain),
        };
      }
      return {
        code: aboutIdToken(chain) ?? 'token_answer_invalid',
        message: `The bank's answer to ${what} does not follow the standard: ${innermost(chain)}.`,
        try: 'Tell the bank, with the interaction id.',
        interactionId: interactionIdIn(chain),
      };
    }
    default:
      return undefined;
  }
}

function refusal(error: Thrown, what: string): Problem {
  const name = typeof error.error === 'string' ? error.error : undefined;
  const description = typeof error.error_description === 'string' ? error.error_description : undefined;
  const status = typeof error.status === 'number' ? error.status : (responseOf(error)?.status ?? 0);
  return {
    code: 'token_refused',
    message: `The bank refused ${what}${name ? ` with ${name}` : ` with status ${status}`}${description ? `: ${withoutStop(description)}` : ''}.`,
    try:
      meaningAt('token', name)?.try ??
      'Compare the request with the client’s registration, and ask the bank with the interaction id.',
    bank: { status, ...(name ? { error: name } : {}), ...(description ? { description } : {}) },
    interactionId: interactionIdIn([error]),
  };
}

function causes(thrown: unknown): Thrown[] {
  const chain: Thrown[] = [];
  for (let each: unknown = thrown; isThrown(each) && chain.length < 8; each = each.cause) chain.push(each);
  return chain;
}

function isThrown(value: unknown): value is Thrown {
  return typeof value === 'object' && value !== null;
}

function claimIn(chain: Thrown[]): string {
  for (const each of chain) if ('claim' in each && typeof each.claim === 'string') return each.claim;
  return 'claim';
}

/** What openid-client found wrong stands in the innermost cause: the header it did not expect, or the claims that lack one. */
function aboutIdToken(chain: Thrown[]): ErrorCode | undefined {
  const innermostCause = chain.at(-1) ?? {};
  if ('header' in innermostCause && 'expected' in innermostCause) return 'id_token_alg_mismatch';
  return 'claims' in innermostCause ? 'id_token_claim_missing' : undefined;
}

/** openid-client gives the id_token that it has no key to decrypt, or the header that it did not understand. */
function unreadableIdToken(chain: Thrown[]): Failure | undefined {
  for (const each of chain) {
    if (typeof each.cause === 'string') return checkForm(each.cause);
    if ('header' in each && isThrown(each.header)) return checkCritical({ ...each.header });
  }
  return undefined;
}

function responseOf(error: Thrown): Response | undefined {
  if (error instanceof Response) return error;
  return error.response instanceof Response ? error.response : undefined;
}

function responseIn(chain: Thrown[]): Response | undefined {
  return chain.map(responseOf).find((response) => response !== undefined);
}

/** openid-client leaves the body of a challenge and of an odd status unread; the bank's words stand there all the same. */
async function wordsIn(chain: Thrown[]): Promise<Thrown> {
  const response = responseIn(chain);
  if (response === undefined || response.bodyUsed) return {};
  const body: unknown = await response.json().catch(() => undefined);
  return isThrown(body) ? { error: body.error, error_description: body.error_description } : {};
}

function interactionIdIn(chain: Thrown[]): string | undefined {
  return responseIn(chain)?.headers.get('x-fapi-interaction-id') ?? undefined;
}

function innermost(chain: Thrown[]): string {
  const messages = chain
    .map((each) => each.message)
    .filter((message): message is string => typeof message === 'string');
  return withoutStop(messages.at(-1) ?? 'it cannot be read');
}
