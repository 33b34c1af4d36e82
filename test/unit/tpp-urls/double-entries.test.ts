/** Which entries of a workspace are one too many. */
import { expect, it } from 'vitest';
import { doubleEntries } from '../../../src/tpp/urls/consistency.ts';
import { type BankEntry, type WorkspaceFile, workspaceFile } from '../../../src/tpp/workspace/schema.ts';

const discovery = 'https://bank.example/.well-known/openid-configuration';
const parts = {
  softwareStatement: { assertion: 'statement.jwt' },
  signing: { key: 'signing.key' },
  transport: { certificate: 'transport.pem', key: 'transport.key' },
};

function fileWith(banks: Record<string, BankEntry>, ...names: string[]): WorkspaceFile {
  const identities = Object.fromEntries(names.map((name) => [name, parts]));
  return workspaceFile.parse({ ...(names.length > 0 ? { identities } : parts), banks });
}

function told(file: WorkspaceFile): string[] {
  return Object.entries(file.banks).flatMap(([name, entry]) =>
    doubleEntries(file, { name, entry }, []).map(({ message }) => message),
  );
}

const same = [`first and second are the same bank: ${discovery}.`, `second and first are the same bank: ${discovery}.`];

it.each<[string, WorkspaceFile]>([
  ['without identities', fileWith({ first: { discovery }, second: { discovery } })],
  [
    'under one of two identities',
    fileWith({ first: { discovery, identity: 'a' }, second: { discovery, identity: 'a' } }, 'a', 'b'),
  ],
  [
    'of which one names the only identity',
    fileWith({ first: { discovery, identity: 'a' }, second: { discovery } }, 'a'),
  ],
])('two entries of one bank %s are one too many', (_, file) => {
  expect(told(file)).toEqual(same);
});

it('two entries of one bank under two identities are two clients of it, and none is too many', () => {
  const banks = { first: { discovery, identity: 'a' }, second: { discovery, identity: 'b' } };
  expect(told(fileWith(banks, 'a', 'b'))).toEqual([]);
});
