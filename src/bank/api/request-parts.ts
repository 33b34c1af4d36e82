/** The parts of a request that a row asks for: a JSON body, a signature, an idempotency key. */
import type { Operation } from '../../standard/operation.ts';
import { BodyTooLarge } from '../http/state.ts';
import type { Incoming } from './admission.ts';
import { Refusal } from './errors.ts';
import { parseJson } from './json.ts';

/**
 * The body, as JSON has it.
 * @throws Refusal 415, 413, 400
 */
export async function jsonBody({ header, body }: Pick<Incoming, 'header' | 'body'>): Promise<unknown> {
  const type = header('Content-Type');
  const encoded = header('Content-Encoding');
  if (!/^application\/json\s*(;\s*charset="?utf-8"?\s*)?$/i.test(type.trim()) || !/^(identity)?$/i.test(encoded)) {
    const path = encoded === '' ? 'Content-Type' : 'Content-Encoding';
    throw new Refusal(415, {
      code: 'UK.OBIE.Header.Invalid',
      message: `${path} is not one that the bank reads.`,
      path,
    });
  }
  return parseJson(await bytesOf(body));
}

async function bytesOf(body: Incoming['body']): Promise<Buffer> {
  try {
    return await body();
  } catch (error) {
    if (!(error instanceof BodyTooLarge)) throw error;
    throw new Refusal(413, {
      code: 'UK.OBIE.Resource.InvalidFormat',
      message: 'The body is larger than the bank reads.',
    });
  }
}

const signatureHeader = 'x-jws-signature';
const idempotencyHeader = 'x-idempotency-key';

/**
 * Where the row has the request signed, a signature has to be there (Read/Write profile, Message Signing).
 * @throws Refusal 400
 */
export function demandSignature({ signs }: Operation, { header }: Pick<Incoming, 'header'>): void {
  if ((signs !== 'request' && signs !== 'both') || header(signatureHeader) !== '') return;
  const message = 'This request has to be signed.';
  throw new Refusal(400, { code: 'UK.OBIE.Signature.Missing', message, path: signatureHeader });
}

/**
 * Where the row takes an idempotency key, one has to be there: at most 40 characters, no blank at either end (Read/Write profile, Idempotency).
 * Elsewhere the header means nothing.
 * @throws Refusal 400
 */
export function demandIdempotencyKey({ idempotent }: Operation, { header }: Pick<Incoming, 'header'>): void {
  if (!idempotent) return;
  const key = header(idempotencyHeader);
  if (key === '') {
    const message = 'This request has to have an idempotency key.';
    throw new Refusal(400, { code: 'UK.OBIE.Header.Missing', message, path: idempotencyHeader });
  }
  if (key.length <= 40 && key.trim() === key) return;
  const message = 'An idempotency key has 40 characters at most, and no blank at either end.';
  throw new Refusal(400, { code: 'UK.OBIE.Header.Invalid', message, path: idempotencyHeader });
}
