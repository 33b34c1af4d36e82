/** Names in a file system that are no files: what waits for them waits for ever. */
import { execFileSync } from 'node:child_process';
import { closeSync, constants, openSync } from 'node:fs';
import { createServer } from 'node:net';
import { onTestFinished } from 'vitest';

/** A named pipe that nobody writes to. Whatever still waits for it at the test's end is let go. */
export function namedPipe(path: string): string {
  execFileSync('mkfifo', [path]);
  onTestFinished(() => closeSync(openSync(path, constants.O_RDWR | constants.O_NONBLOCK)));
  return path;
}

/** A Unix socket that somebody listens to. */
export async function socket(path: string): Promise<string> {
  const server = createServer().listen(path);
  await new Promise((resolve) => server.once('listening', resolve));
  onTestFinished(() => {
    server.close();
  });
  return path;
}
