/** How a window holds the sandbox: several who ask at once, stops that meet a start or a broken connection, and what another window does. */
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import type { Holding, Taken } from '../../../src/extension/sandbox/process.ts';

vi.mock('vscode', () => ({
  EventEmitter: class {
    fire() {}
    dispose() {}
  },
  l10n: { t: (text: string) => text },
  workspace: {
    isTrusted: true,
    name: 'this window',
    getConfiguration: () => ({ get: (_: string, other: string) => other }),
  },
  Uri: { joinPath: (uri: { fsPath: string }, ...path: string[]) => ({ fsPath: [uri.fsPath, ...path].join('/') }) },
  commands: { executeCommand: async () => {} },
}));

const discovery = 'https://127.0.0.1:2/.well-known/openid-configuration';
const urls = { discovery, issuer: 'https://127.0.0.1:2', tokenEndpoint: 'https://127.0.0.1:3/token' };

/** The one bank: whether it runs, and the connections that are held. */
const bank = {
  runs: false,
  held: new Map<Taken, { holding: Holding; cut(): void }>(),
  asked: 0,
  async take(holding: Holding): Promise<Taken | undefined> {
    await undefined;
    if (!this.runs) return undefined;
    const { promise: ended, resolve: cut } = Promise.withResolvers<void>();
    const taken: Taken = { door: { port: 1, token: 'T' }, pid: 7, connection: { ended, letGo: () => leave() } };
    const leave = (): void => {
      this.held.delete(taken);
      cut();
    };
    this.held.set(taken, { holding, cut: leave });
    holding.onTold({ ready: { pid: 7, profile: 'strict', frontChannel: 'http://127.0.0.1:1', ...urls } as never });
    this.tell();
    return taken;
  },
  tell(): void {
    const holders = [...this.held.values()].map(({ holding }) => holding.holder);
    for (const { holding } of this.held.values()) holding.onTold({ holders });
  },
  /** Whoever holds it is told, or not where it is killed or its connections break. */
  end(told: 'stopped' | 'killed' | 'connections broke'): string[] {
    const holders = [...this.held.values()];
    if (told === 'stopped') for (const { holding } of holders) holding.onTold({ ending: true });
    if (told !== 'connections broke') this.runs = false;
    for (const { cut } of holders) cut();
    return holders.map(({ holding }) => holding.holder);
  },
};

vi.mock('../../../src/extension/sandbox/process.ts', () => ({
  SandboxFailure: class extends Error {},
  takeRunning: (_: unknown, holding: Holding) => bank.take(holding),
  async takeOrStart(_: unknown, __: unknown, holding: Holding) {
    const running = await bank.take(holding);
    if (running) return running;
    await new Promise((done) => setTimeout(done, 300));
    bank.runs = true;
    return bank.take(holding);
  },
  whenGone: async () => {},
}));
vi.mock('../../../src/extension/sandbox/control.ts', () => ({
  async askToStop() {
    bank.asked += 1;
    return bank.end('stopped');
  },
}));
vi.mock('node:timers/promises', () => ({
  setTimeout: (milliseconds: number) => new Promise((done) => setTimeout(done, milliseconds)),
}));

const { Sandbox } = await import('../../../src/extension/sandbox/sandbox.ts');

const { signal } = new AbortController();
const entry = { bank: { entry: { discovery } } } as never;

function aWindow(): InstanceType<typeof Sandbox> {
  const memento = () => {
    const kept = new Map<string, unknown>();
    return {
      get: (key: string) => kept.get(key),
      update: async (key: string, value: unknown) => void kept.set(key, value),
    };
  };
  const uri = { fsPath: '/nowhere' };
  const run = (_: string, work: (task: object) => Promise<unknown>) => work({ signal });
  const context = { extensionUri: uri, workspaceState: memento(), globalState: memento() };
  return new Sandbox({ context, home: uri, changed() {}, log: { warn() {} }, run } as never);
}

beforeEach(() => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  Object.assign(bank, { runs: false, held: new Map(), asked: 0 });
});

const soon = (milliseconds: number) => vi.advanceTimersByTimeAsync(milliseconds);

/** A window that holds the sandbox. */
async function holder(): Promise<InstanceType<typeof Sandbox>> {
  const sandbox = aWindow();
  const started = sandbox.start(signal);
  await soon(300);
  await started;
  return sandbox;
}

describe('a window', () => {
  it('holds the sandbox once, however many ask for it at the same moment', async () => {
    bank.runs = true;
    const sandbox = aWindow();
    await Promise.all([sandbox.take(), sandbox.take(), sandbox.start(signal)]);
    expect(bank.held.size).toBe(1);
    expect(sandbox.others).toEqual([]);
    expect(await sandbox.stop()).toEqual([]);
  });

  it('that is told to stop while the sandbox starts has it end', async () => {
    const sandbox = aWindow();
    const started = sandbox.start(signal);
    const stopped = sandbox.stop();
    await soon(300);
    await Promise.all([started, stopped]);
    expect([bank.runs, sandbox.running, sandbox.wasStopped(entry)]).toEqual([false, undefined, true]);
  });

  it('that is told to stop while its connection is broken has the sandbox end', async () => {
    const sandbox = await holder();
    bank.end('connections broke');
    await soon(10);
    await sandbox.stop();
    await soon(5000);
    expect([bank.runs, bank.asked, sandbox.running, sandbox.wasStopped(entry)]).toEqual([false, 1, undefined, true]);
  });

  it('that is told to stop when the sandbox was killed says at once that it does not run', async () => {
    const sandbox = await holder();
    bank.end('killed');
    await soon(10);
    expect(await sandbox.stop()).toEqual([]);
    expect([sandbox.running, sandbox.wasStopped(entry)]).toEqual([undefined, true]);
  });

  it('starts a sandbox that was killed a moment ago, and keeps it', async () => {
    const sandbox = await holder();
    bank.end('killed');
    await soon(10);
    const woken = sandbox.wake(entry);
    await soon(300);
    await woken;
    expect(bank.runs).toBe(true);
    await soon(5000);
    expect(sandbox.running).toBeDefined();
    expect([bank.held.size, sandbox.wasStopped(entry)]).toEqual([1, false]);
  });

  it('keeps a sandbox that is still starting when the attempts to take it up again are over', async () => {
    const sandbox = await holder();
    bank.end('killed');
    await soon(2400);
    const woken = sandbox.wake(entry);
    await soon(5000);
    await woken;
    expect([bank.held.size, sandbox.running !== undefined]).toEqual([1, true]);
  });
});

describe('a sandbox that another window stopped', () => {
  it('rests in this one', async () => {
    const sandbox = await holder();
    bank.end('stopped');
    await soon(60_000);
    expect([bank.runs, sandbox.running, sandbox.wasStopped(entry)]).toEqual([false, undefined, true]);
  });

  it('is taken again when that one starts it anew, as it does for a reset', async () => {
    const sandbox = await holder();
    bank.end('stopped');
    await soon(1500);
    bank.runs = true;
    await soon(60_000);
    expect(sandbox.running).toBeDefined();
    expect([bank.held.size, sandbox.wasStopped(entry)]).toEqual([1, false]);
  });
});
