/** Findings of a check as groups of a report, what has to be mended first, and the verdict on all of them. */
import { t } from '../../standard/language.ts';
import type { Finding } from '../finding.ts';
import type { Report, ReportGroup, ReportItem, ReportPlace, ReportState } from './report.ts';

const stateOf = { error: 'error', warning: 'warning', information: 'good' } as const satisfies Record<
  Finding['severity'],
  ReportState
>;

/** What is in order has neither place nor advice: there is nothing to do about it. */
function itemOf({ severity, message, fix, remedies }: Finding, place: ReportPlace | undefined): ReportItem {
  const state = stateOf[severity];
  if (state === 'good') return { state, text: message };
  return {
    state,
    text: message,
    ...(fix !== '' && { try: fix }),
    ...(remedies && { remedies }),
    ...(place && { place }),
  };
}

/** @param placeOf where a finding is, where that is known */
export function findingGroups<F extends Finding>(
  findings: readonly F[],
  placeOf: (finding: F) => ReportPlace | undefined,
): ReportGroup[] {
  const of = (severity: Finding['severity'], title: string): ReportGroup => ({
    title,
    layout: 'marked',
    items: findings.filter((each) => each.severity === severity).map((each) => itemOf(each, placeOf(each))),
  });
  return [of('error', t('To mend')), of('warning', t('To look at')), of('information', t('In order'))].filter(
    ({ items }) => items.length > 0,
  );
}

/** @param good the verdict where there is nothing to mend and nothing to look at */
export function verdictOn(findings: readonly Pick<Finding, 'severity'>[], good: string): Report['verdict'] {
  const count = (severity: Finding['severity']): number => findings.filter((each) => each.severity === severity).length;
  const [errors, warnings] = [count('error'), count('warning')];
  const toMend = errors === 1 ? t('1 thing to mend') : t('{0} things to mend', errors);
  const toLookAt = warnings === 1 ? t('1 thing to look at') : t('{0} things to look at', warnings);
  if (errors > 0 && warnings > 0) return { state: 'error', text: t('{0}, {1}.', toMend, toLookAt) };
  if (errors > 0) return { state: 'error', text: t('{0}.', toMend) };
  if (warnings > 0) return { state: 'warning', text: t('Nothing to mend, {0}.', toLookAt) };
  return { state: 'good', text: good };
}
