/** The parts of a request that a row asks for: a format of the answer, a JSON body as its definition has it, a signature, an idempotency key. */
import { eachOddity } from '../../standard/check.ts';
import type { Oddity } from '../../standard/check-run.ts';
import type { Operation } from '../../standard/operation.ts';
import { tables } from '../../standard/tables.ts';
import { takes } from '../http/accept.ts';
import { BodyTooLarge } from '../http/state.ts';
import type { Incoming } from './admission.ts';
import { type ApiFault, type ErrorCode, maxFaults, Refusal } from './errors.ts';
import { parseJson } from './json.ts';

/** @throws Refusal 406 where the answer's media type is none of those that the request takes */
export function demandAccepted(type: string, { header }: Pick<Incoming, 'header'>): void {
  if (takes(type, header('Accept'))) return;
  const message = `The Accept header does not allow ${type}.`;
  throw new Refusal(406, { code: 'UK.OBIE.Header.Invalid', message, path: 'Accept' });
}

/**
 * The body, as JSON has it, in the media type that the row has.
 * @throws Refusal 415, 413, 400
 */
export async function jsonBody(
  { sends }: Operation,
  { header, body }: Pick<Incoming, 'header' | 'body'>,
): Promise<unknown> {
  const [, type] = /^([^\s;]+)\s*(?:;\s*charset="?utf-8"?)?$/i.exec(header('Content-Type').trim()) ?? [];
  const encoded = header('Content-Encoding');
  if (type?.toLowerCase() !== (sends ?? 'application/json') || !/^(identity)?$/i.test(encoded)) {
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

/**
 * Refuses a body for all that its definition does not allow, and for members that it does not name: nobody asks for what cannot be done. A value
 * beside an open set is let through.
 * @param definition a name of the standard's tables
 * @throws Refusal 400
 */
export function demandDefinition(definition: string, body: unknown): void {
  const faults: ApiFault[] = [];
  eachOddity(body, definition, tables(), (oddity) => {
    const { rule, allowed } = oddity.demand;
    if ((rule === 'unknown' || !allowed) && faults.length < maxFaults) faults.push(faultOf(oddity));
  });
  const [first, ...rest] = faults;
  if (first !== undefined) throw new Refusal(400, first, ...rest);
}

function faultOf({ demand: { rule, wanted }, path, depth, value, member }: Oddity): ApiFault {
  const place = placeOf(member === undefined ? path.slice(0, depth) : [...path.slice(0, depth), member]);
  const say = (code: ErrorCode, message: string): ApiFault => ({ code, message, path: place });
  if (rule === 'required') return say('UK.OBIE.Field.Missing', `${place} is missing.`);
  if (rule === 'unknown') return say('UK.OBIE.Field.Unexpected', 'The standard has no such member here.');
  const code = rule === 'format' ? 'UK.OBIE.Field.InvalidDate' : 'UK.OBIE.Field.Invalid';
  return say(code, `This has to be ${wanted(value)}.`);
}

/** As in `Data.Permissions[2]`. */
function placeOf(path: readonly (string | number)[]): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === 'number') return `${text}[${part}]`;
    return text === '' ? part : `${text}.${part}`;
  }, '');
}
