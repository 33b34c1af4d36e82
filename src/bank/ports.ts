/** The bank's ports: chosen once and kept in its store, so that what was registered with its URLs stays true. */
import { createServer } from 'node:net';
import { z } from 'zod';
import type { Ports } from './addresses.ts';
import { bankHost } from './names.ts';
import type { BankOptions } from './options.ts';
import type { Documents } from './store/store.ts';

const portsSchema = z.object({ front: z.number().int(), tls: z.number().int(), mtls: z.number().int() });

/** Below the range from which systems give out ports to outgoing connections, so that a kept port stays free. */
const range = { first: 20_000, size: 12_000 };

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, bankHost, () => probe.close(() => resolve(true)));
  });
}

async function freePort(taken: Set<number>): Promise<number> {
  for (;;) {
    const port = range.first + Math.floor(Math.random() * range.size);
    if (taken.has(port) || !(await isFree(port))) continue;
    taken.add(port);
    return port;
  }
}

async function keptPorts(store: Documents): Promise<Ports | undefined> {
  const kept = await store.get('Setting', 'ports');
  return kept === undefined ? undefined : portsSchema.parse(kept);
}

export type AskedPorts = Pick<BankOptions, 'frontPort' | 'tlsPort' | 'mtlsPort'>;

/**
 * The ports of a bank. Ports asked for win over kept ones, which are the bank's own choice of free ones at the first time (`chosenNow`).
 * What was asked for is kept by {@link keepPorts}, once the bank has got it.
 */
export async function portsOf(store: Documents, asked: AskedPorts): Promise<{ ports: Ports; chosenNow: boolean }> {
  const before = await keptPorts(store);
  const kept = before ?? (await choosePorts(store, asked));
  const ports = {
    front: asked.frontPort ?? kept.front,
    tls: asked.tlsPort ?? kept.tls,
    mtls: asked.mtlsPort ?? kept.mtls,
  };
  const noneAsked = Object.values(asked).every((port) => port === undefined);
  return { ports, chosenNow: before === undefined && noneAsked };
}

async function choosePorts(store: Documents, { frontPort, tlsPort, mtlsPort }: AskedPorts): Promise<Ports> {
  const taken = new Set([frontPort, tlsPort, mtlsPort].filter((port) => port !== undefined));
  const chosen: Ports = { front: await freePort(taken), tls: await freePort(taken), mtls: await freePort(taken) };
  // Another process may have opened the folder for its first time too: whoever was first has chosen for both.
  await store.insert('Setting', 'ports', chosen);
  return (await keptPorts(store)) ?? chosen;
}

/**
 * Gives up ports that were chosen and then taken by another program before the bank listened on them. Nobody was told of them, unless a
 * software statement was made meanwhile, which names them: then they stay.
 *
 * @returns whether others can be chosen
 */
export async function giveUpPorts(store: Documents): Promise<boolean> {
  if ((await store.list('SoftwareStatement')).length > 0) return false;
  await store.delete('Setting', 'ports');
  return true;
}

/** Keeps the ports that a bank listens on for its next start. */
export async function keepPorts(store: Documents, ports: Ports): Promise<void> {
  const kept = await keptPorts(store);
  const same = kept && kept.front === ports.front && kept.tls === ports.tls && kept.mtls === ports.mtls;
  if (!same) await store.put('Setting', 'ports', ports);
}
