/** Bodies that are not what their headers say: read where they plainly can be, else told, with status, headers and what came kept. */
import { randomBytes } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import {
  brotliCompressSync,
  deflateRawSync,
  deflateSync,
  gzipSync,
  zstdCompressSync,
  zstdDecompressSync,
} from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { OpenBankingError } from '../../../src/tpp/errors.ts';
import { explainExchange } from '../../../src/tpp/exchanges/explain.ts';
import { statusClassOf } from '../../../src/tpp/exchanges/log.ts';
import { bankReport } from '../../../src/tpp/exchanges/report.ts';
import { readBody } from '../../../src/tpp/transport/body.ts';
import { textOfBytes } from '../../../src/tpp/transport/charset.ts';
import { beginningOf, mayHaveArrived } from '../../../src/tpp/transport/failure.ts';
import { jsonOf } from '../../../src/tpp/transport/json.ts';
import { startBank, startTransport } from './server.ts';

const secret = 'pl4nted-S3cret_value.Zz9';
const given = { Name: 'Café £5 – “x”', access_token: secret };
const text = JSON.stringify(given);
/** So long that compression takes several steps, and cutting it loses most. */
const long = JSON.stringify({ Data: Array.from({ length: 2000 }, () => randomBytes(12).toString('hex')) });

/** What a bank's answer becomes: the answer or the error, and the record. */
async function asked(answer: (response: ServerResponse) => void) {
  const bank = await startBank((_, response) => answer(response));
  const transport = await startTransport();
  const outcome = await transport.send({ method: 'POST', url: bank.url, purpose: 'accounts' }).then(
    (got) => ({ got, thrown: undefined }),
    (thrown: unknown) => ({ got: undefined, thrown }),
  );
  const [record] = transport.records;
  if (!record) return expect.unreachable('no record');
  return { ...outcome, record };
}

const json = { 'content-type': 'application/json' };

