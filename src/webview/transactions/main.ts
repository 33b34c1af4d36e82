/** The page of transactions. */
import 'uplot/dist/uPlot.min.css';
import '../kit/page.css';
import '../grid/grid.css';
import '../grid/parts.css';
import './charts/charts.css';
import '../grid/details.css';
import './totals-bar.css';
import './transactions.css';
import {
  type FromTransactionsPage,
  type Looking,
  looking,
  type ToTransactionsPage,
  toTransactionsPage,
} from '../../messages/transactions.ts';
import { Inbox } from '../grid/inbox.ts';
import { type Channel, openChannel } from '../kit/channel.ts';
import { TransactionsPage } from './page.ts';

const inbox = new Inbox<ToTransactionsPage>((message) => page.take(message));
const channel: Channel<FromTransactionsPage, Looking> = openChannel(toTransactionsPage, looking, (message) =>
  inbox.add(message),
);
const page = new TransactionsPage(
  channel.restored ?? {},
  (message) => channel.send(message),
  (state) => channel.remember(state),
);
document.body.append(page.view);
page.mount();
channel.send({ type: 'ready', looking: channel.restored });
