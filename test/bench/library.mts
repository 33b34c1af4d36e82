/** What the TPP library does without a bank: finding JWTs in text, signing. */
import { constants, generateKeyPairSync, sign } from 'node:crypto';
import { tpp } from './client.mts';
import { atLeast, atMost, median, type Row } from './report.mts';

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

function finding(): Row[] {
  const { findJwts } = tpp();
  const large = text(50 * megabyte);
  const hostile = 'eyJh'.repeat(50_000);
  if (findJwts(large).length < 1000) throw new Error('the finder finds nothing');
  const times = (subject: string): number =>
    median(Array.from({ length: 5 }, () => milliseconds(() => findJwts(subject))));
  return [
    atMost('finding JWTs in 50 MB', 100, times(large), 'ms'),
    atMost('finding JWTs in 200 kB of eyJh', 5, times(hostile), 'ms'),
  ];
}

async function signing(): Promise<Row> {
  const { signJwt, kidOf } = tpp();
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const key = {
    kid: kidOf(publicKey),
    algorithm: 'PS256' as const,
    key: privateKey,
    publicJwk: publicKey.export({ format: 'jwk' }),
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
  return atLeast(
    'signing PS256 beside node:crypto',
    0.8,
    median(pairs.map((pair) => pair.ours / pair.bare)),
    '×',
    note,
  );
}

export async function libraryRows(): Promise<Row[]> {
  return [...finding(), await signing()];
}
