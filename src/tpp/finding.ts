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

/** What is in order. */
export const fine = (code: string, message: string): Finding => ({
  severity: 'information',
  code,
  message,
  fix: t('Nothing to do.'),
});
