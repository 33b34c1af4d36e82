/** What the table of operations says, held against facts written down by hand. */
import { describe, expect, it } from 'vitest';
import type { Api, Operation, Version } from '../../../src/standard/operation.ts';
import { operationNamed, operations } from '../../../src/standard/operations.ts';
import { definition } from '../../../src/standard/tables.ts';

const named = (name: string): Operation => {
  const operation = operationNamed(name);
  if (!operation) throw new Error(`there is no ${name}`);
  return operation;
};

const inVersion = (version: Version, apis: readonly Api[]) =>
  operations.filter((row) => row.in[version] && apis.includes(row.api));
const readWrite: readonly Api[] = ['ais', 'pis', 'cbpii', 'vrp', 'events'];
const nameOf = ({ verb, path }: Operation) => `${verb} ${path}`;

describe('the table of operations', () => {
  it('has 93 rows, and the nine of commercial VRP', () => {
    const counts = Object.fromEntries(
      (['ais', 'pis', 'cbpii', 'vrp', 'events', 'notifications', 'dcr', 'cvrp'] as const).map((api) => [
        api,
        operations.filter((row) => row.api === api).length,
      ]),
    );
    expect(counts).toEqual({ ais: 29, pis: 41, cbpii: 4, vrp: 9, events: 5, notifications: 1, dcr: 4, cvrp: 9 });
    expect(new Set(operations.map((row) => `${row.api} ${nameOf(row)}`)).size).toBe(operations.length);
  });

  it('has 86 operations of the Read/Write API in 3.1.11 and 88 from 4.0 on, which brought two of VRP', () => {
    expect(inVersion('3.1.11', readWrite).length).toBe(86);
    expect(inVersion('4.0', readWrite).length).toBe(88);
    expect(inVersion('4.0.1', readWrite).length).toBe(88);
    const added = inVersion('4.0', readWrite).filter((row) => !row.in['3.1.11']);
    expect(added.map(nameOf)).toEqual([
      'PUT /domestic-vrp-consents/{ConsentId}',
      'PATCH /domestic-vrp-consents/{ConsentId}',
    ]);
  });

  it('has 17 idempotent operations in 3.1.11 and 19 in 4.0, with 20 and 22 signed requests', () => {
    const idempotent = (version: Version) => inVersion(version, readWrite).filter((row) => row.idempotent).length;
    const signed = (version: Version) =>
      inVersion(version, readWrite).filter(({ signs }) => signs === 'request' || signs === 'both').length;
    expect([idempotent('3.1.11'), idempotent('4.0')]).toEqual([17, 19]);
    expect([signed('3.1.11'), signed('4.0')]).toEqual([20, 22]);
    const signedOnly = operations.filter((row) => row.signs !== 'nothing' && row.signs !== 'answer' && !row.idempotent);
    expect(signedOnly.map((row) => `${row.api} ${nameOf(row)}`)).toEqual(
      [
        'vrp POST /domestic-vrp-consents/{ConsentId}/funds-confirmation',
        'events POST /event-subscriptions',
        'events PUT /event-subscriptions/{EventSubscriptionId}',
        'cvrp POST /domestic-vrp-consents/{ConsentId}/funds-confirmation',
      ].toSorted(
        (a, b) =>
          operations.findIndex((row) => a === `${row.api} ${nameOf(row)}`) -
          operations.findIndex((row) => b === `${row.api} ${nameOf(row)}`),
      ),
    );
  });

  it('signs and repeats nothing of account information and funds confirmation', () => {
    for (const row of operations.filter(({ api }) => api === 'ais' || api === 'cbpii')) {
      expect([row.signs, row.idempotent], nameOf(row)).toEqual(['nothing', false]);
    }
  });

  it('has 409 on the thirteen POSTs of payments that 4.0 gave it, and 422 from 4.0.1 on where a key may be repeated', () => {
    const with409 = (version: Version) =>
      inVersion(version, ['pis']).filter((row) => row.in[version]?.refusals.includes(409));
    expect(with409('3.1.11')).toEqual([]);
    expect(with409('4.0').length).toBe(13);
    for (const name of ['POST /domestic-payment-consents', 'POST /international-payments']) {
      expect(named(name).in['4.0']?.refusals).not.toContain(409);
    }
    const vrps = [
      'POST /domestic-vrp-consents',
      'POST /domestic-vrps',
      'PUT /domestic-vrp-consents/{ConsentId}',
      'PATCH /domestic-vrp-consents/{ConsentId}',
    ];
    for (const name of vrps) expect(named(name).in['4.0']?.refusals).toContain(409);
    for (const row of operations) {
      expect(row.in['4.0']?.refusals ?? []).not.toContain(422);
      if (row.in['4.0.1']) expect(row.in['4.0.1'].refusals.includes(422), nameOf(row)).toBe(row.idempotent);
    }
  });

  it('has no 404 for account access consents, accounts, balances and transactions', () => {
    const without = [
      'GET /account-access-consents/{ConsentId}',
      'GET /accounts',
      'GET /accounts/{AccountId}',
      'GET /accounts/{AccountId}/balances',
      'GET /accounts/{AccountId}/transactions',
    ];
    for (const name of without) {
      expect(Object.values(named(name).in).flatMap(({ refusals }) => refusals)).not.toContain(404);
    }
    expect(named('GET /balances').in['4.0']?.refusals).toContain(404);
  });
});

