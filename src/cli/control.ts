/** Holds the control connection of a bank that was started to linger, so that it ends with us, however we end. */
import { readFile } from 'node:fs/promises';
import { get } from 'node:http';
import { join } from 'node:path';
import { z } from 'zod';

const noteSchema = z.object({
  open: z.object({ ports: z.object({ front: z.number() }), controlToken: z.string() }),
});

/**
 * Resolves when the bank of this folder has taken the connection, which then lasts as long as this process or the bank; it keeps
 * neither from ending. Rejects when the bank does not take it.
 */
export async function holdBank(dir: string): Promise<void> {
  const { open } = noteSchema.parse(JSON.parse(await readFile(join(dir, 'running.json'), 'utf8')));
  await new Promise<void>((resolve, reject) => {
    const request = get({
      host: '127.0.0.1',
      port: open.ports.front,
      path: '/control',
      headers: { authorization: `Bearer ${open.controlToken}`, 'x-control-holder': 'obw' },
      agent: false,
    });
    request.on('error', reject).on('response', (response) => {
      if (response.statusCode !== 200) return reject(new Error(`The bank answered ${response.statusCode}.`));
      response.on('error', () => {}).resume();
      response.socket.unref();
      resolve();
    });
  });
}
