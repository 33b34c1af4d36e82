/** Sends the same GET over mutual TLS, eight at a time on kept connections, and prints how many a second were answered with 200. */
import { readFileSync } from 'node:fs';
import { Agent } from 'undici';

const [url = '', token = '', certificate = '', key = '', ca = '', seconds = '2'] = process.argv.slice(2);
const target = new URL(url);
const agent = new Agent({
  connections: 8,
  connect: { cert: readFileSync(certificate), key: readFileSync(key), ca: readFileSync(ca) },
});
const headers = { authorization: `Bearer ${token}`, accept: 'application/json' };

async function get(): Promise<number> {
  const { statusCode, body } = await agent.request({
    origin: target.origin,
    path: target.pathname + target.search,
    method: 'GET',
    headers,
  });
  const bytes = await body.arrayBuffer();
  if (statusCode !== 200) throw new Error(`status ${statusCode}: ${Buffer.from(bytes).toString('utf8', 0, 300)}`);
  return bytes.byteLength;
}

async function answeredUntil(end: number): Promise<number> {
  let count = 0;
  await Promise.all(
    Array.from({ length: 8 }, async () => {
      while (performance.now() < end) {
        await get();
        count++;
      }
    }),
  );
  return count;
}

await answeredUntil(performance.now() + 300);
const started = performance.now();
const count = await answeredUntil(started + Number(seconds) * 1000);
console.log(JSON.stringify({ perSecond: (count / (performance.now() - started)) * 1000 }));
await agent.close();
