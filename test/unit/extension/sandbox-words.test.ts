/** What the sandbox's process says, where a part of it is not what it should be: the rest counts, and a failure is a problem with a way on. */
import { describe, expect, it, vi } from 'vitest';
import { problemOfSandbox } from '../../../src/extension/sandbox/problems.ts';
import { readAssertion, readIssued, readStatements, readTold } from '../../../src/extension/sandbox/words.ts';

vi.mock('vscode', () => ({ l10n: { t: (text: string) => text } }));

const customer = { login: 'rora', password: 'x', name: 'R' };

describe('a line of the control connection', () => {
  const addresses = ['discovery', 'issuer', 'frontChannel', 'tokenEndpoint', 'registrationEndpoint', 'resourceServer'];
  const texts = ['profile', ...addresses, 'environment', 'ca'];
  const ready = { pid: 7, ...Object.fromEntries(texts.map((name) => [name, name])) };
  const whole = { ready, customers: [customer], holders: ['a'] };

  it.each<[string, object, object]>([
    ['nothing', {}, whole],
    ['what the bank is', { ready: { ...ready, ca: 1 } }, { customers: [customer], holders: ['a'] }],
    ['its customers', { customers: 'none' }, { ready, holders: ['a'] }],
    ['its holders', { holders: {} }, { ready, customers: [customer] }],
  ])('loses %s alone where that is not what it should be', (_name, odd, rest) => {
    expect(readTold(JSON.stringify({ ...whole, ...odd }))).toStrictEqual(rest);
  });

  it.each([[{ name: undefined }], [{ name: 7 }]])('has a customer without a name where it says %j of it', (name) => {
    const customers = [{ ...customer, ...name }];
    expect(readTold(JSON.stringify({ customers }))).toEqual({ customers: [{ ...customer, name: '' }] });
  });
});

it.each<[string, object, object]>([
  ['absent', {}, {}],
  ['of other kinds', { organisationId: 1, clientName: null, roles: 'AISP', redirectUris: {}, createdAt: '1' }, {}],
  [
    'lists with something else in them',
    { roles: ['AISP', 1], redirectUris: [null, 'https://a'] },
    { roles: ['AISP'], redirectUris: ['https://a'] },
  ],
])('a software statement whose members are %s is shown with the rest', (_name, members, kept) => {
  const bare = { softwareId: 'S', organisationId: '', clientName: '', roles: [], redirectUris: [], createdAt: 0 };
  expect(readStatements(JSON.stringify({ statements: [{ softwareId: 'S', ...members }] }))).toEqual([
    { ...bare, ...kept },
  ]);
});

it.each([
  ['{"assertion":"a.b.c"}', 'a.b.c'],
  ['{"assertion":7}', ''],
  ['{}', ''],
  ['nonsense', ''],
])('the assertion in %s is %j', (json, assertion) => {
  expect(readAssertion(json)).toBe(assertion);
});

it.each([
  ['{"softwareId":"S"}', []],
  ['{"softwareId":"S","files":"ssa.jwt"}', []],
  ['{"softwareId":"S","files":["ssa.jwt",1]}', ['ssa.jwt']],
])('of a software statement that was made, %s tells the files %j', (json, files) => {
  expect(readIssued(json)).toEqual({ softwareId: 'S', files });
});

it.each([
  ['bank_already_running', 'bank_already_running', 'It takes no connection of this window'],
  ['port_in_use', 'port_in_use', 'End the program that holds this port'],
  ['files_exist', 'files_exist', 'Choose another folder'],
  ['certificate_invalid', 'certificate_invalid', 'Do it.'],
  ['folder_not_writable', 'file_not_writable', 'Do it.'],
  ['statement_untold', 'internal', 'Do it.'],
  ['cancelled', 'cancelled', 'Do it.'],
  ['store_damaged', 'bank_not_started', 'Reset Sandbox Data…'],
  ['node_sqlite_missing', 'bank_not_started', 'Do it.'],
])('the failure %s is the problem %s with a way on that the editor has', (code, known, advice) => {
  expect(problemOfSandbox({ code, message: 'It is so.', try: 'Do it.' })).toEqual({
    code: known,
    message: 'It is so.',
    try: expect.stringContaining(advice),
  });
});
