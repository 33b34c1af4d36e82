/** Our checker against another validator of JSON Schema, on bodies by chance of every definition that a message has. */
import { expect, test } from 'vitest';
import { operations } from '../../../src/standard/operations.ts';
import type { Schema } from '../../../src/standard/schema.ts';
import { tables } from '../../../src/standard/tables.ts';
import { randomFrom } from '../../bank/support/random.ts';
import { often, seed } from '../../support/chance.ts';
import { bodyOf, chanceOf, mutated, samplesOf } from './bodies.ts';
import { demanding, differences, newAjv, objections, ourFaults } from './oracle.ts';

/** Definitions of whole messages, and those that no message leads to. */
const messages = [
  ...new Set([
    ...operations.flatMap(({ in: versions }) =>
      Object.values(versions).flatMap(({ request, answer, error }) =>
        [request, answer, error].filter((name) => name !== undefined),
      ),
    ),
    ...Object.values(tables().roots).flatMap((names) => Object.values(names)),
  ]),
];

/** Compiling one takes the other validator longer than checking a thousand bodies. */
const definitionsAtOnce = 40;
const bodiesOfEach = 1000;

test('Every pattern of the tables is met by a body of chance', () => {
  const patterns = new Set<string>();
  const walk = ({ pattern, properties = {}, items, oneOf = [] }: Schema): void => {
    if (pattern !== undefined) patterns.add(pattern);
    for (const each of [...Object.values(properties), ...oneOf, ...(items ? [items] : [])]) walk(each);
  };
  for (const schema of Object.values(tables().$defs)) walk(schema);
  expect([...patterns].filter((pattern) => samplesOf(pattern).length === 0)).toEqual([]);
});

test(
  `What we find in ${often(definitionsAtOnce * bodiesOfEach)} bodies of chance, and where, is what JSON Schema written from our tables finds (seed ${seed})`,
  () => {
    const random = randomFrom(seed);
    const chance = chanceOf(random);
    const strict = newAjv().addSchema(demanding(tables()));
    const plain = newAjv().addSchema({ $id: 'plain', $defs: tables().$defs });
    let [bodies, valid, judged] = [0, 0, 0];
    let waiting: string[] = [];
    for (let round = 0; round < often(definitionsAtOnce); round += 1) {
      if (waiting.length === 0) waiting = random.shuffled(messages);
      const definition = waiting.pop() ?? '';
      const theirs = strict.getSchema(`demanding#/$defs/${definition}`);
      const verdict = plain.getSchema(`plain#/$defs/${definition}`);
      if (!theirs || !verdict) throw new Error(definition);
      for (let count = 0; count < bodiesOfEach; count += 1) {
        const whole = bodyOf(tables(), definition, chance);
        const body = count % 10 === 0 ? whole : mutated(whole, chance);
        const ours = ourFaults(body, definition, tables());
        const refused = [...ours.values()].flat().some(({ allowed }) => !allowed);
        const different = [
          ...differences(ours, objections(theirs, body)),
          ...(refused === verdict(body) ? [`they ${refused ? 'take' : 'refuse'} it`] : []),
        ];
        bodies += 1;
        if (count % 10 === 0) judged += 1;
        if (count % 10 === 0 && ours.size === 0) valid += 1;
        if (different.length > 0) {
          throw new Error(`Seed ${seed}, ${definition}: ${different.join('; ')} in ${JSON.stringify(body)}`);
        }
      }
    }
    expect(bodies).toBe(often(definitionsAtOnce) * bodiesOfEach);
    // Else chance would prove little about bodies that are right.
    expect(valid / judged).toBeGreaterThan(0.9);
  },
  often(60_000),
);
