/** When an exchange ends without its answer: its time is over, or the caller has given it up. */
import { t } from '../../standard/language.ts';
import { OpenBankingError } from '../errors.ts';
import { type Lateness, lateError, notArrived } from './failure.ts';

type Progress = Pick<Lateness, 'sent' | 'connected' | 'status'>;

export interface Deadline {
  signal: AbortSignal;
  /** Throws when the caller had given up before the exchange began. */
  check(host: string, interactionId: string): void;
  /**
   * The error to throw when it was the deadline or the caller that ended the exchange.
   * @param progress how far the exchange had come.
   */
  error(host: string, interactionId: string, progress: Progress): OpenBankingError | undefined;
  /** The work's outcome, or a rejection at the deadline: undici itself ends a request only once its connection stands. */
  race<T>(work: Promise<T>): Promise<T>;
  stop(): void;
}

/**
 * Starts the clock of an exchange.
 *
 * @param milliseconds until it is given up.
 * @param sources whatever may cancel it before.
 */
export function startDeadline(milliseconds: number, sources: readonly AbortSignal[]): Deadline {
  const controller = new AbortController();
  let ended: 'timed_out' | 'cancelled' | undefined;
  const end = (how: 'timed_out' | 'cancelled') => {
    ended ??= how;
    controller.abort();
  };
  const cancel = () => end('cancelled');
  const timer = setTimeout(() => end('timed_out'), milliseconds);
  for (const source of sources) {
    if (source.aborted) cancel();
    else source.addEventListener('abort', cancel, { once: true });
  }
  const error = (host: string, interactionId: string, progress: Progress) => {
    const { sent } = progress;
    if (ended === undefined) return undefined;
    if (ended === 'timed_out') {
      return lateError({ host, within: t('within {0} s', milliseconds / 1000), ...progress }, interactionId);
    }
    const made = new OpenBankingError({
      code: 'cancelled',
      message: t('The request to {0} was cancelled.', host),
      try: sent ? t('The bank may have seen it: look before sending it again.') : t('Nothing was sent.'),
      interactionId,
    });
    return sent ? made : notArrived(made);
  };
  return {
    signal: controller.signal,
    error,
    check: (host, interactionId) => {
      const already = error(host, interactionId, { sent: false, connected: false });
      if (already) throw already;
    },
    race: (work) =>
      new Promise((resolve, reject) => {
        controller.signal.addEventListener('abort', () => reject(controller.signal.reason), { once: true });
        work.then(resolve, reject);
      }),
    stop: () => {
      clearTimeout(timer);
      for (const source of sources) source.removeEventListener('abort', cancel);
    },
  };
}
