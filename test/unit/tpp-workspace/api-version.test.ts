import { describe, expect, it } from 'vitest';
import { publishedVersion } from '../../../src/standard/versions.ts';
import { versionOf } from '../../../src/tpp/workspace/api-version.ts';

describe('the published version of a text', () => {
  it.each([
    ['v3.1', '3.1.11'],
    ['v3.1.4', '3.1.11'],
    ['3', '3.1.11'],
    ['v4.0', '4.0.1'],
    ['v4', '4.0.1'],
    ['v4.0.0', '4.0'],
    ['v4.0.1', '4.0.1'],
    ['v2.0', undefined],
    ['v1', undefined],
    ['four', undefined],
    ['', undefined],
  ])('of %j is %j', (text, version) => expect(publishedVersion(text)).toBe(version));
});

describe('the version of an API at a bank', () => {
  const base = 'https://rs1.bank.example/open-banking/v3.1/aisp';

  it('is what the entry says, for all APIs or for this one', () => {
    expect(versionOf({ version: 'v4.0' }, 'aisp', base)).toBe('4.0.1');
    expect(versionOf({ version: { aisp: 'v4.0' } }, 'aisp', base)).toBe('4.0.1');
    expect(versionOf({ version: { pisp: 'v4.0' } }, 'aisp', base)).toBe('3.1.11');
  });

  it('is the last version in the base URL where the entry is silent', () => {
    expect(versionOf({}, 'aisp', base)).toBe('3.1.11');
    expect(versionOf({}, 'aisp', 'https://bank.example/v1/open-banking/v4.0/aisp')).toBe('4.0.1');
  });

  it('is unknown where neither tells', () => {
    expect(versionOf({}, 'aisp', 'https://bank.example/accounts')).toBeUndefined();
    expect(versionOf({}, 'aisp', 'no URL')).toBeUndefined();
  });
});
