/** The body of an answer as text: unpacked, decoded, what is odd about it said, and what came kept even where it broke off. */

import { Readable, type Transform } from 'node:stream';
import * as zlib from 'node:zlib';
import { t } from '../../standard/language.ts';
import { parseJson } from '../json.ts';
import { redactedStart } from '../redaction/redact.ts';
import { textOfBytes } from './charset.ts';
import { codeOf } from './diagnosis.ts';

/** An answer on its way in: filled as it comes, so that what came is there whatever happens then. */
export interface Arrival {
  status?: number;
  /** When its head came, by `performance.now()`. */
  headAt?: number;
  /** As they came. */
  headers: Record<string, string>;
  chunks: Uint8Array[];
}

export interface BodyText {
  text: string;
  /** What it is the text of, unpacked. */
  bytes: Uint8Array;
  /** What is odd about how it came. */
  findings: string[];
  /** What is odd about its charset. */
  oddText: string[];
  /** Why this is not all of it: how it is compressed is not true, or it ends before its end. */
  fault?: { kind: 'compression_cut' | 'compression_wrong'; because: string };
}

/** Reads a body to its end. What came before an error stays in `chunks`. */
export function collectBytes(body: Readable, chunks: Uint8Array[]): Promise<void> {
  return new Promise((resolve, reject) => {
    body.on('data', (chunk: Uint8Array) => chunks.push(chunk));
    body.once('end', resolve);
    body.once('error', reject);
    body.once('close', () => reject(Object.assign(new Error(t('the body was closed')), { code: 'UND_ERR_SOCKET' })));
  });
}

export const bytesOf = ({ chunks }: Arrival): Uint8Array =>
  chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks);

type Options = { maxOutputLength: number; finishFlush?: number };
interface Unpacking {
  whole: (bytes: Uint8Array, options: Options) => Promise<Buffer>;
  /** For what can be had of a body that is damaged. */
  piecemeal: (bytes: Uint8Array) => Transform;
}

function unpacking(
  whole: (bytes: Uint8Array, options: Options, done: (error: Error | null, result: Buffer) => void) => void,
  piecemeal: Unpacking['piecemeal'],
): Unpacking {
  return {
    piecemeal,
    whole: (bytes, options) =>
      new Promise((resolve, reject) => {
        whole(bytes, options, (error, result) => (error ? reject(error) : resolve(result)));
      }),
  };
}

const { Z_SYNC_FLUSH, BROTLI_OPERATION_FLUSH, ZSTD_e_flush } = zlib.constants;
/** Flushes what there is at an end that comes too early. */
const early = { finishFlush: Z_SYNC_FLUSH };

const gzip = unpacking(zlib.gunzip, () => zlib.createGunzip(early));
const rawDeflate = unpacking(zlib.inflateRaw, () => zlib.createInflateRaw(early));
const deflate = unpacking(zlib.inflate, (bytes) =>
  isZlib(bytes) ? zlib.createInflate(early) : zlib.createInflateRaw(early),
);
const brotli = unpacking(zlib.brotliDecompress, () =>
  zlib.createBrotliDecompress({ finishFlush: BROTLI_OPERATION_FLUSH }),
);

/** RFC 9110 §8.4.1; zstd (RFC 8878) where this Node has it. */
const unpackings: Readonly<Record<string, Unpacking>> = {
  gzip,
  'x-gzip': gzip,
  deflate,
  br: brotli,
  ...('zstdDecompress' in zlib
    ? {
        zstd: unpacking(zlib.zstdDecompress, () => zlib.createZstdDecompress({ finishFlush: ZSTD_e_flush })),
      }
    : undefined),
};

/** More encodings on top of each other are somebody's joke. */
const maxEncodings = 4;

/**
 * The text of a body by its headers.
 *
 * @param maxSize bytes that it may have, unpacked too.
 * @param cut whether its end is known to be missing.
 * @throws Error `ERR_BUFFER_TOO_LARGE`
 */
export async function readBody(
  given: Uint8Array,
  headers: Readonly<Record<string, string>>,
  maxSize: number,
  cut = false,
): Promise<BodyText> {
  const findings: string[] = [];
  const unpacked = await unpack(given, headers, maxSize, findings);
  const { bytes } = unpacked;
  const { text, findings: oddText } = textOfBytes(bytes, headers['content-type'], cut || unpacked.fault !== undefined);
  const { fault } = unpacked;
  const read = { text, bytes, findings, oddText };
  if (fault === undefined) return read;
  if (fault.kind !== 'compression_cut' || !isWholeJson(text)) return { ...read, fault };
  return {
    ...read,
    findings: [t('The body’s compression lacks its end ({0}), and its JSON is whole.', fault.because), ...findings],
  };
}

/** Whether a text that may be cut short is all there: JSON tells by its brackets. */
export function isWholeJson(text: string): boolean {
  try {
    const value = parseJson(text);
    return typeof value === 'object' && value !== null;
  } catch {
    return false;
  }
}

