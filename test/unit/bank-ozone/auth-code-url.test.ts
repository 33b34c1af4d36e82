/** What the helper refuses to make an authorisation URL of, quoted no longer than it reads. */
import { expect, it } from 'vitest';
import { authCodeUrl } from '../../../src/bank/ozone/auth-code-url.ts';
import type { ClientMetadata } from '../../../src/bank/registration/clients.ts';

const client = { client_id: 'c', ob_request_object_signing_alg: 'none', response_types: ['code'] } as ClientMetadata;
const clock = { now: () => 0 };
const bank = { store: { get: async () => undefined }, addresses: {}, clocks: { business: clock, protocol: clock } };
type Bank = Parameters<typeof authCodeUrl>[0];

const long = (before: string): string => before + '😀'.repeat(500);

it.each<[what: string, make: (text: string) => [intent: string, query: Record<string, string>], longest: number]>([
  ['alg', (text) => ['i', { alg: text }], 40],
  ['scope', (text) => ['i', { scope: text }], 80],
  ['responseType', (text) => ['i', { responseType: text }], 80],
  ['intent', (text) => [text, {}], 80],
])('%s', async (_, make, longest) => {
  for (const before of ['', 'x']) {
    const [intent, query] = make(long(before));
    const refused = authCodeUrl(bank as unknown as Bank, client, intent, new URLSearchParams(query));
    const { message } = (await refused.catch((thrown: Error) => thrown)) as Error;
    const quoted = /x?😀+…/u.exec(message)?.[0] ?? '';
    expect(quoted).not.toBe('');
    expect([longest - 1, longest]).toContain(quoted.length);
    expect(message.isWellFormed()).toBe(true);
  }
});
