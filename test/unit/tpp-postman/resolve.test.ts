/** `{{variables}}` put in their place. */
import { describe, expect, it } from 'vitest';
import { variableResolver } from '../../../src/tpp/postman/resolve.ts';

const surroundings = {
  now: () => Date.UTC(2026, 10, 22, 12),
  wait: async () => {},
  uuid: () => '6f1e2d3c-0000-4000-8000-000000000000',
  token: () => 't',
};

const resolverOf = (variables: Record<string, string>, secrets: string[] = []) =>
  variableResolver((name) => {
    const value = variables[name];
    return value === undefined ? undefined : { value, secret: secrets.includes(name) };
  }, surroundings);

describe('variables', () => {
  const variables = { host: 'rs.test', rs: 'https://{{host}}', empty: '', name: 'host', x: '1', 'account-id': '5000' };
  it.each<[what: string, text: string, resolved: string]>([
    ['one', 'GET {{rs}}/accounts', 'GET https://rs.test/accounts'],
    ['several, with blanks inside', '{{ host }}/{{account-id}}', 'rs.test/5000'],
    ['an empty one', 'a{{empty}}b', 'ab'],
    ['one whose name is made of another', '{{{{name}}}}', 'rs.test'],
    ['one in braces of JSON', '{"a":{"b":{{x}}}}', '{"a":{"b":1}}'],
    ['one that is JSON’s own object', '{"a":{{{x}}}}', '{"a":{1}}'],
    ['none in JSON', '{"a":{"b":{}}}', '{"a":{"b":{}}}'],
    ['none where nothing is closed', 'a {{ b', 'a {{ b'],
    ['none in empty braces', '{{}}', '{{}}'],
    ['a UUID', '{{$guid}} {{$randomUUID}}', `${surroundings.uuid()} ${surroundings.uuid()}`],
    ['times', '{{$timestamp}} {{$isoTimestamp}}', '1795348800 2026-11-22T12:00:00.000Z'],
    ['a number up to 1000', '{{$randomInt}}', String(0x6f1e2d3c % 1001)],
  ])('are put in: %s', async (_, text, resolved) => {
    const resolver = resolverOf(variables);
    expect(await resolver.resolve(text)).toBe(resolved);
    expect([...resolver.unresolved]).toEqual([]);
  });

  it('that nobody knows stay as they stand and are listed once', async () => {
    const resolver = resolverOf({ a: '{{b}}' });
    expect(await resolver.resolve('{{a}} {{b}} {{$randomFirstName}} {{a}}')).toBe(
      '{{b}} {{b}} {{$randomFirstName}} {{b}}',
    );
    expect([...resolver.unresolved]).toEqual(['b', '$randomFirstName']);
  });

  it('that are secret are remembered, through others too', async () => {
    const resolver = resolverOf({ header: 'Bearer {{token}}', token: 't' }, ['token']);
    await resolver.resolve('{{header}}');
    expect([...resolver.secrets]).toEqual(['token']);
  });

  it.each([
    ['itself', { a: '{{a}}' }, '{{a}} → {{a}}'],
    ['each other', { a: 'x{{b}}', b: '{{c}}', c: '{{a}}' }, '{{a}} → {{b}} → {{c}} → {{a}}'],
  ])('that stand for %s are refused by name', async (_, circle, names) => {
    await expect(resolverOf(circle).resolve('{{a}}')).rejects.toMatchObject({
      code: 'variable_unresolved',
      message: expect.stringContaining(names),
    });
  });

  it('that double thirty times are refused before they fill the memory', async () => {
    const doubling = Object.fromEntries(
      Array.from({ length: 30 }, (_, at) => [`v${at}`, `{{v${at + 1}}}{{v${at + 1}}}`]),
    );
    await expect(resolverOf({ ...doubling, v30: 'x'.repeat(100) }).resolve('{{v0}}')).rejects.toMatchObject({
      message: expect.stringContaining('grow beyond a megabyte'),
    });
  });

  it.each([
    [40, 'end'],
    [5000, undefined],
  ])('of %i in a row are followed as far as anybody means it', async (length, end) => {
    const row = Object.fromEntries(Array.from({ length }, (_, at) => [`v${at}`, `{{v${at + 1}}}`]));
    const resolved = resolverOf({ ...row, [`v${length}`]: 'end' }).resolve('{{v0}}');
    if (end === undefined) await expect(resolved).rejects.toMatchObject({ code: 'variable_unresolved' });
    else expect(await resolved).toBe(end);
  });

  it('of a million braces do no harm', async () => {
    const braces = '{'.repeat(1_000_001);
    expect(await resolverOf({}).resolve(braces)).toBe(braces);
  });
});
