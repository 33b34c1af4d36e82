/** The bank as it is shipped, whose clock a test moves as its users would: by `/admin` with the token of running.json. */
import { rmSync } from 'node:fs';
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { makeTpp, type Reply, send, type TestBank } from './bank.ts';
import { type BankProcess, type BankProgram, spawnBank } from './process.ts';

const note = z.object({
  open: z.object({ ports: z.object({ front: z.number() }), adminToken: z.string().optional() }),
});

export interface MovingBank extends TestBank {
  process: BankProcess;
  /** Asks at `/admin`, with the bank's own token unless another is given. */
  admin(method: 'GET' | 'PUT', path: string, body?: unknown, headers?: Record<string, string>): Promise<Reply>;
  /** Moves business time ahead; throws when the bank refuses. */
  advance(span: string): Promise<void>;
  /** Ends the process by a signal and starts another on the same folder. */
  again(signal?: NodeJS.Signals): Promise<void>;
}

/** Keys and certificates of the first bank that a test file has: making them is most of a bank's first start. */
let authority: string | undefined;

/** @param args Beside `start --dir D --admin` */
export async function startMovingBank(program: BankProgram, args: readonly string[] = []): Promise<MovingBank> {
  const dir = await mkdtemp(join(tmpdir(), 'obw-moving-'));
  const begin = (): BankProcess => spawnBank(program.file, ['start', '--dir', dir, '--admin', ...args]);
  if (authority !== undefined) await cp(authority, join(dir, 'pki'), { recursive: true });
  let running = begin();
  let ready = await running.ready;
  if (authority === undefined) {
    const kept = await mkdtemp(join(tmpdir(), 'obw-moving-pki-'));
    process.once('exit', () => rmSync(kept, { recursive: true, force: true }));
    await cp(join(dir, 'pki'), kept, { recursive: true });
    authority = kept;
  }
  const admin: MovingBank['admin'] = async (method, path, body, headers = {}) => {
    const { open } = note.parse(JSON.parse(await readFile(join(dir, 'running.json'), 'utf8')));
    const own = {
      authorization: `Bearer ${open.adminToken}`,
      ...(body !== undefined && { 'content-type': 'application/json' }),
    };
    return send(undefined, method, `http://127.0.0.1:${open.ports.front}${path}`, {
      headers: { ...own, ...headers },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
  };
  return {
    dir,
    failures: [],
    get ready() {
      return ready;
    },
    get process() {
      return running;
    },
    admin,
    async advance(span) {
      const reply = await admin('PUT', '/admin/clock', { advance: span });
      if (reply.status !== 200) throw new Error(`${span}: ${reply.status} ${reply.text}`);
    },
    async again(signal = 'SIGTERM') {
      await running.end(signal);
      running = begin();
      ready = await running.ready;
    },
    restart: () => Promise.reject(new Error('of a process: again()')),
    tpp: (options) => makeTpp(dir, ready, options),
    async stop() {
      await running.end();
      await rm(dir, { recursive: true, force: true });
    },
  };
}
