/** A compact JWT taken apart, with an error that names the part that is wrong. */
import { t } from '../../standard/language.ts';
import { fail } from '../errors.ts';
import { maxDepth, parseJson, TooDeep } from '../json.ts';
import { tokenEncryptionOf } from './encryption.ts';
import { inBase64url, otherAlphabet, type SpellingNote, spelledOut } from './spelling.ts';

export interface DecodedJwt {
  header: Record<string, unknown>;
  payload: Record<string, unknown>;
  /** base64url; empty for an unsecured JWT. */
  signature: string;
  /** The JWT without the white space that stood around and in it. */
  compact: string;
}

/** A signature whose payload may be anything, or stand elsewhere. */
export interface Jws {
  header: Record<string, unknown>;
  /** The three parts in base64url; the payload's is empty where it is detached (RFC 7515 appendix F). */
  parts: Parts;
  /** The same as they came, where one of them was in base64 or padded: whoever signed that may have signed its letters. */
  cameAs?: Parts;
  /** In the compact form and in one piece, in the alphabet it came in. */
  compact: string;
  /** What is odd about how it was spelled. */
  notes: SpellingNote[];
}

interface Parts {
  header: string;
  payload: string;
  signature: string;
}

/**
 * Takes a JWT in the compact form (RFC 7515 §7.1, RFC 7519) apart. Nothing is verified. White space around it and the line
 * breaks of a copied text are put up with, base64 and padding are not.
 *
 * @throws OpenBankingError `jwt_malformed`, naming the part that is wrong
 */
export function decodeJwt(compact: string): DecodedJwt {
  const jws = readParts(compact, true);
  return { header: jws.header, payload: payloadOf(jws), signature: jws.parts.signature, compact: jws.compact };
}

/**
 * Takes a JWS apart, however it is spelled: a JWT, or a detached signature (`header..signature`), in one piece or broken over lines, in base64url
 * or base64, padded or not; or in JSON form (RFC 7515 §7.2), of several signatures the first. Only the header is decoded.
 *
 * @throws OpenBankingError `jwt_malformed`, naming the part that is wrong
 */
export function readJws(text: string): Jws {
  return readParts(text, false);
}

/**
 * The claims of a JWS that is a JWT.
 * @throws OpenBankingError `jwt_malformed`
 */
export function payloadOf({ parts }: Pick<Jws, 'parts'>): Record<string, unknown> {
  return objectOf(parts.payload, 'payload');
}

function readParts(given: string, strict: boolean): Jws {
  const { compact: text, notes, problem } = spelledOut(given);
  if (problem !== undefined) return malformed(problem);
  if (text === '') return malformed(t('There is no JWT: the text is empty.'));
  const parts = text.split('.', 6);
  const [header, payload, signature] = parts;
  if (parts.length === 5) return encrypted(header ?? '');
  if (parts.length !== 3 || header === undefined || payload === undefined || signature === undefined) {
    return malformed(
      t(
        'The JWT has {0} between its dots instead of three.',
        parts.length > 5
          ? t('more than five parts')
          : parts.length === 1
            ? t('one part')
            : t('{0} parts', parts.length),
      ),
    );
  }
  const came = { header, payload, signature };
  const odd = Object.values(came).some((part) => otherAlphabet(part) !== undefined);
  const read =
    strict || !odd
      ? came
      : { header: inBase64url(header), payload: inBase64url(payload), signature: inBase64url(signature) };
  bytesOf(read.signature, 'signature');
  const decoded = objectOf(read.header, 'header');
  bytesOf(read.payload, 'payload');
  return { header: decoded, parts: read, ...(odd ? { cameAs: came } : {}), compact: text, notes };
}

/** The header needs no key, and says which one the rest needs. */
function encrypted(part: string): never {
  let header: Record<string, unknown>;
  try {
    header = objectOf(inBase64url(part), 'header');
  } catch {
    return malformed(t('The JWT has five parts: it is encrypted (JWE), and its header cannot be read.'));
  }
  const { said, key } = tokenEncryptionOf(header);
  return malformed(
    t('The JWT has five parts: it is encrypted (JWE{0}).', said === '' ? '' : `, ${said}`),
    t('It can only be read with {0}.', key),
  );
}

function objectOf(part: string, name: string): Record<string, unknown> {
  if (part === '') return malformed(t('The {0} of the JWT is empty.', name));
  const bytes = bytesOf(part, name);
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return malformed(t('The {0} of the JWT is not UTF-8 text.', name));
  }
  let value: unknown;
  try {
    value = parseJson(text);
  } catch (thrown) {
    if (thrown instanceof TooDeep)
      return malformed(t('The {0} of the JWT is nested more than {1} levels deep.', name, maxDepth));
    return malformed(t('The {0} of the JWT is not JSON.', name));
  }
  if (!isObject(value)) return malformed(t('The {0} of the JWT is not a JSON object.', name));
  return value;
}

function bytesOf(part: string, name: string): Buffer {
  const wrong = /[^A-Za-z0-9_-]/.exec(part);
  if (wrong) {
    return malformed(
      t(
        'The {0} of the JWT holds {1}, which is no base64url character (at position {2}).',
        name,
        JSON.stringify(wrong[0]),
        wrong.index + 1,
      ),
    );
  }
  if (part.length % 4 === 1) return malformed(t('The {0} of the JWT is cut short.', name));
  return Buffer.from(part, 'base64url');
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function malformed(
  message: string,
  advice = t('Copy the whole token again: three parts in base64url with dots between them.'),
): never {
  return fail({ code: 'jwt_malformed', message, try: advice });
}
