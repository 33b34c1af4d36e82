/** What is shown of the standard when somebody asks for a name. */
import { describe, expect, it } from 'vitest';
import type { Member } from '../../../src/standard/members.ts';
import { operationAsked } from '../../../src/standard/operation-asked.ts';
import { nameOf, operations } from '../../../src/standard/operations.ts';
import { meant, type ShownFact, show, showOperation } from '../../../src/standard/show.ts';
import { shownText, wrapped } from '../../../src/standard/show-text.ts';
import { definition, plainName, tables } from '../../../src/standard/tables.ts';
import { versionNamed, versions } from '../../../src/standard/versions.ts';

const shownAs = <K extends ShownFact['kind']>(kind: K, name: string, version?: string) => {
  const shown = show(name, version === undefined ? undefined : versionNamed(version));
  if (shown?.kind !== kind) throw new Error(`${name} is shown as ${shown?.kind}`);
  return shown as ShownFact & { kind: K };
};

const at = (members: readonly Member[] | undefined, ...path: string[]): Member | undefined => {
  const [name, ...rest] = path;
  const found = members?.find((member) => member.name === name);
  return rest.length > 0 ? at(found?.members, ...rest) : found;
};

describe('an operation', () => {
  it('is shown with its row and the bodies of its latest version', () => {
    const { token, permissions, version, versions: all, answer } = shownAs('operation', 'GET /accounts');
    expect({ token, permissions, version }).toEqual({
      token: 'customer',
      permissions: [['ReadAccountsBasic', 'ReadAccountsDetail']],
      version: '4.0.1',
    });
    expect(all.map((each) => [each.version, each.answer])).toEqual([
      ['3.1.11', 'OBReadAccount6'],
      ['4.0', 'OBReadAccount6'],
      ['4.0.1', 'OBReadAccount6'],
    ]);
    expect(at(answer, 'Data', 'Account', 'AccountId')).toEqual({
      name: 'AccountId',
      required: true,
      type: 'text, 1 to 40',
    });
    expect(at(answer, 'Data', 'Account', 'AccountTypeCode')?.codes).toContain('CACC');
  });

  it('is shown in the version that is asked for', () => {
    const { answer, version } = shownAs('operation', 'GET /accounts', '3.1');
    expect(version).toBe('3.1.11');
    expect(at(answer, 'Data', 'Account', 'AccountSubType')?.codes).toContain('CurrentAccount');
    expect(at(answer, 'Data', 'Account', 'AccountTypeCode')).toBeUndefined();
  });

  it.each([
    ['get /accounts', 'GET /accounts'],
    ['GET /accounts/22289/balances', 'GET /accounts/{AccountId}/balances'],
    [
      'GET /open-banking/v4.0/aisp/accounts/1/transactions?fromBookingDateTime=2026-01-01',
      'GET /accounts/{AccountId}/transactions',
    ],
    ['/open-banking/v3.1/pisp/domestic-payments/7', 'GET /domestic-payments/{DomesticPaymentId}'],
    ['/domestic-payments', 'POST /domestic-payments'],
    ['/accounts/', 'GET /accounts'],
    [
      'DELETE /open-banking/v4.0/cbpii/funds-confirmation-consents/1',
      'DELETE /funds-confirmation-consents/{ConsentId}',
    ],
    ['POST /open-banking/v4.0/events', 'POST /events'],
    ['GET https://127.0.0.1:8443/open-banking/v3.1/aisp/accounts?page=2', 'GET /accounts'],
    ['http://localhost/open-banking/v3.1/aisp/accounts', 'GET /accounts'],
    ['GET …/account-access-consents/aac-1', 'GET /account-access-consents/{ConsentId}'],
    ['GET …pen-banking/v3.1/aisp/accounts', 'GET /accounts'],
    ['rs1.bank.example/sandbox/open-banking/v4.0/aisp/party', 'GET /party'],
    ['GET http://bank/accounts', 'GET /accounts'],
    ['GET bank.example/accounts/1/balances', 'GET /accounts/{AccountId}/balances'],
    ['POST /register', 'POST /register'],
    ['POST 127.0.0.1:8443/dynamic-client-registration/v3.1/register', 'POST /register'],
    ['GET …tration/v3.1/register/7', 'GET /register/{ClientId}'],
    ['cvrp POST /domestic-vrps', 'POST /domestic-vrps'],
  ])('is found by %s', (query, name) => {
    const operation = operationAsked(query);
    expect(operation && nameOf(operation)).toBe(name);
    if (query.startsWith('cvrp')) expect(operation?.api).toBe('cvrp');
  });

  it.each([
    '/account-access-consents/1',
    'GET',
    'PUT /accounts',
    'GET accounts',
    'GET bank/accounts',
    'GET https://',
    'GET bank.example',
    'GET /accounts/1/constructor',
    'xyz GET /accounts',
    '/',
    '',
  ])('is not found by %j, which is none or several', (query) => {
    expect(operationAsked(query)).toBeUndefined();
  });

  it('is looked for in a path of any length that a request may have, and in no longer one', () => {
    const longest = `GET /accounts/${'1'.repeat(2000 - '/accounts/'.length)}`;
    expect(operationAsked(longest)).toMatchObject({ path: '/accounts/{AccountId}' });
    expect(operationAsked(`${longest}1`)).toBeUndefined();
  });

  it('is found by its own name, every one', () => {
    for (const operation of operations) expect(operationAsked(`${operation.api} ${nameOf(operation)}`)).toBe(operation);
  });
});

