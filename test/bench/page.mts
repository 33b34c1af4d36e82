/**
 * What a page of transactions costs the bank, beside a bare server that sends the same bytes: the processor's time of each server for a
 * request. Requests a second would tell of whatever sends them: a bare server answers more than any client of Node asks.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Agent } from 'undici';
import type { WordsVersion } from '../../src/standard/versions.ts';
import { clientOf, filesOf, textOf } from './client.mts';
import { folder, root, startBank, startScript, timed } from './processes.mts';
import { processorTime } from './processor-time.mts';
import { median, notMeasured, type Row, upperBudget } from './report.mts';

const rounds = 15;
/** So many rounds' requests go before: until code that runs often is compiled as well as it will be. */
const warmUp = 5;

/** Of one round at one server. */
interface Cost {
  /** Microseconds of the server's processor time for a request. */
  server: number;
  /** How much of the time the server was at work; what is beyond 1 its other threads were. */
  busy: number;
}

/**
 * A page of `size` at both servers in turn; the ratio of the two, pair by pair.
 *
 * @param requests Of a round
 * @param version Whose words the page speaks; the consent is of 3.1 in any case
 */
export async function pageCost(
  size: number,
  budget: number,
  requests: number,
  version: WordsVersion = '3.1',
): Promise<Row> {
  const what = `a page of ${size} transactions in ${version} beside bare node:https, by processor time`;
  if (processorTime(process.pid) === undefined) return notMeasured(what, `${process.platform} does not tell it`);
  const dir = folder();
  const bank = await startBank(dir, '--transactions', '5000');
  const client = await clientOf(dir);
  const { certificate, key, ca } = filesOf(client.workspace);
  const base = bank.ready.resourceServer.replace(/v3\.1$/, `v${version}`);
  const url = `${base}/aisp/accounts/${client.accountId}/transactions?pageSize=${size}`;
  const bare = await startScript<{ port: number; pid: number }>([
    join(root, 'test/bench/bare-server.mts'),
    join(dir, 'pki/server.pem'),
    join(dir, 'pki/server.key'),
    await pageAt(url, size, client.accessToken, { certificate, key, ca }),
  ]);

  const cost = (at: string, pid: number, count: number): Cost => {
    const before = processorTime(pid) ?? 0;
    const { stdout } = timed(process.execPath, [
      ...[join(root, 'test/bench/load.mts'), at, client.accessToken, certificate, key, ca, String(count)],
    ]);
    const used = (processorTime(pid) ?? 0) - before;
    const { milliseconds } = JSON.parse(stdout) as { milliseconds: number };
    return { server: used / count, busy: used / (milliseconds * 1000) };
  };
  const pair = (count: number) => ({
    bank: cost(url, bank.ready.pid, count),
    bare: cost(`https://127.0.0.1:${bare.ready.port}/`, bare.ready.pid, count),
  });
  pair(warmUp * requests);
  const pairs = Array.from({ length: rounds }, () => pair(requests));
  await client.session.close();
  await bare.stop();
  await bank.stop();
  const middle = (of: (each: (typeof pairs)[number]) => number): number => median(pairs.map(of));
  const told = (name: 'bank' | 'bare', as = name as string): string =>
    `${as} ${middle((each) => each[name].server).toFixed(0)} µs at ${(middle((each) => each[name].busy) * 100).toFixed(0)} %`;
  const note = `${told('bank', 'the bank')}, ${told('bare')}`;
  return upperBudget(
    what,
    budget,
    middle((each) => each.bank.server / each.bare.server),
    '×',
    note,
  );
}

/** Puts the page into a file, as the bank sends it. */
async function pageAt(
  url: string,
  size: number,
  token: string,
  { certificate, key, ca }: { certificate: string; key: string; ca: string },
): Promise<string> {
  const agent = new Agent({ connect: { cert: textOf(certificate), key: textOf(key), ca: textOf(ca) } });
  const { origin, pathname, search } = new URL(url);
  const headers = { authorization: `Bearer ${token}` };
  const { body } = await agent.request({ origin, path: pathname + search, method: 'GET', headers });
  const text = await body.text();
  await agent.close();
  const count = (JSON.parse(text) as { Data: { Transaction: unknown[] } }).Data.Transaction.length;
  if (count !== size) throw new Error(`the page has ${count} transactions, not ${size}`);
  const file = join(folder(), 'page.json');
  writeFileSync(file, text);
  return file;
}
