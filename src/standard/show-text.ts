/** What the tables say, as plain text for a terminal or a document: no line longer than it is wide. */

import { t } from './language.ts';
import type { Member } from './members.ts';
import type { Version } from './operation.ts';
import type { ShownCodeSet, ShownDefinition, ShownFact, ShownOperation, ShownWord } from './show.ts';
import { isCommercial, isRegistration } from './versions.ts';

/** Words over several lines, those after the first indented; blanks at the beginning stay. */
export function wrapped(text: string, width: number, indent: number): string {
  const words = text.trimStart();
  const before = text.length - words.length;
  const lines: string[] = [];
  let line = ' '.repeat(before);
  for (const word of words.split(' ')) {
    const isFirst = line.trim() === '';
    const room = width - (lines.length > 0 ? indent : 0);
    if (!isFirst && line.length + 1 + word.length > room) {
      lines.push(line);
      line = word;
    } else line = isFirst ? `${line}${word}` : `${line} ${word}`;
  }
  return [...lines, line].map((each, index) => (index > 0 ? ' '.repeat(indent) : '') + each).join('\n');
}

/** A name and what there is to say of it, in two columns. */
function fact(name: string, value: string, width: number): string {
  const column = 14;
  return wrapped(`${name.padEnd(column - 1)} ${value}`, width, column);
}

const and = (words: readonly string[]) =>
  words.length < 2 ? words.join('') : t('{0} and {1}', words.slice(0, -1).join(', '), words.at(-1));
const or = (words: readonly string[]) =>
  words.length < 2 ? words.join('') : t('{0} or {1}', words.slice(0, -1).join(', '), words.at(-1));

/** A version with what it is of, where that is not the Read/Write API. */
const called = (version: Version): string =>
  `${isRegistration(version) ? 'DCR ' : isCommercial(version) ? t('commercial VRP ') : ''}${version}`;

const tokens = {
  client: t('the client’s own (client credentials)'),
  customer: t('the customer’s (authorization code)'),
  none: 'none',
} as const;
const duties = {
  must: t('every bank must have it'),
  'if-online': t('a bank must have it where it offers this online'),
  may: t('a bank may have it'),
} as const;
const signing = {
  nothing: 'nothing',
  answer: t('the answer (x-jws-signature)'),
  request: t('the request (x-jws-signature)'),
  both: t('request and answer (x-jws-signature)'),
} as const;

/** Members as a tree: names on the left, what belongs there on the right, `*` where it is required. */
function tree(members: readonly Member[], width: number, depth = 1): string[] {
  return members.flatMap((member) => {
    const indent = '  '.repeat(depth);
    const name = `${indent}${member.name}${member.required ? ' *' : ''}`;
    const column = Math.max(34, name.length + 2);
    const type = `${member.type}${member.above ? t(' (as above)') : ''}`;
    const isLong = column + Math.max(16, type.split(' ', 1).join('').length) > width;
    const line = isLong
      ? `${name}\n${' '.repeat(depth * 2 + 4)}${wrapped(type, width - depth * 2 - 4, depth * 2 + 4)}`
      : wrapped(`${name.padEnd(column)}${type}`, width, column);
    return [line.trimEnd(), ...tree(member.members ?? [], width, depth + 1)];
  });
}

/** Versions with what they have in common told once. */
function grouped<T>(all: readonly T[], versionOf: (one: T) => Version, says: (one: T) => string): string[] {
  const groups = new Map<string, Version[]>();
  for (const one of all) {
    const words = says(one);
    groups.set(words, [...(groups.get(words) ?? []), versionOf(one)]);
  }
  return [...groups].map(([words, versions]) => (groups.size === 1 ? words : `${and(versions.map(called))}: ${words}`));
}

