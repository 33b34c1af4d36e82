/** What is wrong with a token, worst first, each with the rule it breaks and a way to its member. */
import type { Finding } from '../../messages/inspector.ts';
import { element, fill } from '../kit/element.ts';
import { icon } from '../kit/icons.ts';
import { marked } from '../kit/marked.ts';
import { t } from '../kit/words.ts';
import { sectionLink, severityText } from './rows.ts';

/** More are shown on demand. */
const atOnce = 6;

/** @param goTo moves to the member that a finding is about */
export function findingsCard(findings: readonly Finding[], goTo: (pointer: string) => void): HTMLElement {
  const list = element('ul', { class: 'findings' });
  const show = (shown: readonly Finding[]): void => {
    fill(list, ...shown.map((finding) => findingItem(finding, goTo)));
  };
  show(findings.slice(0, atOnce));
  const more = element('button', { class: 'link', attributes: { type: 'button' } }, t('Show all {0}', findings.length));
  more.addEventListener('click', () => {
    show(findings);
    more.remove();
    list.querySelectorAll<HTMLElement>('button')[atOnce]?.focus();
  });
  return element(
    'section',
    { class: 'card findings-card', attributes: { 'aria-labelledby': 'findings-title' } },
    element(
      'div',
      { class: 'card-head' },
      element('h2', { attributes: { id: 'findings-title' } }, t('Findings')),
      element('span', { class: 'quiet' }, countText(findings)),
    ),
    findings.length === 0
      ? element(
          'p',
          { class: 'calm' },
          icon('good'),
          element('span', {}, t('Nothing in header and payload breaks a rule of its kind.')),
        )
      : list,
    findings.length > atOnce && more,
  );
}

function findingItem(finding: Finding, goTo: (pointer: string) => void): HTMLElement {
  const { severity, message, try: advice, rule, scope, pointer } = finding;
  const place = pointer === '' ? element('span', { class: 'quiet' }, t('the whole token')) : placeLink(pointer, goTo);
  return element(
    'li',
    { class: `finding severity ${severity}` },
    icon(severity),
    element(
      'div',
      {},
      element('span', { class: 'hidden-visually' }, `${severityText(finding)}: `),
      element('span', { class: 'message' }, marked(message)),
      element('div', { class: 'meaning' }, marked(advice)),
      element(
        'div',
        { class: 'about' },
        place,
        sectionLink(rule),
        scope !== '' && element('span', { class: 'quiet' }, scope),
      ),
    ),
  );
}

function placeLink(pointer: string, goTo: (pointer: string) => void): HTMLElement {
  const place = element('button', { class: 'link place', attributes: { type: 'button' } }, marked(placeText(pointer)));
  place.addEventListener('click', () => goTo(pointer));
  return place;
}

/** `payload › cnf › x5t#S256`. */
function placeText(pointer: string): string {
  const steps = pointer.split('/').slice(1);
  return steps.map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~').slice(0, 80)).join(' › ');
}

function countText(findings: readonly Finding[]): string {
  const count = (severity: Finding['severity']): number => findings.filter((each) => each.severity === severity).length;
  const [errors, warnings, notes] = [count('error'), count('warning'), count('info')];
  return [
    errors > 0 && (errors === 1 ? t('1 error') : t('{0} errors', errors)),
    warnings > 0 && (warnings === 1 ? t('1 warning') : t('{0} warnings', warnings)),
    notes > 0 && (notes === 1 ? t('1 note') : t('{0} notes', notes)),
  ]
    .filter(Boolean)
    .join(', ');
}