describe('what was decoded is read as what came plain', () => {
  it.each<[string, Record<string, string>, Buffer]>([
    ['gzip', { 'content-encoding': 'gzip' }, gzipSync(text)],
    ['GZIP, in capitals', { 'content-encoding': 'GZIP' }, gzipSync(text)],
    ['x-gzip', { 'content-encoding': 'x-gzip' }, gzipSync(text)],
    ['deflate', { 'content-encoding': 'deflate' }, deflateSync(text)],
    ['deflate without its wrapping', { 'content-encoding': 'deflate' }, deflateRawSync(text)],
    ['br', { 'content-encoding': 'br' }, brotliCompressSync(text)],
    ['gzip below br', { 'content-encoding': 'gzip, br' }, brotliCompressSync(gzipSync(text))],
    ['gzip twice', { 'content-encoding': 'gzip, gzip' }, gzipSync(gzipSync(text))],
    ['identity', { 'content-encoding': 'identity' }, Buffer.from(text)],
    ['an empty encoding', { 'content-encoding': '' }, Buffer.from(text)],
    ['windows-1252', { 'content-type': 'application/json; charset=windows-1252' }, windows1252(text)],
    ['UTF-16 with its mark', { 'content-type': 'application/json;charset=utf-16' }, wide(`\ufeff${text}`)],
    ['UTF-16, big end first', { 'content-type': 'application/json' }, wide(`\ufeff${text}`).swap16()],
    ['UTF-16 without a mark', { 'content-type': 'application/json' }, wide(text)],
    ['UTF-16BE without a mark', { 'content-type': 'application/json' }, wide(text).swap16()],
    ['UTF-32 with its mark', { 'content-type': 'application/json;charset=utf-32' }, wider(`\ufeff${text}`)],
    ['UTF-32, big end first', { 'content-type': 'application/json' }, wider(`\ufeff${text}`).swap32()],
    ['UTF-32 without a mark', { 'content-type': 'application/json; charset=UTF-32' }, wider(text)],
    ['UTF-32BE without a mark', { 'content-type': 'application/json' }, wider(text).swap32()],
    ['UTF-16, which is big end first', { 'content-type': 'application/json; charset=utf-16' }, wide(text).swap16()],
    ['UTF-8 with a mark', { 'content-type': 'application/json' }, Buffer.from(`\ufeff${text}`)],
    ['a charset in quotes', { 'content-type': 'application/json; charset="UTF-8"' }, Buffer.from(text)],
    [
      'gzip of windows-1252',
      { 'content-type': 'a/b;charset=cp1252', 'content-encoding': 'gzip' },
      gzipSync(windows1252(text)),
    ],
    ...(typeof zstdDecompressSync === 'function'
      ? [['zstd', { 'content-encoding': 'zstd' }, zstdCompressSync(text)] satisfies [string, object, Buffer]]
      : []),
  ])('%s', async (_, headers, bytes) => {
    const { got, record } = await asked((response) => response.writeHead(200, { ...json, ...headers }).end(bytes));
    if (!got) return expect.unreachable('it was refused');
    expect(jsonOf(got, 'x')).toEqual(given);
    expect(got.headers).not.toHaveProperty('content-encoding', 'gzip');
    expect(record.findings).toEqual([]);
    expect(record.responseBody).toContain('Café £5');
    expect(JSON.stringify(record)).not.toContain(secret);
  });

  it('the record shows the headers as they came', async () => {
    const { record } = await asked((response) =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(text)),
    );
    expect(record.responseHeaders).toMatchObject({ 'content-encoding': 'gzip' });
  });

  it('an answer without a body may name any encoding', async () => {
    const { got } = await asked((response) => response.writeHead(204, { 'content-encoding': 'gzip' }).end());
    expect(got).toMatchObject({ status: 204, body: '' });
  });

  it.each<[string, string, Buffer]>([
    ['gzip', 'gzip', gzipSync('')],
    ['deflate', 'deflate', deflateSync('')],
    ['deflate without its wrapping', 'deflate', deflateRawSync('')],
    ['br', 'br', brotliCompressSync('')],
    ['br of several blocks', 'br', Buffer.from([0x6b, 0x00, 0x03])],
    ['gzip below br', 'gzip, br', brotliCompressSync(gzipSync(''))],
    ['br below gzip', 'br, gzip', gzipSync(brotliCompressSync(''))],
    ['gzip four times', 'gzip, gzip, gzip, gzip', gzipSync(gzipSync(gzipSync(gzipSync(''))))],
    ['gzip once, and called twice', 'gzip, gzip', gzipSync('')],
    ...(typeof zstdDecompressSync === 'function'
      ? [['zstd', 'zstd', zstdCompressSync('')] satisfies [string, string, Buffer]]
      : []),
  ])('an empty body, packed: %s', async (_, encoding, bytes) => {
    const headers = { ...json, 'content-encoding': encoding };
    const { got, record } = await asked((response) => response.writeHead(200, headers).end(bytes));
    expect(got).toMatchObject({ status: 200, body: '' });
    expect(record.findings).toEqual([]);
    expect(record).toMatchObject({ status: 200, responseBody: '' });
    expect(record).not.toHaveProperty('failure');
  });

  it('a text that Brotli takes for nothing is no empty body', async () => {
    const { got, record } = await asked((response) =>
      response.writeHead(200, { 'content-encoding': 'br' }).end('; it is plain'),
    );
    expect(got).toMatchObject({ body: '; it is plain' });
    expect(record.findings).toEqual([expect.stringContaining('says br, and the body is plain')]);
  });

  it('its size is limited unpacked too', async () => {
    const bomb = gzipSync(Buffer.alloc(2_000_000, 32));
    await expect(readBody(bomb, { 'content-encoding': 'gzip' }, 1_000_000)).rejects.toMatchObject({
      code: 'ERR_BUFFER_TOO_LARGE',
    });
  });
});

