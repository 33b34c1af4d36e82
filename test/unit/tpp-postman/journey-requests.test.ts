/** Which answers the exported journey takes as success: its tests are run here by a `pm` that has no more than they ask of it. */
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { exportCollection } from '../../../src/tpp/postman/export-collection.ts';
import { stub } from '../tpp-journey/stub.ts';

const exported = z.array(
  z.object({
    item: z.array(
      z.object({
        name: z.string(),
        event: z.array(z.object({ listen: z.string(), script: z.object({ exec: z.array(z.string()) }) })),
      }),
    ),
  }),
);
const { item } = await exportCollection(stub().session, { claims: 'claims', sign: () => 'sign' });
const tests = new Map(
  exported.parse(item).flatMap((folder) =>
    folder.item.map(({ name, event }) => {
      const [assertion = ''] = event.find(({ listen }) => listen === 'test')?.script.exec ?? [];
      return [name, assertion] as const;
    }),
  ),
);

/** Whether a request's test is green when this comes back. */
function takes(name: string, code: number): boolean {
  const one = { to: { be: { oneOf: (codes: number[]) => codes.includes(code) } } };
  const pm = { response: { code }, test: (_title: string, run: () => boolean) => run(), expect: () => one };
  return new Function('pm', `return ${tests.get(name)}`)(pm);
}

const expected: Record<string, number[]> = {
  // RFC 7591 has 201, and banks were seen with 200.
  'Register a client': [200, 201],
  'Client-credentials token': [200],
  'Create an account access consent': [201],
  // A bank leads the customer's browser on, by either status; one with a JSON face answers.
  'Begin the authorisation': [200, 302, 303],
  'Log the customer in': [200],
  'Share the accounts': [200, 302, 303],
  'Exchange the code': [200],
  Accounts: [200],
  'One account': [200],
  Balances: [200],
  Transactions: [200],
  'Next page of transactions': [200],
};

describe('a request of the journey is green at the answers that banks give to it, and at no other', () => {
  test.each(Object.entries(expected))('%s: %j', (name, codes) => {
    expect([200, 201, 202, 204, 301, 302, 303, 400, 401, 500].filter((code) => takes(name, code))).toEqual(codes);
  });

  test('and that is each of them', () => {
    expect([...tests.keys()]).toEqual(Object.keys(expected));
  });
});
