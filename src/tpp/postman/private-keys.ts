/** Private keys in texts that were not made for them: variables, scripts, bodies. Found however they are spelled, and taken out. */

import { createHash, createPrivateKey, type KeyObject } from 'node:crypto';
import { kidOf } from '../keys/kid.ts';
import { pemBlocks } from '../keys/pem.ts';
import { type Concealed, conceal } from './concealed.ts';

export interface FoundKey {
  /** The key as clean PEM, or as it stood where it cannot be read. */
  key: Concealed;
  /** `RSA 2048`, `EC P-256`, `encrypted`, or `unreadable`: begun, but broken off or put together by a script as it runs. */
  kind: string;
  /** The Directory's key id where the key can be read, else a digest; the same key has the same name wherever it is found. */
  id: string;
}

interface Place {
  start: number;
  /** Exclusive. */
  end: number;
  /** What is there as PEM, as far as that can be told. */
  pem: string;
}

/** Keys of one text that are read; opening a key takes its time, and nobody has so many. */
const limit = 100;

/**
 * Every private key in a text, up to a hundred: PEM with or without line breaks, with `\n` spelled out, in pieces that a script puts together; the base64 of
 * such a PEM; bare base64 of the DER; a private JWK. One that stands there twice is found once.
 */
export function findPrivateKeys(text: string): FoundKey[] {
  const spelled = new Set(places(text).map(({ pem }) => pem));
  const keys = [...spelled].slice(0, limit).map(read);
  return [...new Map(keys.map((key) => [key.id, key])).values()];
}

/** The text with each private key taken out. */
export function withoutPrivateKeys(text: string): string {
  return replacePrivateKeys(text, () => '…private key…');
}

/** @param instead what takes the place of a key, by how it is spelled in the text. */
export function replacePrivateKeys(text: string, instead: (key: string) => string): string {
  let result = '';
  let position = 0;
  for (const { start, end } of places(text)) {
    result += text.slice(position, start) + instead(text.slice(start, end));
    position = end;
  }
  return result + text.slice(position);
}

function places(text: string): Place[] {
  const found = [...pems(text), ...encodedPems(text), ...ders(text), ...jwks(text)];
  found.sort((a, b) => a.start - b.start);
  let end = 0;
  return found.filter((place) => {
    const free = place.start >= end;
    if (free) end = place.end;
    return free;
  });
}

const begin = '-----BEGIN ';

function pems(text: string): Place[] {
  const found: Place[] = [];
  for (let start = text.indexOf(begin); start >= 0; ) {
    const next = text.indexOf(begin, start + begin.length);
    const stop = next < 0 ? text.length : next;
    const label = /^([A-Z0-9 ]{0,40}PRIVATE KEY)-----/.exec(text.slice(start + begin.length, start + 70))?.[1];
    if (label !== undefined) {
      const closing = `-----END ${label}-----`;
      const inside = text.slice(start, stop);
      const closed = inside.indexOf(closing);
      const end = closed < 0 ? stop : start + closed + closing.length;
      const body = text.slice(start, end);
      if (holdsKey(body.slice(begin.length + label.length + 5), closing, closed >= 0))
        found.push({ start, end, pem: pemBlocks(joined(body))[0]?.pem ?? body });
    }
    start = next;
  }
  return found;
}

