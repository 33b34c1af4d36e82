/** The bank's public keys, with the one refetch that a rotated key needs. */

import { z } from 'zod';
import { t } from '../../standard/language.ts';
import { fail, OpenBankingError, problemOf } from '../errors.ts';
import type { Finding } from '../finding.ts';
import { keysOfSet, type VerificationKey } from '../keys/verification-key.ts';
import { leftOut, objectOf, optionalId, optionalText, readable } from '../strangers.ts';
import type { Transport } from '../transport/exchange.ts';
import { interactionIdOf } from '../transport/interaction-id.ts';
import { jsonOf } from '../transport/json.ts';
import { notTheApi } from '../transport/not-the-api.ts';
import { aheadOf } from '../transport/server-clock.ts';

const publicKey = z.looseObject({ kty: z.string().min(1), kid: optionalId, use: optionalText });
type PublicKey = z.infer<typeof publicKey>;

export interface KeySet {
  /** The keys of this kid; the set is fetched once more when it is not there. Without a kid: every key. */
  find(kid: string | undefined): Promise<PublicKey[]>;
  /**
   * Milliseconds by which the clock of whoever keeps the set is ahead of ours, as it said just now: it is asked again where that is longer ago, as
   * ours may have been set since.
   */
  ahead(): Promise<number | undefined>;
}

export interface KeySetOptions {
  /** Milliseconds; default {@link refetchDelay}. */
  delay?: number;
  /** Takes what is odd about the set and forgiven. */
  onFinding?: (finding: Finding) => void;
  now?: () => number;
}

interface FetchedKeys {
  keys: PublicKey[];
  ahead?: number;
  /** When they came, by our clock. */
  at: number;
}

/** Milliseconds between two fetches of a key set: a bank that has just rotated its keys, or failed, needs a moment, and no answer may make us hammer it. */
const refetchDelay = 1000;
/** Milliseconds for which what a server said of its clock counts. */
const justNow = 10_000;

/**
 * The keys at `jwksUri` (RFC 7517), fetched when first asked for. A fetch that fails is tried once more: an authorisation of a customer may
 * hang on it.
 */
export function keySet(transport: Transport, jwksUri: string, options: KeySetOptions = {}): KeySet {
  const { delay = refetchDelay } = options;
  let keys: PublicKey[] | undefined;
  let clock: Pick<FetchedKeys, 'ahead' | 'at'> | undefined;
  const fetchNow = async (): Promise<PublicKey[]> => {
    const fetched = await fetchKeys(transport, jwksUri, options);
    clock = fetched;
    return fetched.keys;
  };
  let refetched: string | undefined;
  const fetchLater = async (): Promise<PublicKey[]> => {
    await new Promise((resolve) => setTimeout(resolve, delay));
    return fetchNow();
  };
  return {
    async find(kid) {
      keys ??= await fetchNow().catch((thrown: unknown) => {
        if (problemOf(thrown).code === 'timed_out') throw thrown;
        return fetchLater();
      });
      const found = matching(keys, kid);
      if (found.length > 0 || refetched === kid) return found;
      keys = await fetchLater();
      refetched = kid;
      return matching(keys, kid);
    },
    async ahead() {
      const now = (options.now ?? Date.now)();
      if (clock === undefined || Math.abs(now - clock.at) > justNow) {
        keys = await fetchNow().catch((thrown: unknown) => {
          if (!(thrown instanceof OpenBankingError)) throw thrown;
          clock = undefined;
          return keys;
        });
      }
      return clock?.ahead;
    },
  };
}

/** What has the keys of a bank: a session. */
type BankWithKeys = { readonly bank: { readonly name: string }; keys(): Promise<KeySet> };

/**
 * The bank's keys for a token: those of its `kid`, or where the bank has none of it, all, so that it can be said which it has.
 *
 * @throws OpenBankingError those of discovery, of {@link fetchKeys} and of the network
 */
export async function keysOfBank(session: BankWithKeys, kid?: string): Promise<VerificationKey[]> {
  const keys = await session.keys();
  const named = await keys.find(kid);
  const all = named.length > 0 || kid === undefined ? named : await keys.find(undefined);
  return keysOfSet(all, { where: session.bank.name, source: 'bank' });
}

function matching(keys: PublicKey[], kid: string | undefined): PublicKey[] {
  return keys.filter((key) => (kid === undefined || key.kid === kid) && (key.use === undefined || key.use === 'sig'));
}

/** @throws OpenBankingError `answer_invalid`, `answer_not_json` and those of the network */
async function fetchKeys(transport: Transport, url: string, options: KeySetOptions): Promise<FetchedKeys> {
  const answer = await transport.send({ method: 'GET', url, purpose: 'keys' });
  const advice = t('Tell the bank (or the Directory, whose key store this may be), with the interaction id.');
  const { status } = answer;
  const interactionId = interactionIdOf(answer);
  if (status !== 200) {
    const other = notTheApi(answer, url);
    const message = t('The key set at {0} was answered with {1}{2}.', url, status, other ? `: ${other.said}` : '');
    return fail({ code: 'answer_invalid', message, try: other?.try ?? advice, bank: { status }, interactionId });
  }
  const { keys } = objectOf(jsonOf(answer, t('the key set'))) ?? {};
  const read = keys === undefined || keys === null ? undefined : readable(keys, publicKey);
  if (read) {
    const odd = leftOut(read.unreadable, t('the key set at {0}', url), 'key');
    if (odd) options.onFinding?.(odd);
    const at = (options.now ?? Date.now)();
    return { keys: read.items, ahead: aheadOf(answer, at), at };
  }
  const message = t('The answer from {0} is not a JSON Web Key Set.', url);
  return fail({ code: 'answer_invalid', message, try: advice, bank: { status }, interactionId });
}
