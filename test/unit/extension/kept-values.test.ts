/** Settings and what VS Code keeps for us: whatever stands there, what comes of it has the declared shape, and a person hears of it once. */
import { beforeAll, describe, expect, it, test, vi } from 'vitest';
import { type SettingDeclaration, type SettingName, settings } from '../../../src/extension/contributions/settings.ts';
import * as mementos from '../../../src/extension/settings/mementos.ts';
import * as reading from '../../../src/extension/settings/settings.ts';
import { refusedByOwnRules } from '../../support/lint.ts';

const vscode = vi.hoisted(() => ({
  written: {} as Record<string, unknown>,
  /** What a person was told, and what the buttons ran. */
  told: [] as string[],
  ran: [] as unknown[][],
  pressed: undefined as string | undefined,
}));
vi.mock('vscode', () => ({
  workspace: { getConfiguration: () => ({ get: (name: string) => vscode.written[name] }) },
  window: {
    async showWarningMessage(message: string) {
      vscode.told.push(message);
      return vscode.pressed;
    },
  },
  commands: {
    async executeCommand(...given: unknown[]) {
      vscode.ran.push(given);
    },
  },
  l10n: {
    t: (text: string, ...places: unknown[]) => text.replace(/\{(\d)\}/g, (_all, at) => String(places[Number(at)])),
  },
}));

/** How each setting is asked for. */
const asked: Record<SettingName, () => unknown> = {
  'openBanking.sandbox.profile': reading.sandboxProfile,
  'openBanking.authorisation.timeoutMinutes': reading.minutesToAuthorise,
  'openBanking.openOnStartup': reading.opensOnStartup,
  'openBanking.requests.timeoutSeconds': reading.requestTimeout,
  'openBanking.exchanges.limit': reading.exchangeLimit,
  'openBanking.exchanges.recordBodies': reading.recordsBodies,
  'openBanking.transactions.range': reading.rangeWanted,
  'openBanking.jwt.codeLens': () => reading.showsTokenLenses({} as never),
};
const names = Object.keys(settings) as SettingName[];

const hostile: Record<string, unknown> = {
  null: null,
  'no text': '',
  'a text': 'strict; rm -rf',
  'a text of a number': '60',
  'a text of true': 'true',
  zero: 0,
  'less than nothing': -1,
  'no number': Number.NaN,
  'without an end': Number.POSITIVE_INFINITY,
  'a list': ['strict', 1, true],
  'an object': { __proto__: null, toString: 'x', valueOf: 1, length: 2 },
  'an object with members of its own': { get: 1, discovery: null, constructor: null },
  'a link': '[click](command:workbench.action.quit) $(warning)\u202e\n',
  'a very long text': 'x'.repeat(1_000_000),
};

const cases = names.flatMap((name) => Object.keys(hostile).map((what) => [name, what] as const));
function ask(name: SettingName, value: unknown): unknown {
  vscode.written = { [name]: value };
  vscode.told.length = 0;
  return asked[name]();
}

