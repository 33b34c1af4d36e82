/** Compact JWS as the bank and its directory take them from others: strictly, and without a word that the sender could choose the key with. */
import type { KeyObject } from 'node:crypto';
import { CompactSign, compactVerify, type JWK } from 'jose';
import { criticalIn } from './critical.ts';
import { type JsonObject, JsonRefused, parseJsonObject } from './json-object.ts';
import { bareJwk } from './jwk.ts';

export interface Jws {
  text: string;
  alg: string;
  kid: string;
  payload: JsonObject;
}

/** The text is no JWS that can be taken; the message says why ("… is …", without a subject). */
export class JwsRefused extends Error {
  override readonly name = 'JwsRefused';
}

/** Header members by which a sender would bring his own key. */
const keyBringing = ['jwk', 'x5c', 'x5u', 'jku'];
const types = ['JWT', 'JOSE'];

/**
 * Takes a compact JWS (RFC 7515 §7.1) apart; the signature is not looked at.
 *
 * @throws JwsRefused for another form, `alg: none`, `crit`, embedded keys, a header without `kid`, and JSON that is no object or has a member twice.
 */
export function parseJws(text: string): Jws {
  const parts = text.split('.');
  const [header, payload, signature] = parts;
  if (parts.length !== 3 || header === undefined || payload === undefined || signature === undefined) {
    throw new JwsRefused(`is not a JWS of three parts separated by dots (it has ${parts.length})`);
  }
  const head = jsonPart(header, 'header');
  const alg = stringMember(head, 'alg');
  if (alg.toLowerCase() === 'none') throw new JwsRefused('is not signed: alg is none');
  const critical = criticalIn(head);
  if (critical !== undefined) throw new JwsRefused(critical);
  const embedded = keyBringing.find((member) => member in head);
  if (embedded !== undefined) {
    throw new JwsRefused(`has ${embedded} in its header; the key is found by kid in the directory's JWKS only`);
  }
  if ('typ' in head && !types.includes(String(head.typ).toUpperCase())) {
    throw new JwsRefused('has a typ in its header that is not JWT');
  }
  if (signature === '') throw new JwsRefused('is not signed: its third part is empty');
  bytesOf(signature, 'signature');
  return { text, alg, kid: stringMember(head, 'kid'), payload: jsonPart(payload, 'payload') };
}

/** Whether the JWS is signed by this key; the algorithm is the header's, checked by the caller. */
export async function isSignedBy(jws: Jws, key: JWK): Promise<boolean> {
  return compactVerify(jws.text, bareJwk(key), { algorithms: [jws.alg] }).then(
    () => true,
    () => false,
  );
}

/** A JWT signed PS256 with `typ` and `kid` in its header. */
export function signPs256(claims: JsonObject, key: KeyObject, kid: string): Promise<string> {
  return new CompactSign(new TextEncoder().encode(JSON.stringify(claims)))
    .setProtectedHeader({ alg: 'PS256', kid, typ: 'JWT' })
    .sign(key);
}

function jsonPart(part: string, name: string): JsonObject {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytesOf(part, name));
  } catch (error) {
    if (error instanceof JwsRefused) throw error;
    throw new JwsRefused(`has a ${name} that is not UTF-8`);
  }
  try {
    return parseJsonObject(text);
  } catch (error) {
    if (error instanceof JsonRefused) throw new JwsRefused(`has a ${name} that ${error.message}`);
    throw error;
  }
}

function bytesOf(part: string, name: string): Buffer {
  const bytes = Buffer.from(part, 'base64url');
  if (bytes.toString('base64url') !== part) throw new JwsRefused(`has a ${name} that is not base64url without padding`);
  return bytes;
}

function stringMember(header: JsonObject, member: string): string {
  const value = header[member];
  if (typeof value !== 'string' || value === '') throw new JwsRefused(`has no ${member} in its header`);
  return value;
}
