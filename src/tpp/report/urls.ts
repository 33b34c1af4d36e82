/** What a check of a bank's addresses found, as a report: the findings, then the addresses themselves. */
import { t } from '../../standard/language.ts';
import type { CheckedUrls } from '../urls/check-urls.ts';
import { findingGroups, verdictOn } from './finding-groups.ts';
import type { Report } from './report.ts';

/** @param now milliseconds since the epoch */
export function urlsReport({ bank, urls, findings, now }: CheckedUrls & { now: number }): Report {
  return {
    title: t('The URLs of {0}', bank),
    when: now,
    verdict: verdictOn(findings, t('Every URL is as it should be.')),
    groups: [
      ...findingGroups(findings, ({ url }) => (url === undefined ? undefined : { text: url })),
      {
        title: t('URLs'),
        layout: 'table',
        items: urls.map(({ name, url }) => ({ state: 'note', text: name, detail: url })),
      },
    ],
  };
}
