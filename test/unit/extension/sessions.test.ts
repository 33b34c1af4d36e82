/** A window's sessions: another bank's entry ends none, and what is under way with one that is forgotten goes on for a while. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Sessions } from '../../../src/extension/workbench/sessions.ts';
import type { Session } from '../../../src/tpp/session.ts';
import { bankParts } from '../../../src/tpp/workspace/bank-parts.ts';
import { type WorkspaceFile, workspaceFile } from '../../../src/tpp/workspace/schema.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const discovery = 'https://auth1.bank.example/.well-known/openid-configuration';
const file = (change: (file: WorkspaceFile) => void = () => undefined): WorkspaceFile => {
  const whole: WorkspaceFile = {
    softwareStatement: { assertion: 'ssa.jwt' },
    signing: { key: 'signing.key' },
    transport: { certificate: 'transport.pem', key: 'transport.key', ca: ['ca.pem'] },
    banks: { a: { discovery }, b: { discovery } },
  };
  change(whole);
  return workspaceFile.parse(whole);
};

function window() {
  const sessions = new Sessions();
  const opened: string[] = [];
  const closed: string[] = [];
  const open = (bank: string, of: WorkspaceFile) =>
    sessions.get(bank, bankParts(of, { name: bank, entry: of.banks[bank] ?? {} }), async () => {
      const name = `${bank}${opened.length + 1}`;
      opened.push(name);
      return { close: async () => void closed.push(name) } as unknown as Session;
    });
  return { sessions, open, opened, closed };
}

test('editing the entry of one bank opens another session with it, and keeps that of the other', async () => {
  const { open, opened, closed } = window();
  const before = [await open('a', file()), await open('b', file())];
  const edited = file(({ banks }) => {
    banks.a = { discovery, headers: { 'x-one': '1' } };
  });
  const after = [await open('a', edited), await open('b', edited)];
  expect([after[0] === before[0], after[1] === before[1]]).toEqual([false, true]);
  expect(opened).toEqual(['a1', 'b2', 'a3']);
  await vi.advanceTimersByTimeAsync(29 * 60_000);
  expect(closed).toEqual([]);
  await vi.advanceTimersByTimeAsync(2 * 60_000);
  expect(closed).toEqual(['a1']);
});

test.each<[string, (file: WorkspaceFile) => void]>([
  ['the signing key', (whole) => Object.assign(whole, { signing: { key: 'other.key' } })],
  ['a CA', (whole) => Object.assign(whole.transport ?? {}, { ca: [] })],
  ['the command for secrets', (whole) => Object.assign(whole, { secretCommand: ['op'] })],
])('%s is a matter of every bank', async (_what, change) => {
  const { open } = window();
  const before = await open('b', file());
  expect(await open('b', file(change))).not.toBe(before);
});

test('a bank that comes, or goes, is no matter of another', async () => {
  const { open } = window();
  const before = await open('b', file());
  expect(
    await open(
      'b',
      file(({ banks }) => Object.assign(banks, { c: { discovery } })),
    ),
  ).toBe(before);
  expect(
    await open(
      'b',
      file(({ banks }) => void delete banks.a),
    ),
  ).toBe(before);
});

test('two who ask at once get one session, and one that could not be opened is opened anew', async () => {
  const { sessions, open, opened } = window();
  expect(await Promise.all([open('a', file()), open('a', file())])).toHaveLength(2);
  expect(opened).toEqual(['a1']);
  await expect(sessions.get('c', '', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  const session = {} as Session;
  expect(await sessions.get('c', '', async () => session)).toBe(session);
});

test('all are closed with the window, those that were forgotten too', async () => {
  const { sessions, open, closed } = window();
  await open('a', file());
  sessions.forget();
  await open('b', file());
  sessions.dispose();
  await vi.advanceTimersByTimeAsync(0);
  expect(closed.sort()).toEqual(['a1', 'b2']);
});
