/** A token as text for people: its claims for the clipboard, and the whole of it for a diff editor. */

import { createHash } from 'node:crypto';
import type { Node } from 'jsonc-parser';
import { t } from '../../standard/language.ts';
import { OpenBankingError } from '../errors.ts';
import { payloadOf, readJws } from './decode.ts';
import { objectTree } from './json-text.ts';

/** The payload of a token, indented, its members in their order and spelled as they were. */
export function claimsText(compact: string): string {
  const jws = readJws(compact);
  payloadOf(jws);
  return objectText(jws.parts.payload, 'payload', { sorted: false, annotated: false });
}

/**
 * A whole token as text that compares well: header and payload with their members sorted by name, times with their date beside
 * them, tokens inside it opened in place, and of the signature its length and hash. Two tokens that say the same give the same
 * text but for the last line.
 *
 * @throws OpenBankingError `jwt_malformed`, `json_invalid` for what is nested too deeply
 */
export function textOfToken(compact: string): string {
  const { parts } = readJws(compact);
  const how = { sorted: true, annotated: true };
  const signature = Buffer.from(parts.signature, 'base64url');
  return [
    '// header',
    objectText(parts.header, 'header', how),
    '',
    '// payload',
    parts.payload === ''
      ? t('// detached: the signature is over a body that stands elsewhere')
      : payloadText(parts.payload, how),
    '',
    signature.length === 0
      ? t('// not signed')
      : t('// signature: {0} bytes, SHA-256 {1}', signature.length, hashOf(parts.signature)),
    '',
  ].join('\n');
}

interface Manner {
  sorted: boolean;
  annotated: boolean;
}

interface Writing extends Manner {
  /** The JSON, for numbers as they were spelled. */
  json: string;
  /** How many tokens this one stands in. */
  opened: number;
}

function objectText(part: string, what: string, how: Manner, indent = '', opened = 0): string {
  const json = partText(part);
  return written(objectTree(json, what), { ...how, json, opened }, indent);
}

function payloadText(part: string, how: Manner): string {
  const json = partText(part);
  // Anything may be signed; what is no object is shown as it is.
  return json.trimStart().startsWith('{') ? objectText(part, 'payload', how) : JSON.stringify(json);
}

/** Claims that are seconds since the epoch (RFC 7519 §4.1, OIDC Core §2, RFC 7591 §3.2.1, Open Banking). */
const times =
  /^(exp|iat|nbf|auth_time|updated_at|client_id_issued_at|client_secret_expires_at|toe|http:\/\/openbanking\.org\.uk\/(iat|refresh_token_expires_at))$/;

const tokens = /^(software_statement|request|id_token|id_token_hint|client_assertion|assertion)$/;
const maxTokenDepth = 3;

function written(node: Node, how: Writing, indent = ''): string {
  const inner = `${indent}  `;
  if (node.type === 'object' && node.children?.length) {
    const members = node.children.flatMap(({ children: [name, value] = [] }) =>
      name && value ? [{ name: String(name.value), value }] : [],
    );
    if (how.sorted) members.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
    const lines = members.map(({ name, value }, index) => {
      const comma = index === members.length - 1 ? '' : ',';
      const note = how.annotated ? noteOn(name, value) : '';
      return `${inner}${JSON.stringify(name)}: ${memberText(name, value, how, inner)}${comma}${note}`;
    });
    return `{\n${lines.join('\n')}\n${indent}}`;
  }
  if (node.type === 'array' && node.children?.length) {
    const lines = node.children.map((child) => `${inner}${written(child, how, inner)}`);
    return `[\n${lines.join(',\n')}\n${indent}]`;
  }
  return leafText(node, how.json);
}

function memberText(name: string, value: Node, how: Writing, indent: string): string {
  const token = how.annotated && value.type === 'string' && tokens.test(name) && how.opened < maxTokenDepth;
  return (token ? openedToken(String(value.value), how, indent) : undefined) ?? written(value, how, indent);
}

/** A token inside the token, as an object of its header, payload and signature. */
function openedToken(compact: string, how: Writing, indent: string): string | undefined {
  try {
    const { parts } = readJws(compact);
    const inner = `${indent}  `;
    const header = objectText(parts.header, 'header', how, inner, how.opened + 1);
    const payload = objectText(parts.payload, 'payload', how, inner, how.opened + 1);
    const lines = [
      `"header": ${header},`,
      `"payload": ${payload},`,
      `"signature": "SHA-256 ${hashOf(parts.signature)}"`,
    ];
    return `{ // a JWT\n${lines.map((line) => `${inner}${line}`).join('\n')}\n${indent}}`;
  } catch (thrown) {
    if (thrown instanceof OpenBankingError) return undefined;
    throw thrown;
  }
}

function hashOf(part: string): string {
  return createHash('sha256').update(Buffer.from(part, 'base64url')).digest('base64url');
}

function noteOn(name: string, value: Node): string {
  if (!times.test(name) || value.type !== 'number' || typeof value.value !== 'number') return '';
  const milliseconds = value.value * 1000;
  if (value.value === 0 || Math.abs(milliseconds) > 8.64e15) return '';
  return ` // ${new Date(milliseconds).toISOString().replace('.000Z', 'Z')}`;
}

/** Strings in one spelling, so that escapes make no difference; numbers as they stand, so that none is rounded. */
function leafText(node: Node, json: string): string {
  if (node.type === 'object') return '{}';
  if (node.type === 'array') return '[]';
  return node.type === 'number' ? json.slice(node.offset, node.offset + node.length) : JSON.stringify(node.value);
}

function partText(part: string): string {
  return Buffer.from(part, 'base64url').toString('utf8');
}
