/** The bank: how soon it listens, and its pages of transactions beside a bare server that sends the same bytes. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Agent } from 'undici';
import { clientOf, filesOf, textOf } from './client.mts';
import { folder, root, startBank, startScript, timed } from './processes.mts';
import { atLeast, atMost, median, type Row } from './report.mts';

const rounds = 7;

async function starts(): Promise<Row[]> {
  const first: number[] = [];
  const later: number[] = [];
  for (let run = 0; run < 3; run++) {
    const dir = folder();
    for (const times of [first, later, later, later]) {
      const bank = await startBank(dir);
      times.push(bank.milliseconds);
      await bank.stop();
    }
  }
  return [
    atMost('the bank, process start to ready line, keys there', 400, median(later), 'ms'),
    atMost('the bank, first start', 2000, median(first), 'ms'),
  ];
}

/** One page at both servers in turn; the ratio of the two, pair by pair. */
export async function pageRatio(size: number, budget: number): Promise<Row> {
  const dir = folder();
  const bank = await startBank(dir, '--transactions', '5000');
  const client = await clientOf(dir);
  const { certificate, key, ca } = filesOf(client.workspace);
  const url = `${bank.ready.resourceServer}/aisp/accounts/${client.accountId}/transactions?pageSize=${size}`;

  const agent = new Agent({ connect: { cert: textOf(certificate), key: textOf(key), ca: textOf(ca) } });
  const target = new URL(url);
  const { body } = await agent.request({
    origin: target.origin,
    path: target.pathname + target.search,
    method: 'GET',
    headers: { authorization: `Bearer ${client.accessToken}` },
  });
  const page = join(folder(), 'page.json');
  const text = await body.text();
  const count = (JSON.parse(text) as { Data: { Transaction: unknown[] } }).Data.Transaction.length;
  if (count !== size) throw new Error(`the page has ${count} transactions, not ${size}`);
  writeFileSync(page, text);
  await agent.close();

  const bare = await startScript<{ port: number }>([
    join(root, 'test/bench/bare-server.mts'),
    join(dir, 'pki/server.pem'),
    join(dir, 'pki/server.key'),
    page,
  ]);
  const load = (at: string): number =>
    (
      JSON.parse(
        timed(process.execPath, [
          join(root, 'test/bench/load.mts'),
          at,
          client.accessToken,
          certificate,
          key,
          ca,
          '1.5',
        ]).stdout,
      ) as { perSecond: number }
    ).perSecond;
  const pairs = Array.from({ length: rounds }, () => ({
    bank: load(url),
    bare: load(`https://127.0.0.1:${bare.ready.port}/`),
  }));
  await client.session.close();
  await bare.stop();
  await bank.stop();
  const note = `${median(pairs.map((pair) => pair.bank)).toFixed(0)}/s beside ${median(pairs.map((pair) => pair.bare)).toFixed(0)}/s`;
  return atLeast(
    `a page of ${size} transactions beside bare node:https`,
    budget,
    median(pairs.map((pair) => pair.bank / pair.bare)),
    '×',
    note,
  );
}

export async function bankRows(): Promise<Row[]> {
  return [...(await starts()), await pageRatio(25, 0.5), await pageRatio(500, 0.7)];
}
