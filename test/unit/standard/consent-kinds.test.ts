/** The rows of consents held against the standard's own tables. */
import { describe, expect, it } from 'vitest';
import { consentKindNames, consentKinds, consentStatuses } from '../../../src/standard/consent-kinds.ts';
import { operationNamed } from '../../../src/standard/operations.ts';
import type { Schema } from '../../../src/standard/schema.ts';
import { definition } from '../../../src/standard/tables.ts';

/** The words that a version's answer about a consent has for its status. */
function wordsIn(name: string, version: '3.1.11' | '4.0'): string[] {
  const answer = operationNamed(name)?.in[version]?.answer;
  let at: Schema | undefined = answer === undefined ? undefined : { $ref: `#/$defs/${answer}` };
  for (const member of ['Data', 'Status', '']) {
    while (at?.$ref !== undefined) at = definition(at.$ref.replace('#/$defs/', ''));
    if (member !== '') at = at?.properties?.[member];
  }
  return [...(at?.enum ?? at?.['x-values'] ?? [])].map(String);
}

describe.each(consentKindNames)('%s', (name) => {
  const kind = consentKinds[name];

  it('is made, read and, where it may be, deleted by operations of the standard, for its scope', () => {
    for (const operation of [`POST ${kind.path}`, `GET ${kind.path}/{ConsentId}`]) {
      expect(operationNamed(`${kind.api} ${operation}`)?.scope).toContain(kind.scope);
    }
    expect(operationNamed(`${kind.api} DELETE ${kind.path}/{ConsentId}`) !== undefined).toBe(kind.deletable);
    if (kind.order !== undefined) expect(operationNamed(`${kind.api} POST ${kind.order}`)).toBeDefined();
  });

  it.each([
    ['3.1', '3.1.11'],
    ['4.0', '4.0'],
  ] as const)('has the words of %s for its statuses, all of them', (words, version) => {
    const told = wordsIn(`${kind.api} GET ${kind.path}/{ConsentId}`, version);
    expect(told.length).toBeGreaterThan(2);
    expect(Object.values(kind.words[words]).toSorted()).toEqual(told.toSorted());
  });

  it('moves among statuses that its version has', () => {
    for (const version of ['3.1', '4.0'] as const) {
      const known = Object.keys(kind.words[version]);
      const moves = Object.entries(kind.moves[version]);
      expect(known).toEqual(expect.arrayContaining(moves.flatMap(([from, to]) => [from, ...to])));
      expect(consentStatuses).toEqual(expect.arrayContaining(known));
      expect(known).toContain(kind.usable);
    }
  });
});
