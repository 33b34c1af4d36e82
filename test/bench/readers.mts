/** Memory of the bank while a hundred clients ask for one thing after another on one connection each and read nothing. */
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ConnectionOptions, connect, type TLSSocket } from 'node:tls';
import { clientOf, filesOf, textOf } from './client.mts';
import { folder, startBank } from './processes.mts';
import { notMeasured, type Row, upperBudget } from './report.mts';

const readers = 100;
const requests = 1000;
/** Seconds without growth after which the most has been seen. */
const quiet = 6;

/** Megabytes of a process that are in memory; Linux alone tells. */
function residentOf(pid: number): number {
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kilobytes) / 1024;
}

export async function readerRows(): Promise<Row[]> {
  const whatOf = (asked: string): string =>
    `the bank's memory with ${readers} clients that ${asked} and do not read, growth`;
  const [pages, shortest] = [whatOf('pipeline pages'), whatOf('pipeline the shortest requests')];
  if (process.platform !== 'linux') {
    return [pages, shortest].map((what) => notMeasured(what, 'Linux alone tells what a process has in memory'));
  }
  return [
    // Each asks for pages of its own: the bank keeps the bytes of a page once for all who ask for the same.
    await growthRow(pages, ({ url, accessToken }, reader, request) => [
      `GET ${url.pathname}?pageSize=500&fromBookingDateTime=${since(reader * requests + request)} HTTP/1.1`,
      `Host: ${url.host}`,
      `Authorization: Bearer ${accessToken}`,
    ]),
    // Hundreds of them are parsed before the bank can stop reading.
    await growthRow(shortest, () => ['GET / HTTP/1.1', 'Host:']),
  ];
}

interface Asking {
  url: URL;
  accessToken: string;
}

/** @param linesOf The head of a request, by the client that sends it and its place among those that the client sends */
async function growthRow(
  what: string,
  linesOf: (asking: Asking, reader: number, request: number) => string[],
): Promise<Row> {
  const dir = folder();
  const bank = await startBank(dir, '--transactions', '5000');
  const client = await clientOf(dir);
  const { certificate, key, ca } = filesOf(client.workspace);
  const url = new URL(`${bank.ready.resourceServer}/aisp/accounts/${client.accountId}/transactions`);
  const options = {
    host: url.hostname,
    port: Number(url.port),
    cert: textOf(certificate),
    key: textOf(key),
    ca: textOf(ca),
  };
  const before = residentOf(bank.ready.pid);
  const sockets = await Promise.all(Array.from({ length: readers }, () => open(options)));
  for (const [reader, socket] of sockets.entries()) {
    const asked = Array.from({ length: requests }, (_, request) =>
      [...linesOf({ url, accessToken: client.accessToken }, reader, request), '\r\n'].join('\r\n'),
    );
    socket.write(asked.join(''));
  }
  const peak = await peakOf(bank.ready.pid);
  for (const socket of sockets) socket.destroy();
  await client.session.close();
  await bank.stop();
  return upperBudget(what, 200, peak - before, 'MB', `${before.toFixed(0)} MB before, ${peak.toFixed(0)} MB at most`);
}

/** The most memory that a process has until it grows no more. */
async function peakOf(pid: number): Promise<number> {
  let [peak, grown] = [residentOf(pid), performance.now()];
  while (performance.now() - grown < quiet * 1000) {
    await sleep(100);
    const now = residentOf(pid);
    if (now > peak + 1) grown = performance.now();
    peak = Math.max(peak, now);
  }
  return peak;
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