describe('what plainly can be read is read, with a finding', () => {
  it.each<[string, Record<string, string>, Buffer, string]>([
    [
      'plain, and called gzip',
      { 'content-encoding': 'gzip' },
      Buffer.from(text),
      'Content-Encoding says gzip, and the body is plain',
    ],
    [
      'plain, and called br',
      { 'content-encoding': 'br' },
      Buffer.from(text),
      'Content-Encoding says br, and the body is plain',
    ],
    [
      'plain, and called deflate',
      { 'content-encoding': 'deflate' },
      Buffer.from(text),
      'says deflate, and the body is plain',
    ],
    [
      'a charset for an encoding',
      { 'content-encoding': 'UTF-8' },
      Buffer.from(text),
      'says utf-8, and the body is plain',
    ],
    [
      'once packed, and called twice',
      { 'content-encoding': 'gzip, gzip' },
      gzipSync(text),
      'says gzip, and the body is plain',
    ],
    ['gzip, and called nothing', {}, gzipSync(text), 'compressed with gzip, and no Content-Encoding says so'],
    [
      'gzip without its last bytes',
      { 'content-encoding': 'gzip' },
      gzipSync(text).subarray(0, -8),
      'and its JSON is whole',
    ],
    [
      'UTF-8, and called Latin-1',
      { 'content-type': 'application/json;charset=ISO-8859-1' },
      Buffer.from(text),
      'and the body is UTF-8',
    ],
    [
      'UTF-8, and called UTF-16',
      { 'content-type': 'application/json;charset=utf-16' },
      Buffer.from(text),
      'said to be utf-16le, and the body is UTF-8',
    ],
    [
      'UTF-16, and called UTF-8',
      { 'content-type': 'application/json;charset=utf-8' },
      wide(text),
      'said to be utf-8, and the body is utf-16le',
    ],
    [
      'UTF-16BE, and called UTF-16LE',
      { 'content-type': 'application/json;charset=utf-16le' },
      wide(text).swap16(),
      'said to be utf-16le, and the body is utf-16be',
    ],
    [
      'UTF-32, and called UTF-16',
      { 'content-type': 'application/json;charset=utf-16' },
      wider(text),
      'said to be utf-16, and the body is utf-32le',
    ],
    [
      'windows-1252, and called UTF-8',
      { 'content-type': 'application/json;charset=utf-8' },
      windows1252(text),
      'are not utf-8',
    ],
    ['windows-1252, and called nothing', {}, windows1252(text), 'are not utf-8'],
    [
      'an unknown charset',
      { 'content-type': 'application/json;charset=klingon' },
      Buffer.from(text),
      'klingon is not known',
    ],
  ])('%s', async (_, headers, bytes, finding) => {
    const { got, record } = await asked((response) => response.writeHead(200, { ...json, ...headers }).end(bytes));
    if (!got) return expect.unreachable('it was refused');
    expect(jsonOf(got, 'x')).toEqual(given);
    expect(record.findings).toEqual([expect.stringContaining(finding)]);
    expect(explainExchange(record).summary).toContain(finding);
    expect(JSON.stringify(record)).not.toContain(secret);
  });

  it('JSON that is whole although the connection ended before Content-Length', async () => {
    const { got, record } = await asked((response) => {
      response.writeHead(200, { ...json, 'content-length': '500' }).write(text);
      setTimeout(() => response.destroy(), 20);
    });
    if (!got) return expect.unreachable('it was refused');
    expect(jsonOf(got, 'x')).toEqual(given);
    expect(record.findings).toEqual([expect.stringContaining('the JSON that came is whole')]);
  });
});

