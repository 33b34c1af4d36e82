/** Waiting for a customer's answer: it comes, the time is over, or nobody waits for it any more. */
import { t } from '../../standard/language.ts';
import { OpenBankingError } from '../errors.ts';

export interface ExpectedRedirect {
  /** The whole redirect URL, once the browser has been sent there. Rejects with `timed_out` or `cancelled`. */
  answer: Promise<string>;
  cancel(): void;
}

export interface WaitOptions {
  /** Milliseconds; default ten minutes. */
  timeout?: number;
  signal?: AbortSignal;
}

const tenMinutes = 600_000;

/** @param atEnd called once, whatever ends the waiting */
export function openWaiting(
  options: WaitOptions,
  atEnd: () => void = () => undefined,
): ExpectedRedirect & { settle(answer: string): void } {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  // Nobody may be listening yet when a time-out or cancellation comes; the caller still gets it by awaiting.
  promise.catch(() => undefined);
  const stop = (code: 'timed_out' | 'cancelled') => reject(given(code));
  const cancel = () => stop('cancelled');
  const timer = setTimeout(() => stop('timed_out'), options.timeout ?? tenMinutes);
  options.signal?.addEventListener('abort', cancel, { once: true });
  const answer = promise.finally(() => {
    clearTimeout(timer);
    options.signal?.removeEventListener('abort', cancel);
    atEnd();
  });
  answer.catch(() => undefined);
  if (options.signal?.aborted) cancel();
  return { answer, cancel, settle: resolve };
}

function given(code: 'timed_out' | 'cancelled'): OpenBankingError {
  return new OpenBankingError(
    code === 'timed_out'
      ? {
          code,
          message: t('The customer did not come back from the bank in time.'),
          try: t('Start the authorisation again; a longer wait can be asked for.'),
        }
      : { code, message: t('The authorisation was cancelled.'), try: t('Start it again when you are ready.') },
  );
}
