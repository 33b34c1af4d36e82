/** What changed between two versions, as plain text: `+` came, `-` went, `~` is another. */

import type { ChangedDefinition, ChangedMember, CodeChange, Difference, LoneMember } from './diff.ts';
import { t } from './language.ts';
import { wrapped } from './show-text.ts';
import { plainName } from './tables.ts';

const told = 40;

function codeWords(codes: CodeChange['added']): string {
  const words = codes.slice(0, told).map(({ code, counterpart }) => (counterpart ? `${code} (${counterpart})` : code));
  return `${words.join(', ')}${codes.length > told ? ` … (${codes.length})` : ''}`;
}

/** Codes by the sign before them. A code whose word of the other version is told with it is not told again as gone. */
function codeLines({ added, removed }: CodeChange, width: number, indent: number): string[] {
  const renamed = new Set(added.flatMap(({ counterpart }) => counterpart ?? []));
  const gone = removed.filter(({ code }) => !renamed.has(code)).map(({ code }) => ({ code }));
  const line = (sign: string, codes: CodeChange['added']) =>
    codes.length > 0 ? [' '.repeat(indent) + wrapped(`${sign} ${codeWords(codes)}`, width - indent, indent + 2)] : [];
  return [...line('+', added), ...line('-', gone)];
}

function lone(sign: string, { name, required, type, counterpart }: LoneMember, width: number): string {
  const other = counterpart ? `; ${sign === '+' ? t('was {0}', counterpart) : t('now {0}', counterpart)}` : '';
  return `  ${wrapped(`${sign} ${name}: ${type}${required ? t(', required') : ''}${other}`, width - 2, 6)}`;
}

function changed({ name, required, type, codes }: ChangedMember, width: number): string[] {
  const words = [
    ...(required ? [required.to ? t('is required now') : t('is no longer required')] : []),
    ...(type ? [`${type.from} → ${type.to}`] : []),
    ...(codes ? [t('other codes')] : []),
  ];
  return [`  ${wrapped(`~ ${name}: ${words.join('; ')}`, width - 2, 6)}`, ...(codes ? codeLines(codes, width, 6) : [])];
}

function usersOf(operations: readonly string[]): string {
  const [first = '', ...others] = operations;
  return others.length > 0 ? t('{0} and {1} more', first, others.length) : first;
}

/** What is said of a definition below its name. */
function changeLines(definition: ChangedDefinition, width: number): string[] {
  const { added, removed, changed: members, codes, closed } = definition;
  return [
    ...added.map((member) => lone('+', member, width)),
    ...removed.map((member) => lone('-', member, width)),
    ...members.flatMap((member) => changed(member, width)),
    ...(codes ? codeLines(codes, width, 2) : []),
    ...(closed ? [closed.to ? t('  ~ takes no other members now') : t('  ~ takes other members too now')] : []),
  ];
}

const titleOf = ({ name, to }: ChangedDefinition) => (plainName(to) === name ? name : `${name} → ${plainName(to)}`);

/** Definitions with what changed in them; where the same changed in several, it is told once for all of them. */
function definitionLines(definitions: readonly ChangedDefinition[], isOne: boolean, width: number): string[] {
  const groups = new Map<string, ChangedDefinition[]>();
  for (const each of definitions) {
    const text = changeLines(each, width).join('\n');
    groups.set(text, [...(groups.get(text) ?? []), each]);
  }
  return [...groups].flatMap(([text, alike]) => {
    const titles = [...new Set(alike.map(titleOf))];
    const users = new Set(alike.flatMap(({ operations }) => operations));
    const of = isOne ? '' : ` (${usersOf([...users])})`;
    return ['', wrapped(`${titles.join(', ')}${of}`, width, 4), text];
  });
}

/** The whole text; of one operation alone, whose it is is not said of each definition. */
export function diffText({ from, to, operations, definitions }: Difference, width = 80, isOne = false): string {
  const statuses = operations.changed.map(({ name, added, removed }) => {
    const words = [...added.map((status) => `+${status}`), ...removed.map((status) => `-${status}`)].join(' ');
    return wrapped(t('~ {0}: refusals {1}', name, words), width, 4);
  });
  const rows = [
    ...operations.added.map((name) => `+ ${name}`),
    ...operations.removed.map((name) => `- ${name}`),
    ...statuses,
  ];
  const lines = definitionLines(definitions, isOne, width);
  const nothing = rows.length + lines.length === 0;
  return `${[`${from} → ${to}`, ...(nothing ? ['', t('Nothing changed.')] : []), ...(rows.length > 0 ? ['', ...rows] : []), ...lines].join('\n')}\n`;
}
