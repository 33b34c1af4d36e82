/** Whether the signature is good, by which key and why not, and the keys that it can be held against. */
import type { Attempt, FromInspector, Offers, SignatureCheck } from '../../messages/inspector.ts';
import { button, textArea } from '../kit/controls.ts';
import { element, fill } from '../kit/element.ts';
import { type IconName, icon } from '../kit/icons.ts';
import { marked } from '../kit/marked.ts';
import { t } from '../kit/words.ts';

type Verify = Extract<FromInspector, { type: 'verify' }>['by'];

export interface SignatureCard {
  readonly element: HTMLElement;
  show(check: SignatureCheck, offers: Offers): void;
}

interface Asks {
  verify(by: Verify): void;
  body(): void;
}

const icons: Record<SignatureCheck['outcome'], IconName> = {
  open: 'unknown',
  good: 'good',
  bad: 'error',
  unsigned: 'warning',
  none: 'info',
};

/** Keys whose answer is shown at once; the rest can be opened. */
const atOnce = 3;

export function signatureCard(asks: Asks, restricted: boolean): SignatureCard {
  const verdict = element('div', { attributes: { 'aria-live': 'polite' } });
  const actions = element('div', { class: 'actions' });
  const paste = pasteKeys(asks);
  return {
    element: element(
      'section',
      { class: 'card signature-card', attributes: { 'aria-labelledby': 'check-title' } },
      element('div', { class: 'card-head' }, element('h2', { attributes: { id: 'check-title' } }, t('Signature'))),
      element('div', { class: 'checked' }, verdict, actions),
      paste.element,
      restricted &&
        element(
          'p',
          { class: 'quiet' },
          t('This folder is not trusted: no key of it is read, and nothing is fetched. Keys that you give are used.'),
        ),
    ),
    show(check, offers) {
      fill(verdict, ...verdictOf(check));
      const buttons =
        check.outcome === 'unsigned' || check.outcome === 'none' ? [] : buttonsFor(offers, asks, paste.toggle);
      fill(actions, buttons.length > 0 && element('span', { class: 'quiet label' }, t('Verify with')), ...buttons);
    },
  };
}

function verdictOf({ outcome, message, try: advice, attempts, remarks }: SignatureCheck): HTMLElement[] {
  const made: HTMLElement[] = [
    element(
      'p',
      { class: `verdict ${outcome}` },
      icon(icons[outcome]),
      element(
        'span',
        {},
        element('span', { class: 'message' }, marked(message)),
        advice !== '' && element('span', { class: 'meaning' }, marked(advice)),
      ),
    ),
  ];
  for (const remark of remarks) {
    made.push(element('p', { class: 'verdict remark' }, icon('warning'), element('span', {}, marked(remark))));
  }
  const others = attempts.filter((attempt) => !attempt.good);
  if (others.length > 0) made.push(attemptList(others));
  return made;
}

function attemptList(attempts: readonly Attempt[]): HTMLElement {
  const several = attempts.some(({ signature }) => signature !== undefined);
  const rows = attempts.map(({ key, reason, signature }) =>
    element(
      'li',
      {},
      element(
        'span',
        { class: 'key' },
        marked(signature === undefined ? key : t('Signature {0}: {1}', signature + 1, key)),
      ),
      element('span', { class: 'meaning' }, marked(reason)),
    ),
  );
  const keys = attempts.length === 1 ? t('1 key did not fit') : t('{0} keys did not fit', attempts.length);
  // A key may be good for one signature and tried on others.
  const tries = attempts.length === 1 ? t('1 try did not fit') : t('{0} tries did not fit', attempts.length);
  const title = several ? tries : keys;
  const list = element('ul', { class: 'attempts' }, ...rows);
  return element(
    'details',
    { class: 'tried', attributes: { open: attempts.length <= atOnce } },
    element('summary', {}, title),
    list,
  );
}

function buttonsFor(offers: Offers, asks: Asks, paste: () => void): HTMLElement[] {
  const { workspace, banks, addresses, body } = offers;
  return [
    body && button(body.name === undefined ? t('Choose Body File…') : t('Body: {0}', body.name), asks.body, 'primary'),
    workspace && button(t('Workspace’s Keys'), () => asks.verify({ keys: 'workspace' })),
    ...banks.map((name) => button(t('Keys of {0}', name), () => asks.verify({ keys: 'bank', name }))),
    button(t('Key from File…'), () => asks.verify({ keys: 'file' })),
    button(t('Paste a Key…'), paste),
    ...addresses.map(({ pointer, host }) =>
      button(t('Ask {0}…', host), () => asks.verify({ keys: 'address', pointer })),
    ),
  ].filter((each) => each !== undefined && each !== false);
}

function pasteKeys(asks: Asks): { element: HTMLElement; toggle(): void } {
  const hint = t('A certificate or public key in PEM, a JWK, or a JWKS');
  const area = textArea(t('Key'), { placeholder: hint, rows: 6 });
  const use = button(
    t('Verify'),
    () => {
      if (area.value.trim() !== '') asks.verify({ keys: 'pasted', text: area.value });
    },
    'primary',
  );
  const made = element('div', { class: 'paste' }, area.element, use);
  made.hidden = true;
  return {
    element: made,
    toggle() {
      made.hidden = !made.hidden;
      if (!made.hidden) area.element.focus();
    },
  };
}