describe('whose token an operation wants', () => {
  it.each([
    ['POST /domestic-vrp-consents', 'client'],
    ['GET /domestic-vrp-consents/{ConsentId}', 'client'],
    ['DELETE /domestic-vrp-consents/{ConsentId}', 'client'],
    ['PUT /domestic-vrp-consents/{ConsentId}', 'client'],
    ['PATCH /domestic-vrp-consents/{ConsentId}', 'client'],
    ['POST /domestic-vrp-consents/{ConsentId}/funds-confirmation', 'customer'],
    ['POST /domestic-vrps', 'customer'],
    ['GET /domestic-vrps/{DomesticVRPId}', 'client'],
    ['GET /domestic-vrps/{DomesticVRPId}/payment-details', 'client'],
    ['cvrp POST /domestic-vrp-consents/{ConsentId}/funds-confirmation', 'customer'],
    ['cvrp POST /domestic-vrps', 'customer'],
    ['POST /account-access-consents', 'client'],
    ['DELETE /account-access-consents/{ConsentId}', 'client'],
    ['GET /accounts', 'customer'],
    ['GET /party', 'customer'],
    ['POST /domestic-payment-consents', 'client'],
    ['GET /domestic-payment-consents/{ConsentId}/funds-confirmation', 'customer'],
    ['POST /domestic-payments', 'customer'],
    ['GET /domestic-payments/{DomesticPaymentId}', 'client'],
    ['POST /file-payment-consents/{ConsentId}/file', 'client'],
    ['POST /file-payments', 'customer'],
    ['POST /funds-confirmation-consents', 'client'],
    ['POST /funds-confirmations', 'customer'],
    ['POST /event-subscriptions', 'client'],
    ['POST /events', 'client'],
    ['POST /event-notifications', 'none'],
    ['POST /register', 'none'],
    ['PUT /register/{ClientId}', 'client'],
  ])('%s: %s', (name, token) => {
    expect(named(name).token).toBe(token);
  });

  it('goes with a scope, which for payments and VRP is payments', () => {
    expect(named('POST /domestic-vrps').scope).toEqual(['payments']);
    expect(named('GET /accounts').scope).toEqual(['accounts']);
    expect(named('POST /funds-confirmations').scope).toEqual(['fundsconfirmations']);
    expect(named('POST /events').scope).toEqual(['accounts', 'payments', 'fundsconfirmations']);
    for (const row of operations) {
      if (row.api !== 'dcr' && row.token !== 'none') expect(row.scope.length, nameOf(row)).toBeGreaterThan(0);
    }
  });
});

describe('which permissions an operation needs', () => {
  it.each([
    ['GET /accounts', [['ReadAccountsBasic', 'ReadAccountsDetail']]],
    ['GET /balances', [['ReadBalances']]],
    ['GET /accounts/{AccountId}/party', [['ReadParty']]],
    ['GET /accounts/{AccountId}/parties', [['ReadParty']]],
    ['GET /party', [['ReadPartyPSU']]],
    ['GET /accounts/{AccountId}/statements/{StatementId}/file', [['ReadStatementsDetail']]],
    [
      'GET /accounts/{AccountId}/statements/{StatementId}/transactions',
      [
        ['ReadTransactionsBasic', 'ReadTransactionsDetail'],
        ['ReadTransactionsCredits', 'ReadTransactionsDebits'],
      ],
    ],
  ])('%s', (name, lists) => {
    expect(named(name).permissions).toEqual(lists);
  });

  it('are codes that a consent may list, and every reading of account information needs some', () => {
    const codes = definition('OBReadConsent1DataPermissions')?.enum ?? [];
    expect(codes.length).toBeGreaterThan(15);
    for (const row of operations) {
      const needs = (row.permissions ?? []).flat();
      for (const permission of needs) expect(codes).toContain(permission);
      expect(needs.length > 0, nameOf(row)).toBe(row.api === 'ais' && !row.path.startsWith('/account-access-consents'));
    }
  });
});

