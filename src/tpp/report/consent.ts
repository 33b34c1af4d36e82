/** A consent as a report: its four clocks apart, each with what its end means and what to do about it. */
import { t } from '../../standard/language.ts';
import { type ClockLine, clockLines } from '../consents/clock-words.ts';
import type { KnownConsent } from '../consents/clocks.ts';
import { reasonLines } from '../consents/reasons.ts';
import { statusWord } from '../workspace/consent-status.ts';
import type { Report, ReportItem, ReportState } from './report.ts';

interface ConsentOf {
  known: KnownConsent;
  /** Of the bank. */
  bank: string;
  /** Milliseconds since the epoch. */
  now: number;
  /** A time as its reader writes it: `1 Mar 2027, 10:00`. */
  time(at: number | string): string;
  /** `in 12 days`, `3 hours ago`. */
  relative(at: number): string;
}

export function consentReport({ known, bank, now, time, relative }: ConsentOf): Report {
  const { consent } = known;
  const lines = clockLines(known, now);
  const items = lines.map((line) => clockItem(line, time, relative));
  const facts: readonly (readonly [text: string, detail: string | undefined])[] = [
    [t('Consent id'), consent.consentId],
    [t('Status'), statusWord(consent)],
    [t('Reason'), reasonLines(consent.statusReasons).join(' ')],
    [t('Created'), time(consent.createdAt)],
    [t('Authorised'), consent.authorisedAt && time(consent.authorisedAt)],
    [t('Reconfirmed'), consent.reconfirmedAt && time(consent.reconfirmedAt)],
    [t('Permissions'), consent.permissions?.join(', ')],
  ];
  return {
    title: t('The clocks of a consent at {0}', bank),
    lead: t('Four clocks run apart from each other. What ends within a week is marked, and so is what is over.'),
    when: now,
    verdict: verdictOf(lines),
    groups: [
      { title: t('Clocks'), items },
      {
        title: t('Consent'),
        layout: 'table',
        items: facts.flatMap(([text, detail]) => (detail ? [{ state: 'note' as const, text, detail }] : [])),
      },
    ],
  };
}

function verdictOf(lines: readonly ClockLine[]): Report['verdict'] {
  const marks = lines.map(({ clock }) => clock?.mark);
  const [over, soon] = (['over', 'soon'] as const).map((mark) => marks.filter((each) => each === mark).length);
  if (over) return { state: 'error', text: over === 1 ? t('One clock is over.') : t('{0} clocks are over.', over) };
  if (soon) {
    const text = soon === 1 ? t('One clock ends within a week.') : t('{0} clocks end within a week.', soon);
    return { state: 'warning', text };
  }
  return { state: 'good', text: t('No clock ends within a week.') };
}

function clockItem(
  { title, clock, untimed, means, advice }: ClockLine,
  time: ConsentOf['time'],
  relative: ConsentOf['relative'],
): ReportItem {
  const states = { over: 'error', soon: 'warning' } as const satisfies Record<string, ReportState>;
  const state = clock === undefined ? 'note' : clock.mark ? states[clock.mark] : 'good';
  return {
    state,
    text: t('{0}: {1}', title, clock ? `${time(clock.at)} (${relative(clock.at)})` : untimed),
    detail: means,
    ...(advice && { try: advice.try, ...(advice.remedies && { remedies: advice.remedies }) }),
  };
}
