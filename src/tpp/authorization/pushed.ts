/** A request handed to the bank beforehand (RFC 9126): what the browser then carries is a short reference to it. */
import type { Configuration } from 'openid-client';
import { t } from '../../standard/language.ts';
import { configurationOf } from '../client/client.ts';
import { failAtTokenEndpoint } from '../client/oauth-answer.ts';
import type { BankMetadata } from '../discovery/discovery.ts';
import { parseJson } from '../json.ts';
import type { Session } from '../session.ts';

/** As the entry says; else where the bank demands it or, for a `short` URL, offers it. */
export function isPushed(session: Session, { document, parEndpoint }: BankMetadata, short = false): boolean {
  const { require_pushed_authorization_requests: isRequired = false } = document;
  return session.bank.entry.authorizationRequest?.par ?? (isRequired || (short && parEndpoint !== undefined));
}

/** @returns what the browser carries, and the seconds for which the bank keeps the request, where it says so */
export async function push(
  session: Session,
  parameters: Record<string, string>,
): Promise<{ parameters: Record<string, string>; lifetime: number | undefined }> {
  const [openid, configuration] = await Promise.all([import('openid-client'), configurationOf(session)]);
  const lifetime = lifetimeHeard(configuration, openid.customFetch);
  const url = await openid
    .buildAuthorizationUrlWithPAR(configuration, parameters)
    .catch((thrown: unknown) => failAtTokenEndpoint(thrown, t('the pushed authorisation request'), configuration));
  return { parameters: Object.fromEntries(url.searchParams), lifetime: lifetime() };
}

/** `expires_in` of the answer, which openid-client keeps to itself. */
function lifetimeHeard(
  configuration: Configuration,
  customFetch: typeof import('openid-client').customFetch,
): () => number | undefined {
  const send = configuration[customFetch] ?? fetch;
  let heard: number | undefined;
  configuration[customFetch] = async (url, options) => {
    const answer = await send(url, options);
    heard = expiresIn(await answer.clone().text());
    return answer;
  };
  return () => heard;
}

function expiresIn(body: string): number | undefined {
  try {
    const read: unknown = parseJson(body);
    const seconds: unknown = typeof read === 'object' && read !== null ? Reflect.get(read, 'expires_in') : undefined;
    return typeof seconds === 'number' && seconds > 0 ? seconds : undefined;
  } catch {
    return undefined;
  }
}
