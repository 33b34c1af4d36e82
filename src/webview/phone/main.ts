/** The page of an authorisation on a phone: the code, how long it is good, how the answer comes back, and where it is pasted. */
import '../kit/page.css';
import './phone.css';
import { type FromPhone, phonePageState, type ShownPhone, type ToPhone, toPhone } from '../../messages/phone.ts';
import { openChannel } from '../kit/channel.ts';
import { button, textField } from '../kit/controls.ts';
import { element, fill } from '../kit/element.ts';
import { icon } from '../kit/icons.ts';
import { marked } from '../kit/marked.ts';
import { t } from '../kit/words.ts';
import { codeDrawing } from './code.ts';

const main = element('main', {});
// What came of a paste, and that the code is over, are read out.
const told = element('p', { class: 'told', attributes: { role: 'status' } });
const copied = element('span', { class: 'quiet', attributes: { role: 'status' } });
const left = element('p', { class: 'left', attributes: { role: 'timer' } });
const field = textField(t('The address that the phone ended on'), () => fill(told), {
  placeholder: 'https://…#code=…&state=…',
});
document.body.append(main);

const channel = openChannel(toPhone, phonePageState, hear);
const send = (message: FromPhone): void => channel.send(message);
let until: number | undefined;

function hear(message: ToPhone): void {
  if (message.type === 'phone') show(message.phone);
  else if (message.type === 'copied') copied.textContent = t('Copied.');
  else fill(told, icon('error'), element('span', {}, marked(message.text)));
}

function show({ bank, consentId, address, code, notes, wayBack, until: end }: ShownPhone): void {
  until = end;
  const paste = (): void => send({ type: 'paste', ...(field.value.trim() !== '' && { text: field.value }) });
  field.element.addEventListener('keydown', (event) => {
    if (event instanceof KeyboardEvent && event.key === 'Enter') paste();
  });
  fill(
    main,
    element(
      'header',
      {},
      element('h1', {}, t('Authorise on a Phone')),
      element('p', { class: 'quiet' }, marked(t('Consent {0} at {1}', consentId, bank))),
    ),
    element(
      'div',
      { class: 'sides' },
      code !== undefined &&
        element(
          'figure',
          {},
          codeDrawing(code, t('QR code of the authorisation’s address')),
          element(
            'figcaption',
            {},
            left,
            button(t('New Code'), () => send({ type: 'anew' })),
          ),
        ),
      element(
        'ol',
        {},
        step(
          code === undefined
            ? t('Bring the address to the customer’s phone, as by a message.')
            : t('Let the customer’s phone scan the code, or open the address.'),
          ...notes.map((note) => element('p', { class: 'note' }, icon('warning'), element('span', {}, marked(note)))),
          element('p', { class: 'address', attributes: { tabindex: 0, 'aria-label': t('Address') } }, marked(address)),
          element(
            'div',
            { class: 'actions' },
            button(t('Copy Address'), () => send({ type: 'copy' })),
            copied,
          ),
        ),
        step(t('The customer logs in at {0} and decides.', bank)),
        step(wayBack),
        step(
          t('Paste that address here, or press Paste where it is on the clipboard already.'),
          element('div', { class: 'paste' }, field.element, button(t('Paste'), paste, 'primary')),
          told,
        ),
      ),
    ),
    element(
      'footer',
      {},
      button(t('Cancel'), () => send({ type: 'cancel' })),
    ),
  );
  tell();
}

const step = (words: string, ...more: readonly HTMLElement[]): HTMLElement =>
  element('li', {}, element('p', {}, marked(words)), ...more);

/** How long the code is good; whoever opened it in time is waited for beyond that. */
function tell(): void {
  if (until === undefined) return;
  const seconds = Math.ceil((until - Date.now()) / 1000);
  const over = seconds <= 0;
  const words = over
    ? t('The code has expired. Who opened it in time goes on, and the answer can still be pasted.')
    : t('Good for {0}', `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`);
  if (left.textContent !== words) left.textContent = words;
  document.body.classList.toggle('over', over);
}
setInterval(tell, 1000);

send({ type: 'ready' });
