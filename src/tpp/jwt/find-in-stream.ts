/** Where JWTs stand in a file or a stream of any size, with memory for one piece of it. */

import { TextDecoder } from 'node:util';
import { t } from '../../standard/language.ts';
import { fail } from '../errors.ts';
import { failFromFileSystem, openFile } from '../files/files.ts';
import { unbroken } from '../redaction/token-lines.ts';
import { findCompact, findJwtsSoFar, type JwtRange } from './find.ts';

export interface FoundJwt {
  /** In UTF-16 code units from the beginning, as in a JavaScript string of the whole text. */
  start: number;
  /** Exclusive. */
  end: number;
  /** From 1; lines end with LF or CRLF. */
  line: number;
  /** From 1, in UTF-16 code units. */
  column: number;
  /** In one piece, where it was broken over lines too. */
  compact: string;
  /** As it stands there. */
  spelled: string;
}

export interface StreamSearch {
  /** How many were found. */
  found: number;
  /** UTF-16 code units read. */
  length: number;
  /** How many runs of base64 characters were too long to be a JWT and were left out. */
  tooLong: number;
}

/** Characters of a JWT that are kept while its end has not come; a longer one is passed over. */
export const maxJwtLength = 1_000_000;
const chunkSize = 1024 * 1024;

/**
 * Finds the JWTs in compact form of a stream or a file as {@link findJwts} would in its whole text (UTF-8; UTF-16 with a byte order mark), in
 * linear time, whatever pieces it comes in. Memory is bounded: what is kept is a piece and the beginning of one JWT.
 *
 * @param source a path, or what gives bytes or text.
 * @param onFound called for each in order; when it gives a promise, reading waits for it.
 * @param signal ends the search with `cancelled`.
 * @throws OpenBankingError `cancelled`; `file_missing` and `file_unreadable` of a path
 */
export async function findJwtsInStream(
  source: string | AsyncIterable<Uint8Array | string>,
  onFound: (jwt: FoundJwt) => void | Promise<void>,
  signal?: AbortSignal,
): Promise<StreamSearch> {
  const search = searchPieces();
  const tell = async (found: readonly FoundJwt[]) => {
    for (const jwt of found) {
      check(signal);
      await onFound(jwt);
    }
  };
  check(signal);
  const stream =
    typeof source === 'string'
      ? (await openFile(source, source)).createReadStream({ highWaterMark: chunkSize })
      : source;
  const decoder = streamDecoder();
  for await (const piece of piecesOf(stream, typeof source === 'string' ? source : undefined)) {
    check(signal);
    await tell(search.take(decoder.take(piece)));
  }
  await tell(search.take(decoder.end()));
  await tell(search.end());
  return search.outcome();
}

async function* piecesOf(stream: AsyncIterable<Uint8Array | string>, path: string | undefined) {
  try {
    yield* stream;
  } catch (thrown) {
    if (path === undefined) throw thrown;
    failFromFileSystem(thrown, path, 'read');
  }
}

/** What is kept between two pieces, and what they have found. */
function searchPieces() {
  let waiting: string[] = [];
  let waitingLength = 0;
  /** What the last search left, which has to double before it is searched again, so that small pieces cost no more. */
  let kept = 0;
  let offset = 0;
  let line = 1;
  let lineStart = 0;
  let found = 0;
  let tooLong = 0;
  let skipping = false;

  const located = (text: string, ranges: readonly JwtRange[], done: number): FoundJwt[] => {
    let counted = 0;
    const countTo = (position: number) => {
      for (let at = text.indexOf('\n', counted); at >= 0 && at < position; at = text.indexOf('\n', at + 1)) {
        line += 1;
        lineStart = offset + at + 1;
      }
      counted = position;
    };
    const jwts = ranges.map(({ start, end }) => {
      countTo(start);
      const place = { line, column: offset + start - lineStart + 1 };
      const spelled = text.slice(start, end);
      return { start: offset + start, end: offset + end, ...place, compact: unbroken(spelled), spelled };
    });
    countTo(done);
    found += jwts.length;
    return jwts;
  };

  const take = (piece: string): FoundJwt[] => {
    waiting.push(piece);
    waitingLength += piece.length;
    if (waitingLength < 2 * kept || waitingLength === 0) return [];
    let text = waiting.join('');
    if (skipping) {
      const end = /[^\w+/=-]/.exec(text)?.index ?? text.length;
      offset += end;
      text = text.slice(end);
      skipping = text === '';
    }
    const { found: ranges, rest } = findJwtsSoFar(text);
    if (text.length - rest > maxJwtLength) {
      tooLong += 1;
      skipping = true;
      const jwts = located(text, ranges, rest);
      offset += text.length;
      waiting = [];
      waitingLength = 0;
      kept = 0;
      return jwts;
    }
    const jwts = located(text, ranges, rest);
    offset += rest;
    const left = text.slice(rest);
    waiting = left === '' ? [] : [left];
    waitingLength = left.length;
    kept = left.length;
    return jwts;
  };

  const end = (): FoundJwt[] => {
    const text = waiting.join('');
    if (skipping) return [];
    const jwts = located(text, findCompact(text), text.length);
    offset += text.length;
    return jwts;
  };

  return { take, end, outcome: (): StreamSearch => ({ found, length: offset, tooLong }) };
}

/** Bytes as text across the borders of pieces; what is no UTF-8 becomes U+FFFD, as in an editor. */
function streamDecoder() {
  let decoder: TextDecoder | undefined;
  const decoderFor = (bytes: Uint8Array) => {
    const [first, second] = bytes;
    const mark =
      first === 0xff && second === 0xfe ? 'utf-16le' : first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8';
    return new TextDecoder(mark);
  };
  return {
    take: (piece: Uint8Array | string): string => {
      if (typeof piece === 'string') return piece;
      if (piece.length === 0) return '';
      decoder ??= decoderFor(piece);
      return decoder.decode(piece, { stream: true });
    },
    end: (): string => decoder?.decode() ?? '',
  };
}

function check(signal: AbortSignal | undefined): void {
  if (!signal?.aborted) return;
  fail({ code: 'cancelled', message: t('The search for JWTs was cancelled.'), try: t('Search again.') });
}
