/** What the TPP library does without a bank: finding JWTs in text, signing. */
import { constants, generateKeyPairSync, sign } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tpp } from './client.mts';
import { lowerBudget, median, type Row, upperBudget } from './report.mts';

const megabyte = 1_000_000;

function milliseconds(work: () => unknown): number {
  const started = performance.now();
  work();
  return performance.now() - started;
}

/** Log-like text with a JWT every few kilobytes. */
function text(size: number): string {
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const token = `${part({ alg: 'PS256', typ: 'JWT', kid: 'a' })}.${part({ iss: 'someone', aud: 'someone else', iat: 1 })}.${'A'.repeat(342)}`;
  const block =
    `2026-11-22T06:46:00Z GET /open-banking/v3.1/aisp/accounts eyes on every eyelet, no token here\n`.repeat(40) +
    `authorization: ${token}\n`;
  return block.repeat(Math.ceil(size / block.length)).slice(0, size);
}

const header = Buffer.from('{"alg":"none"}').toString('base64url');
/** What a search that looks at a character more than a few times is slow on. */
const hostile: Record<string, string> = {
  eyJh: 'eyJh',
  'headers without end': `${header}.`,
  'headers that are none': `${Buffer.from('{"x":"123456"}').toString('base64url')}.a.b `,
  'the shortest JWTs': `${header}.e30. `,
};

function finding(): Row[] {
  const { findJwts } = tpp();
  const times = (subject: string): number =>
    median(Array.from({ length: 5 }, () => milliseconds(() => findJwts(subject))));
  if (findJwts(text(megabyte)).length < 100) throw new Error('the finder finds nothing');
  return [
    ...[1, 10, 50].map((size) =>
      upperBudget(`finding JWTs in ${size} MB`, size * 2, times(text(size * megabyte)), 'ms'),
    ),
    ...Object.entries(hostile).map(([name, piece]) =>
      upperBudget(`finding JWTs in 200 kB of ${name}`, 5, times(repeated(piece, 200_000)), 'ms'),
    ),
  ];
}

/** A file searched as a stream, beside what reading and decoding it costs without the search. */
async function findingInFiles(): Promise<Row[]> {
  const { findJwtsInStream } = tpp();
  const folder = await mkdtemp(join(tmpdir(), 'obw-bench-'));
  try {
    const subjects = { text: text(50 * megabyte), eyJh: repeated('eyJh', 50 * megabyte) };
    const rows: Row[] = [];
    for (const [name, content] of Object.entries(subjects)) {
      const path = join(folder, name);
      await writeFile(path, content);
      const pairs: { ours: number; bare: number }[] = [];
      for (let run = 0; run < 5; run++) {
        const bare = await elapsed(() => readAndDecode(path));
        pairs.push({ ours: await elapsed(() => findJwtsInStream(path, () => undefined)), bare });
      }
      const ratio = median(pairs.map((pair) => pair.ours / pair.bare));
      const note = `${median(pairs.map((pair) => pair.ours)).toFixed(0)} ms`;
      rows.push(upperBudget(`finding JWTs in a file of 50 MB of ${name}, beside reading it`, 2.5, ratio, '×', note));
    }
    return rows;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const repeated = (piece: string, size: number): string => piece.repeat(Math.ceil(size / piece.length)).slice(0, size);

async function elapsed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

async function readAndDecode(path: string): Promise<number> {
  const decoder = new TextDecoder();
  let length = 0;
  for await (const piece of createReadStream(path, { highWaterMark: 1024 * 1024 })) {
    length += decoder.decode(piece, { stream: true }).length;
  }
  return length;
}

async function signing(): Promise<Row> {
  const { signJwt, keySigner, kidOf } = tpp();
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const key = {
    kid: kidOf(publicKey),
    algorithm: 'PS256' as const,
    signer: keySigner(privateKey),
  };
  const claims = { iss: 'a', aud: 'b', iat: 1, exp: 2, jti: 'c', redirect_uris: ['https://tpp.example/callback'] };
  const input = Buffer.from(JSON.stringify(claims));
  const padding = { key: privateKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 };
  const count = 300;
  const rate = async (once: () => unknown): Promise<number> => {
    const started = performance.now();
    for (let index = 0; index < count; index++) await once();
    return (count / (performance.now() - started)) * 1000;
  };
  const bare = () => sign('sha256', input, padding);
  await rate(bare);
  await rate(() => signJwt(claims, key));
  const pairs: { ours: number; bare: number }[] = [];
  for (let run = 0; run < 9; run++)
    pairs.push({ ours: await rate(() => signJwt(claims, key)), bare: await rate(bare) });
  const note = `${median(pairs.map((pair) => pair.ours)).toFixed(0)}/s`;
  return lowerBudget(
    'signing PS256 beside node:crypto',
    0.8,
    median(pairs.map((pair) => pair.ours / pair.bare)),
    '×',
    note,
  );
}

export async function libraryRows(): Promise<Row[]> {
  return [...finding(), ...(await findingInFiles()), await signing()];
}
