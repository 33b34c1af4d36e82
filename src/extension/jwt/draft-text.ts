/** A token being edited, as text: header and payload in one JSON document, read back to the letter. */
import { findNodeAtLocation, parseTree } from 'jsonc-parser';
import { withReplacement } from '../../tpp/json-pointer.ts';
import { readJson, type TextFault } from '../documents/json-faults.ts';

export interface DraftText {
  /** JSON. */
  header: string;
  payload: string;
}

export function draftText({ header, payload }: DraftText): string {
  const inside = (json: string): string => json.trim().replaceAll('\n', '\n  ');
  return `{\n  "header": ${inside(header)},\n  "payload": ${inside(payload)}\n}\n`;
}

/** Header and payload as they are written, or what is wrong with the text. */
export function readDraft(text: string): DraftText | { faults: TextFault[] } {
  const read = readJson(text, parseTree);
  if ('faults' in read) return read;
  const root = read.json;
  const [header, payload] = ['header', 'payload'].map((name) => {
    const node = root && findNodeAtLocation(root, [name]);
    return node?.type === 'object' ? text.slice(node.offset, node.offset + node.length) : undefined;
  });
  if (header !== undefined && payload !== undefined) return { header, payload };
  const about = header === undefined ? 'header' : 'payload';
  return { faults: [{ code: 'member_missing', about, start: 0, end: 1 }] };
}

/** The text with the times of a token made now that lives as long as it did, and a `jti` of its own. Members that are absent stay so. */
export function renewedDraft(text: string, now: number, id: string): string {
  const read = readDraft(text);
  if ('faults' in read) return text;
  const claims: unknown = JSON.parse(read.payload);
  if (typeof claims !== 'object' || claims === null) return text;
  const timeOf = (name: string): number | undefined => {
    const value: unknown = Reflect.get(claims, name);
    return typeof value === 'number' ? value : undefined;
  };
  const [iat, nbf, exp] = [timeOf('iat'), timeOf('nbf'), timeOf('exp')];
  const began = iat ?? nbf;
  const seconds = Math.floor(now / 1000);
  const lifetime = began !== undefined && exp !== undefined && exp > began ? exp - began : 300;
  const fresh: [string, unknown][] = [
    ...(iat === undefined ? [] : [['iat', seconds] satisfies [string, unknown]]),
    ...(nbf === undefined ? [] : [['nbf', seconds - Math.max((iat ?? nbf) - nbf, 0)] satisfies [string, unknown]]),
    ...(exp === undefined ? [] : [['exp', seconds + lifetime] satisfies [string, unknown]]),
    ...('jti' in claims ? [['jti', id] satisfies [string, unknown]] : []),
  ];
  return fresh.reduce((written, [name, value]) => {
    const pointer = `/payload/${name}`;
    return withReplacement(written, pointer, { pointer, value });
  }, text);
}
