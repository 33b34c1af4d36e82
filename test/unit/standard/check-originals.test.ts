/** Our checker and tables against another validator on the official files as they are, where they are at hand. */
import { expect, test } from 'vitest';
import { correct } from '../../../scripts/standard/correct.mts';
import { type Document, type Method, type Place, schemaOf, verbs } from '../../../scripts/standard/document.mts';
import { readOriginal, type Source, sources, specificationsFolder } from '../../../scripts/standard/files.mts';
import { makeTables } from '../../../scripts/standard/make.mts';
import { type Correction, corrections, type OperationCorrection } from '../../../src/standard/corrections.ts';
import type { Bodies } from '../../../src/standard/operation.ts';
import { randomFrom } from '../../bank/support/random.ts';
import { often, seed } from '../../support/chance.ts';
import { bodyOf, chanceOf, mutated } from './bodies.ts';
import { differences, newAjv, objections, ourFaults } from './oracle.ts';

const folder = specificationsFolder();
const absent = 'The official specifications are not at ../shared/openapi; OBIE_SPECS names their folder';

const placesAtOnce = 64;
const bodiesOfEach = 250;

/** A message of an operation: where the file describes it, and the definition of our tables for it. */
interface Message {
  readonly source: Source;
  readonly what: string;
  readonly place: Place;
  readonly definition: string;
}

/** The schema that a correction has in the place of the file's own. */
const corrected = (rows: readonly OperationCorrection[], part: keyof Bodies): Place | undefined => {
  const is = rows.map((row) => (part === 'answer' || part === 'request' ? row[part]?.is : undefined)).find(Boolean);
  return is === undefined ? undefined : { $ref: `#/components/schemas/${is}` };
};

function messagesOf(
  source: Source,
  document: Document,
  rows: readonly Correction[],
  made: ReturnType<typeof makeTables>,
): Message[] {
  const placeOf = (method: Method, part: 'request' | 'answer' | 'error'): Place | undefined => {
    const { requestBody, responses } = method;
    if (part === 'request') return schemaOf(document, requestBody);
    return schemaOf(
      document,
      responses[part === 'error' ? '400' : (Object.keys(responses).find((each) => Number(each) < 300) ?? '')],
    );
  };
  return made.operations.flatMap(({ api, verb, path, in: versions }) => {
    const bodies = versions[source.version];
    const method = verbs.flatMap((each) => (each.toUpperCase() === verb ? [document.paths[path]?.[each]] : []))[0];
    if (api !== source.api || !bodies || !method) return [];
    const own = rows.filter(
      (row): row is OperationCorrection =>
        'op' in row &&
        row.op === `${verb} ${path}` &&
        row.in.some((key) => key === source.key || key === `${api} *`) &&
        (row.since ?? source.version) === source.version,
    );
    return (['request', 'answer', 'error'] as const).flatMap((part): Message[] => {
      const definition = bodies[part];
      const place = corrected(own, part) ?? placeOf(method, part);
      return definition && place ? [{ source, what: `${part} of ${verb} ${path}`, place, definition }] : [];
    });
  });
}

test.for<[name: string, rows: readonly Correction[]]>([
  ['as they were published', []],
  ['as our corrections have them', corrections],
])(
  `What we find in ${often(placesAtOnce * bodiesOfEach)} bodies of chance, and where, is what the official files find, %s (seed ${seed})`,
  { timeout: often(60_000) },
  ([, rows], context) => {
    if (folder === undefined) return context.skip(absent);
    const made = makeTables(folder, rows);
    const random = randomFrom(seed);
    const chance = chanceOf(random);
    const documents = new Map<Source, Document>();
    const messages = sources.flatMap((source) => {
      const document: Document = JSON.parse(readOriginal(folder, source.path).text);
      correct(document, source, rows, new Map(Object.entries(made.tables.codes)));
      documents.set(source, document);
      return messagesOf(source, document, rows, made);
    });
    expect(messages.length).toBeGreaterThan(500);
    let bodies = 0;
    let waiting: Message[] = [];
    for (let round = 0; round < often(placesAtOnce); round += 1) {
      if (waiting.length === 0) waiting = random.shuffled(messages);
      const message = waiting.pop();
      if (!message) break;
      const { source, what, place, definition } = message;
      // The whole document is the schema, and the place in it is what is looked at: nothing of it is rewritten.
      const validate = newAjv().compile({ ...documents.get(source), ...place });
      for (let count = 0; count < bodiesOfEach; count += 1) {
        const body = mutated(bodyOf(made.tables, definition, chance), chance);
        const theirs = objections(validate, body);
        const faults = ourFaults(body, definition, made.tables);
        // What we hint at beyond JSON Schema is none of theirs.
        const ours = new Map(
          [...faults].flatMap(([at, all]) => {
            const strict = all.filter(({ allowed }) => !allowed);
            return strict.length > 0 ? [[at, strict] as const] : [];
          }),
        );
        const different = differences(ours, theirs);
        bodies += 1;
        if (different.length > 0) {
          const where = `${source.path} for ${source.version}, ${what}, ${definition}`;
          throw new Error(`Seed ${seed}, ${where}: ${different.join('; ')} in ${JSON.stringify(body)}`);
        }
      }
    }
    expect(bodies).toBe(often(placesAtOnce) * bodiesOfEach);
  },
);
