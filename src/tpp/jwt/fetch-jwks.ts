/** A key set fetched from an address that a token names: nothing of ours goes there but the question. */

import { z } from 'zod';
import { t } from '../../standard/language.ts';
import { truncate } from '../../standard/truncate.ts';
import { fail, OpenBankingError } from '../errors.ts';
import { parseJson } from '../json.ts';
import { keysOfSet, type VerificationKey } from '../keys/verification-key.ts';
import { objectOf, textOf } from '../strangers.ts';
import type { Surroundings } from '../surroundings.ts';
import type { Answer } from '../transport/exchange.ts';
import { hostAndPort } from '../transport/hosts.ts';
import { interactionIdOf } from '../transport/interaction-id.ts';
import type { Proxies } from '../transport/proxy-settings.ts';
import { createTransport } from '../transport/transport.ts';

export interface FetchJwksOptions {
  /** PEM of CA certificates to trust besides the default roots: the workspace's. */
  certificateAuthorities?: string[];
  /** The way out, where it leads through a proxy. */
  proxies?: Proxies;
  signal?: AbortSignal;
  /** Milliseconds for everything; default 10,000. */
  timeout?: number;
  surroundings?: Surroundings;
}

export interface FetchedJwks {
  /** Where it was in the end found: the same host, perhaps another path. */
  url: string;
  keys: VerificationKey[];
}

const maxSize = 4 * 1024 * 1024;
const maxRedirects = 3;
const lookThere = t('Look at the address in a browser; it must give {"keys":[…]} (RFC 7517 §5).');
/** One that can be read makes a key set; the others are shown with why they cannot. */
const hasKind = (key: unknown): boolean => textOf(objectOf(key)?.kty) !== undefined;
const keySet = z.object({ keys: z.array(z.unknown()).min(1).max(1000) });
/** The Directory keeps revoked keys in sets of their own, whose address says so. */
const ofRevoked = /\/revoked\//;

/**
 * Fetches a key set (RFC 7517 §5) from an address found in a token. Ask the user first and name the host: the address is the
 * token's, not ours. Over verified https only, without client certificate, cookie or credentials; redirects are followed on the
 * same host and port only; answer and time are bounded.
 *
 * @throws OpenBankingError `key_set_address_refused` for an address or a redirect that is not followed, with the reason;
 * `key_set_invalid` for an answer that is no key set or too large; `bank_unreachable`, `server_certificate_untrusted`,
 * `certificate_not_sent`, `timed_out` and `cancelled` of the network
 */
export async function fetchJwks(url: string, options: FetchJwksOptions = {}): Promise<FetchedJwks> {
  const transport = createTransport({
    ...(options.certificateAuthorities ? { certificateAuthorities: options.certificateAuthorities } : {}),
    ...(options.proxies ? { proxies: options.proxies } : {}),
    ...(options.surroundings ? { surroundings: options.surroundings } : {}),
    maxAnswerSize: maxSize,
  });
  const ends = Date.now() + (options.timeout ?? 10_000);
  let address = httpsAddress(url);
  try {
    for (let redirects = 0; redirects <= maxRedirects; redirects += 1) {
      const answer = await transport.send({
        method: 'GET',
        url: address.href,
        headers: { accept: 'application/jwk-set+json, application/json' },
        purpose: 'keys',
        timeout: Math.max(ends - Date.now(), 1),
        ...(options.signal ? { signal: options.signal } : {}),
      });
      const { location } = answer.headers;
      if (answer.status < 300 || answer.status > 399 || location === undefined) {
        return { url: address.href, keys: keysIn(answer, address) };
      }
      address = followed(location, address);
    }
    return refused(
      t('{0} redirects again and again.', address.host),
      t('Open the address in a browser and save the key set.'),
    );
  } catch (thrown) {
    const noAnswer = thrown instanceof OpenBankingError && thrown.code === 'answer_invalid';
    if (!noAnswer) throw thrown;
    return fail({ ...thrown.problem, code: 'key_set_invalid', try: lookThere }, thrown);
  } finally {
    await transport.close();
  }
}

/**
 * The address of a key set, or the reason why it is not asked.
 *
 * @throws OpenBankingError `key_set_address_refused`
 */
function httpsAddress(text: string): URL {
  const shown = JSON.stringify(truncate(text, 200));
  if (!URL.canParse(text)) return refused(t('{0} is not an address.', shown), t('Give the key set as a file.'));
  const url = new URL(text);
  if (url.protocol === 'http:') {
    return refused(
      t('{0} is not asked: over plain http anyone on the way could put in a key of his own.', shown),
      t('Ask the signer for an https address, or give the key set as a file that you trust.'),
    );
  }
  if (url.protocol !== 'https:') {
    return refused(t('{0} is not asked: it is not an https address.', shown), t('Give the key set as a file.'));
  }
  if (url.username !== '' || url.password !== '') {
    return refused(
      t('The address at {0} is not asked: it has a user name or password in it.', url.host),
      t('Give the key set as a file.'),
    );
  }
  url.hash = '';
  return url;
}

function followed(location: string, from: URL): URL {
  const target = URL.canParse(location, from.href) ? new URL(location, from) : undefined;
  if (target && hostAndPort(target) === hostAndPort(from)) {
    return httpsAddress(target.href);
  }
  const where =
    target && target.host !== '' ? `${target.protocol}//${target.host}` : JSON.stringify(truncate(location, 200));
  return refused(
    t('{0} redirects to {1}, which is not followed: only the host that you agreed to is asked.', from.host, where),
    t('If you trust that host, give its address itself.'),
  );
}

function keysIn(answer: Answer, address: URL): VerificationKey[] {
  if (answer.status !== 200) {
    return invalid(answer, t('{0} answered the request for its key set with {1}.', address.host, answer.status));
  }
  const read = keySet.safeParse(jsonIn(answer, address));
  if (!read.success || !read.data.keys.some(hasKind))
    return invalid(answer, t('The answer from {0} is not a JSON Web Key Set.', address.host));
  const keys = keysOfSet(read.data.keys, { where: address.host, source: 'url' });
  return ofRevoked.test(address.pathname) ? keys.map((key) => ({ revoked: true as const, ...key })) : keys;
}

function jsonIn(answer: Answer, address: URL): unknown {
  try {
    return parseJson(answer.body);
  } catch {
    return invalid(answer, t('The answer from {0} is not JSON.', address.host));
  }
}

function invalid(answer: Answer, message: string): never {
  return fail({
    code: 'key_set_invalid',
    message,
    try: lookThere,
    bank: { status: answer.status },
    interactionId: interactionIdOf(answer),
  });
}

function refused(message: string, advice: string): never {
  return fail({ code: 'key_set_address_refused', message, try: advice });
}

/** Why an address would not be asked, in a sentence; nothing where it may be. */
export function refusalOfAddress(text: string): string | undefined {
  try {
    httpsAddress(text);
    return undefined;
  } catch (thrown) {
    if (thrown instanceof OpenBankingError) return thrown.message;
    throw thrown;
  }
}
