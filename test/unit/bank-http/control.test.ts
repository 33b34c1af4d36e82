/** A bank that was asked to end takes no new holder: its last moment looked like one that runs. */
import { EventEmitter } from 'node:events';
import type { Context } from 'koa';
import { expect, it } from 'vitest';
import { createControl } from '../../../src/bank/http/control.ts';

it('takes nobody any more once it was asked to end', async () => {
  const control = createControl({
    token: 'T',
    linger: 1,
    statements: async () => [],
    assertion: async () => undefined,
  });
  control.begin({});
  const ask = async (method: string, path: string): Promise<number | undefined> => {
    const ctx = {
      ...{ method, path, status: 200, set() {}, get: (name: string) => (name === 'authorization' ? 'Bearer T' : 'w') },
      req: { socket: { setTimeout() {} } },
      res: Object.assign(new EventEmitter(), { writeHead() {}, write() {} }),
    };
    await control.middleware(ctx as unknown as Context, async () => {});
    return ctx.status;
  };
  expect(await ask('GET', '/control')).toBe(200);
  expect(await ask('POST', '/control/stop')).toBe(202);
  expect(await ask('GET', '/control')).toBe(401);
  control.end();
});