function operationText(shown: ShownOperation, width: number): string[] {
  const { versions, version, request, answer } = shown;
  const many = versions.length > 1;
  const facts: (readonly [string, string] | undefined)[] = [
    [t('In'), and(versions.map((each) => called(each.version)))],
    [t('Token'), tokens[shown.token]],
    shown.scope.length > 0 ? [t('Scope'), or(shown.scope)] : undefined,
    shown.permissions && [t('Permissions'), shown.permissions.map(or).join(t('; and '))],
    [t('Duty'), duties[shown.duty]],
    [t('Signed'), signing[shown.signs]],
    [t('Idempotent'), shown.idempotent ? t('yes (x-idempotency-key)') : t('no')],
    shown.sends && [t('Sends'), shown.sends],
    shown.query.length > 0 ? [t('Query'), and(shown.query)] : undefined,
    [t('Answers'), `${or(shown.ok.map(String))}${shown.paged ? t(', in pages') : ''}`],
    ...grouped(
      versions,
      (each) => each.version,
      ({ refusals }) => refusals.join(' ') || 'none',
    ).map((words, index) => [index === 0 ? t('Refusals') : '', words] as const),
  ];
  const body = (title: string, members: readonly Member[] | undefined, name: string | undefined) =>
    name
      ? [
          '',
          `${title} ${name}${many ? t(' in {0}', called(version)) : ''}${members ? '' : t(', anything')}`,
          ...tree(members ?? [], width),
        ]
      : [];
  const chosen = versions.find((each) => each.version === version);
  const isStarred = [...(request ?? []), ...(answer ?? [])].length > 0;
  return [
    shown.name,
    '',
    ...facts.flatMap((each) => (each ? [fact(each[0], each[1], width)] : [])),
    ...body(t('Request'), request, chosen?.request),
    ...body(t('Answer'), answer, chosen?.answer),
    ...(isStarred ? ['', '* required'] : []),
  ];
}

/** Codes one after the other; with their names one below the other. */
function codesText(codes: ShownCodeSet['codes'], width: number): string[] {
  if (!codes.some(({ name, status }) => name ?? status)) {
    return [`  ${wrapped(codes.map(({ code }) => code).join(', '), width - 2, 2)}`];
  }
  const column = Math.min(40, Math.max(...codes.map(({ code }) => code.length)) + 2);
  return codes.map(({ code, name = '', status }) =>
    wrapped(`  ${code.padEnd(column)}${[name, status].filter(Boolean).join(', ')}`.trimEnd(), width, column + 2),
  );
}

function definitionText(shown: ShownDefinition, width: number): string[] {
  const { codes = [], called: names = {}, members = [], versions, version } = shown;
  const list = codes.map((code) => ({ code, ...(Object.hasOwn(names, code) && { name: names[code] ?? '' }) }));
  return [
    `${shown.name}${versions.length > 1 ? t(' in {0}', called(version)) : ''}`,
    '',
    fact(t('In'), and([...new Set(versions.map((each) => called(each.version)))]), width),
    ...(codes.length > 0
      ? [
          fact(t('Codes'), `${codes.length}${shown.open ? t(', and any other') : ''}`, width),
          '',
          ...codesText(list, width),
        ]
      : []),
    ...(members.length > 0 ? ['', ...tree(members, width), '', '* required'] : []),
  ];
}

const codeSetText = ({ name, codes }: ShownCodeSet, width: number): string[] => [
  name,
  '',
  fact(t('Code set'), t('{0} codes, as published', codes.length), width),
  '',
  ...codesText(codes, width),
];

const kinds = { permission: t('permission of'), code: t('code in'), member: t('member of') } as const;

function wordText({ kind, name, places, elsewhere = [] }: ShownWord, width: number): string[] {
  const lines = places.flatMap(({ name: place, versions, says }) => {
    const where = versions.length > 0 ? ` (${and(versions.map(called))})` : '';
    return [wrapped(`  ${place}${where}`, width, 4), ...(says ? [`    ${wrapped(says, width - 4, 4)}`] : [])];
  });
  const others = elsewhere.map(({ version, words }) => fact(t('In {0}', version), or(words), width));
  return [`${name}, ${kinds[kind]}`, '', ...lines, ...(others.length > 0 ? ['', ...others] : [])];
}

function linesOf(shown: ShownFact, width: number): string[] {
  switch (shown.kind) {
    case 'operation':
      return operationText(shown, width);
    case 'definition':
      return definitionText(shown, width);
    case 'codeSet':
      return codeSetText(shown, width);
    default:
      return wordText(shown, width);
  }
}

/** The whole text. A name that is longer than the width stays whole. */
export const shownText = (shown: ShownFact, width = 80): string => `${linesOf(shown, width).join('\n')}\n`;
