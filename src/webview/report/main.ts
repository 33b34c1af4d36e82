/** The page of a report: the verdict, then groups of what was found, each item with its place, its advice and a button for the way on. */
import '../kit/page.css';
import './report.css';
import {
  type FromReport,
  reportPageState,
  type ShownAction,
  type ShownReport,
  type ToReport,
  toReport,
} from '../../messages/report.ts';
import { type Channel, openChannel } from '../kit/channel.ts';
import { button } from '../kit/controls.ts';
import { element, fill } from '../kit/element.ts';
import { marked } from '../kit/marked.ts';
import { dateText } from '../kit/time-words.ts';
import { distance } from '../kit/when.ts';
import { locale, t } from '../kit/words.ts';
import { groupSection, stateIcon } from './groups.ts';

const main = element('main', {});
document.body.append(main);

// What is said anew is read out; the rest is there to be looked at.
const spoken = element('div', { class: 'hidden-visually', attributes: { role: 'status' } });
document.body.append(spoken);

const channel: Channel<FromReport, { top: number; keep?: string | undefined }> = openChannel(
  toReport,
  reportPageState,
  show,
);
let first = true;
let kept: string | undefined;

function show({ report, keep }: ToReport): void {
  const focused = document.activeElement?.getAttribute('data-press');
  fill(main, head(report), ...report.groups.map((group) => groupSection(group, { open, press })));
  spoken.textContent = report.verdict.text;
  if (focused) main.querySelector<HTMLElement>(`[data-press=${CSS.escape(focused)}]`)?.focus();
  if (first) window.scrollTo(0, channel.restored?.top ?? 0);
  first = false;
  kept = keep;
  channel.remember({ top: window.scrollY, keep });
}

const open = (id: string): void => channel.send({ type: 'open', id });

/** A button of the report. What it is called stays when the report comes anew, and so does the focus on it. */
function press({ id, title, primary }: ShownAction, about = ''): HTMLElement {
  const made = button(title, () => channel.send({ type: 'act', id }), primary ? 'primary' : 'secondary');
  made.dataset.press = `${about} ${title}`;
  return made;
}

function head({ title, lead, when, verdict, actions }: ShownReport): HTMLElement {
  const copy = button(t('Copy as Text'), () => channel.send({ type: 'copy' }));
  copy.dataset.press = 'copy';
  return element(
    'header',
    { class: 'head' },
    element('h1', {}, marked(title)),
    element(
      'p',
      { class: `verdict ${verdict.state}` },
      stateIcon(verdict.state),
      element('span', {}, marked(verdict.text)),
    ),
    lead !== undefined && element('p', { class: 'lead' }, marked(lead)),
    element('p', { class: 'quiet when' }, dateText(when, locale), ' · ', distance(when)),
    element('div', { class: 'actions' }, ...actions.map((action) => press(action)), copy),
  );
}

let waiting: ReturnType<typeof setTimeout> | undefined;
window.addEventListener('scroll', () => {
  clearTimeout(waiting);
  waiting = setTimeout(() => channel.remember({ top: window.scrollY, keep: kept }), 200);
});

channel.send({ type: 'ready', width: window.innerWidth });