/** In the order in which they were applied. */
function encodingsOf(headers: Readonly<Record<string, string>>): string[] {
  return (headers['content-encoding'] ?? '')
    .split(',')
    .map((each) => each.trim().toLowerCase())
    .filter((each) => each !== '' && each !== 'identity');
}

async function unpack(
  given: Uint8Array,
  headers: Readonly<Record<string, string>>,
  maxSize: number,
  findings: string[],
): Promise<{ bytes: Uint8Array; fault?: NonNullable<BodyText['fault']> }> {
  let bytes = given;
  let fault: BodyText['fault'];
  if (bytes.length === 0) return { bytes };
  const encodings = encodingsOf(headers);
  if (encodings.length > maxEncodings) {
    return wrong(t('Content-Encoding names {0} encodings on top of each other', encodings.length));
  }
  for (const encoding of encodings.toReversed()) {
    const way = Object.hasOwn(unpackings, encoding) ? unpackings[encoding] : undefined;
    const result = way && (await opened(way, encoding, bytes, maxSize));
    if (result && (result.bytes.length > 0 || isPackedNothing(result, bytes, headers['content-type']))) {
      ({ bytes } = result);
      if (result.fault) fault ??= result.fault;
      if (bytes.length === 0) break;
      continue;
    }
    if (result?.fault?.kind === 'compression_cut') return result;
    const named = redactedStart(encoding, 60);
    if (!isPlain(bytes, headers['content-type'])) {
      return wrong(
        way ? t('it says {0}, and it is not ({1})', named, result?.fault?.because) : t('{0} is not known here', named),
      );
    }
    findings.push(t('Content-Encoding says {0}, and the body is plain: it was read as it is.', named));
  }
  if (fault === undefined && isGzip(bytes)) {
    const result = await opened(gzip, 'gzip', bytes, maxSize);
    if (result.fault) return result.bytes.length > 0 ? result : { bytes };
    findings.push(t('The body is compressed with gzip, and no Content-Encoding says so: it was unpacked.'));
    ({ bytes } = result);
  }
  return { bytes, ...(fault ? { fault } : {}) };
}

/** Bytes that are no text are not kept: nobody could read them, and no redactor either. */
function wrong(because: string) {
  return { bytes: new Uint8Array(), fault: { kind: 'compression_wrong' as const, because } };
}

async function opened(
  way: Unpacking,
  encoding: string,
  bytes: Uint8Array,
  maxSize: number,
): Promise<{ bytes: Uint8Array; fault?: NonNullable<BodyText['fault']> }> {
  try {
    return { bytes: await way.whole(bytes, { maxOutputLength: maxSize }) };
  } catch (thrown) {
    if (codeOf(thrown) === 'ERR_BUFFER_TOO_LARGE') throw thrown;
    // Some send deflate without the wrapping that RFC 9110 §8.4.1.2 has around it.
    const raw =
      encoding === 'deflate' ? await rawDeflate.whole(bytes, { maxOutputLength: maxSize }).catch(() => {}) : undefined;
    if (raw) return { bytes: raw };
    const code = codeOf(thrown);
    const cut = code === 'Z_BUF_ERROR' || /srcSize_wrong/i.test(code);
    const because = `${encoding}: ${code || 'damaged'}`;
    return {
      bytes: await salvaged(way.piecemeal(bytes), bytes, maxSize),
      fault: { kind: cut ? 'compression_cut' : 'compression_wrong', because },
    };
  }
}

/** As much as can be unpacked before the damage. */
async function salvaged(stream: Transform, bytes: Uint8Array, maxSize: number): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let size = 0;
  stream.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size <= maxSize) chunks.push(chunk);
    else stream.destroy();
  });
  stream.on('error', () => undefined);
  const closed = new Promise<void>((resolve) => stream.once('close', resolve));
  Readable.from(slices(bytes)).pipe(stream);
  await closed;
  return Buffer.concat(chunks);
}

/** In small steps: what was unpacked in the step of the damage is lost. */
function* slices(bytes: Uint8Array): Generator<Uint8Array> {
  const step = Math.max(64, Math.ceil(bytes.length / 1000));
  for (let at = 0; at < bytes.length; at += step) yield bytes.subarray(at, at + step);
}

const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b && bytes[2] === 8;

/** RFC 1950 §2.2. */
const isZlib = ([first = 0, second = 0]: Uint8Array): boolean =>
  (first & 15) === 8 && (first * 256 + second) % 31 === 0;

/** Whether a body was empty before it was packed, as gateways do. For Brotli any text is that which begins with a semicolon: it makes a byte or two of nothing. */
function isPackedNothing(result: { fault?: unknown }, packed: Uint8Array, contentType: string | undefined): boolean {
  return result.fault === undefined && (packed.length <= 2 || !isPlain(packed, contentType));
}

/** Text has no control characters, which no compressed body can do without. */
function isPlain(bytes: Uint8Array, contentType: string | undefined): boolean {
  return !/[^\P{Cc}\t\r\n]|\ufffd/u.test(textOfBytes(bytes, contentType).text);
}
