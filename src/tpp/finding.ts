/** Something to know about a workspace that stops nothing by itself: a line of `obw check`, a row of the Problems panel. */
import { t } from '../standard/language.ts';
import type { Remedy } from './remedies.ts';

export interface Finding {
  severity: 'error' | 'warning' | 'information';
  /** Stable, in snake case. */
  code: string;
  /** What is so, in a sentence. */
  message: string;
  /** What to do about it. */
  fix: string;
  /** What leads on, the most promising first. */
  remedies?: readonly Remedy[];
  /** The file it is about, as the workspace file spells it. */
  path?: string;
}

const ranks = { error: 0, warning: 1, information: 2, info: 2 };

/** Sorts the worst first; a terminal turns it round (`worstLast`). */
export const bySeverity = (one: { severity: keyof typeof ranks }, other: typeof one): number =>
  ranks[one.severity] - ranks[other.severity];

/** What is in order. */
export const fine = (code: string, message: string): Finding => ({
  severity: 'information',
  code,
  message,
  fix: t('Nothing to do.'),
});
