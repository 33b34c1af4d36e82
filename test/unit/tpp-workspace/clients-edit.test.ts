/** The text of the team's clients file as it is changed: what was not asked for stays as somebody wrote it. */
import { type ParseError, parse } from 'jsonc-parser';
import { describe, expect, it } from 'vitest';
import { withClient, withoutClient } from '../../../src/tpp/workspace/clients-edit.ts';
import { randomFrom } from '../../bank/support/random.ts';
import { often, seed } from '../../support/chance.ts';

const client = {
  clientId: 'c',
  softwareId: 's',
  registeredAt: '2026-01-01T00:00:00.000Z',
  tokenEndpointAuthMethod: 'private_key_jwt',
  metadata: { client_id: 'c' },
} as const;
const one = '{"clientId": "1"}';
const lines = (...texts: string[]): string => `${texts.join('\n')}\n`;
/** The same with what is put in told in short. */
const short = (text: string): string => text.replace(/\{\s*"clientId": "c",[^}]*\}\s*\}/, 'NEW');

describe('a client put in', () => {
  it.each([
    ['an empty file', '{"clients": {}}', lines('{"clients": {', '  "b": NEW', '}}').trimEnd()],
    [
      'an empty object of two lines',
      lines('{', '  "clients": {', '  }', '}'),
      lines('{', '  "clients": {', '    "b": NEW', '  }', '}'),
    ],
    [
      'a remark',
      lines('{', '  "clients": { // none yet', '  }', '}'),
      lines('{', '  "clients": { // none yet', '    "b": NEW', '  }', '}'),
    ],
    [
      'another',
      lines('{', '\t"clients": {', `\t\t"a": ${one}`, '\t}', '}'),
      lines('{', '\t"clients": {', `\t\t"a": ${one},`, '\t\t"b": NEW', '\t}', '}'),
    ],
    [
      'another with a comma',
      lines('{"clients": {', `    "a": ${one},`, '}}'),
      lines('{"clients": {', `    "a": ${one},`, '    "b": NEW', '}}'),
    ],
    [
      'another with a remark',
      lines('{"clients": {', `  "a": ${one} // ours, }`, '}}'),
      lines('{"clients": {', `  "a": ${one}, // ours, }`, '  "b": NEW', '}}'),
    ],
    [
      'another on its line',
      `{"clients": {"a": ${one}}}`,
      lines(`{"clients": {"a": ${one},`, '  "b": NEW', '}}').trimEnd(),
    ],
    [
      'another with a remark that ends in an odd blank',
      lines('{"clients": {', `  "a": ${one} // ours\u00a0`, '}}'),
      lines('{"clients": {', `  "a": ${one}, // ours\u00a0`, '  "b": NEW', '}}'),
    ],
    [
      'itself',
      lines('{"clients": {', `  "b": /* ours */ ${one}, // mine`, '}}'),
      lines('{"clients": {', '  "b": /* ours */ NEW, // mine', '}}'),
    ],
  ])('beside %s', (_what, before, after) => {
    expect(short(withClient(before, 'b', client))).toBe(after);
  });

  it('is moved in as far as its neighbours, line by line', () => {
    const text = withClient(lines('{', '\t"clients": {', `\t\t"a": ${one}`, '\t}', '}'), 'b', client);
    expect(text.split('\n').slice(3, 6)).toEqual(['\t\t"b": {', '\t\t  "clientId": "c",', '\t\t  "softwareId": "s",']);
  });
});

describe('a client taken out', () => {
  it.each([
    [
      'the first',
      lines('{"clients": {', `  "b": ${one},`, `  "a": ${one}`, '}}'),
      lines('{"clients": {', `  "a": ${one}`, '}}'),
    ],
    [
      'the last',
      lines('{"clients": {', `  "a": ${one}, // ours`, `  "b": ${one}`, '}}'),
      lines('{"clients": {', `  "a": ${one} // ours`, '}}'),
    ],
    ['the only one', lines('{"clients": {', `  "b": ${one},`, '}}'), lines('{"clients": {', '}}')],
    [
      'before a remark',
      lines('{"clients": {', `  "b": ${one},`, '  // ask Bob', `  "a": ${one},`, '}}'),
      lines('{"clients": {', '  // ask Bob', `  "a": ${one},`, '}}'),
    ],
    [
      'with a remark on its line',
      lines('{"clients": {', `  "b": ${one}, // old`, '}}'),
      lines('{"clients": {', '  // old', '}}'),
    ],
    ['of one line, the first', `{"clients": {"b": ${one}, "a": ${one}}}`, `{"clients": {"a": ${one}}}`],
    ['of one line, the last', `{"clients": {"a": ${one}, "b": ${one}}}`, `{"clients": {"a": ${one} }}`],
    ['of one line, the only one', `{"clients": {"b": ${one} /* ours */ , }}`, '{"clients": {/* ours */  }}'],
    ['that is not there', `{"clients": {"a": ${one}}}`, `{"clients": {"a": ${one}}}`],
  ])('%s', (_which, before, after) => {
    expect(withoutClient(before, 'b')).toBe(after);
  });
});

it('holds what it is to hold, in order and with all remarks, whatever the file looks like', () => {
  const names = ['a', 'b b', '$&', '"', '}', '//', 'constructor', ''];
  const random = randomFrom(seed);
  const below = (limit: number): number => Math.floor(random.next() * limit);
  const pick = (from: readonly string[]): string => from[below(from.length)] ?? '';
  for (let time = 0; time < often(500); time += 1) {
    const eol = pick(['\n', '\r\n', '\r']);
    const blank = (): string => pick(['', '', ' ', '\t', eol, `${eol}    `]);
    let remarks = 0;
    const gap = (): string => {
      const kind = below(6);
      if (kind > 1) return blank();
      remarks += 1;
      return kind === 0
        ? `${blank()}/* ${remarks}: } , " */${blank()}`
        : `${blank()}// ${remarks}: } , "${eol}${blank()}`;
    };
    const held = new Map(
      names.filter(() => below(2) === 0).map((name) => [name, { clientId: name }] as [string, unknown]),
    );
    const members = [...held].map(([name, value]) => `${JSON.stringify(name)}${blank()}: ${JSON.stringify(value)}`);
    const list = members.map(
      (each, at) => `${each}${gap()}${at < members.length - 1 || below(2) === 0 ? ',' : ''}${gap()}`,
    );
    let text = `${pick(['', '\ufeff'])}{${blank()}"clients": {${gap()}${list.join('')}}${pick(['', ','])}${gap()}}`;
    for (let step = 0; step < 6; step += 1) {
      const name = pick(names);
      const isPut = below(2) === 0;
      if (isPut) held.set(name, client);
      else held.delete(name);
      text = isPut ? withClient(text, name, client) : withoutClient(text, name);
      const errors: ParseError[] = [];
      const { clients } = parse(text.replace(/^\ufeff/, ''), errors, { allowTrailingComma: true });
      const told = `seed ${seed}, time ${time}, step ${step}: ${JSON.stringify(text)}`;
      expect(errors, told).toEqual([]);
      expect(Object.entries(clients), told).toEqual([...held]);
      for (let remark = 1; remark <= remarks; remark += 1) expect(text, told).toContain(` ${remark}: } , "`);
    }
  }
});
