/** The page of the JWT inspector. */
import '../kit/page.css';
import './inspector.css';
import { type FromInspector, type InspectorState, inspectorState, toInspector } from '../../messages/inspector.ts';
import { type Channel, openChannel } from '../kit/channel.ts';
import { element, fill } from '../kit/element.ts';
import { t } from '../kit/words.ts';

const main = element('main', {}, element('h1', {}, t('JWT')));
document.body.append(main);

const channel: Channel<FromInspector, InspectorState> = openChannel(toInspector, inspectorState, (message) => {
  fill(main, element('h1', {}, t('JWT')), element('pre', {}, message.header), element('pre', {}, message.payload));
});
channel.send({ type: 'ready' });
