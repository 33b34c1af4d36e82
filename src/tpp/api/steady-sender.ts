/** A GET that goes on: asked again where the connection was dropped, and waited with where the bank takes no more for now. */
import { t } from '../../standard/language.ts';
import { fail, OpenBankingError } from '../errors.ts';
import type { Surroundings } from '../surroundings.ts';
import { askedWait } from '../transport/asked-wait.ts';
import type { Answer } from '../transport/exchange.ts';
import { failureKindOf } from '../transport/failure.ts';

/** What is waited for, so that whoever looks on knows. */
export interface Waiting {
  /** Until it is asked again. */
  seconds: number;
  /** A sentence. */
  why: string;
}

interface SteadyOptions {
  onWait?: (waiting: Waiting) => void;
  /** Ends a wait at once. */
  signal?: AbortSignal;
}

/** Seconds before the first, second and third time that a dropped request is asked again; then it has failed. */
const pauses = [1, 3, 9];
/** Seconds that a bank is waited for before one request at most: one that wants more wants to be left alone for today. */
const maxWait = 600;
/** Times that it may ask for a wait before one request. */
const maxWaits = 20;

/** The connection was lost under the request or its answer. */
const dropped = new Set(['ended_early', 'ended_unsent', 'answer_cut', 'compression_cut']);
/** The bank is out of reach: for a moment, where it was in reach a moment ago. */
const outOfReach = new Set([
  'host_unknown',
  'nothing_listens',
  'sandbox_stopped',
  'no_connection',
  'silent_handshake',
  'no_answer',
  'answer_stalled',
]);

/**
 * Makes the sender of one list's requests. Only for a GET: whatever came of the first one, it may be asked a second time.
 * @returns sends what `prepare` makes anew for each attempt, as a token may end while we wait; gives the last answer whatever its status
 */
export function steadySender(
  surroundings: Surroundings,
  { onWait, signal }: SteadyOptions,
): (prepare: () => Promise<() => Promise<Answer>>) => Promise<Answer> {
  let isUnderWay = false;
  const pause = async (seconds: number, why: string) => {
    onWait?.({ seconds, why });
    await surroundings.wait(seconds * 1000, signal);
    assertWanted(signal);
  };
  return async (prepare) => {
    let [waited, waits] = [0, 0];
    for (let drops = 0; ; ) {
      const send = await prepare();
      let answer: Answer;
      try {
        answer = await send();
      } catch (thrown) {
        const seconds = pauses[drops];
        if (seconds === undefined || !mayPass(thrown, isUnderWay)) throw thrown;
        drops += 1;
        await pause(seconds, t('The connection to the bank was lost; the same page is asked for again.'));
        continue;
      }
      const seconds = askedWait(answer, surroundings.now());
      if (seconds === undefined || waited + seconds > maxWait || waits === maxWaits) {
        isUnderWay ||= answer.status === 200;
        return answer;
      }
      waited += seconds;
      waits += 1;
      await pause(
        seconds,
        answer.status === 429
          ? t('The bank takes no more requests for now (429).')
          : t('The bank is not available for now (503).'),
      );
    }
  };
}

function mayPass(thrown: unknown, isUnderWay: boolean): boolean {
  const kind = thrown instanceof OpenBankingError ? (failureKindOf(thrown) ?? '') : '';
  return dropped.has(kind) || (isUnderWay && outOfReach.has(kind));
}

/** @throws OpenBankingError `cancelled` where whoever reads has given it up */
export function assertWanted(signal: AbortSignal | undefined): void {
  if (!signal?.aborted) return;
  fail({
    code: 'cancelled',
    message: t('The reading was cancelled.'),
    try: t('What had come until then is complete in itself.'),
  });
}
