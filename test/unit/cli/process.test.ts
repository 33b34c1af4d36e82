/** Ctrl-C, what has to be put away, and the Node that runs it all. */
import { describe, expect, it } from 'vitest';
import { openCall } from '../../../src/cli/call.ts';
import { cancelled } from '../../../src/cli/errors.ts';
import { isNewEnough, projectNode } from '../../../src/cli/node-version.ts';
import { type ErrorCode, OpenBankingError } from '../../../src/tpp/errors.ts';
import { errorIn, fakeTpp, obw } from './fake-terminal.ts';

describe('Ctrl-C', () => {
  it('ends a verb that waits for ever, and closes its session', async () => {
    const cancel = new AbortController();
    let closed = false;
    const waiting = fakeTpp({ accounts: () => new Promise(() => {}) });
    const openSession = (await import('../../../src/tpp/index.ts')).openSession;
    waiting.openSession = (options) => {
      const session = openSession(options);
      return {
        ...session,
        close: async () => {
          closed = true;
        },
      };
    };
    setTimeout(() => cancel.abort(), 20);
    const outcome = await obw('accounts --json', { tpp: waiting, signal: cancel.signal });
    expect(outcome).toMatchObject({ status: 1, stdout: '' });
    expect(errorIn(outcome)).toMatchObject({ code: 'cancelled' });
    expect(closed).toBe(true);
  });

  it('lets a verb that ends by itself clean up first', async () => {
    const cancel = new AbortController();
    let cleaned = false;
    const listening = fakeTpp({
      authoriseInBrowser: async (_session, _id, { signal }) => {
        await new Promise((resolve) => signal?.addEventListener('abort', resolve));
        cleaned = true;
        throw new OpenBankingError({ code: 'cancelled', message: 'It was cancelled.', try: 'Again.' });
      },
    });
    setTimeout(() => cancel.abort(), 20);
    const outcome = await obw('consent authorise', { tpp: listening, signal: cancel.signal });
    expect(outcome).toMatchObject({ status: 1, stdout: '', stderr: expect.stringMatching(/cancelled/) });
    expect(cleaned).toBe(true);
  });

  it('is no fault for a check to tell, although it ends the command that was asked too', async () => {
    const cancel = new AbortController();
    const tpp = fakeTpp({
      checkPrerequisites: async () => {
        cancel.abort();
        return [{ severity: 'error', code: 'command_failed', message: 'op was ended by SIGINT.', fix: 'Run it.' }];
      },
    });
    const outcome = await obw('check --json', { tpp, signal: cancel.signal });
    expect(outcome.stdout).toBe('');
    expect(errorIn(outcome)).toMatchObject(cancelled);
  });

  const told = (code: ErrorCode) => new OpenBankingError({ code, message: 'It was told.', try: 'See kept.json.' });
  it.each<[name: string, thrown: Error, expected: object]>([
    ['a request whose answer is lost', told('registration_answer_lost'), told('registration_answer_lost').problem],
    ['what could not be kept', told('disk_full'), told('disk_full').problem],
    ['a request that was cancelled', told('cancelled'), told('cancelled').problem],
    ['what Node was waiting for', new DOMException('aborted', 'AbortError'), cancelled],
    ['a command that the same Ctrl-C ended', told('command_failed'), cancelled],
  ])('is told with the error of the verb: %s', async (_name, thrown, expected) => {
    const cancel = new AbortController();
    const tpp = fakeTpp({
      accounts: async () => {
        cancel.abort();
        throw thrown;
      },
    });
    const outcome = await obw('accounts --json', { tpp, signal: cancel.signal });
    expect(outcome).toMatchObject({ status: 1, stdout: '' });
    expect(errorIn(outcome)).toEqual(expected);
  });

  it('ends a bank with status 0', async () => {
    const cancel = new AbortController();
    let stopped = false;
    const ready = { pid: 1, issuer: 'https://127.0.0.1:1' };
    const outcome = obw('bank start --dir x --transactions 3', {
      signal: cancel.signal,
      bank: async () => {
        const bank = await import('../../../src/bank/index.ts');
        return {
          ...bank,
          startBank: async (options) => {
            expect(options).toMatchObject({ dir: '/nowhere/x', transactions: 3, profile: 'permissive' });
            setTimeout(() => cancel.abort(), 20);
            const rest = {
              discovery: '',
              frontChannel: '',
              authorizationEndpoint: '',
              tokenEndpoint: '',
              registrationEndpoint: '',
            };
            const last = {
              resourceServer: '',
              environment: '',
              ca: '',
              organisationId: '',
              profile: 'permissive' as const,
            };
            return {
              ready: { ...ready, ...rest, ...last },
              asked: new Promise<never>(() => {}),
              stop: async () => {
                stopped = true;
              },
            };
          },
        };
      },
    });
    expect(await outcome).toMatchObject({ status: 0, stderr: '' });
    expect(JSON.parse((await outcome).stdout)).toMatchObject(ready);
    expect(stopped).toBe(true);
  });
});

it('what was registered for the end is put away, the last first, whatever fails', async () => {
  const order: string[] = [];
  const call = openCall({ ...terminalOfNothing() }, false);
  call.atEnd(() => {
    order.push('first');
  });
  call.atEnd(() => Promise.reject(new Error('stuck')));
  call.atEnd(() => {
    order.push('last');
  });
  await call.end();
  expect(order).toEqual(['last', 'first']);
});

describe('the Node it needs', () => {
  it.each([
    ['18.20.0', false],
    ['20.20.2', false],
    ['22.18.0', false],
    ['22.19.0', true],
    ['v22.20.1', true],
    ['24.0.0', true],
    ['100.0.0', true],
  ])('%s: %s', (version, enough) => {
    expect(isNewEnough(version)).toBe(enough);
  });

  it('is looked for upwards from each folder, the first that has one wins', () => {
    const there = ['/a/node_modules/node/bin/node', '/b/c/node_modules/.bin/node'];
    const exists = (path: string) => there.includes(path);
    expect(projectNode(['/a/dist/deep'], exists)).toBe(there[0]);
    expect(projectNode(['/x', '/b/c'], exists)).toBe(there[1]);
    expect(projectNode(['/x', '/y'], exists)).toBeUndefined();
  });
});

function terminalOfNothing(): Parameters<typeof openCall>[0] {
  const none = () => Promise.reject(new Error('none'));
  const { stdin, stdout, stderr } = process;
  return {
    stdin,
    stdout,
    stderr,
    environment: {},
    folder: '/',
    signal: new AbortController().signal,
    tpp: none,
    bank: none,
    openInBrowser: none,
  };
}