describe('a name', () => {
  it('of a definition shows its members, and what each version has under it', () => {
    const shown = shownAs('definition', 'OBTransaction6');
    expect(shown.versions.map(({ version }) => version)).toEqual(['3.1.11', '4.0', '4.0.1']);
    expect(at(shown.members, 'IntermediaryAgent1', 'ProcessingStatus')?.codes).toContain('UNKN');
    expect(at(shownAs('definition', 'OBTransaction6', '4.0').members, 'IntermediaryAgent1')).toBeUndefined();
  });

  it('of a definition that commercial VRP has too shows the Read/Write API’s', () => {
    expect(shownAs('definition', 'OBDomesticVRPRequest').version).toBe('4.0.1');
  });

  it('of a set of codes shows them with the names that are published', () => {
    const { codes, open, called } = shownAs('definition', 'OBExternalStatusReason1Code');
    expect(codes).toHaveLength(330);
    expect(open).toBe(true);
    expect(called?.U004).toBe('UK.OBIE.Field.Missing');
    expect(shownAs('codeSet', 'ExternalGarnishmentType1Code').codes.length).toBeGreaterThan(2);
  });

  it('of a permission shows the operations that need it', () => {
    expect(shownAs('permission', 'ReadTransactionsCredits').places.map(({ name }) => name)).toEqual([
      'GET /accounts/{AccountId}/statements/{StatementId}/transactions',
      'GET /accounts/{AccountId}/transactions',
      'GET /transactions',
    ]);
  });

  it('of a member shows where it stands, and what belongs there', () => {
    const places = shownAs('member', 'AccountSubType').places;
    expect(places[0]).toMatchObject({ name: 'OBAccount6', versions: ['3.1.11'] });
    expect(places[0]?.says).toContain('ChargeCard');
  });

  it('of a code shows the sets that have it', () => {
    const places = shownAs('code', 'BOOK').places;
    expect(places).toContainEqual({ name: 'ExternalEntryStatus1Code', versions: ['4.0', '4.0.1'], says: 'Booked' });
  });

  it.each([
    ['UK.OBIE.Field.Missing', 'In 4.0        U004'],
    ['U004', 'In 3.1        UK.OBIE.Field.Missing'],
    ['CARD', 'In 3.1        CreditCard, ChargeCard or PrePaidCard'],
  ])('of the code %s says what the other version calls it', (code, words) => {
    const lines = shownText(shownAs('code', code)).split('\n');
    expect(lines.filter((line) => /^In \d/.test(line))).toEqual([words]);
  });

  it('of a code that is the same in each version says no other word', () => {
    expect(shownText(shownAs('code', 'UK.OBIE.IBAN'))).not.toMatch(/^In \d/m);
  });

  it.each([
    ['U004', 'OBExternalStatusReason1Code (4.0, 4.0.1 and commercial VRP 1.0)'],
    ['OBError1', 'In            3.1.11, 4.0, 4.0.1 and commercial VRP 1.0'],
    ['POST /register', 'In            DCR 3.3 and DCR 3.4'],
    ['POST /register', 'Answer OBClientRegistrationResponse1 in DCR 3.4'],
  ])('of %s names a version with what it is of, where that is not the Read/Write API: %s', (name, words) => {
    const shown = show(name);
    expect(shown && shownText(shown, 120)).toContain(words);
  });

  it('of any code names each set once', () => {
    const first = Object.values(tables().codes).flatMap(([code]) => (code ? [code[0]] : []));
    expect(show('AWAU')?.kind).toBe('code');
    for (const code of new Set([...first, 'AWAU', 'UK.OBIE.IBAN'])) {
      const shown = show(code);
      if (shown?.kind !== 'code') continue;
      const wholes = shown.places.filter(({ says }) => !says?.startsWith('in ')).map(({ name }) => name);
      expect(wholes, code).toEqual([...new Set(wholes)]);
    }
  });

  it.each([
    ['GET /accounts', 'every bank must have it'],
    ['GET /accounts/{AccountId}/direct-debits', 'a bank must have it where it offers this online'],
    ['GET /balances', 'a bank may have it'],
  ])('of %s says that %s', (name, duty) => {
    const shown = show(name);
    expect(shown && shownText(shown, 120)).toContain(`Duty          ${duty}\n`);
  });

  it.each(['constructor', '__proto__', 'toString', 'nothing', ''])('that is none, %j, shows nothing', (name) => {
    expect(show(name)).toBeUndefined();
  });
});

