/** What the bank quotes of a request: no more than reads, and never half a character. */
import { expect, it } from 'vitest';
import { errorBody } from '../../../src/bank/api/errors.ts';
import { criticalIn } from '../../../src/bank/pki/critical.ts';
import { parseJsonObject } from '../../../src/bank/pki/json-object.ts';
import { quoted, RegistrationRefused } from '../../../src/bank/registration/refusal.ts';

type Fault = Parameters<typeof errorBody>[2][number];
const fault: Fault = { code: 'UK.OBIE.Field.Unexpected', message: '' };
const errorOf = (more: Partial<Fault>): unknown =>
  Object.values(errorBody('3.1.11', 400, [{ ...fault, ...more }], 'id')).at(-1);
const refusalOf = (text: string): unknown => {
  try {
    return parseJsonObject(text);
  } catch (thrown) {
    return (thrown as Error).message;
  }
};

it.each<[what: string, said: (text: string) => unknown, longest: number]>([
  ['a message of the API', (message) => errorOf({ message }), 500],
  ['a path of the API', (path) => errorOf({ path }), 500],
  ['a member that stands twice', (name) => refusalOf(`{"${name}":1,"${name}":2}`), 40],
  ['a critical header', (name) => criticalIn({ crit: [name] }), 80],
  ['a value of a registration', quoted, 80],
  ['a description of a registration', (text) => new RegistrationRefused('invalid_client_metadata', text).message, 500],
])('%s', (_, said, longest) => {
  for (const before of ['', 'x']) {
    const all = JSON.stringify(said(before + '😀'.repeat(1000)));
    const text = /x?(?:😀)+…/u.exec(all)?.[0] ?? '';
    expect([longest - 2, longest - 1, longest]).toContain(text.length);
    expect(all).not.toMatch(/\\ud[89a-f]/i);
  }
});
