/** The page without a token: what was shown before a reload, and where a token can be put. */
import type { ToInspector } from '../../messages/inspector.ts';
import { button, textArea } from '../kit/controls.ts';
import { element } from '../kit/element.ts';
import { icon } from '../kit/icons.ts';
import { marked } from '../kit/marked.ts';
import { t } from '../kit/words.ts';
import { capital } from './capital.ts';

type Nothing = Extract<ToInspector, { type: 'nothing' }>;

interface Asks {
  inspect(text: string): void;
  reopen(): void;
}

/** Where a token is pasted, and what then looks at it. */
export function pasteArea(inspectText: (text: string) => void, look: 'primary' | 'secondary'): HTMLElement[] {
  const hint = t('A token, “Bearer …”, a whole curl command, or any text with a token in it');
  const area = textArea(t('Token'), { placeholder: hint, rows: 8 });
  const inspect = (): void => {
    if (area.value.trim() !== '') inspectText(area.value);
  };
  area.element.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) inspect();
  });
  return [area.element, element('div', { class: 'actions' }, button(t('Inspect'), inspect, look))];
}

export function nothingView({ shown, problem }: Nothing, asks: Asks): HTMLElement[] {
  const before = shown && [
    element('p', { class: 'lead' }, marked(t('This tab showed: {0} ({1}).', shown.label, capital(shown.kindTitle)))),
    element('p', { class: 'quiet' }, t('A token is kept as long as its tab, and not over a reload of the window.')),
    shown.canReopen && element('p', {}, button(t('Show It Again'), asks.reopen, 'primary')),
  ];
  return [
    element(
      'div',
      { class: 'nothing' },
      element('h1', {}, t('JWT Inspector')),
      ...(before ?? [
        element('p', { class: 'lead' }, t('Paste a token to see what it is, what it says and what is wrong with it.')),
        element('p', { class: 'quiet' }, t('It stays in this window: nothing is sent anywhere.')),
      ]),
      problem !== undefined &&
        element('p', { class: 'verdict bad', attributes: { role: 'alert' } }, icon('error'), marked(problem)),
      ...pasteArea(asks.inspect, shown?.canReopen ? 'secondary' : 'primary'),
      element('p', { class: 'quiet' }, t('Or drop a file here, holding Shift.')),
    ),
  ];
}