describe('what was meant', () => {
  it.each([
    ['GET /acounts', ['GET /accounts']],
    ['PUT /accounts', ['GET /accounts']],
    [
      '/account-access-consents/{ConsentId}',
      ['GET /account-access-consents/{ConsentId}', 'DELETE /account-access-consents/{ConsentId}'],
    ],
    ['OBReadAcount6', ['OBReadAccount6']],
    ['ReadBalence', ['ReadBalances']],
    ['AcountId', ['AccountId']],
    ['balances', ['GET /accounts/{AccountId}/balances', 'GET /balances']],
    ['IBAN', ['UK.OBIE.IBAN']],
    ['qqqqqqqq', []],
  ])('by %s', (query, names) => {
    expect(meant(query)).toEqual(names);
  });
});

describe('the text', () => {
  const everything = () => [
    ...operations.flatMap((operation) =>
      versions.filter((version) => operation.in[version]).map((version) => showOperation(operation, version)),
    ),
    ...Object.keys(tables().$defs).flatMap((name) => show(name) ?? []),
    ...Object.keys(tables().codes).flatMap((name) => show(name) ?? []),
    ...['AccountId', 'Amount', 'ReadBalances', 'CANC'].flatMap((name) => show(name) ?? []),
  ];

  it('of everything there is fits 80 columns but for a name that does not, says no undefined and ends no line with a blank', () => {
    for (const shown of everything()) {
      const [, ...lines] = shownText(shown).split('\n');
      const isOneWord = (line: string) => /^ *(\S+( \*)?)$/.test(line);
      expect(lines.filter((line) => line.length > 80 && !isOneWord(line))).toEqual([]);
      expect(lines.filter((line) => /undefined|\[object| $/.test(line))).toEqual([]);
      expect(lines.at(-1)).toBe('');
    }
  });

  it('has the members below each other, those required with a star', () => {
    const lines = shownText(showOperation(operations.find((row) => nameOf(row) === 'GET /accounts') ?? fail())).split(
      '\n',
    );
    expect(lines.slice(0, 6)).toEqual([
      'GET /accounts',
      '',
      'In            3.1.11, 4.0 and 4.0.1',
      'Token         the customer’s (authorization code)',
      'Scope         accounts',
      'Permissions   ReadAccountsBasic or ReadAccountsDetail',
    ]);
    expect(lines).toContain('      AccountId *                 text, 1 to 40');
  });

  const fail = (): never => {
    throw new Error('not found');
  };

  it('tells what versions refuse with apart where they differ', () => {
    const text = shownText(showOperation(operationAsked('POST /domestic-payments') ?? fail()));
    expect(text).toContain('Refusals      3.1.11: 400 401 403 405 406 415 429 500\n');
    expect(text).toContain('              4.0.1: 400 401 403 405 406 409 415 422 429 500\n');
    expect(text).toContain('Idempotent    yes (x-idempotency-key)');
  });

  it('is broken between words, and its first blanks stay', () => {
    expect(wrapped('  one two three', 9, 4)).toBe('  one two\n    three');
    expect(wrapped('', 9, 4)).toBe('');
  });
});

describe('a definition’s own name', () => {
  it('is that of the files, which the first one has', () => {
    expect(plainName('OBReadAccount6V4')).toBe('OBReadAccount6');
    expect(plainName('OBReadAccount6')).toBe('OBReadAccount6');
    for (const name of Object.keys(tables().$defs)) expect(definition(plainName(name))).toBeDefined();
  });

  it('has its members told once where it stands several times in a body', () => {
    const told: string[] = [];
    const repeated: string[] = [];
    const walk = (members: readonly Member[]) => {
      for (const { type, above, members: inner } of members) {
        if (above) repeated.push(type);
        if (inner) told.push(type);
        walk(inner ?? []);
      }
    };
    walk(shownAs('operation', 'GET /transactions').answer ?? []);
    expect(new Set(told).size).toBe(told.length);
    expect(repeated.filter((type) => !told.includes(type))).toEqual([]);
    expect(repeated.length).toBeGreaterThan(3);
  });
});
