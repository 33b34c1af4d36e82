/** The page of the JWT inspector. */
import '../kit/page.css';
import './inspector.css';
import {
  type FromInspector,
  type InspectorState,
  inspectorState,
  maxGivenLength,
  type ToInspector,
  toInspector,
} from '../../messages/inspector.ts';
import { type Channel, openChannel } from '../kit/channel.ts';
import { element, fill } from '../kit/element.ts';
import { t } from '../kit/words.ts';
import { nothingView } from './nothing.ts';
import { type Part, type TokenView, tokenView } from './token-view.ts';

const main = element('main', {});
document.body.append(main);

let view: TokenView | undefined;
let state: InspectorState | undefined;
const channel: Channel<FromInspector, InspectorState> = openChannel(toInspector, inspectorState, show);
const asJson = new Set<Part>(channel.restored?.asJson);

function remember(): void {
  if (!state) return;
  state = { ...state, asJson: [...asJson] };
  channel.remember(state);
}

function show(message: ToInspector): void {
  switch (message.type) {
    case 'token': {
      const { source, label, token } = message;
      state = { source, label, kindTitle: token.kindTitle, asJson: [...asJson] };
      channel.remember(state);
      view = tokenView(message, { send: channel.send, asJson, remember });
      fill(main, ...view.elements);
      window.scrollTo(0, 0);
      return;
    }
    case 'signature':
      view?.showSignature(message.check, message.offers);
      return;
    case 'hashes':
      view?.showHashes(message.hashes);
      return;
    case 'nothing':
      view = undefined;
      fill(
        main,
        ...nothingView(message, {
          inspect: (text) => inspect(text),
          reopen: () => channel.send({ type: 'reopen' }),
        }),
      );
  }
}

function inspect(text: string, name?: string): void {
  if (text.length <= maxGivenLength) {
    channel.send({ type: 'inspect', text, ...(name !== undefined && { name }) });
    return;
  }
  const problem = t('That is more than a page can take. “Find JWTs in File…” reads files of any size.');
  show({ type: 'nothing', problem });
}

/** A file or a text that is dropped anywhere on the page. */
for (const dragging of ['dragenter', 'dragover'] as const) {
  document.addEventListener(dragging, (event) => event.preventDefault());
}
document.addEventListener('drop', (event) => {
  event.preventDefault();
  const [file] = event.dataTransfer?.files ?? [];
  if (file && file.size > maxGivenLength) inspect(' '.repeat(maxGivenLength + 1));
  else if (file) void file.text().then((text) => inspect(text, file.name));
  else {
    const [uri = ''] = (event.dataTransfer?.getData('text/uri-list') ?? '').split(/\r?\n/);
    if (uri !== '') channel.send({ type: 'inspectFile', uri });
    else inspect(event.dataTransfer?.getData('text/plain') ?? '');
  }
});

channel.send({ type: 'ready' });