describe('what the standard asks of a bank', () => {
  it('is account access consents, accounts, balances and transactions of an account, domestic payments, and funds confirmation', () => {
    const must = operations.filter(({ duty }) => duty === 'must').map(nameOf);
    expect(must).toEqual([
      'POST /account-access-consents',
      'GET /account-access-consents/{ConsentId}',
      'DELETE /account-access-consents/{ConsentId}',
      'GET /accounts',
      'GET /accounts/{AccountId}',
      'GET /accounts/{AccountId}/balances',
      'GET /accounts/{AccountId}/transactions',
      'POST /domestic-payment-consents',
      'GET /domestic-payment-consents/{ConsentId}',
      'GET /domestic-payment-consents/{ConsentId}/funds-confirmation',
      'POST /domestic-payments',
      'GET /domestic-payments/{DomesticPaymentId}',
      'POST /funds-confirmation-consents',
      'GET /funds-confirmation-consents/{ConsentId}',
      'DELETE /funds-confirmation-consents/{ConsentId}',
      'POST /funds-confirmations',
    ]);
  });

  it('leaves the lists over all accounts, but not the party, to the bank', () => {
    for (const name of [
      'GET /balances',
      'GET /transactions',
      'GET /products',
      'GET /accounts/{AccountId}/statements/{StatementId}/file',
    ]) {
      expect(named(name).duty).toBe('may');
    }
    for (const name of ['GET /party', 'GET /accounts/{AccountId}/offers', 'POST /domestic-vrps']) {
      expect(named(name).duty).toBe('if-online');
    }
  });
});

describe('what goes and comes', () => {
  it('is created with 201, but a file uploaded with 200, events asked for with either, and a notification taken with 202', () => {
    expect(named('POST /domestic-payments').ok).toEqual([201]);
    expect(named('POST /file-payment-consents/{ConsentId}/file').ok).toEqual([200]);
    expect(named('POST /events').ok).toEqual([200, 201]);
    expect(named('POST /event-notifications').ok).toEqual([202]);
    expect(named('DELETE /account-access-consents/{ConsentId}').ok).toEqual([204]);
  });

  it('is filtered by dates of booking and of statements only', () => {
    expect(named('GET /accounts/{AccountId}/transactions').query).toEqual(['fromBookingDateTime', 'toBookingDateTime']);
    expect(named('GET /statements').query).toEqual(['fromStatementDateTime', 'toStatementDateTime']);
    expect(operations.filter(({ query }) => query.length > 0).length).toBe(4);
  });

  it('comes in pages where a list is read', () => {
    expect(named('GET /accounts/{AccountId}/transactions').paged).toBe(true);
    expect(named('GET /accounts').paged).toBe(true);
    for (const name of ['GET /accounts/{AccountId}', 'GET /party', 'GET /domestic-payments/{DomesticPaymentId}']) {
      expect(named(name).paged).toBe(false);
    }
    expect(operations.filter(({ verb, paged }) => paged && verb !== 'GET')).toEqual([]);
  });

  it('is a JWT or a patch where it is no JSON body', () => {
    const others = operations.flatMap((row) => (row.sends ? [`${row.api} ${row.verb}: ${row.sends}`] : []));
    expect(others.toSorted()).toEqual([
      'cvrp PATCH: application/json-patch+json',
      'dcr POST: application/jwt',
      'dcr PUT: application/jwt',
      'notifications POST: application/jwt',
      'vrp PATCH: application/json-patch+json',
    ]);
  });

  it('has no schema where the files give none: deletions, the upload of a file', () => {
    const without = operations.filter((row) => Object.values(row.in).some(({ answer }) => !answer)).map(nameOf);
    expect(new Set(without.filter((name) => !name.startsWith('DELETE')))).toEqual(
      new Set(['POST /file-payment-consents/{ConsentId}/file', 'POST /event-notifications']),
    );
  });

  it('of a registration need not be a request when it is an answer', () => {
    for (const version of ['3.3', '3.4'] as const) {
      const answer = definition(named('POST /register').in[version]?.answer ?? '');
      expect(answer?.required).toContain('client_id');
      for (const claim of ['iss', 'iat', 'exp', 'aud', 'jti']) expect(answer?.required).not.toContain(claim);
      expect(definition(named('POST /register').in[version]?.request ?? '')?.required).toContain('jti');
    }
  });

  it('has Links and Meta by the pages: in account information always until 4.0, in VRP too, and nowhere from 4.0.1 on', () => {
    const required = (name: string, version: Version) =>
      definition(named(name).in[version]?.answer ?? '')?.required ?? [];
    for (const name of [
      'GET /accounts',
      'POST /domestic-payments',
      'POST /funds-confirmations',
      'POST /domestic-vrps',
    ]) {
      for (const version of ['3.1.11', '4.0'] as const) {
        expect(required(name, version), name).toEqual(expect.arrayContaining(['Links', 'Meta']));
      }
      expect(required(name, '4.0.1'), name).not.toContain('Links');
      expect(required(name, '4.0.1'), name).not.toContain('Meta');
    }
  });
});
