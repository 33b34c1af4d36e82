/** Work at a bank whose failure is answered by what it means for the developer, rather than by the one message for all. */
import * as vscode from 'vscode';
import type { Problem } from '../../tpp/errors.ts';
import { confirm, type Task } from '../plain/messages.ts';
import type { BankOf, Workbench } from './workbench.ts';

export type Attempt<T> = { done: T } | { problem: Problem };

/** Runs work with progress and a way to cancel, and gives the problem of a failure to the caller. */
export async function attempt<T>(
  workbench: Workbench,
  title: string,
  work: (task: Task) => Promise<T>,
): Promise<Attempt<T>> {
  const tpp = await workbench.tpp();
  const tried = await workbench.run(title, async (task): Promise<Attempt<T>> => {
    try {
      return { done: await work(task) };
    } catch (thrown) {
      return { problem: tpp.problemOf(thrown) };
    }
  });
  return tried ?? { problem: cancelled() };
}

/**
 * For calls that cannot be broken off themselves: on cancellation they are no longer waited for. What they still do shows in the views.
 */
export async function untilCancelled<T>(workbench: Workbench, signal: AbortSignal, call: Promise<T>): Promise<T> {
  const { OpenBankingError } = await workbench.tpp();
  const abandoned = new Promise<never>((_resolve, reject) => {
    const stop = (): void => reject(new OpenBankingError(cancelled()));
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
  });
  call.catch(() => undefined).finally(() => workbench.changed());
  return Promise.race([call, abandoned]);
}

const cancelled = (): Problem => ({
  code: 'cancelled',
  message: vscode.l10n.t('Cancelled.'),
  try: vscode.l10n.t('Start it again when you are ready.'),
});

/** A production bank is written to only after its name was read and agreed to. */
export async function mayWrite({ bank }: BankOf, question: string, action: string): Promise<boolean> {
  if (bank.entry.environment !== 'production') return true;
  const detail = vscode.l10n.t('{0} is a production bank.', bank.name);
  return confirm(question, detail, action);
}
