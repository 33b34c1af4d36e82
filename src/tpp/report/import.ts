/** An import from Postman as a report: what comes of it, what becomes of each thing in the files, and the scripts, which are never run. */
import { t } from '../../standard/language.ts';
import type { ImportOutcome } from '../postman/import-item.ts';
import type { FoundScript, ImportPreview } from '../postman/import-types.ts';
import type { Report, ReportGroup, ReportItem, ReportState } from './report.ts';

export interface ImportOf {
  preview: ImportPreview;
  /** The files' names. */
  files: readonly string[];
  /** Where it stands: what was written, or that nothing was. */
  lead?: string;
  /** Secrets that stay in a file, as the secret store has another value of them. */
  inClear?: readonly { path: string; key: string }[];
  /** Milliseconds since the epoch. */
  now: number;
}

/** The worst first: what a person has to look at stands above what simply works. */
const states: Record<ImportOutcome, ReportState> = {
  refused: 'error',
  contradictory: 'warning',
  'not understood': 'note',
  secret: 'good',
  taken: 'good',
  'not needed': 'note',
  double: 'note',
  disabled: 'note',
};

export function importReport({ preview, files, lead, inClear = [], now }: ImportOf): Report {
  const { items, scripts } = preview;
  const outcomes = Object.entries(states) as [ImportOutcome, ReportState][];
  return {
    title: t('From Postman: {0}', files.join(', ')),
    ...(lead !== undefined && { lead }),
    when: now,
    verdict: verdictOf(preview, inClear.length),
    groups: [
      table(t('What comes of it'), [...resultItems(preview), ...inClear.map((each) => inClearItem(each))]),
      ...outcomes.map(([outcome, state]) =>
        table(
          titles[outcome],
          items
            .filter((item) => item.outcome === outcome)
            .map(({ key, reason, place }) => ({
              state,
              text: key,
              detail: reason,
              // A request's place ends with its name, which has a column of its own.
              place: { text: place.endsWith(`, ${key}`) ? place.slice(0, -`, ${key}`.length) : place },
            })),
        ),
      ),
      {
        title: t('Scripts: to be read here, never run and never kept'),
        items: scripts.map((each) => scriptItem(each)),
      },
    ].filter((group) => group.items.length > 0),
  };
}

const table = (title: string, items: readonly ReportItem[]): ReportGroup => ({ title, layout: 'table', items });

const titles: Record<ImportOutcome, string> = {
  refused: t('Refused'),
  contradictory: t('Contradictory'),
  'not understood': t('Not understood: kept as variables of saved requests'),
  secret: t('Secrets: to the secret storage and nowhere else'),
  taken: t('Taken'),
  'not needed': t('Not needed'),
  double: t('There twice'),
  disabled: t('Switched off in Postman'),
};

function verdictOf({ items, privateKeys, uncovered }: ImportPreview, inClear: number): Report['verdict'] {
  const count = (...outcomes: ImportOutcome[]): number =>
    items.filter(({ outcome }) => outcomes.includes(outcome)).length;
  const taken = count('taken', 'secret');
  const refused = count('refused');
  const toLookAt = count('contradictory') + privateKeys.length + uncovered.length + inClear;
  const parts = [
    taken === 1 ? t('1 thing to take over') : t('{0} things to take over', taken),
    ...(refused > 0 ? [t('{0} refused', refused)] : []),
    ...(toLookAt > 0 ? [t('{0} to look at', toLookAt)] : []),
  ];
  return { state: refused > 0 ? 'error' : toLookAt > 0 ? 'warning' : 'good', text: `${parts.join(', ')}.` };
}

function resultItems(preview: ImportPreview): ReportItem[] {
  const { banks, collections, uncovered, certificates, privateKeys } = preview;
  const item = (state: ReportState, text: string, ...details: string[]): ReportItem => ({
    state,
    text,
    detail: details.filter((detail) => detail !== '').join('; '),
  });
  const saved = (requests: number): string =>
    requests === 1 ? t('1 saved request') : t('{0} saved requests', requests);
  const variables = (number: number): string =>
    number === 0 ? '' : number === 1 ? t('1 variable') : t('{0} variables', number);
  const secrets = (number: number): string =>
    number === 0
      ? ''
      : number === 1
        ? t('1 secret, to the secret storage')
        : t('{0} secrets, to the secret storage', number);
  return [
    ...banks.map(({ name, known, client }) =>
      item(
        'good',
        t('Bank {0}', name),
        known ? t('known already: its entry stays as it is') : t('new in openbanking.json'),
        client ? t('client {0}', client.clientId) : '',
      ),
    ),
    ...collections.map((each) =>
      item(
        'good',
        `requests/${each.id}.json`,
        saved(each.requests.length),
        variables(Object.keys(each.variables).length),
        secrets(each.secrets.length),
      ),
    ),
    ...uncovered.map((each) =>
      item('warning', `requests/${each.id}.json`, t('secrets that stood there in clear'), secrets(each.secrets.length)),
    ),
    ...certificates.map(({ name, hosts }) => item('good', t('Client certificate {0}', name), hosts.join(', '))),
    ...privateKeys.map(({ kind, place }) =>
      item('warning', t('Private key ({0})', kind), t('to the secret storage; take it out of {0}', place)),
    ),
  ];
}

function inClearItem({ path, key }: { path: string; key: string }): ReportItem {
  const detail = t(
    '{0} is a secret and stays there in clear, as the secret storage has another value of it; take out the one that is not needed',
    key,
  );
  return { state: 'warning', text: path, detail };
}

const scriptItem = ({ place, when, text }: FoundScript): ReportItem => ({
  state: 'note',
  text: place,
  detail: when === 'before' ? t('before the request') : t('after the answer'),
  block: text,
});