describe('what cannot be read is told, and what came is kept', () => {
  const half = text.slice(0, 13);
  const damaged = Buffer.from(gzipSync(long));
  damaged.fill(0xff, 12_000, 12_100);
  const wrongSum = Buffer.from(gzipSync(text + ' '.repeat(200_000)));
  wrongSum.fill(0, wrongSum.length - 8, wrongSum.length - 4);

  it.each<[string, (response: ServerResponse) => void, string, string, string]>([
    [
      'cut after its head',
      (response) => {
        response.writeHead(201, { ...json, 'content-length': '400' }).flushHeaders();
        setTimeout(() => response.destroy(), 20);
      },
      'answer_incomplete',
      'answered 201, and its answer broke off after 0 bytes of 400',
      '',
    ],
    [
      'cut in its body',
      (response) => {
        response.writeHead(201, { ...json, 'content-length': '400' }).write(half);
        setTimeout(() => response.destroy(), 20);
      },
      'answer_incomplete',
      'answered 201, and its answer broke off after 14 bytes of 400',
      half,
    ],
    [
      'cut in its body, in chunks',
      (response) => {
        response.writeHead(201, json).write(half);
        setTimeout(() => response.destroy(), 20);
      },
      'answer_incomplete',
      'answered 201, and its answer broke off after 14 bytes of its body',
      half,
    ],
    [
      'gzip cut short',
      (response) => response.writeHead(201, { 'content-encoding': 'gzip' }).end(gzipSync(long).subarray(0, 9000)),
      'answer_incomplete',
      'its compressed body ends before its end, after 9,000 bytes (gzip: Z_BUF_ERROR)',
      long.slice(0, 5000),
    ],
    [
      'br cut short',
      (response) => response.writeHead(201, { 'content-encoding': 'br' }).end(brotliCompressSync(long).subarray(0, -9)),
      'answer_incomplete',
      'its compressed body ends before its end',
      long.slice(0, 100),
    ],
    [
      'gzip that is damaged',
      (response) => response.writeHead(201, { 'content-encoding': 'gzip' }).end(damaged),
      'answer_undecodable',
      'is not what Content-Encoding says (gzip: Z_DATA_ERROR)',
      long.slice(0, 5000),
    ],
    [
      'gzip whose sum is wrong, so that a digit may be another',
      (response) => response.writeHead(201, { 'content-encoding': 'gzip' }).end(wrongSum),
      'answer_undecodable',
      'is not what Content-Encoding says',
      '',
    ],
    [
      'noise that is called gzip',
      (response) => response.writeHead(201, { 'content-encoding': 'gzip' }).end(Buffer.alloc(300, 0x07)),
      'answer_undecodable',
      'its body of 300 bytes is not what Content-Encoding says',
      '',
    ],
    [
      'an encoding that is not known',
      (response) => response.writeHead(201, { 'content-encoding': 'dcb' }).end(Buffer.alloc(300, 0x07)),
      'answer_undecodable',
      'dcb is not known here',
      '',
    ],
    [
      'too many encodings',
      (response) => response.writeHead(201, { 'content-encoding': 'gzip,gzip,gzip,gzip,gzip' }).end(gzipSync(text)),
      'answer_undecodable',
      '5 encodings on top of each other',
      '',
    ],
  ])('%s', async (_, answer, code, message, kept) => {
    const { thrown, record } = await asked(answer);
    expect(thrown).toMatchObject({
      code,
      message: expect.stringContaining(message),
      problem: { bank: { status: 201 }, interactionId: record.interactionId },
    });
    expect(mayHaveArrived(thrown)).toBe(true);
    expect(record).toMatchObject({ status: 201, failure: code, failureMessage: expect.stringContaining(message) });
    expect(record.responseHeaders).toHaveProperty('date');
    expect(record.responseBody).toContain(kept);
    expect(statusClassOf(record)).toBe('failed');
    const { summary, readings } = explainExchange(record);
    expect(summary).toContain(message);
    expect(JSON.stringify(readings)).not.toContain('There was no connection');
    expect(readings.map((each) => each.try)).toEqual([expect.stringMatching(/^The bank has seen the request/)]);
    expect(bankReport(record)).toContain(`201: `);
  });

  it('a body that stands still until the time is over: its head is kept', async () => {
    const bank = await startBank((_, response) => void response.writeHead(200, json).write('{"a":'));
    const transport = await startTransport({ timeout: 300 });
    const thrown = await transport
      .send({ method: 'GET', url: bank.url, purpose: 'x' })
      .catch((error: unknown) => error);
    expect(thrown).toMatchObject({
      code: 'timed_out',
      message: expect.stringContaining('answered 200 and did not end its answer within 0.3 s'),
    });
    expect(transport.records[0]).toMatchObject({ status: 200, failure: 'timed_out', responseBody: '{"a":' });
    const begun = thrown instanceof OpenBankingError ? beginningOf(thrown) : undefined;
    expect(begun).toMatchObject({ status: 200, body: '{"a":' });
  });

  it('no secret of a broken answer is kept or said', async () => {
    const { thrown, record } = await asked((response) => {
      response.writeHead(200, { ...json, 'content-length': '900' }).write(`{"access_token":"${secret}","x":`);
      setTimeout(() => response.destroy(), 20);
    });
    expect(record.responseBody).toContain('access_token');
    expect(JSON.stringify([record, thrown])).not.toContain(secret);
  });
});

