/** A fetch of 100,000 rows over TLS, with fifty connections dropped and refusals for now, equals the undisturbed one. */
import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { expect, it } from 'vitest';
import { transactionPages } from '../../src/tpp/accounts/resources.ts';
import { often, seed } from '../support/chance.ts';
import { authorised } from '../unit/tpp-journey/authorised.ts';
import { startBank, startTransport } from '../unit/tpp-transport/server.ts';

const pages = 200;
const rowsOfPage = 500;
const base = '/open-banking/v3.1/aisp';

const bodies = new Map<string, string>();
function bodyOf(page: number, host: string): string {
  const kept = bodies.get(`${host} ${page}`);
  if (kept !== undefined) return kept;
  const Transaction = Array.from({ length: rowsOfPage }, (_, row) => ({
    AccountId: '1',
    TransactionId: `t${page}-${row}`,
    Amount: { Amount: `${page}.${row}`, Currency: 'GBP' },
    TransactionInformation: `Row ${row} of page ${page}`,
  }));
  const Next = page < pages ? `https://${host}${base}/accounts/1/transactions?page=${page + 1}` : undefined;
  const body = JSON.stringify({ Data: { Transaction }, Links: { Next }, Meta: { TotalPages: pages } });
  bodies.set(`${host} ${page}`, body);
  return body;
}

type Trouble = (response: ServerResponse, body: string) => void;
const refusal =
  (status: number, headers: Record<string, string>): Trouble =>
  (response) =>
    response.writeHead(status, headers).end();
const json = { 'content-type': 'application/json' };
const troubles: readonly Trouble[] = [
  (response) => response.socket?.destroy(),
  (response, body) => {
    response.writeHead(200, { ...json, 'content-length': Buffer.byteLength(body) });
    response.write(body.slice(0, body.length / 2), () => response.socket?.destroy());
  },
  (response, body) => {
    response.writeHead(200, json);
    response.write(body.slice(0, -1), () => response.socket?.destroy());
  },
  refusal(429, { 'retry-after': '2' }),
  refusal(429, { 'retry-after': new Date(Date.now() + 5000).toUTCString() }),
  refusal(429, { ratelimit: '"default";r=0;t=3' }),
  refusal(503, { 'retry-after': '1' }),
];

/** Which troubles come before which page, the first one among them; a page has three drops at most, which is what it is asked again for. */
function troublesBy(number: number): Map<number, Trouble[]> {
  const draw = (count: number, bound: number) =>
    createHash('sha256').update(`${number} ${count}`).digest().readUInt32BE() % bound;
  const by = new Map<number, Trouble[]>();
  for (let count = 0, placed = 0; placed < 50; count += 1) {
    const page = draw(2 * count, pages) + 1;
    const trouble = troubles[draw(2 * count + 1, troubles.length)];
    const there = by.get(page) ?? [];
    if (trouble === undefined || there.length === 3) continue;
    by.set(page, [...there, trouble]);
    placed += 1;
  }
  return by;
}

/** Reads all of it, and gives what came as a number and a digest. */
async function fetched(by: Map<number, Trouble[]>) {
  const left = new Map([...by].map(([page, all]) => [page, [...all]]));
  const bank = await startBank((request: IncomingMessage, response: ServerResponse) => {
    const page = Number(new URL(request.url ?? '', 'https://x').searchParams.get('page') ?? 1);
    const body = bodyOf(page, 'bank.test');
    const trouble = left.get(page)?.shift();
    const own = body.replaceAll('bank.test', request.headers.host ?? '');
    if (trouble) trouble(response, own);
    else response.writeHead(200, json).end(own);
  });
  const entry = { resourceServers: { aisp: `${bank.url}${base}` } };
  const { session, waits } = authorised({ entry });
  const transport = await startTransport();
  session.transport = async () => transport;
  const digest = createHash('sha256');
  const ids = new Set<unknown>();
  let rows = 0;
  for await (const { items } of transactionPages(session, '1', {}, { consentId: 'aac-1' })) {
    rows += items.length;
    for (const item of items) ids.add(item.TransactionId);
    digest.update(JSON.stringify(items));
  }
  const troublesLeft = [...left.values()].flat().length;
  return { rows, different: ids.size, digest: digest.digest('hex'), troublesLeft, waits: waits.length };
}

it('a hundred thousand rows with fifty troubles on the way are the same rows', { timeout: often(60_000) }, async () => {
  const undisturbed = await fetched(new Map());
  expect(undisturbed).toMatchObject({ rows: 100_000, different: 100_000, waits: 0 });
  for (let time = 0; time < often(1); time += 1) {
    const { waits, ...disturbed } = await fetched(troublesBy(seed + time));
    expect({ ...disturbed, waits: 0 }).toEqual(undisturbed);
    expect(waits).toBeGreaterThan(20);
  }
});
