/** What somebody who means no good, or knows no better, writes into `identities`: a fault with its place, and nothing thrown or endless. */
import { describe, expect, it } from 'vitest';
import { OpenBankingError } from '../../../src/tpp/errors.ts';
import { identityOf } from '../../../src/tpp/workspace/identity.ts';
import { inspectWorkspaceFile } from '../../../src/tpp/workspace/inspect.ts';
import { parseWorkspace } from '../../../src/tpp/workspace/parse.ts';
import { emptyFolder } from './folder.ts';

const discovery = 'https://auth1.bank.test/.well-known/openid-configuration';
const acme = {
  softwareStatement: { assertion: 'keys/ssa.jwt' },
  signing: { key: 'keys/signing.key' },
  transport: { certificate: 'keys/transport.pem', key: 'keys/transport.key' },
};
const text = (identities: unknown, named?: unknown): string =>
  JSON.stringify({ identities, banks: { one: { discovery, ...(named !== undefined && { identity: named }) } } });

/** The message of a file that is refused; `valid` for one that is taken. */
function verdict(file: string): string {
  try {
    parseWorkspace(file, '/workspace');
    return 'valid';
  } catch (thrown) {
    if (!(thrown instanceof OpenBankingError)) throw thrown;
    return thrown.problem.message;
  }
}

const proto = (others = '') =>
  `{"identities":{"__proto__":${JSON.stringify(acme)}${others}},"banks":{"one":${JSON.stringify({ discovery, identity: '__proto__' })}}}`;
const none = 'names no identity of the file';

describe('identities', () => {
  it.each<[name: string, file: string, said: string[]]>([
    ['one is called __proto__', proto(), ['unknown member "__proto__"', `banks.one.identity ${none}, which has none.`]],
    [
      'one is called __proto__ beside another',
      proto(`,"acme":${JSON.stringify(acme)}`),
      ['unknown member "__proto__"', `banks.one.identity ${none}; the identities are acme.`],
    ],
    ['a bank names __proto__', text({ acme }, '__proto__'), [`banks.one.identity ${none}; the identities are acme.`]],
    ['a bank names what every object has', text({ acme }, 'toString'), [`banks.one.identity ${none}`]],
    ['a name turns the reading direction', text({ 'ac\u202eme': acme }, 'ac\u202eme'), ['must be a short name']],
    ['a bank’s name for one turns it', text({ acme }, 'acm\u202ee'), [`${none}; did you mean "acme"?`]],
    ['a name has a link of commands in it', text({ acme }, '](command:x)'), [`${none}; the identities are acme.`]],
    ['a name is a path', text({ '../acme': acme }, '../acme'), ['must be a short name']],
    ['a name has no end', text({ acme }, 'a'.repeat(200_000)), [`${none}; the identities are acme.`]],
    [
      'one lacks its keys',
      text({ acme, other: { ...acme, signing: {}, transport: { certificate: 'keys/t.pem' } } }, 'acme'),
      ['identities.other.signing.key is missing', 'identities.other.transport.key is missing'],
    ],
    ['one is null', text({ acme: null }, 'acme'), ['identities.acme must be of type object.']],
    ['one is a list', text({ acme: [] }, 'acme'), ['identities.acme must be of type object.']],
    ['there is none', text({}, 'acme'), ['identities must not be empty', `${none}, which has none.`]],
    ['they are null', text(null, 'acme'), ['identities must be of type object; ', `${none}, which has none.`]],
    ['they are a text', text('acme', 'acme'), ['identities must be of type object; ']],
    ['they are a list', text([acme], '0'), ['identities must be of type object.']],
    ['a bank names an object', text({ acme }, {}), ['banks.one.identity must be of type string.']],
  ])('where %s, are told of', async (_, file, said) => {
    const message = verdict(file);
    for (const words of said) expect(message).toContain(words);
    expect(message.length).toBeLessThan(1000);
    expect(message).not.toMatch(/undefined|\[object|record|\?\.$|are \./);
    expect(Object.getPrototypeOf({})).not.toHaveProperty('signing');
    expect(Array.isArray(await inspectWorkspaceFile(file, emptyFolder(), { now: Date.now() }))).toBe(true);
  });

  it('may be called constructor', () => {
    const file = parseWorkspace(text({ constructor: acme, acme }, 'constructor'), '/workspace');
    expect(identityOf(file, { name: 'one', entry: { ...file.banks.one, discovery } })).toMatchObject(acme);
    expect(verdict(text({ acme }, 'constructor'))).toContain(none);
  });

  it('are two banks’ faults where both name one that is not there', () => {
    const banks = { one: { discovery, identity: 'nobody' }, two: { discovery, identity: 'nobody' } };
    const message = verdict(JSON.stringify({ identities: { acme, other: acme }, banks }));
    expect(message).toContain(`banks.one.identity ${none}; the identities are acme, other; `);
    expect(message).toContain(`banks.two.identity ${none}; the identities are acme, other.`);
  });

  it('are told a few of where they are thousands, in a moment', async () => {
    const many = <T>(count: number, prefix: string, of: (at: number) => T): Record<string, T> =>
      Object.fromEntries(Array.from({ length: count }, (_, at) => [`${prefix}${at}`, of(at)]));
    const lacking = JSON.stringify({
      identities: many(10_000, 'n', () => ({})),
      banks: many(2400, 'b', (at) => ({ discovery: 'https://a.b', identity: `m${at}` })),
    });
    expect(lacking.length).toBeLessThan(250_000);
    const before = process.cpuUsage();
    expect(verdict(lacking)).toMatch(/identities\.n0\.softwareStatement is missing.*and 32,?395 more\.$/);
    expect(verdict(text(many(1000, 'n', () => acme)))).toMatch(/name one of the identities: n0, .*n9 and 990 more\.$/);
    expect(await inspectWorkspaceFile(lacking, emptyFolder(), { now: Date.now() })).toEqual([]);
    const { user, system } = process.cpuUsage(before);
    // A second here; minutes where each fault, or each bank, looks at all identities.
    expect((user + system) / 1_000_000).toBeLessThan(10);
    expect(
      verdict(
        text(
          many(10_000, 'n', () => acme),
          'n1',
        ),
      ),
    ).toContain('longer than 250,000 characters');
  });
});