describe('the text of bytes', () => {
  it.each<[string, Buffer, string | undefined, string]>([
    ['Latin-1', Buffer.from([0x43, 0xe9]), 'a/b; charset=ISO-8859-1', 'Cé'],
    ['Latin-1, which is windows-1252 on the web', Buffer.from([0x80, 0x93]), 'a/b;charset=latin1', '€“'],
    ['the euro of ISO-8859-15', Buffer.from([0xa4]), 'a/b;charset=iso-8859-15', '€'],
    ['UTF-16 of half a character', Buffer.from([0xff, 0xfe, 0x41, 0x00, 0x42]), undefined, 'A\ufffd'],
    ['ASCII that is called UTF-16', Buffer.from('{"a":1}'), 'a/b;charset=utf-16', '{"a":1}'],
    ['ASCII of an odd length that is called UTF-16BE', Buffer.from('[12]\n'), 'a/b;charset=utf-16be', '[12]\n'],
    ['UTF-16 with its zeros later', wide('“x”'), 'a/b;charset=utf-16le', '“x”'],
    ['UTF-32 of an emoji', wider('{😀'), undefined, '{😀'],
    ['UTF-32 of what is no character', Buffer.from('7b000000007b00ff00d80000', 'hex'), undefined, '{\ufffd\ufffd'],
    ['UTF-32 of half a character', wider('{}').subarray(0, 6), undefined, '{'],
    ['one byte', Buffer.from('1'), undefined, '1'],
    ['nothing', Buffer.from(''), 'a/b;charset=utf-16', ''],
  ])('%s', (_, bytes, type, expected) => {
    expect(textOfBytes(bytes, type).text).toBe(expected);
  });

  it.each([
    ['no character', Buffer.from('7b000000007b00ff', 'hex')],
    ['half a one', Buffer.from('7b0000007d00', 'hex')],
  ])('UTF-32 of %s has a finding', (_, bytes) => {
    expect(textOfBytes(bytes).findings).toEqual([expect.stringContaining('Bytes of the body are not utf-32le')]);
  });

  it('an end that is missing in the middle of a character is no other charset', () => {
    expect(textOfBytes(Buffer.from('Café').subarray(0, -1), 'a/b', true)).toEqual({ text: 'Caf', findings: [] });
  });
});

function wide(plain: string): Buffer {
  return Buffer.from(plain, 'utf16le');
}

function wider(plain: string): Buffer {
  const points = Array.from(plain, (character) => character.codePointAt(0) ?? 0);
  return Buffer.from(Uint32Array.from(points).buffer);
}

function windows1252(plain: string): Buffer {
  const others = new Map([
    ['–', 0x96],
    ['“', 0x93],
    ['”', 0x94],
  ]);
  return Buffer.from([...plain].map((character) => others.get(character) ?? character.charCodeAt(0)));
}
