import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { findJwts } from '../../../src/tpp/jwt/find.ts';
import { type FoundJwt, findJwtsInStream, maxJwtLength } from '../../../src/tpp/jwt/find-in-stream.ts';
import { unsecuredJwt } from '../../../src/tpp/jwt/sign.ts';
import { unbroken } from '../../../src/tpp/redaction/token-lines.ts';

const jwt = `${unsecuredJwt({ iss: 'me', sub: 'you' })}c2lnbmF0dXJl`;

const base64url = (text: string) => Buffer.from(text).toString('base64url');
const encrypted = `${base64url('{"alg":"dir","enc":"A256GCM"}')}..aXY.Y2lwaGVy.dGFn`;
const spaced = `${base64url('{ "alg": "ES256" }')}.e30.${'A'.repeat(86)}`;
const broken = `${base64url('{"alg":"ES256"}')}.${base64url('{"iss":"a bank"}')}\n  .${'A'.repeat(50)}\n${'B'.repeat(36)}`;

async function* pieces<T>(parts: Iterable<T>): AsyncGenerator<T> {
  yield* parts;
}

async function search(source: string | AsyncIterable<Uint8Array | string>, signal?: AbortSignal) {
  const jwts: FoundJwt[] = [];
  const outcome = await findJwtsInStream(source, (found) => void jwts.push(found), signal);
  return { jwts, outcome };
}

function cut(bytes: Uint8Array, sizes: readonly number[]): Uint8Array[] {
  const parts: Uint8Array[] = [];
  let position = 0;
  for (let index = 0; position < bytes.length; index += 1) {
    const size = Math.max(sizes[index % Math.max(sizes.length, 1)] ?? bytes.length, 1);
    parts.push(bytes.subarray(position, position + size));
    position += size;
  }
  return parts;
}

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'obw-find-'));
  onTestFinished(() => rm(path, { recursive: true, force: true }));
  return path;
}

/** What findJwts says of the whole text, with line and column counted the slow way. */
function expected(text: string): FoundJwt[] {
  return findJwts(text).map(({ start, end }) => {
    const before = text.slice(0, start).split('\n');
    const column = (before.at(-1)?.length ?? 0) + 1;
    return {
      start,
      end,
      line: before.length,
      column,
      compact: unbroken(text.slice(start, end)),
      spelled: text.slice(start, end),
    };
  });
}

describe('the search in a stream', () => {
  const piece = fc.constantFrom(
    'eyJ',
    jwt,
    'eyJhbGciOiJub25lIn0',
    '.',
    'J',
    'e',
    'y',
    'x',
    ' ',
    '\n',
    '\r\n',
    '£',
    '☃',
    '😀',
    '\\n',
    '\r',
    '=',
    '/',
    encrypted,
    spaced,
    broken,
  );
  const text = fc.array(piece, { maxLength: 60 }).map((parts) => parts.join(''));

  it('finds what findJwts finds in the whole text, whatever the pieces', async () => {
    await fc.assert(
      fc.asyncProperty(text, fc.array(fc.integer({ min: 1, max: 70 }), { minLength: 1 }), async (whole, sizes) => {
        const { jwts, outcome } = await search(pieces(cut(Buffer.from(whole), sizes)));
        expect(jwts).toEqual(expected(whole));
        expect(outcome).toEqual({ found: jwts.length, length: whole.length, tooLong: 0 });
      }),
    );
  });

  it('takes text as well as bytes', async () => {
    expect((await search(pieces([`a ${jwt.slice(0, 9)}`, `${jwt.slice(9)}\n`, jwt]))).jwts).toEqual(
      expected(`a ${jwt}\n${jwt}`),
    );
  });

  it.each([
    ['UTF-16 little endian', Buffer.from(`\ufefflog: ${jwt}`, 'utf16le')],
    ['UTF-16 big endian', Buffer.from(`\ufefflog: ${jwt}`, 'utf16le').swap16()],
    ['UTF-8 with a byte order mark', Buffer.from(`\ufefflog: ${jwt}`)],
    ['bytes of no encoding around it', Buffer.concat([Buffer.from([0xff, 0x20, 0xc3, 0x28, 0x20]), Buffer.from(jwt)])],
  ])('reads %s', async (_, bytes) => {
    expect((await search(pieces(cut(bytes, [7])))).jwts.map(({ compact }) => compact)).toEqual([jwt]);
  });

  it('reads a file larger than its pieces', async () => {
    const path = join(await folder(), 'log.txt');
    const line = `2026-11-22 ${'x '.repeat(50_000)}\n`;
    const whole = `${line.repeat(12)}token ${jwt}\n${line.repeat(12)}${jwt}`;
    await writeFile(path, whole);
    expect((await search(path)).jwts).toEqual(expected(whole));
  });

  it('passes over what is too long to be a JWT, and goes on behind it', async () => {
    const long = 'eyJA'.repeat(maxJwtLength);
    const { jwts, outcome } = await search(pieces(cut(Buffer.from(`${jwt} ${long} ${jwt}`), [1_000_003])));
    expect(jwts.map(({ compact }) => compact)).toEqual([jwt, jwt]);
    expect(jwts[1]?.start).toBe(jwt.length + long.length + 2);
    expect(outcome.tooLong).toBe(1);
  });

  it('takes its time linearly when an endless header comes in small pieces', async () => {
    const { outcome } = await search(pieces(cut(Buffer.from('eyJh'.repeat(240_000)), [512])));
    expect(outcome).toEqual({ found: 0, length: 960_000, tooLong: 0 });
  });

  it('waits for whoever takes the findings', async () => {
    const order: string[] = [];
    await findJwtsInStream(pieces([`${jwt} ${jwt} `]), async ({ start }) => {
      order.push(`begin ${start}`);
      await new Promise((resolve) => setImmediate(resolve));
      order.push(`end ${start}`);
    });
    const second = jwt.length + 1;
    expect(order).toEqual(['begin 0', 'end 0', `begin ${second}`, `end ${second}`]);
  });

  it('ends with cancelled, before it begins and in the middle', async () => {
    await expect(search(pieces([jwt]), AbortSignal.abort())).rejects.toMatchObject({ code: 'cancelled' });
    const controller = new AbortController();
    let read = 0;
    const endless = (async function* () {
      for (;;) {
        read += 1;
        if (read === 3) controller.abort();
        yield randomBytes(1000);
      }
    })();
    await expect(search(endless, controller.signal)).rejects.toMatchObject({ code: 'cancelled' });
  });

  it.each([
    ['is not there', 'none.txt', 'file_missing'],
    ['is a folder', '', 'file_unreadable'],
  ])('of a file that %s says so', async (_, name, code) => {
    await expect(search(join(await folder(), name))).rejects.toMatchObject({ code });
  });
});
