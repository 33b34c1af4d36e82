/** Memory of the bank while a hundred clients ask for page after page on one connection each and read nothing. */
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ConnectionOptions, connect, type TLSSocket } from 'node:tls';
import { clientOf, filesOf, textOf } from './client.mts';
import { folder, startBank } from './processes.mts';
import { atMost, type Row } from './report.mts';

const readers = 100;
const requests = 200;
/** Seconds without growth after which the most has been seen. */
const quiet = 6;

/** Megabytes of a process that are in memory; Linux alone tells. */
function residentOf(pid: number): number {
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kilobytes) / 1024;
}

export async function readerRows(): Promise<Row[]> {
  if (process.platform !== 'linux') return [];
  const dir = folder();
  const bank = await startBank(dir, '--transactions', '5000');
  const client = await clientOf(dir);
  const { certificate, key, ca } = filesOf(client.workspace);
  const url = new URL(`${bank.ready.resourceServer}/aisp/accounts/${client.accountId}/transactions?pageSize=500`);
  const options = {
    host: url.hostname,
    port: Number(url.port),
    cert: textOf(certificate),
    key: textOf(key),
    ca: textOf(ca),
  };
  // Each asks for pages of its own: the bank keeps the bytes of a page once for all who ask for the same.
  const asked = (reader: number, request: number): string =>
    [
      `GET ${url.pathname}?pageSize=500&fromBookingDateTime=${since(reader * requests + request)} HTTP/1.1`,
      `Host: ${url.host}`,
      `Authorization: Bearer ${client.accessToken}`,
      '\r\n',
    ].join('\r\n');
  const before = residentOf(bank.ready.pid);
  const sockets = await Promise.all(Array.from({ length: readers }, () => open(options)));
  for (const [reader, socket] of sockets.entries()) {
    socket.write(Array.from({ length: requests }, (_, request) => asked(reader, request)).join(''));
  }
  const most = await mostOf(bank.ready.pid);
  for (const socket of sockets) socket.destroy();
  await client.session.close();
  await bank.stop();
  const note = `${before.toFixed(0)} MB before, ${most.toFixed(0)} MB at most`;
  const what = `the bank's memory with ${readers} clients that pipeline and do not read, growth`;
  return [atMost(what, 200, most - before, 'MB', note)];
}

/** The most memory that a process has until it grows no more. */
async function mostOf(pid: number): Promise<number> {
  let [most, grown] = [residentOf(pid), performance.now()];
  while (performance.now() - grown < quiet * 1000) {
    await sleep(100);
    const now = residentOf(pid);
    if (now > most + 1) grown = performance.now();
    most = Math.max(most, now);
  }
  return most;
}

/** So many seconds after a day long before the first entry. */
const since = (seconds: number): string => new Date(Date.UTC(2000, 0, 1) + seconds * 1000).toISOString().slice(0, 19);

function open(options: ConnectionOptions): Promise<TLSSocket> {
  const { promise, resolve, reject } = Promise.withResolvers<TLSSocket>();
  const socket = connect(options, () => resolve(socket));
  // A connection that the bank ends is one that it bounds.
  socket.on('error', reject).pause();
  return promise;
}
