/** Which ports a bank has: chosen once, kept, and given up only while nobody can know of them. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { businessClock, systemClock } from '../../../src/bank/clock.ts';
import { giveUpPorts, keepPorts, portsOf } from '../../../src/bank/ports.ts';
import { openStore } from '../../../src/bank/store/open.ts';
import type { Store } from '../../../src/bank/store/store.ts';

let dir: string;
let store: Store;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'obw-ports-'));
  store = await openStore(`sqlite:${join(dir, 'bank.sqlite')}`, {
    business: businessClock(systemClock),
    protocol: systemClock,
  });
});
afterEach(async () => {
  await store.close();
  await rm(dir, { recursive: true });
});

describe('ports that were chosen', () => {
  it('are new once, and the same from then on', async () => {
    const first = await portsOf(store, {});
    expect(first.chosenNow).toBe(true);
    expect(new Set(Object.values(first.ports)).size).toBe(3);
    expect(await portsOf(store, {})).toEqual({ ports: first.ports, chosenNow: false });
  });

  it('give way to ports that are asked for, which are nobody’s own choice', async () => {
    expect(await portsOf(store, { tlsPort: 1 })).toEqual({
      ports: { front: expect.any(Number), tls: 1, mtls: expect.any(Number) },
      chosenNow: false,
    });
  });

  it('are chosen again once they were given up', async () => {
    await keepPorts(store, { front: 1, tls: 2, mtls: 3 });
    expect(await giveUpPorts(store)).toBe(true);
    expect((await portsOf(store, {})).chosenNow).toBe(true);
  });

  it('stay where a software statement names them', async () => {
    const { ports } = await portsOf(store, {});
    await store.put('SoftwareStatement', 'one', {});
    expect(await giveUpPorts(store)).toBe(false);
    expect(await portsOf(store, {})).toEqual({ ports, chosenNow: false });
  });
});
