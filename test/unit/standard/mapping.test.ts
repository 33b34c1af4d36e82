/** What is kept neutral, written for 3.1 and 4.0 and read again: the same, but for what a version has no word for. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Address,
  type AddressField,
  addressOfThree,
  partyAddress,
  threeOfAddress,
} from '../../../src/standard/address.ts';
import {
  type Arrangement,
  arrangementOfFour,
  arrangementOfThree,
  fourOfArrangement,
  threeOfArrangement,
} from '../../../src/standard/arrangement.ts';
import { checkBody } from '../../../src/standard/check.ts';
import { pairsOf, toFour, toThree } from '../../../src/standard/code-map.ts';
import { consentKinds, consentStatuses } from '../../../src/standard/consent-kinds.ts';
import {
  debitWordOfRule,
  type FrequencyRule,
  fourOfRule,
  ruleOfDebitWord,
  ruleOfFour,
  ruleOfThree,
  threeOfRule,
} from '../../../src/standard/frequency.ts';
import {
  fourOfRemittance,
  remittanceOfFour,
  remittanceOfThree,
  threeOfRemittance,
} from '../../../src/standard/remittance.ts';
import { definition, tables } from '../../../src/standard/tables.ts';
import { often, seed } from '../../support/chance.ts';

const chance = { numRuns: often(200), seed };
const property = <T>(of: fc.Arbitrary<T>, holds: (value: T) => void) => fc.assert(fc.property(of, holds), chance);

const text = (max: number) => fc.string({ minLength: 1, maxLength: max });
const between = (min: number, max: number) => fc.integer({ min, max });

/** Rules that 3.1 has a string for: all its forms. */
const rules: fc.Arbitrary<FrequencyRule> = fc.oneof(
  fc.constantFrom<FrequencyRule>({ every: 'unknown' }, { every: 'day' }, { every: 'working day' }),
  between(2, 31).map((count): FrequencyRule => ({ every: 'days', count })),
  fc
    .tuple(between(1, 9), between(1, 7))
    .map(([count, weekday]): FrequencyRule => ({ every: 'weeks', count, weekday: weekday as 1 })),
  fc
    .tuple(between(1, 5), between(1, 7))
    .map(([week, weekday]): FrequencyRule => ({ every: 'week of month', week, weekday: weekday as 1 })),
  fc
    .tuple(fc.constantFrom(1, 2, 3, 4, 5, 6, 12, 24), fc.oneof(between(-5, -1), between(1, 31)))
    .map(([count, day]): FrequencyRule => ({ every: 'months', count, day })),
  fc.constantFrom('ENGLISH', 'SCOTTISH', 'RECEIVED').map((days) => ({ every: 'quarter', days }) as FrequencyRule),
);
const codes = definition('OBFrequency6CodeV401')?.enum?.map(String) ?? [];

describe('A frequency', () => {
  it('goes from its rule to 3.1 and back, and from there to 4.0.1 and back', () => {
    property(rules, (rule) => {
      const read = ruleOfThree(threeOfRule(rule) ?? '');
      expect(read).toEqual(rule);
      expect(ruleOfFour(fourOfRule(rule, '4.0.1'))).toEqual(rule);
      expect(ruleOfFour(fourOfRule(rule, '4.0'))).toEqual(rule);
    });
  });

  it('that 4.0.1 alone can say keeps its code', () => {
    expect(codes.length).toBe(19);
    for (const code of codes) {
      const rule = ruleOfFour({ Type: code });
      expect(fourOfRule(rule, '4.0.1')).toEqual({ Type: code });
      if (rule.every === 'code') expect(threeOfRule(rule)).toBeUndefined();
    }
  });

  it('of a direct debit has the words of 3.1’s direct debits, each there and back, which say no day', () => {
    const words = (definition('OBReadDirectDebit2DataDirectDebitFrequency')?.['x-values'] ?? []).map(String);
    expect(words.length).toBe(8);
    for (const word of words) expect(debitWordOfRule(ruleOfDebitWord(word) ?? { every: 'working day' })).toBe(word);
    expect(debitWordOfRule({ every: 'months', count: 1, day: 12 })).toBe('UK.OBIE.Monthly');
    expect(debitWordOfRule({ every: 'months', count: 2, day: 12 })).toBeUndefined();
  });
});

