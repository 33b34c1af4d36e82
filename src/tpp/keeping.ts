/** Keeping what a bank gives: its place is tried before the bank is asked, and what no bank gives twice is not lost with a full disk. */
import { t } from '../standard/language.ts';
import { fail, problemOf } from './errors.ts';
import type { Remedy } from './remedies.ts';
import type { Session } from './session.ts';
import { type Kept, rescue } from './workspace/rescue.ts';

/**
 * Whether state and secrets can be written, tried for real, before a request whose answer cannot be had again.
 * @throws OpenBankingError `file_not_writable`, `disk_full`; nothing was sent
 */
export async function assertRoom({ state, secrets }: Session): Promise<void> {
  try {
    await state.tryPlace?.();
    await secrets.tryPlace?.();
  } catch (thrown) {
    const problem = problemOf(thrown);
    fail({ ...problem, message: t('Nothing was sent: {0}', problem.message) }, thrown);
  }
}

export interface Precious extends Omit<Kept, 'folder'> {
  /** What is so at the bank by now, without a full stop. */
  done: string;
  /** What to do instead of asking the bank again, to go on the sentence “Make room, then …”. */
  advice: string;
  /** What leads on beside putting it back. */
  remedies?: readonly Remedy[];
}

/**
 * Writes what must not be lost. Where that fails, what the stores do not have is put into another place, and the error names what is no secret
 * and that place.
 * @throws OpenBankingError with the code of what failed
 */
export async function keep<T>(session: Session, precious: Precious, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (thrown) {
    const { done, advice, remedies = [], ...what } = precious;
    const file = await rescueFrom(session, what);
    const { code, message } = problemOf(thrown);
    fail(
      {
        code,
        message: t(
          '{0}, but that could not be kept: {1} {2}',
          done,
          message,
          file ? t('It is in {0}, which only you may read.', file) : t('No other place of yours took it either.'),
        ),
        ...(file
          ? { try: t('Make room, then {0}', advice), remedies: [{ do: 'restore', file }, ...remedies] }
          : { try: t('Ask the bank to take it back: its secrets are lost.') }),
      },
      thrown,
    );
  }
}

/**
 * Waits for all of it, whatever becomes of the rest, and fails with the first that did. A secret may take its command a minute to store: an end in
 * between must not find the secret here and nothing of whose it is.
 */
export async function every(writes: readonly Promise<unknown>[]): Promise<void> {
  const failed = (await Promise.allSettled(writes)).find((each) => each.status === 'rejected');
  if (failed) throw failed.reason;
}

/** What the stores did not take: in the editor secrets rest elsewhere and are there, whatever becomes of the state. */
export async function rescueFrom(session: Session, what: Omit<Kept, 'folder'>): Promise<string | undefined> {
  const secrets: Kept['secrets'] = [];
  for (const { name, value } of what.secrets) {
    const stored = await session.secrets.get(name).catch(() => undefined);
    if (stored !== value) secrets.push({ name, value });
  }
  return rescue({ ...what, folder: session.workspace.folder, secrets });
}
