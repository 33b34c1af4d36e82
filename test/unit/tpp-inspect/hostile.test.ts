/** The inspector on what nobody should paste: it never throws, never takes long, and says which part is wrong. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inspectToken } from '../../../src/tpp/inspect/inspect.ts';
import type { TokenOrigin } from '../../../src/tpp/inspect/inspection.ts';
import { scanJson } from '../../../src/tpp/inspect/scan.ts';
import { often } from '../../support/chance.ts';
import { changed, good, now, token, tokenOf } from '../tpp-jwt/tokens.ts';

const part = (text: string | Buffer) => Buffer.from(text).toString('base64url');
const header = part('{"alg":"PS256","kid":"k"}');
const payload = part('{"iss":"me"}');

describe('unreadable, and which part', () => {
  it.each<[string, string, string, string]>([
    ['nothing', ' \n', 'token', 'the text is empty'],
    ['one part', 'hello', 'token', 'one part'],
    ['two parts', `${header}.${payload}`, 'token', '2 parts'],
    ['four parts', `${header}.${payload}.c2ln.x`, 'token', '4 parts'],
    ['dots without end', '.'.repeat(1_000_000), 'token', 'more than five'],
    ['an empty header', `.${payload}.c2ln`, 'header', 'is empty'],
    ['nothing but a header', `${header}..`, 'payload', 'is empty'],
    ['a header that is no JSON', `${part('{alg}')}.${payload}.c2ln`, 'header', 'is not JSON'],
    ['JSON with a mark before it', `${header}.${part('\ufeff{}')}.c2ln`, 'payload', 'is not JSON'],
    ['JSON with a comment', `${header}.${part('{/**/}')}.c2ln`, 'payload', 'is not JSON'],
    ['a payload that is a list', `${header}.${part('[]')}.c2ln`, 'payload', 'not a JSON object'],
    ['a payload that is null', `${header}.${part('null')}.c2ln`, 'payload', 'not a JSON object'],
    ['a payload that is no UTF-8', `${header}.${part(Buffer.from([0x7b, 0xff, 0x7d]))}.c2ln`, 'payload', 'not UTF-8'],
    ['a foreign character', `${header}.${payload}*.c2ln`, 'payload', 'holds "*"'],
    ['a character that cannot be seen', `${header}.${payload}.c2\u200bln`, 'signature', 'holds "U+200b"'],
    ['a header cut short', `${header.slice(0, 9)}.${payload}.c2ln`, 'header', 'is cut short'],
    ['padding in the middle', `${header}.${payload}=a.c2ln`, 'payload', 'goes on after its end'],
    [
      'JSON nested without end',
      `${header}.${part('{"a":'.repeat(200_000))}.c2ln`,
      'payload',
      'nested more than 100 levels',
    ],
    [
      'lists nested without end',
      `${header}.${part('['.repeat(1_000_000))}.c2ln`,
      'payload',
      'nested more than 100 levels',
    ],
    ['an encrypted token without a header', '.a.b.c.d', 'header', 'is empty'],
  ])('%s', (_, text, name, message) => {
    const inspection = inspectToken(text, { now });
    expect(inspection).toMatchObject({ form: 'unreadable', kind: 'unknown', problem: { part: name } });
    expect(inspection.problem?.message).toContain(message);
    expect(inspection.findings[0]).toMatchObject({ severity: 'error', code: 'unreadable' });
  });

  it('the header is shown where only the payload is wrong, and its text where it is no JSON', () => {
    expect(inspectToken(`${header}.x!.c2ln`, { now })).toMatchObject({ header: { alg: 'PS256' }, signature: 'c2ln' });
    expect(inspectToken(`${part('{alg}')}.${payload}.c2ln`, { now }).headerText).toBe('{alg}');
  });

  it('an unsecured token that lost its last dot says so', () => {
    const text = changed('request-object', { header: { alg: 'none' } }).slice(0, -1);
    expect(inspectToken(text, { now }).problem?.try).toContain('lost the dot');
  });
});

const origins: (TokenOrigin | undefined)[] = [undefined, 'front-channel', 'registration', 'message-signature', 'event'];
const context = fc.record({
  now: fc.integer({ min: 0, max: 4e12 }),
  permissive: fc.constantFrom(false, true, undefined),
  version: fc.constantFrom('v3.1', 'v3.1.3', 'v4.0', 'x', undefined),
  origin: fc.constantFrom(...origins),
  expectations: fc.constantFrom(undefined, { issuer: 'x', clientId: 'y', nonce: 'n', acr: ['a'], organisationId: 'o' }),
});

