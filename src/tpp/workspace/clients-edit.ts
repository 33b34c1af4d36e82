/**
 * The text of `openbanking.clients.json` with a client put in or taken out: whatever else stands there stays as it is, comments too. Not
 * by the parser's own edits, which copy the whole text for each line that they lay out, and leave a comma alone.
 */
import { createScanner, findNodeAtLocation, type Node, parseTree } from 'jsonc-parser';
import type { SharedClient } from './clients-schema.ts';

/** @param text a file that can be read */
export function withClient(text: string, bank: string, client: SharedClient): string {
  const clients = clientsIn(text);
  const value = findNodeAtLocation(clients, [bank]);
  const eol = /\r\n|\r|\n/.exec(text)?.[0] ?? '\n';
  const written = (indentation: string): string =>
    JSON.stringify(client, undefined, 2).replaceAll('\n', eol + indentation);
  if (value) return changed(text, [value.offset, endOf(value), written(lineOf(text, value.offset).indentation)]);

  const { children = [] } = clients;
  const last = children.at(-1);
  const outer = lineOf(text, clients.offset).indentation;
  const neighbour = children.find(({ offset }) => lineOf(text, offset).isBlankBefore);
  const inner = neighbour ? lineOf(text, neighbour.offset).indentation : `${outer}  `;
  const from = last ? endOf(last) : clients.offset + 1;
  const brace = endOf(clients) - 1;
  // Behind the comments of the member before it.
  let at = brace;
  // No other blanks: those may be a comment's.
  while (at > from && ' \t\r\n'.includes(text.charAt(at - 1))) at -= 1;
  const closing = /[\r\n]/.test(text.slice(at, brace)) ? '' : eol + outer;
  const member = `${eol}${inner}${JSON.stringify(bank)}: ${written(inner)}${closing}`;
  const comma = last && commaBehind(text, from) === undefined ? ',' : '';
  return changed(text, [from, from, comma], [at, closing === '' ? at : brace, member]);
}

/** @param text a file that can be read; as it is where it has no client of this bank */
export function withoutClient(text: string, bank: string): string {
  const clients = clientsIn(text);
  const member = findNodeAtLocation(clients, [bank])?.parent;
  if (!member) return text;
  const { children = [] } = clients;
  const before = children[children.indexOf(member) - 1];
  const behind = commaBehind(text, endOf(member));
  // A comment between the member and its comma stays.
  const isTheirs = behind !== undefined && text.slice(endOf(member), behind).trim() === '';
  const end = isTheirs ? behind + 1 : endOf(member);
  const { begin, isBlankBefore } = lineOf(text, member.offset);
  const rest = /^[ \t]*(\r\n|\r|\n)?/.exec(text.slice(end))?.[0] ?? '';
  const isAlone = isBlankBefore && /[\r\n]$/.test(rest);
  const cut: Change = isAlone
    ? [begin, end + rest.length, '']
    : [member.offset, end + rest.replace(/[\r\n]+$/, '').length, ''];
  const lone = behind ?? (before && commaBehind(text, endOf(before)));
  if (isTheirs || lone === undefined) return changed(text, cut);
  const comma: Change = [lone, lone + 1, ''];
  return lone < cut[0] ? changed(text, comma, cut) : changed(text, cut, comma);
}

function clientsIn(text: string): Node {
  const root = parseTree(text);
  const clients = root && findNodeAtLocation(root, ['clients']);
  if (!clients) throw new Error('no clients');
  return clients;
}

const endOf = ({ offset, length }: Node): number => offset + length;

/** From, to, and what comes in its place; in the order of the text. */
type Change = [from: number, to: number, by: string];

function changed(text: string, ...changes: Change[]): string {
  let [result, at] = ['', 0];
  for (const [from, to, by] of changes) {
    result += text.slice(at, from) + by;
    at = to;
  }
  return result + text.slice(at);
}

function lineOf(text: string, offset: number): { begin: number; isBlankBefore: boolean; indentation: string } {
  const begin = Math.max(text.lastIndexOf('\n', offset - 1), text.lastIndexOf('\r', offset - 1)) + 1;
  const before = text.slice(begin, offset);
  return { begin, isBlankBefore: before.trim() === '', indentation: /^[ \t]*/.exec(before)?.[0] ?? '' };
}

/** Where the comma stands that is next behind a place but for blanks and comments; undefined where something else is. */
function commaBehind(text: string, offset: number): number | undefined {
  const scanner = createScanner(text, true);
  scanner.setPosition(offset);
  scanner.scan();
  const at = scanner.getTokenOffset();
  return text[at] === ',' ? at : undefined;
}