/** A line BEGIN by itself, as scripts look for, and a place where a `{{variable}}` stands for the key, hold none. */
function holdsKey(behind: string, closing: string, closed: boolean): boolean {
  if (!closed) {
    const close = joined(behind.slice(0, 1000)).replace(/["'`,\s]|\\{1,9}[nrt]/g, '');
    return (close.match(/[A-Za-z0-9+/]{40,}/g) ?? []).some(
      (run) => /\d/.test(run) && /[a-z]/.test(run) && /[A-Z]/.test(run),
    );
  }
  const inside = behind.slice(0, behind.length - closing.length);
  return /[A-Za-z0-9]/.test(inside.replace(/\{\{[^{}]{0,500}\}\}|\\{1,9}[nrt]/g, ''));
}

/** A script's `'a' + 'b'` and `x += 'b';` as the text that they make; lists of lines fall away with what is no base64. */
function joined(script: string): string {
  return script.replace(/["'`]\s{0,99}(?:;\s{0,99})?(?:[\w.$]{1,80}\s{0,9}\+=|\+)\s{0,99}["'`]/g, '');
}

/** `-----BEGIN ` in base64, whole groups of three bytes of it. */
const encodedBegin = /LS0tLS1CRUdJTi[A-Za-z0-9+/]{40,}={0,2}/g;

function encodedPems(text: string): Place[] {
  return [...text.matchAll(encodedBegin)].flatMap(({ 0: encoded, index }) => {
    const [block] = pemBlocks(Buffer.from(encoded, 'base64').toString('latin1'));
    return block?.label.endsWith('PRIVATE KEY') ? [{ start: index, end: index + encoded.length, pem: block.pem }] : [];
  });
}

/** The shortest is a P-256 key, 121 bytes in RFC 5915; every one begins with a sequence, which is an M in base64. */
const bare = /\bM[A-Za-z0-9+/]{90,}={0,2}/g;

function ders(text: string): Place[] {
  return [...text.matchAll(bare)].flatMap(({ 0: encoded, index }) => {
    const label = labelOf(
      Buffer.from(encoded.slice(0, 48), 'base64'),
      Math.floor((encoded.replace(/=+$/, '').length * 3) / 4),
    );
    if (label === undefined) return [];
    const pem = pemBlocks(`${begin}${label}-----${encoded}-----END ${label}-----`)[0]?.pem ?? encoded;
    return [{ start: index, end: index + encoded.length, pem }];
  });
}

/** Which kind of private key a DER begins, by its outer length and its version: PKCS#8 (RFC 5208), PKCS#1 (RFC 8017), SEC1 (RFC 5915). */
function labelOf(der: Buffer, length: number): string | undefined {
  const short = der.readUInt8(1) < 0x80;
  const bytes = short ? 0 : der.readUInt8(1) & 0x7f;
  if (der.readUInt8(0) !== 0x30 || bytes > 3) return undefined;
  const size = short ? der.readUInt8(1) : der.readUIntBE(2, bytes);
  const inside = der.subarray(2 + bytes);
  if (2 + bytes + size !== length || inside.readUInt8(0) !== 2 || inside.readUInt8(1) !== 1) return undefined;
  const [version, then] = [inside.readUInt8(2), inside.readUInt8(3)];
  if (version === 0 && then === 0x30) return 'PRIVATE KEY';
  if (version === 0 && then === 2) return 'RSA PRIVATE KEY';
  return version === 1 && then === 4 ? 'EC PRIVATE KEY' : undefined;
}

/** A member `d` of base64url that is as long as a private exponent or scalar is; the object around it is looked for a little way. */
const exponent = /\bd(?:\\*["'])?\s{0,9}:\s{0,9}\\*["']([\w-]{40,})\\*["']/g;
const wayAround = 8192;

function jwks(text: string): Place[] {
  const found: Place[] = [];
  let looked = 0;
  for (const { 0: member, index } of text.matchAll(exponent)) {
    // Another member d of an object that was looked at already: nothing is gone through twice.
    if (index < looked) continue;
    const opened = text.slice(Math.max(looked, index - wayAround), index).lastIndexOf('{');
    const closed = text.slice(index + member.length, index + member.length + wayAround).indexOf('}');
    const start = opened < 0 ? index : Math.max(looked, index - wayAround) + opened;
    const end = index + member.length + (closed < 0 ? 0 : closed + 1);
    looked = end;
    const members = text.slice(start, end).matchAll(/([a-z]{1,3})(?:\\*["'])?\s{0,9}:\s{0,9}\\*["']([\w-]+)\\*["']/g);
    const jwk = Object.fromEntries([...members].map(([, name = '', value = '']) => [name, value]));
    if (jwk.kty !== undefined) found.push({ start, end, pem: pemOfJwk(jwk) ?? text.slice(start, end) });
  }
  return found;
}

function pemOfJwk(jwk: Record<string, string>): string | undefined {
  try {
    return createPrivateKey({ key: jwk, format: 'jwk' }).export({ type: 'pkcs8', format: 'pem' }).toString();
  } catch {
    return undefined;
  }
}

function read(pem: string): FoundKey {
  const key = conceal(pem);
  const digest = () => createHash('sha256').update(pem).digest('base64url');
  if (/BEGIN ENCRYPTED|Proc-Type: 4,ENCRYPTED/.test(pem)) return { key, kind: 'encrypted', id: digest() };
  try {
    const object = createPrivateKey(pem);
    return { key, kind: kindOf(object), id: kidOf(object) };
  } catch {
    return { key, kind: 'unreadable', id: digest() };
  }
}

function kindOf({ asymmetricKeyType: type, asymmetricKeyDetails: details }: KeyObject): string {
  if (type === 'rsa') return `RSA ${details?.modulusLength ?? ''}`.trim();
  if (type === 'ec') return `EC ${details?.namedCurve === 'prime256v1' ? 'P-256' : (details?.namedCurve ?? '')}`.trim();
  return type ?? 'unreadable';
}
