/** A request that a person edited, read back from its text. */
import type { RequestChanges } from '../../tpp/exchanges/repeat.ts';

export type EditedRequest =
  | { request: Required<Omit<RequestChanges, 'body'>> & { body?: string } }
  | { fault: EditFault };

export interface EditFault {
  /** Counted from 0. */
  line: number;
  reason: 'no_request_line' | 'no_header';
}

const requestLine = /^(GET|POST|PUT|PATCH|DELETE)\s+(\S+)(?:\s+HTTP\/[\d.]+)?$/i;
const header = /^([!#$%&'*+.^_`|~\w-]+):[ \t]*(.*)$/;

/** Reads method and address, headers, and the body after the first empty line. Lines that begin with `#` before it are remarks. */
export function readEditedRequest(text: string): EditedRequest {
  const lines = text.split(/\r?\n/);
  let line = lines.findIndex((each) => each.trim() !== '' && !each.startsWith('#'));
  const [, method, url] = requestLine.exec(lines[line]?.trim() ?? '') ?? [];
  if (method === undefined || url === undefined)
    return { fault: { line: Math.max(line, 0), reason: 'no_request_line' } };
  const headers: Record<string, string> = {};
  for (line += 1; line < lines.length && lines[line] !== ''; line += 1) {
    const written = lines[line] ?? '';
    if (written.startsWith('#')) continue;
    const [, name, value] = header.exec(written.trim()) ?? [];
    if (name === undefined || value === undefined) return { fault: { line, reason: 'no_header' } };
    headers[name.toLowerCase()] = value;
  }
  const body = lines
    .slice(line + 1)
    .join('\n')
    .replace(/\n+$/, '');
  return { request: { method: method.toUpperCase(), url, headers, ...(body !== '' && { body }) } };
}
