/** What no shape of a single member can say of the identities in an openbanking.json: whether there is one for each bank, and only one. */

import { nearestOf } from '../../standard/check-near.ts';
import { t } from '../../standard/language.ts';
import { memberOf, namesIn, pointerOf } from './pointer.ts';

export interface IdentityFault {
  path: string[];
  /** About the member's name, not its value. */
  ofKey?: true;
  /** After the member's path in a sentence. */
  what: string;
}

const parts = ['softwareStatement', 'signing', 'transport'] as const;

/** Looks at a file as it stands, whatever is wrong with the shape of its members. */
export function identityFaults(file: unknown): IdentityFault[] {
  if (typeof file !== 'object' || file === null || Array.isArray(file)) return [];
  const names = namesIn(file, '/identities');
  const known =
    memberOf(file, '/identities') === undefined ? undefined : { names: new Set(names), listed: listOf(names) };
  const around = [...(known ? names.map((name) => ['identities', name]) : [[]]), ...bankPaths(file)];
  return [
    ...(known ? besideFaults(file, names) : lackingFaults(file)),
    ...around.flatMap((path) => [
      ...signingFaults(file, [...path, 'signing']),
      ...transportFaults(file, [...path, 'transport']),
    ]),
    ...namesIn(file, '/banks').flatMap((bank) => bankFaults(file, bank, known)),
  ];
}

const bankPaths = (file: object): string[][] => namesIn(file, '/banks').map((bank) => ['banks', bank]);

/** A key or a command, and with a command what its signatures are held against. */
function signingFaults(file: object, path: string[]): IdentityFault[] {
  const signing = memberOf(file, pointerOf(...path));
  if (typeof signing !== 'object' || signing === null || Array.isArray(signing)) return [];
  const has = (member: string) => Object.hasOwn(signing, member);
  if (!has('command')) return has('key') ? [] : [{ path: [...path, 'key'], what: t('is missing') }];
  if (has('key'))
    return [{ path: [...path, 'command'], ofKey: true, what: t('stands beside key; keep one of the two') }];
  if (has('certificate')) return [];
  return [{ path: [...path, 'certificate'], what: t('is missing; the signatures of command are held against it') }];
}

/** A pair of files, or the proxy that has it. */
function transportFaults(file: object, path: string[]): IdentityFault[] {
  const transport = memberOf(file, pointerOf(...path));
  if (typeof transport !== 'object' || transport === null || Array.isArray(transport)) return [];
  const has = (member: string) => Object.hasOwn(transport, member);
  if (!has('proxy')) {
    const lacking = ['certificate', 'key'].filter((member) => !has(member));
    return lacking.map((member) => ({ path: [...path, member], what: t('is missing') }));
  }
  return has('key')
    ? [{ path: [...path, 'proxy'], ofKey: true, what: t('stands beside key; keep one of the two') }]
    : [];
}

function lackingFaults(file: object): IdentityFault[] {
  const lacking = parts.filter((part) => memberOf(file, `/${part}`) === undefined);
  return lacking.map((part) => ({ path: [part], what: t('is missing') }));
}

function besideFaults(file: object, names: readonly string[]): IdentityFault[] {
  const beside = parts.filter((part) => memberOf(file, `/${part}`) !== undefined);
  return [
    ...beside.map(
      (part): IdentityFault => ({
        path: [part],
        ofKey: true,
        what: t('stands beside identities; move it into one of them, or take identities out'),
      }),
    ),
    ...(names.length === 0 && isObject(memberOf(file, '/identities'))
      ? [{ path: ['identities'], what: t('must not be empty') }]
      : []),
  ];
}

const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null;

/** Names of identities among which the one that was meant is looked for, and how many are told. */
const [maxGuessed, maxTold] = [200, 10];

/** The identities of a file. */
interface Known {
  names: ReadonlySet<string>;
  /** The names in a sentence, made once for all banks. */
  listed: string;
}

const listOf = (names: readonly string[]): string => {
  const told = names.slice(0, maxTold).join(', ');
  return names.length > maxTold ? t('{0} and {1} more', told, names.length - maxTold) : told;
};

function bankFaults(file: object, bank: string, known: Known | undefined): IdentityFault[] {
  const path = ['banks', bank, 'identity'];
  const named = memberOf(file, pointerOf(...path));
  if (named === undefined) {
    if (known === undefined || known.names.size < 2) return [];
    return [{ path, what: t('is missing; name one of the identities: {0}', known.listed) }];
  }
  if (typeof named !== 'string' || known?.names.has(named)) return [];
  if (known === undefined) {
    return [{ path, what: t('names an identity, and the file has no identities; take it out, or write identities') }];
  }
  const { names, listed } = known;
  if (names.size === 0) return [{ path, what: t('names no identity of the file, which has none') }];
  const near = names.size > maxGuessed ? undefined : nearestOf(named, [...names]);
  const meant = near === undefined ? t('the identities are {0}', listed) : t('did you mean {0}?', JSON.stringify(near));
  return [{ path, what: t('names no identity of the file; {0}', meant) }];
}
