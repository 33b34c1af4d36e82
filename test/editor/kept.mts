/** What `npm start` keeps in its folder for the next one, for its owner's eyes alone: a browser keeps its secrets by address, so that has to stay. */
import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { z } from 'zod';

const keptSchema = z.object({ port: z.number().int().min(1).max(65_535), password: z.string().min(32) });
export type Kept = z.infer<typeof keptSchema>;

/** Where the running one is asked for another address. */
const runningSchema = z.object({ pid: z.number(), server: z.number(), door: z.number(), key: z.string() });
export type Running = z.infer<typeof runningSchema>;

/** What the first start takes if it can: none that systems give away by themselves. */
const usualPort = 27_843;

/**
 * The kept port and password, or new ones; a port that is named is kept from now on.
 * @throws Error that says how to take another port, where a program has this one
 */
export async function keptOf(home: string, named: number | undefined): Promise<Kept> {
  const before = await read(home, 'start.json', keptSchema);
  const port = named ?? before?.port ?? ((await isFree(usualPort)) ? usualPort : await anyPort());
  if (!(await isFree(port))) throw new Error(taken(port));
  const kept = { port, password: before?.password ?? randomBytes(32).toString('base64url') };
  await write(home, 'start.json', kept);
  return kept;
}

function taken(port: number): string {
  const another = port < 65_535 ? port + 1 : port - 1;
  return (
    `Port ${port} is taken, perhaps by a VS Code that an earlier "npm start" left behind. End what has it and start again, or take another ` +
    `port for good: npm start -- --browser --port ${another}. A browser keeps secrets by address: at another port it has none of those it kept, so ` +
    'that a client has to be registered anew there, or the sandbox tried anew.'
  );
}

/** Says where this one is asked. @returns what takes it back */
export async function sayRunning(home: string, running: Running): Promise<() => Promise<void>> {
  await write(home, 'running.json', running);
  return () => rm(join(home, 'running.json'), { force: true });
}

/** The start that said so last and did not take it back. */
export async function lastRunning(home: string): Promise<Running | undefined> {
  return read(home, 'running.json', runningSchema);
}

/** Asks the start that is running in this folder, if any, for another address. */
export async function askRunning(home: string): Promise<string | undefined> {
  const running = await lastRunning(home);
  if (!running) return undefined;
  try {
    const answer = await fetch(`http://127.0.0.1:${running.door}/another`, {
      headers: { authorization: `Bearer ${running.key}` },
      signal: AbortSignal.timeout(5000),
    });
    const address = await answer.text();
    // Another program may have that port by now.
    return answer.ok && address.startsWith(`http://127.0.0.1:${running.door}/`) ? address : undefined;
  } catch {
    return undefined;
  }
}

/** Whether a server of ours could listen there now. */
export async function isFree(port: number): Promise<boolean> {
  return (await tryPort(port)) !== undefined;
}

async function anyPort(): Promise<number> {
  const port = await tryPort(0);
  if (port === undefined) throw new Error('This machine gives no port on 127.0.0.1.');
  return port;
}

function tryPort(asked: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen({ host: '127.0.0.1', port: asked }, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' ? address?.port : undefined));
    });
  });
}

/** A file that is not there, or not as we write it, is as none. */
async function read<T>(home: string, name: string, schema: z.ZodType<T>): Promise<T | undefined> {
  try {
    return schema.parse(JSON.parse(await readFile(join(home, name), 'utf8')));
  } catch {
    return undefined;
  }
}

async function write(home: string, name: string, value: unknown): Promise<void> {
  await mkdir(home, { recursive: true });
  const draft = join(home, `${name}.${process.pid}`);
  await writeFile(draft, `${JSON.stringify(value)}\n`, { mode: 0o600 });
  await rename(draft, join(home, name));
}
