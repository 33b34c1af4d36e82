/** Input from an argument, a file or standard input. */
import { existsSync, fstatSync } from 'node:fs';
import { Socket } from 'node:net';
import { resolve } from 'node:path';
import { fail, OpenBankingError } from '../tpp/errors.ts';
import { maxFileSize, readBytes as readFileBytes, tooLarge } from '../tpp/files/files.ts';
import { replaceFile } from '../tpp/files/own-folder.ts';
import type { Call } from './call.ts';
import { wrongUsage } from './errors.ts';

/**
 * Standard input to its end. On a terminal the user is told what is waited for.
 * @param otherwise how else it can be given, for where there is nothing
 */
export async function standardInput(
  call: Call,
  what: string,
  otherwise = 'Give it as an argument, name a file, or pipe it in.',
): Promise<string> {
  if (call.stdin.isTTY) call.warn(`Paste ${what}, then Enter and Ctrl-D:`);
  const text = (await readBounded(call.stdin, 'Standard input', what)).toString('utf8');
  if (text.trim() === '') wrongUsage(`There is nothing on standard input, where ${what} should be.`, otherwise);
  return text;
}

/**
 * A text file, its path relative to the folder of the call. `/dev/stdin` is standard input, and `/dev/fd/N`, or `/proc/self/fd/N`, what the
 * shell puts there for `<(command)`; any other pipe and every device is refused. Errors: `file_missing`, `file_unreadable`.
 */
export async function readText(call: Call, path: string, what: string): Promise<string> {
  return (await readBytes(call, path, what)).toString('utf8');
}

/** As {@link readText}, the bytes as they are. */
export async function readBytes(call: Call, path: string, what: string): Promise<Buffer> {
  if (path === '')
    wrongUsage(`The name of a file was expected for ${what}, and is empty.`, 'Look at the variable that it came from.');
  const handedDown = /^\/dev\/stdin$|^\/(?:dev|proc\/self)\/fd\/(\d{1,4})$/.exec(path);
  if (handedDown && process.platform !== 'win32') {
    const descriptor = Number(handedDown[1] ?? 0);
    if (descriptor === 0) return readBounded(call.stdin, path, what);
    if (isPipe(descriptor)) return readBounded(new Socket({ fd: descriptor, readable: true }), path, what);
  }
  try {
    return await readFileBytes(resolve(call.folder, path), path, what);
  } catch (thrown) {
    if (!(thrown instanceof OpenBankingError) || thrown.code !== 'file_missing') throw thrown;
    return noFile(path, what, thrown);
  }
}

/** What reads files that the command line names, with its advice for one that is not there. */
export async function readingNamed<T>(
  call: Call,
  paths: readonly string[],
  what: string,
  read: () => Promise<T>,
): Promise<T> {
  try {
    return await read();
  } catch (thrown) {
    const missing =
      thrown instanceof Error && 'code' in thrown && thrown.code === 'file_missing'
        ? paths.find((path) => !existsSync(resolve(call.folder, path)))
        : undefined;
    return missing === undefined ? Promise.reject(thrown) : noFile(missing, what, thrown);
  }
}

/**
 * Writes a file that the command line names, whole or not at all.
 * @throws OpenBankingError `file_not_writable`, `disk_full`
 */
export function writeNamed(file: string, content: string | Uint8Array, secret = false): Promise<void> {
  return replaceFile(file, content, secret ? 0o600 : 0o644, file);
}

function noFile(path: string, what: string, cause?: unknown): never {
  return fail(
    {
      code: 'file_missing',
      message: `There is no file ${path} for ${what}.`,
      try: 'Check the path; it starts at this folder.',
    },
    cause,
  );
}

function isPipe(descriptor: number): boolean {
  try {
    return fstatSync(descriptor).isFIFO();
  } catch {
    return false;
  }
}

async function readBounded(stream: AsyncIterable<unknown>, path: string, what: string): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of stream) {
    const bytes = Buffer.from(piece as Uint8Array);
    pieces.push(bytes);
    length += bytes.length;
    if (length > maxFileSize) tooLarge(path, what);
  }
  return Buffer.concat(pieces);
}

/**
 * What an argument stands for: a file that is there; itself when it looks like what is wanted, or is longer than a name can be; standard input
 * for `-` or nothing; else a file that should be there.
 * @param isIt tells the thing itself from a path
 */
export async function given(
  call: Call,
  argument: string | undefined,
  what: string,
  isIt: (text: string) => boolean,
): Promise<string> {
  if (argument === undefined || argument === '-') return standardInput(call, what);
  const isText = isIt(argument) || isTooLong(argument);
  return isText && !existsSync(resolve(call.folder, argument)) ? argument : readText(call, argument, what);
}

/** Than a name of a file is on any system: 255 bytes for each part of a path. */
const isTooLong = (path: string): boolean =>
  Buffer.byteLength(path) > 4096 || path.split(/[\\/]/).some((part) => Buffer.byteLength(part) > 255);
