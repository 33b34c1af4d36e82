/** How the tables are made: from the official files, which the project's own tree does not hold. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { codeSetsOf, rowsOfCsv } from '../../../scripts/standard/code-sets.mts';
import { assertKnownFiles, concerns, correct } from '../../../scripts/standard/correct.mts';
import type { Document } from '../../../scripts/standard/document.mts';
import { codeSetFiles, readOriginal, sources, specificationsFolder } from '../../../scripts/standard/files.mts';
import { filesOf, makeTables } from '../../../scripts/standard/make.mts';
import { type Correction, corrections } from '../../../src/standard/corrections.ts';
import { tables } from '../../../src/standard/tables.ts';

const root = join(import.meta.dirname, '../../..');
const specifications = specificationsFolder();
const given = specifications ?? '';
const unlessGiven = specifications
  ? ''
  : ' (skipped: no official files at ../shared/openapi, nor where OBIE_SPECS points)';

const empty = (): Document => ({ paths: {}, components: { schemas: {} } });
const called = (row: Correction) =>
  'at' in row ? `at ${row.at}` : 'define' in row ? `define ${row.define}` : `op ${row.op}`;
const [account] = sources;
if (!account) throw new Error('no source');

describe('a correction', () => {
  it.each(corrections.filter((row) => 'at' in row).map((row) => [called(row), row] as const))(
    '%s fails by name where there is no such place',
    (name, row) => {
      const source = sources.find((each) => concerns(row, each)) ?? account;
      expect(() => correct(empty(), source, [row], new Map())).toThrow(`"${name}" (${row.by})`);
    },
  );

  it('fails by name where it names files that nobody reads', () => {
    const row: Correction = { in: ['ais 5.0'], at: 'OBAccount6', drop: ['Nickname'], by: 'a test' };
    expect(() => assertKnownFiles([row], sources)).toThrow(
      'correction "at OBAccount6" (a test) names files that are not read: ais 5.0',
    );
    expect(() => assertKnownFiles([{ ...row, in: ['ais *'] }], sources)).not.toThrow();
  });

  it('of 4.0.1 leaves 4.0 alone, and one until 4.0 leaves 4.0.1', () => {
    const [four, later] = ['4.0', '4.0.1'].map(
      (version) => sources.find((it) => it.api === 'ais' && it.version === version) ?? account,
    );
    const row: Correction = { in: ['ais 4.0'], at: 'X', by: 'a test' };
    expect([four, later].map((source) => source && concerns({ ...row, since: '4.0.1' }, source))).toEqual([
      false,
      true,
    ]);
    expect([four, later].map((source) => source && concerns({ ...row, until: '4.0' }, source))).toEqual([true, false]);
  });

  it('changes the place that it names and no other that shares a component with it', () => {
    const document: Document = {
      paths: {},
      components: {
        schemas: {
          Name: { type: 'string', maxLength: 140 },
          One: { properties: { Name: { $ref: '#/components/schemas/Name' } } },
          Two: { properties: { Name: { $ref: '#/components/schemas/Name' } } },
        },
      },
    };
    const row: Correction = {
      in: ['ais *'],
      at: 'One/Name',
      set: { maxLength: 350 },
      was: { maxLength: 140 },
      by: 'a test',
    };
    correct(document, account, [row], new Map());
    expect(document.components.schemas.One?.properties?.Name).toMatchObject({ maxLength: 350, 'x-copy-of': 'Name' });
    expect(document.components.schemas.Two?.properties?.Name).toEqual({ $ref: '#/components/schemas/Name' });
    expect(document.components.schemas.Name).toEqual({ type: 'string', maxLength: 140 });
  });
});

describe('CSV', () => {
  it('has fields with commas, quotes and line ends, and may begin with a mark', () => {
    expect(rowsOfCsv('\uFEFFa,"b, ""c""\nd",\r\n"",e')).toEqual([
      ['a', 'b, "c"\nd', ''],
      ['', 'e'],
    ]);
  });

  it('becomes sets: no heading, no code with a blank, no name that is a sentence', () => {
    const text =
      'Code Set,Code Value,Code Name,Code Definition,HTTP Status Category\nOBOne1Code,U001,UK.OBIE.X,"A, b",400\nOBOne1Code,U002,A sentence,x,\nOBOne1Code,two words,x,y,\nOBOne1Code,U001,again,y,\n';
    expect([...codeSetsOf(text)]).toEqual([
      [
        'OBOne1Code',
        [
          ['U001', 'UK.OBIE.X', 400],
          ['U002', null],
        ],
      ],
    ]);
  });
});

describe.skipIf(!specifications)(`the tables made from the official files${unlessGiven}`, () => {
  let made: ReturnType<typeof makeTables>;
  beforeAll(() => {
    if (specifications) made = makeTables(given);
  });

  it('are those in the tree, to the byte: else "npm run standard" was not run', () => {
    for (const [path, text] of Object.entries(filesOf(made))) {
      expect(readFileSync(join(root, path), 'utf8') === text, path).toBe(true);
    }
  });

  it('name each original with its SHA-256', () => {
    const paths = [...new Set(sources.map(({ path }) => path)), ...codeSetFiles];
    expect(Object.keys(tables().sources).toSorted()).toEqual(paths.toSorted());
    for (const path of paths) expect(tables().sources[path]).toBe(readOriginal(given, path).sha256);
  });

  it('hold no word of a description but codes and names', () => {
    const prose = new Set<string>();
    const walk = (value: unknown): void => {
      if (typeof value !== 'object' || value === null) return;
      for (const [key, member] of Object.entries(value)) {
        if ((key === 'description' || key === 'summary') && typeof member === 'string') {
          for (const sentence of member.split(/[.\n]/))
            if (sentence.trim().split(/\s+/).length > 3) prose.add(sentence.trim());
        } else walk(member);
      }
    };
    for (const { path } of sources) walk(JSON.parse(readOriginal(given, path).text));
    expect(prose.size).toBeGreaterThan(500);
    const whole = Object.values(filesOf(made)).join('\n');
    expect([...prose].filter((sentence) => whole.includes(sentence))).toEqual([]);
  });

  it('notice of every correction, in every file that it is for, that the file was put right', () => {
    const codeSets = new Map(Object.entries(tables().codes).map(([set, codes]) => [set, [...codes]]));
    let tried = 0;
    for (const source of sources) {
      const { text } = readOriginal(given, source.path);
      for (const [index, row] of corrections.entries()) {
        if ('op' in row || !concerns(row, source)) continue;
        const document: Document = JSON.parse(text);
        correct(document, source, corrections.slice(0, index + 1), codeSets);
        const again = () => correct(document, source, corrections.slice(index), codeSets);
        expect(again).toThrow(`correction "${called(row)}" (${row.by}) does not fit ${source.key}`);
        tried += 1;
      }
    }
    expect(tried).toBeGreaterThan(80);
  });

  const amended = (path: string, amend: (document: Document) => void) => () =>
    makeTables(given, corrections, (each, document) => {
      if (each === path) amend(document);
    });

  it('notice that the token of an operation is put right', () => {
    const change = amended('v4.0/vrp-openapi.json', ({ paths }) => {
      const method = paths['/domestic-vrps']?.post;
      if (method) method.security = [{ PSUOAuth2Security: ['payments'] }];
    });
    expect(change).toThrow(
      'correction "op POST /domestic-vrps" (VRP pages) does not fit vrp 4.0: its token is customer',
    );
  });

  it('notice that a body is put right', () => {
    const change = amended('v4.0/vrp-openapi.json', ({ paths }) => {
      const body = paths['/domestic-vrp-consents/{ConsentId}']?.patch?.requestBody;
      if (body) body.content = { 'application/json-patch+json': { schema: { type: 'array' } } };
    });
    expect(change).toThrow('correction "op PATCH /domestic-vrp-consents/{ConsentId}"');
  });

  it('notice that an operation is gone', () => {
    const change = amended('v3.1.11/vrp-openapi.json', ({ paths }) => {
      delete paths['/domestic-vrps'];
    });
    expect(change).toThrow('there is no such operation');
  });

  it('notice that a status is there already', () => {
    const change = amended('v4.0/payment-initiation-openapi.json', ({ paths }) => {
      const method = paths['/domestic-payments']?.post;
      if (method) method.responses['422'] = method.responses['400'] ?? {};
    });
    expect(change).toThrow('correction "op idempotent"');
  });

  it('notice that versions differ in what is no body', () => {
    const change = amended('v4.0/account-info-openapi.json', ({ paths }) => {
      const method = paths['/accounts']?.get;
      if (method) method.security = [{ TPPOAuth2Security: ['accounts'] }];
    });
    expect(change).toThrow('ais GET /accounts of 4.0 is another');
  });
});