const dates = fc.option(fc.constantFrom('2026-01-31T00:00:00+00:00', '2027-12-01T00:00:00+00:00'), { nil: undefined });
const arrangements: fc.Arbitrary<Arrangement> = fc
  .record(
    {
      status: fc.constantFrom('ACTV', 'CANC', 'EXPI', 'SUSP'),
      frequency: rules,
      reference: text(35),
      first: dates,
      final: dates,
    },
    { requiredKeys: ['frequency'] },
  )
  .map((all) => Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)));

describe('A standing order', () => {
  it('is read from 3.1 as it was kept, but for why it is not active, and from 4.0.1 as it was kept', () => {
    property(arrangements, (kept) => {
      const three = arrangementOfThree(threeOfArrangement('StandingOrder', kept));
      const known = kept.status === undefined || kept.status === 'ACTV';
      expect(three).toEqual(known ? kept : { ...kept, status: 'Inactive' });
      expect(arrangementOfFour(fourOfArrangement('StandingOrder', kept, '4.0.1'))).toEqual(kept);
      // What came of 3.1 is no code of 4.0, and is not made one.
      const back = arrangementOfFour(fourOfArrangement('StandingOrder', three, '4.0.1'));
      const { status, ...rest } = three;
      expect(back).toEqual(status === 'Inactive' ? rest : three);
    });
  });

  it('and a direct debit have members that the definitions have', () => {
    property(arrangements, (kept) => {
      const own = { AccountId: '1', Name: 'x' };
      const { reference: _, ...debit } = { mandate: 'x', ...kept };
      const { mandate: __, ...order } = kept;
      for (const [document, name] of [
        [{ ...own, ...threeOfArrangement('DirectDebit', debit) }, 'DirectDebit'],
        [{ AccountId: '1', ...threeOfArrangement('StandingOrder', order) }, 'StandingOrder'],
      ] as const) {
        expect(inBody(document, name, '')).toEqual([]);
      }
      expect(inBody({ ...own, ...fourOfArrangement('DirectDebit', debit, '4.0.1') }, 'DirectDebit', 'V401')).toEqual(
        [],
      );
    });
  });
});

/** What is wrong with an object of a list, by its definition in a version. */
function inBody(document: object, list: 'DirectDebit' | 'StandingOrder', version: '' | 'V401') {
  const name = `${list === 'DirectDebit' ? 'OBReadDirectDebit2' : 'OBReadStandingOrder6'}${version}`;
  const url = 'https://bank.example/';
  return checkBody({ Data: { [list]: [document] }, Links: { Self: url }, Meta: {} }, name, tables());
}

const fields: readonly AddressField[] = [
  'Department',
  'SubDepartment',
  'StreetName',
  'BuildingNumber',
  'PostCode',
  'TownName',
  'CountrySubDivision',
];
const onlyOfFour: readonly AddressField[] = ['CareOf', 'PostBox', 'Room', 'UnitNumber', 'Floor', 'BuildingName'];
const kinds = fc.constantFrom(...pairsOf('address').map(([, code]) => code));
const addressWith = (names: readonly AddressField[], lines: number) =>
  fc.record(
    {
      AddressType: kinds,
      Country: fc.constant('GB'),
      AddressLine: fc.array(text(70), { maxLength: lines }),
      ...Object.fromEntries(names.map((name) => [name, text(16)])),
    },
    { requiredKeys: ['Country'] },
  ) as fc.Arbitrary<Address>;

