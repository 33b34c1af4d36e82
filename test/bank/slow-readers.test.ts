/** A hundred clients that ask for page after page and read none cost the bank's process a bounded part of the machine's memory. */
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, type TLSSocket } from 'node:tls';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeTpp, type TestBank } from './support/bank.ts';
import { type BankProcess, type BankProgram, bankProgram, spawnBank } from './support/process.ts';
import { type RelyingParty, relyingParty } from './support/relying-party.ts';

const readers = 100;
const requests = 4;
const megabytes = 200;

let program: BankProgram;
let dir: string;
let bank: BankProcess;
let party: RelyingParty;
const sockets: TLSSocket[] = [];

beforeAll(async () => {
  program = await bankProgram();
  dir = await mkdtemp(join(tmpdir(), 'obw-slow-readers-'));
  bank = spawnBank(program.file, ['start', '--dir', dir, '--transactions', '3000']);
  const ready = await bank.ready;
  party = await relyingParty({ ready, tpp: (options) => makeTpp(dir, ready, options) } as TestBank);
});
afterAll(async () => {
  for (const socket of sockets) socket.destroy();
  await bank?.end();
  program?.remove();
  await rm(dir, { recursive: true, force: true, maxRetries: 3 });
});

/** Megabytes of the process that are in memory, or were when it had most of them. */
async function resident(which: 'VmRSS' | 'VmHWM'): Promise<number> {
  const status = await readFile(`/proc/${bank.pid}/status`, 'utf8');
  return Number(new RegExp(`^${which}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1]) / 1024;
}

// What a process has in memory, Linux alone tells.
it.skipIf(process.platform !== 'linux')(
  'whatever they ask for, and who reads has his answers meanwhile',
  async () => {
    const { access_token: token } = await party.authorise(await party.consentId(), { user: 'rora' });
    const account = (await party.api('/accounts', token)).json.Data.Account[0].AccountId;
    // Pages of their own, as the bank keeps one that several ask for; so many seconds after a day long before the first entry.
    const path = (seconds: number): string => {
      const from = new Date(Date.UTC(2000, 0, 1) + seconds * 1000).toISOString().slice(0, 19);
      return `/accounts/${account}/transactions?pageSize=500&fromBookingDateTime=${from}`;
    };
    const url = new URL((await bank.ready).resourceServer);
    const { certificate: cert, key } = party.tpp.transport;
    const ca = await readFile((await bank.ready).ca, 'utf8');
    const before = await resident('VmRSS');
    for (let reader = 0; reader < readers; reader++) {
      const socket = connect({ host: url.hostname, port: Number(url.port), ca, cert, key }).pause();
      sockets.push(socket.on('error', () => {}));
    }
    await Promise.all(sockets.map((socket) => once(socket, 'secureConnect')));
    for (const [reader, socket] of sockets.entries()) {
      const asked = Array.from(
        { length: requests },
        (_, request) =>
          `GET ${url.pathname}/aisp${path(reader * requests + request)} HTTP/1.1\r\nHost: ${url.host}\r\nAuthorization: Bearer ${token}\r\n\r\n`,
      );
      socket.write(asked.join('').replaceAll('GET //', 'GET /'));
    }
    for (let page = 0; page < 10; page++) {
      const { status, json } = await party.api(path(100_000 + page), token);
      expect([status, json.Data.Transaction.length]).toEqual([200, 500]);
    }
    expect(sockets.filter((socket) => socket.destroyed)).toEqual([]);
    const grown = (await resident('VmHWM')) - before;
    expect(grown).toBeLessThan(megabytes);
  },
  120_000,
);
