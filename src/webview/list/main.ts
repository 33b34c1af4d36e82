/** The page of a list: any resource of account information. */
import '../kit/page.css';
import '../grid/grid.css';
import '../grid/parts.css';
import '../grid/details.css';
import './list.css';
import {
  type FromListPage,
  type LookingAtList,
  lookingAtList,
  type ToListPage,
  toListPage,
} from '../../messages/list.ts';
import { Inbox } from '../grid/inbox.ts';
import { type Channel, openChannel } from '../kit/channel.ts';
import { ListPage } from './page.ts';

const inbox = new Inbox<ToListPage>((message) => page.take(message));
const channel: Channel<FromListPage, LookingAtList> = openChannel(toListPage, lookingAtList, (message) =>
  inbox.add(message),
);
const page = new ListPage(
  channel.restored ?? {},
  (message) => channel.send(message),
  (state) => channel.remember(state),
);
document.body.append(page.view);
page.mount();
channel.send({ type: 'ready', looking: channel.restored });