describe('An address', () => {
  it('of fields that both versions have is the same after 3.1', () => {
    property(addressWith(fields, 7), (address) => {
      expect(addressOfThree(threeOfAddress(address))).toEqual(address);
    });
  });

  it('of more fields has their texts as lines in 3.1, whole where there is room, and nothing that it did not have', () => {
    property(addressWith([...fields, ...onlyOfFour], 1), (address) => {
      const three = threeOfAddress(address);
      const onEnvelope = { ...address, ...(address.CareOf ? { CareOf: `c/o ${address.CareOf}` } : {}) };
      const texts = new Set(Object.values({ ...onEnvelope, AddressType: undefined }).flat());
      expect(new Set(Object.values({ ...three, AddressType: undefined }).flat())).toEqual(texts);
    });
  });

  it('in somebody’s care says so in a line of 3.1, by which it is known again', () => {
    const address = { CareOf: 'T Salterforth', BuildingNumber: '2a', Country: 'GB' };
    const three = { BuildingNumber: '2a', Country: 'GB', AddressLine: ['c/o T Salterforth'] };
    expect(threeOfAddress(address)).toEqual(three);
    expect(addressOfThree(three)).toEqual(address);
    property(addressWith(['CareOf', ...fields], 6), (some) => {
      expect({ AddressLine: [], ...addressOfThree(threeOfAddress(some)) }).toEqual({ AddressLine: [], ...some });
    });
    const long = threeOfAddress({ CareOf: 'T'.repeat(80) });
    expect(addressOfThree(long)).toEqual(long);
  });

  it('longer than 3.1 takes fits its definition all the same, a party’s too', () => {
    const long = fc.record({ StreetName: text(140), TownName: text(140), BuildingName: text(140), CareOf: text(140) });
    property(long, (some) => {
      const address = { ...some, AddressType: 'HOME', Country: 'GB', Department: 'x' };
      expect(checkBody(threeOfAddress(address), 'OBPostalAddress6', tables())).toEqual([]);
      const ofParty = threeOfAddress(address, partyAddress);
      expect(checkBody(ofParty, 'OBParty2Address', tables())).toEqual([]);
      expect(Object.keys(ofParty)).not.toContain('Department');
    });
  });
});

describe('What a payment says', () => {
  const lists = (max: number) =>
    fc.record({ texts: fc.array(text(140), { maxLength: max }), references: fc.array(text(35), { maxLength: max }) });

  it('is the same after 4.0.1, and after 3.1 where there is no more than one of each', () => {
    property(lists(4), (kept) => {
      expect(remittanceOfFour(fourOfRemittance(kept))).toEqual(kept);
    });
    property(lists(1), (kept) => {
      expect(remittanceOfThree(threeOfRemittance(kept))).toEqual(kept);
    });
  });

  it('is the first of each in 3.1 where there are several', () => {
    property(lists(4), ({ texts, references }) => {
      const read = remittanceOfThree(threeOfRemittance({ texts, references }));
      expect(read).toEqual({ texts: texts.slice(0, 1), references: references.slice(0, 1) });
    });
  });
});

describe('A word', () => {
  it.each(['accountKind', 'balance', 'transaction', 'mandate', 'address'] as const)(
    'of %s is a code of 4.0 and comes back, or there is none: none is made up',
    (vocabulary) => {
      for (const [three, four] of pairsOf(vocabulary)) {
        expect([toFour(vocabulary, three), toThree(vocabulary, four)]).toEqual([four, three]);
      }
      property(fc.string({ maxLength: 12 }), (word) => {
        const four = toFour(vocabulary, word);
        if (four !== undefined) expect(pairsOf(vocabulary).flat()).toContain(four);
      });
    },
  );

  it('is lacking for a future entry and for one that informs: a list of 3.1 has neither', () => {
    const all = ['BOOK', 'FUTR', 'INFO', 'PDNG', 'RJCT'];
    expect(all.filter((code) => toThree('transaction', code) === undefined)).toEqual(['FUTR', 'INFO']);
  });

  it('of a consent is that of its status, in each version that tells the status', () => {
    const { words } = consentKinds['account-access'];
    for (const version of ['3.1', '4.0'] as const) {
      const told = consentStatuses.filter((status) => words[version][status] !== undefined);
      expect(new Set(told.map((status) => words[version][status])).size).toBe(told.length);
    }
  });
});
