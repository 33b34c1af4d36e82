/** A compact JWT taken apart, with an error that names the part that is wrong. */
import { fail } from '../errors.ts';
import { deepest, parseJson, TooDeep } from '../json.ts';
import { compactOfJson } from './token-shape.ts';

export interface DecodedJwt {
  header: Record<string, unknown>;
  payload: Record<string, unknown>;
  /** base64url; empty for an unsecured JWT. */
  signature: string;
  /** The JWT without the white space that stood around and in it. */
  compact: string;
}

/** A signature in the compact form whose payload may be anything, or stand elsewhere. */
export interface Jws {
  header: Record<string, unknown>;
  /** The three parts as they came, base64url; the payload's is empty where it is detached (RFC 7515 appendix F). */
  parts: { header: string; payload: string; signature: string };
  /** The JWS without the white space that stood around and in it. */
  compact: string;
}

/**
 * Takes a JWT in the compact form (RFC 7515 §7.1, RFC 7519) apart. Nothing is verified. White space around it and the line
 * breaks of a copied text are put up with.
 *
 * @throws OpenBankingError `jwt_malformed`, naming the part that is wrong
 */
export function decodeJwt(compact: string): DecodedJwt {
  const { header, parts, compact: text } = readJws(compact);
  return { header, payload: objectOf(parts.payload, 'payload'), signature: parts.signature, compact: text };
}

/**
 * Takes a JWS in the compact form apart: a JWT, or a detached signature (`header..signature`); or one in JSON form (RFC 7515 §7.2),
 * which is made compact. Only the header is decoded.
 *
 * @throws OpenBankingError `jwt_malformed`, naming the part that is wrong
 */
export function readJws(compact: string): Jws {
  const text = compactOfJson(compact) ?? compact.replace(/\s+/g, '');
  if (text === '') return malformed('There is no JWT: the text is empty.');
  const parts = text.split('.', 6);
  if (parts.length === 5) {
    return malformed(
      'The JWT has five parts: it is encrypted (JWE).',
      'It can only be read with the private key for which it was encrypted.',
    );
  }
  const [header, payload, signature] = parts;
  if (parts.length !== 3 || header === undefined || payload === undefined || signature === undefined) {
    return malformed(
      `The JWT has ${parts.length > 5 ? 'more than five parts' : parts.length === 1 ? 'one part' : `${parts.length} parts`} between its dots instead of three.`,
    );
  }
  bytesOf(signature, 'signature');
  const decoded = objectOf(header, 'header');
  bytesOf(payload, 'payload');
  return { header: decoded, parts: { header, payload, signature }, compact: text };
}

function objectOf(part: string, name: string): Record<string, unknown> {
  if (part === '') return malformed(`The ${name} of the JWT is empty.`);
  const bytes = bytesOf(part, name);
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return malformed(`The ${name} of the JWT is not UTF-8 text.`);
  }
  let value: unknown;
  try {
    value = parseJson(text);
  } catch (thrown) {
    if (thrown instanceof TooDeep)
      return malformed(`The ${name} of the JWT is nested more than ${deepest} levels deep.`);
    return malformed(`The ${name} of the JWT is not JSON.`);
  }
  if (!isObject(value)) return malformed(`The ${name} of the JWT is not a JSON object.`);
  return value;
}

function bytesOf(part: string, name: string): Buffer {
  const wrong = /[^A-Za-z0-9_-]/.exec(part);
  if (wrong) {
    return malformed(
      `The ${name} of the JWT holds ${JSON.stringify(wrong[0])}, which is no base64url character (at position ${wrong.index + 1}).`,
    );
  }
  if (part.length % 4 === 1) return malformed(`The ${name} of the JWT is cut short.`);
  return Buffer.from(part, 'base64url');
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function malformed(
  message: string,
  advice = 'Copy the whole token again: three parts in base64url with dots between them.',
): never {
  return fail({ code: 'jwt_malformed', message, try: advice });
}
