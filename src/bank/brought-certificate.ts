/** A certificate or a request that a developer brings: a PEM file, or what the shell hands down in its place. */
import { constants, fstatSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { Socket } from 'node:net';
import { BankError } from './errors.ts';

/** Bytes of the largest that is read. */
const maxSize = 1024 * 1024;

/** Its text, from a regular file or from `<(command)`; any other pipe and every device is refused. @throws BankError `certificate_invalid` */
export async function readBrought(path: string): Promise<string> {
  try {
    return await (pipeHandedDown(path) ?? fileAt(path));
  } catch (cause) {
    throw new BankError(
      'certificate_invalid',
      `The certificate ${path} cannot be read.`,
      'Check the path, that it is a file and that you may read it.',
      { cause },
    );
  }
}

/** `/dev/fd/N` is what a shell calls it, or `/proc/self/fd/N`. Opened by that name it could be waited for without an end. */
function pipeHandedDown(path: string): Promise<string> | undefined {
  const descriptor = /^\/(?:dev|proc\/self)\/fd\/(\d{1,4})$/.exec(path)?.[1];
  if (descriptor === undefined || process.platform === 'win32' || !fstatSync(Number(descriptor)).isFIFO())
    return undefined;
  return textOf(new Socket({ fd: Number(descriptor), readable: true }));
}

async function textOf(stream: AsyncIterable<Buffer>): Promise<string> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of stream) {
    size += piece.length;
    if (size > maxSize) throw new Error('not a certificate file');
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString('utf8');
}

async function fileAt(path: string): Promise<string> {
  // A named pipe is opened without waiting for a writer; like a device, it is no file.
  await using file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  const stats = await file.stat();
  if (!stats.isFile() || stats.size > maxSize) throw new Error('not a certificate file');
  return await file.readFile('utf8');
}