describe('a setting', () => {
  it.each(cases)('%s that holds %s counts as its default, and one message says so', (name, what) => {
    const declaration: SettingDeclaration = settings[name];
    const ordinary = ask(name, undefined);
    expect(vscode.told).toEqual([]);
    const value = hostile[what];

    expect(ask(name, value)).toEqual(ordinary);

    expect(vscode.told).toHaveLength(1);
    expect(vscode.told[0]).toContain(name);
    expect(vscode.told[0]).toContain(JSON.stringify(declaration.default));
    expect(vscode.told[0]).not.toMatch(/\]\(|\$\(|[\p{Cc}\u202e]/u);
    expect(vscode.told[0]?.length).toBeLessThan(300);
    ask(name, value);
    expect(vscode.told).toEqual([]);
  });

  it.each(names)('%s is taken as it stands where it has its shape', (name) => {
    const { default: ordinary, values }: SettingDeclaration = settings[name];
    for (const value of values ?? [ordinary]) ask(name, value);
    expect(vscode.told).toEqual([]);
  });

  it('with an exact list of words names them all', () => {
    ask('openBanking.sandbox.profile', 'lax');
    expect(vscode.told).toEqual([
      'The setting openBanking.sandbox.profile is "lax" and takes one of "permissive", "strict": it counts as "permissive".',
    ]);
  });

  it('is opened by the button of its message', async () => {
    vscode.pressed = 'Open Settings';
    ask('openBanking.exchanges.limit', -7);
    await vi.waitFor(() =>
      expect(vscode.ran).toEqual([['workbench.action.openSettings', 'openBanking.exchanges.limit']]),
    );
    vscode.pressed = undefined;
  });
});

describe('what VS Code keeps', () => {
  type AnyKept = mementos.Kept<'globalState' | 'workspaceState', unknown>;
  const all = Object.entries(mementos as unknown as Record<string, AnyKept>);
  const contextOf = (value: unknown): Parameters<AnyKept['read']>[0] => {
    const state = { get: () => value, update: async () => undefined, keys: () => [], setKeysForSync: () => undefined };
    return { globalState: state, workspaceState: state };
  };

  it.each(all.flatMap(([name]) => Object.keys(hostile).map((what) => [name, what] as const)))(
    '%s, where it holds %s, is as if it were not there, and nobody is told',
    (name, what) => {
      vscode.told.length = 0;
      const kept = Reflect.get(mementos, name) as AnyKept;
      expect(kept.read(contextOf(hostile[what]))).toBeUndefined();
      expect(vscode.told).toEqual([]);
    },
  );

  test.each<[what: string, value: unknown]>([
    ['hosts that are none', { discovery: 'https://127.0.0.1:1/', hosts: [1, null] }],
    ['no hosts', { discovery: 'https://127.0.0.1:1/' }],
    ['hosts in a text', { discovery: 'https://127.0.0.1:1/', hosts: '127.0.0.1:1' }],
    ['an address that is none', { discovery: { href: 'https://127.0.0.1:1/' }, hosts: [] }],
  ])('a sandbox with %s is not known', (_what, value) => {
    expect(mementos.sandboxKnown.read(contextOf(value))).toBeUndefined();
  });

  it('comes back as it was kept', async () => {
    const values = new Map<string, unknown>();
    const state = {
      get: (key: string) => values.get(key),
      update: async (key: string, value: unknown) => void values.set(key, JSON.parse(JSON.stringify(value))),
      keys: () => [],
      setKeysForSync: () => undefined,
    };
    const context = { globalState: state, workspaceState: state } as unknown as Parameters<AnyKept['read']>[0];
    const known = { discovery: 'https://127.0.0.1:1/.well-known/openid-configuration', hosts: ['127.0.0.1:1'] };
    await mementos.sandboxKnown.keep(context, known);
    await mementos.sandboxUsed.keep(context, true);
    await mementos.demoShown.keep(context, false);
    expect(mementos.sandboxKnown.read(context)).toEqual(known);
    expect(mementos.sandboxUsed.read(context)).toBe(true);
    expect(mementos.demoShown.read(context)).toBe(false);
    expect([...values.keys()]).toHaveLength(all.length);
  });
});

describe('the linter', () => {
  const ways: Record<string, string> = {
    settings: "vscode.workspace.getConfiguration('openBanking').get('jwt.codeLens');",
    'settings-in-brackets': "vscode.workspace['getConfiguration']('openBanking');",
    'settings-taken-apart': 'const { getConfiguration } = vscode.workspace;',
    window: "context.workspaceState.get('x');",
    user: "workbench.context.globalState.get('x');",
    'user-taken-apart': 'const { globalState: state } = context;',
    'user-assigned': 'let globalState;\n({ globalState } = context);',
  };
  let refused: ReadonlySet<string>;
  beforeAll(async () => {
    const files = Object.entries(ways).flatMap(([way, text]) => [
      [`src/extension/views/${way}.ts`, text],
      [`src/extension/settings/${way}.ts`, text],
    ]);
    files.push(['src/extension/views/sink.ts', 'vscode.window.showErrorMessage(text);']);
    refused = await refusedByOwnRules(Object.fromEntries(files));
  });

  it.each(Object.keys(ways))('refuses outside the room: %s', (way) => {
    expect(refused).toContain(`src/extension/views/${way}.ts`);
  });

  it('lets the room itself reach them all, and holds the other rules', () => {
    expect([...refused].filter((path) => path.startsWith('src/extension/settings/'))).toEqual([]);
    expect(refused).toContain('src/extension/views/sink.ts');
  });
});
