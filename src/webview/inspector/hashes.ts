/** Code, state and access token held against the hashes in an id_token. What is typed stays in its fields, and in no state that outlives the page. */
import type { FromInspector, HashComparison, ShownToken } from '../../messages/inspector.ts';
import { button, textField } from '../kit/controls.ts';
import { element, fill } from '../kit/element.ts';
import { icon } from '../kit/icons.ts';
import { marked } from '../kit/marked.ts';
import { t } from '../kit/words.ts';

export interface HashesCard {
  /** Absent where the token has no such hash. */
  readonly element: HTMLElement | undefined;
  show(hashes: readonly HashComparison[]): void;
}

const fields = [
  { claim: 'c_hash', name: 'code', label: t('Code') },
  { claim: 's_hash', name: 'state', label: t('State') },
  { claim: 'at_hash', name: 'accessToken', label: t('Access token') },
] as const;

export function hashesCard({ members }: ShownToken, send: (message: FromInspector) => void): HashesCard {
  const there = new Set(members.map(({ pointer }) => pointer));
  const has = (claim: string): boolean => there.has(`/payload/${claim}`);
  if (!fields.some(({ claim }) => has(claim))) return { element: undefined, show: () => undefined };
  const answers = new Map<string, HashComparison>();
  const results = element('div', { class: 'compared', attributes: { 'aria-live': 'polite' } });
  const inputs = fields.map(({ name, label, claim }) => {
    const placeholder = has(claim) ? t('Compare with {0}', claim) : t('This token has no {0}', claim);
    const field = textField(label, () => undefined, { placeholder, secret: true });
    field.element.addEventListener('keydown', (event) => {
      if (event instanceof KeyboardEvent && event.key === 'Enter') compare();
    });
    const caption = element('span', { class: 'quiet', attributes: { 'aria-hidden': 'true' } }, label);
    return { name, field, element: element('div', { class: 'hash-field' }, caption, field.element) };
  });
  const compare = (): void => {
    const given = Object.fromEntries(
      inputs.flatMap(({ name, field }) => (field.value.trim() === '' ? [] : [[name, field.value]])),
    );
    if (Object.keys(given).length === 0) return;
    answers.clear();
    send({ type: 'compareHashes', ...given });
  };
  const clear = (): void => {
    for (const { field } of inputs) field.value = '';
    answers.clear();
    fill(results);
    inputs[0]?.field.element.focus();
  };
  return {
    element: element(
      'section',
      { class: 'card hashes-card', attributes: { 'aria-labelledby': 'hashes-title' } },
      element(
        'div',
        { class: 'card-head' },
        element('h2', { attributes: { id: 'hashes-title' } }, t('Code, State and Access Token')),
      ),
      element(
        'p',
        { class: 'quiet first' },
        t(
          'The id_token holds hashes of what came with it. What you give stays in these fields until you clear them or leave the tab.',
        ),
      ),
      element(
        'div',
        { class: 'hash-fields' },
        ...inputs.map((each) => each.element),
        element('div', { class: 'actions' }, button(t('Compare Hashes'), compare), button(t('Clear'), clear)),
      ),
      results,
    ),
    show(hashes) {
      for (const each of hashes) answers.set(each.claim, each);
      fill(results, ...[...answers.values()].map(verdict));
    },
  };
}

function verdict({ fits, message }: HashComparison): HTMLElement {
  return element(
    'p',
    { class: `verdict ${fits ? 'good' : 'bad'}` },
    icon(fits ? 'good' : 'error'),
    element('span', {}, marked(message)),
  );
}
