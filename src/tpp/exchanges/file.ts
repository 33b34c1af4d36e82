/** `.openbanking/exchanges.jsonl`: the exchanges of the command line's runs, redacted, so that the next call can look at them. */
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { grades } from '../../standard/finding.ts';
import { appendTo } from '../files/files.ts';
import { assertNoLink, ownFolder, readOwn, replaceFile } from '../files/own-folder.ts';
import { parseJson } from '../json.ts';
import type { ExchangeRecord } from '../transport/exchange.ts';
import { abridged, redactedRecord } from '../transport/record.ts';
import { wasRefused } from './refused.ts';

const shown = '.openbanking/exchanges.jsonl';
/** Bytes from which the file is cut to its newer half. */
const maxSize = 4 * 1024 * 1024;
/** Exchanges of one run that are kept: its beginning, and what came last. A run with more of them reads pages. */
const limits = { first: 10, last: 40 };
/** Characters of a body that are kept: a refusal is looked at, a page of transactions seldom. */
const maxLengths = { refused: 16 * 1024, answered: 4 * 1024 };

/** A token (RFC 9110 §5.6.2), which methods and names of headers are. */
const token = /^[!#$%&'*+.^_`|~\w-]+$/;
/** A request that failed for the name of a header is kept; its name ends no line of what is copied. */
const headers = z
  .record(z.string(), z.string())
  .transform((all) =>
    Object.fromEntries(
      Object.entries(all).map(([name, value]) => [name.replace(/[^!#$%&'*+.^_`|~\w-]/g, '_') || '_', value]),
    ),
  );
/** Milliseconds of twelve thousand years, more than a certificate is good for; the sum of two is still a date (8.64e15). */
const time = z.number().min(-4e14).max(4e14);
const milliseconds = time.optional();

/** A line of the file. The members are {@link ExchangeRecord}'s. */
const line = z.object({
  id: z.string(),
  startedAt: time,
  milliseconds: time,
  times: z.object({
    reused: z.boolean(),
    dns: milliseconds,
    connect: milliseconds,
    tls: milliseconds,
    firstByte: milliseconds,
    rest: milliseconds,
  }),
  bank: z.string().optional(),
  purpose: z.string(),
  method: z.string().regex(token),
  url: z
    .string()
    .regex(/^\P{Cc}+$/u)
    .refine((url) => URL.canParse(url)),
  status: z.number().optional(),
  interactionId: z.string(),
  token: z
    .union([
      z.object({ of: z.literal('client'), scope: z.string() }),
      z.object({ of: z.literal('consent'), consentId: z.string() }),
    ])
    .optional(),
  retryOf: z.string().optional(),
  operation: z.object({ name: z.string(), version: z.string(), file: z.string().optional() }).optional(),
  deviations: z
    .array(
      z.object({
        of: z.enum(['request', 'answer']),
        grade: z.enum(grades),
        rule: z.string(),
        path: z.string(),
        times: z.number(),
        says: z.string(),
      }),
    )
    .optional(),
  clientCertificate: z.object({
    offered: z.boolean(),
    why: z.enum(['host_of_the_bank', 'not_a_host_of_the_bank', 'none_configured', 'no_tls', 'held_by_proxy']),
    host: z.string(),
    subject: z.string().optional(),
    thumbprint: z.string().optional(),
    asked: z.boolean().optional(),
  }),
  proxy: z.string().optional(),
  tls: z.enum(['verified', 'unverified', 'none']),
  serverCertificate: z
    .object({ subject: z.string(), issuer: z.string(), validTo: time, authority: z.string().optional() })
    .optional(),
  requestHeaders: headers,
  requestBody: z.string().optional(),
  requestSize: z.number(),
  responseHeaders: headers.optional(),
  responseBody: z.string().optional(),
  responseSize: z.number().optional(),
  findings: z.array(z.string()),
  failure: z.string().optional(),
  failureKind: z.string().optional(),
  failureMessage: z.string().optional(),
});

export interface ExchangeRecorder {
  add(record: ExchangeRecord): void;
  /** Appends what was added to the file, mode 0600. Never throws: what cannot be written down must not fail what was done. */
  write(): Promise<void>;
}

/** Collects the exchanges of a run: its first 10 and its last 40. */
export function exchangeRecorder(folder: string): ExchangeRecorder {
  let first: ExchangeRecord[] = [];
  let last: ExchangeRecord[] = [];
  return {
    add: (record) => {
      if (first.length < limits.first) first.push(record);
      else last.push(record);
      if (last.length > 2 * limits.last) last = last.slice(-limits.last);
    },
    write: async () => {
      // Those of one run that went at once came back in any order.
      const kept = [...first, ...last.slice(-limits.last)].sort((a, b) => a.startedAt - b.startedAt);
      first = [];
      last = [];
      if (kept.length === 0) return;
      try {
        await append(resolve(folder), kept.map(lineOf).join(''));
      } catch {
        // The disk is full or read-only: the verb has told its own tale.
      }
    },
  };
}

/**
 * The exchanges of the file, newest first. A line that cannot be read, such as one cut off by the end of a process, is passed over.
 *
 * @throws OpenBankingError `file_unreadable`
 */
export async function readExchanges(folder: string, now: number = Date.now()): Promise<ExchangeRecord[]> {
  const text = (await readOwn(fileOf(resolve(folder)), shown)) ?? '';
  return newestFirst(
    text.split('\n').flatMap((each) => recordIn(each) ?? []),
    now,
  );
}

/** By their time, as a run writes its exchanges at its end and others may begin and end meanwhile. One of the future, which a clock that was
 * wrong made, has the time of the newest before it in the file; it was on top for ever. */
function newestFirst(records: readonly ExchangeRecord[], now: number): ExchangeRecord[] {
  let latest = Number.MIN_SAFE_INTEGER;
  const placed = records.map((record) => {
    const { startedAt } = record;
    if (startedAt <= now) latest = Math.max(latest, startedAt);
    return { record, time: startedAt <= now ? startedAt : latest };
  });
  // Of two at the same time the later line is the newer.
  return placed
    .reverse()
    .sort((a, b) => b.time - a.time)
    .map(({ record }) => record);
}

const fileOf = (folder: string): string => join(folder, '.openbanking', 'exchanges.jsonl');

function lineOf(record: ExchangeRecord): string {
  return `${JSON.stringify(abridged(redactedRecord(record), wasRefused(record) ? maxLengths.refused : maxLengths.answered))}\n`;
}

/** One call of write for all of it, so that the lines of two processes do not mix. */
async function append(folder: string, text: string): Promise<void> {
  await ownFolder(folder);
  const file = fileOf(folder);
  await assertNoLink(file, shown, 'write');
  if ((await appendTo(file, text, shown)) <= maxSize) return;
  const whole = (await readOwn(file, shown)) ?? '';
  const half = whole.slice(-maxSize / 2);
  await replaceFile(file, half.slice(half.indexOf('\n') + 1), 0o600, shown);
}

function recordIn(text: string): ExchangeRecord | undefined {
  if (text === '') return undefined;
  try {
    return line.safeParse(parseJson(text)).data;
  } catch {
    return undefined;
  }
}
