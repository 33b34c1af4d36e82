/** Postal addresses of 3.1 and 4.0: kept as 4.0 has them, whose fields are the more. */
import { toFour, toThree } from './code-map.ts';

/** An address of 4.0. */
export type Address = Readonly<Partial<Record<AddressField, string>>> & { readonly AddressLine?: readonly string[] };

/** An address of 3.1, whose type is a word. */
export type AddressOfThree = Readonly<Partial<Record<'AddressType' | FieldOfThree, string>>> & {
  readonly AddressLine?: readonly string[];
};

/** The fields that 3.1 has too, and how long each may be there. */
const lengths = {
  Department: 70,
  SubDepartment: 70,
  StreetName: 70,
  BuildingNumber: 16,
  PostCode: 16,
  TownName: 35,
  CountrySubDivision: 35,
  Country: 2,
} as const;
type FieldOfThree = keyof typeof lengths;

/** The fields that 3.1 lacks, in the order of an envelope. */
const fieldsOfFour = [
  'CareOf',
  'PostBox',
  'Room',
  'UnitNumber',
  'Floor',
  'BuildingName',
  'TownLocationName',
  'DistrictName',
] as const;
export type AddressField = 'AddressType' | FieldOfThree | (typeof fieldsOfFour)[number];

const lineLength = 70;
/** What an envelope has before the one in whose care it is: 4.0's field says so by its name. */
const careOf = 'c/o ';

/** What of a place of 3.1 is not as in most. */
export interface AddressPlace {
  /** Lines that it takes. */
  readonly lines: number;
  /** Fields that it does not have. */
  readonly without: readonly string[];
}
const usual: AddressPlace = { lines: 7, without: [] };
/** Of a party. */
export const partyAddress: AddressPlace = { lines: 5, without: ['Department', 'SubDepartment'] };

/** An address in 3.1: what it has no field for, or no room in the field, are lines before the others; what no line is left for is left out. */
export function threeOfAddress(address: Address, { lines, without }: AddressPlace = usual): AddressOfThree {
  const names = (Object.keys(lengths) as FieldOfThree[]).filter((name) => !without.includes(name));
  const fits = (name: FieldOfThree) => (address[name]?.length ?? 0) <= lengths[name];
  const homeless = [...fieldsOfFour, ...(Object.keys(lengths) as FieldOfThree[])].filter(
    (name) => !names.some((known) => known === name && fits(known)),
  );
  const folded = homeless.flatMap((name) => pieces(lineOf(name, address[name] ?? '')));
  const all = [...folded, ...(address.AddressLine ?? [])].slice(0, lines);
  const type = address.AddressType === undefined ? undefined : toThree('address', address.AddressType);
  return {
    ...(type === undefined ? {} : { AddressType: type }),
    ...Object.fromEntries(names.flatMap((name) => (address[name] && fits(name) ? [[name, address[name]]] : []))),
    ...(all.length > 0 || address.AddressLine ? { AddressLine: all } : {}),
  };
}

/** An address of 3.1: lines stay lines, as nobody can tell what they were, but for a first one that is whole and says in whose care it is. */
export function addressOfThree({ AddressType, ...rest }: AddressOfThree): Address {
  const type = AddressType === undefined ? undefined : toFour('address', AddressType);
  const [first = '', ...others] = rest.AddressLine ?? [];
  const care = first.startsWith(careOf) && first.length < lineLength ? first.slice(careOf.length) : '';
  const { AddressLine: _, ...fields } = rest;
  return {
    ...(type === undefined ? {} : { AddressType: type }),
    ...(care === '' ? rest : { ...fields, CareOf: care, ...(others.length > 0 ? { AddressLine: others } : {}) }),
  };
}

function lineOf(name: AddressField, text: string): string {
  return name === 'CareOf' && text !== '' ? `${careOf}${text}` : text;
}

function pieces(text: string): string[] {
  const letters = [...text];
  const found: string[] = [];
  for (let at = 0; at < letters.length; at += lineLength) found.push(letters.slice(at, at + lineLength).join(''));
  return found;
}