describe('never throws', () => {
  it('whatever the text', () => {
    const odd = fc.string({ unit: fc.constantFrom(...'eyJhbGciOi.-_=+/ \n"{}', '\u202e', '😀') });
    const parts = fc.array(fc.json().map(part)).map((each) => each.join('.'));
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), odd, parts), context, (text, given) => {
        inspectToken(text, given);
      }),
    );
  });

  it.each(Object.entries(good))(
    'of a %s whose every member is an object that is no text',
    (_kind, { header: right, payload }) => {
      const odd = { toString: 1, valueOf: 1 };
      const oddly = (members: object) => Object.fromEntries(Object.keys(members).map((name) => [name, odd]));
      for (const name of Object.keys(payload ?? {})) inspectToken(token(right, { ...payload, [name]: odd }), { now });
      inspectToken(token({ ...right, alg: odd }, payload && oddly(payload)), { now });
    },
  );

  it('whatever stands in the claims that it looks at', () => {
    const tokens = Object.values(good);
    const names = [
      ...new Set(tokens.flatMap(({ header: one, payload: two }) => [...Object.keys(one), ...Object.keys(two ?? {})])),
    ];
    const member = fc.tuple(fc.constantFrom(...names, 'scopes', 'crit', 'b64', 'max_age', '__proto__'), fc.jsonValue());
    const members = fc.array(member).map((pairs) => Object.fromEntries(pairs));
    fc.assert(
      fc.property(fc.constantFrom(...tokens), members, members, context, (right, inHeader, inPayload, given) => {
        const text = token({ ...right.header, ...inHeader }, right.payload && { ...right.payload, ...inPayload });
        const { members: explained, findings } = inspectToken(text, given);
        expect(explained.length).toBeGreaterThan(0);
        for (const { message } of findings) expect(message).not.toMatch(/undefined|\[object|\p{Cc}|\p{Cf}/u);
      }),
      { numRuns: often(500) },
    );
  });
});

it('gives back what was put in, to the letter', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.boolean(), (claims, spaced) => {
      const json = JSON.stringify(claims, undefined, spaced ? 2 : undefined);
      const text = tokenOf('{"alg":"PS256"}', json);
      const inspection = inspectToken(text, { now });
      expect(inspection.compact).toBe(text);
      if (inspection.form === 'unreadable') return expect(inspection.problem?.message).toContain('levels');
      expect(inspection.payloadText).toBe(json);
      expect(inspection.payload).toEqual(JSON.parse(json));
      return undefined;
    }),
  );
});

it('every pointer leads to a member', () => {
  const at = (value: unknown, pointer: string): unknown =>
    pointer
      .split('/')
      .slice(1)
      .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
      .reduce<unknown>(
        (here, step) => (Object.hasOwn(Object(here), step) ? Reflect.get(Object(here), step) : undefined),
        value,
      );
  const name = fc.oneof(fc.constantFrom('claims', 'cnf', 'events', 'x5t#S256', 'a/b', 'a~b'), fc.string());
  const value = fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof({ maxDepth: 3 }, fc.constant(1), fc.array(tie('value')), fc.dictionary(name, tie('value'))),
  })).value;
  fc.assert(
    fc.property(fc.dictionary(name, value), (claims) => {
      const { header: shown, payload: claimsShown, members } = inspectToken(token({ alg: 'PS256' }, claims), { now });
      const whole = { header: shown, payload: claimsShown };
      for (const { pointer } of members) expect(at(whole, pointer), pointer).toBeDefined();
    }),
  );
});

describe('5 MB', () => {
  const long = 5_000_000;
  // A tenth of these limits is seen on a slow machine; an order of growth that is wrong needs minutes.
  const limit = 20_000;
  it.each<[string, () => string]>([
    ['of one claim', () => token({ alg: 'PS256' }, { iss: 'x'.repeat(long) })],
    ['of escapes', () => token({ alg: 'PS256' }, { iss: '\n'.repeat(long / 2) })],
    ['of claims', () => tokenOf('{"alg":"x"}', `{${Array.from({ length: long / 12 }, (_, i) => `"k${i}":1`).join()}}`)],
    ['of one claim again and again', () => tokenOf('{"alg":"x"}', `{${'"a":1,'.repeat(long / 6)}"a":1}`)],
    [
      'of redirect URIs',
      () =>
        changed('registration-request', {
          redirect_uris: Array.from({ length: long / 25 }, (_, i) => `https://app.example/${i}`),
        }),
    ],
    ['of scopes', () => changed('registration-request', { scope: 'accounts '.repeat(long / 9) })],
    ['of audiences', () => changed('id-token', { aud: Array.from({ length: long / 10 }, (_, i) => `a${i}`) })],
    [
      'of critical members',
      () => changed('id-token', { header: { crit: Array.from({ length: long / 10 }, (_, i) => `a${i}`) } }),
    ],
    ['of digits', () => tokenOf('{"alg":"x"}', `{"iat":${'9'.repeat(long)}}`)],
    ['of signature', () => `${changed('id-token')}${'A'.repeat(long)}`],
    ['of signature with padding', () => `${changed('id-token')}${'='.repeat(long)}`],
    ['of nesting', () => tokenOf('{"alg":"x"}', '{"a":'.repeat(long / 5))],
    ['of white space', () => ' \n'.repeat(long / 2)],
    ['of quotes', () => '"'.repeat(long)],
    [
      'of a statement within a request',
      () => changed('registration-request', { software_statement: token({ alg: 'x' }, { a: 'x'.repeat(long / 2) }) }),
    ],
  ])('%s is read in linear time', (_, make) => {
    const text = make();
    const started = performance.now();
    const { findings } = inspectToken(text, { now, permissive: false });
    expect(performance.now() - started).toBeLessThan(limit);
    for (const { message } of findings) expect(message.length).toBeLessThan(1000);
  });
});

it('the scanner sees every level once', () => {
  expect(scanJson('{"a":{"a":{"a":[{"b":1,"b":2}]}},"c":[1,2]}')).toEqual({
    depth: 5,
    duplicates: ['/a/a/a/0/b'],
    misleading: [],
    inexact: [],
  });
});
