/** A team's secrets by its own command: which are asked for, in which order, and that none is lost when the command does not take it. */
import { expect, test, vi } from 'vitest';
import type { CommandOptions, NamedCommand } from '../../../src/tpp/commands/allowed-command.ts';
import { fail, problemOf } from '../../../src/tpp/errors.ts';
import type { Finding } from '../../../src/tpp/finding.ts';
import type { Remedy } from '../../../src/tpp/remedies.ts';
import type { WorkspaceFile } from '../../../src/tpp/workspace/schema.ts';
import { commandPassphrase, commandSecretStore, secretCommandsIn } from '../../../src/tpp/workspace/secret-command.ts';
import { type SecretCommand, secretCommand } from '../../../src/tpp/workspace/secret-command-schema.ts';
import { clientSecretName, consentTokensName, type SecretName } from '../../../src/tpp/workspace/secrets.ts';
import { emptyState } from '../../../src/tpp/workspace/state.ts';

const secret = clientSecretName('sandbox', 'c1');
const tokens = consentTokensName('sandbox', 'consent-1');
const both = ['vault', '{action}', '{bank}', '{name}'];
const onlyGives = ['op', 'read', 'op://team/{bank}/{name}'];

/** A store, a vault behind a command, and what was said and run. */
function team(command: SecretCommand | undefined, { own, given }: { own?: SecretCommand; given?: string } = {}) {
  const here = new Map<string, string>();
  const vault = new Map<string, string>();
  const ran: { command: NamedCommand; options: CommandOptions }[] = [];
  const warnings: Finding[] = [];
  let isBroken: 'command_failed' | 'command_not_allowed' | undefined;
  let waiting = Promise.resolve();
  let writing = Promise.resolve();
  let time = 0;
  const file = {
    banks: { sandbox: { discovery: 'https://bank.example', secretCommand: own } },
    secretCommand: command,
  } as unknown as WorkspaceFile;
  const run = async (named: NamedCommand, options: CommandOptions = {}) => {
    ran.push({ command: named, options });
    if (isBroken) {
      const remedies: Remedy[] = isBroken === 'command_not_allowed' ? [{ do: 'allowCommand', digest: 'd1' }] : [];
      fail({ code: isBroken, message: 'The command is broken.', try: 'Mend it.', remedies });
    }
    await waiting;
    if (isBroken) fail({ code: isBroken, message: 'The command broke.', try: 'Mend it.' });
    const { OBW_SECRET_ACTION: action, OBW_SECRET_NAME: name = '' } = options.environment ?? {};
    if (action === 'store') vault.set(name, String(options.input));
    return Buffer.from(action === 'get' && vault.has(name) ? `${vault.get(name)}\n` : '');
  };
  const store = () =>
    commandSecretStore({
      workspace: { file, run },
      bank: 'sandbox',
      secrets: {
        given: async (name) => (name === secret ? given : undefined),
        get: async (name) => (name === secret ? given : undefined) ?? here.get(name),
        set: async (name, value) => {
          await writing;
          here.set(name, value);
        },
        delete: async (name) => void here.delete(name),
      },
      state: { read: async () => emptyState(), update: async (change) => change(emptyState()) },
      warn: (warning) => void warnings.push(warning),
      now: () => time,
    });
  return {
    secrets: store(),
    /** Another process. */
    anew: store,
    file,
    run,
    here,
    vault,
    ran,
    warnings,
    /** Has the command wait until the function that it gives is called. */
    waits: () => {
      const { promise, resolve } = Promise.withResolvers<void>();
      waiting = promise;
      return resolve;
    },
    /** Has the disk here take its time until the function that it gives is called. */
    writesLate: () => {
      const { promise, resolve } = Promise.withResolvers<void>();
      writing = promise;
      return resolve;
    },
    breaks: (code?: typeof isBroken) => {
      isBroken = code;
    },
    passes: (milliseconds: number) => {
      time += milliseconds;
    },
    actions: () =>
      ran.map(({ options }) => `${options.environment?.OBW_SECRET_ACTION} ${options.environment?.OBW_SECRET_NAME}`),
  };
}

test('without a secretCommand the store is what it was', async () => {
  const { secrets, here, ran } = team(undefined);
  await secrets.set(secret, 's');
  expect([here.get(secret), await secrets.get(secret), ran.length]).toEqual(['s', 's', 0]);
});

test('a secret is looked for in the environment, then by the command, then here', async () => {
  const environment = team(both, { given: 'of the environment' });
  environment.vault.set('client_secret', 'of the vault');
  expect(await environment.secrets.get(secret)).toBe('of the environment');
  expect(environment.ran).toEqual([]);
  const { secrets, vault, here, anew } = team(both);
  here.set(secret, 'of here');
  expect(await secrets.get(secret)).toBe('of here');
  vault.set('client_secret', 'of the vault');
  expect(await anew().get(secret)).toBe('of the vault');
});

test('the command is told what is wanted, in its arguments and in its environment', async () => {
  const { secrets, ran } = team(both);
  await secrets.get(secret);
  expect(ran).toEqual([
    {
      command: { member: 'secretCommand', command: both },
      options: {
        input: undefined,
        purpose: 'give the secret of the client c1',
        values: { action: 'get', kind: 'client_secret', name: 'client_secret', bank: 'sandbox', clientId: 'c1' },
        environment: {
          OBW_SECRET_ACTION: 'get',
          OBW_SECRET_KIND: 'client_secret',
          OBW_SECRET_NAME: 'client_secret',
          OBW_SECRET_BANK: 'sandbox',
          OBW_SECRET_CLIENT_ID: 'c1',
          OBW_SECRET_CONSENT_ID: '',
        },
      },
    },
  ]);
});

test('a bank’s own command stands in place of the file’s', async () => {
  const { secrets, ran, file } = team(both, { own: { get: ['own'] } });
  await secrets.get(secret);
  expect(ran[0]?.command).toEqual({ member: 'banks.sandbox.secretCommand.get', command: ['own'] });
  expect(secretCommandsIn(file).map(({ member }) => member)).toEqual([
    'secretCommand',
    'banks.sandbox.secretCommand.get',
  ]);
});

test('what a command that is not allowed keeps from being asked and cleared is told with how it is allowed', async () => {
  const { secrets, here, warnings, breaks } = team(both);
  here.set(secret, 'kept');
  breaks('command_not_allowed');
  expect(await secrets.get(secret)).toBe('kept');
  await secrets.delete(tokens);
  const remedies = [{ do: 'allowCommand', digest: 'd1' }];
  expect(warnings).toMatchObject([
    { code: 'command_not_allowed', message: expect.stringContaining('What is kept here was used.'), remedies },
    { code: 'command_not_allowed', message: expect.stringContaining('may still be stored'), remedies },
  ]);
});

test('a client’s secret that the command has already is not stored again', async () => {
  const { secrets, vault, actions, here } = team(both);
  vault.set('client_secret', 's3cret');
  await secrets.set(secret, 's3cret');
  expect(actions()).toEqual(['get client_secret']);
  expect(here.size).toBe(0);
  await secrets.set(secret, 'another');
  expect(actions().slice(1)).toContain('store client_secret');
});

test('what was given is not asked for again at once, unless it has to be what it is now', async () => {
  const { secrets, vault, actions, passes } = team(both);
  vault.set('tokens.consent-1', 'first');
  await Promise.resolve(secrets.get(tokens));
  await secrets.get(tokens);
  expect(actions()).toEqual(['get tokens.consent-1']);
  vault.set('tokens.consent-1', 'second');
  expect(await secrets.get(tokens, true)).toBe('second');
  vault.set('tokens.consent-1', 'third');
  passes(60_000);
  expect(await secrets.get(tokens)).toBe('third');
});

test('rotated tokens go back to the command and leave nothing here', async () => {
  const { secrets, vault, here, warnings, anew } = team(both);
  here.set(tokens, 'of before');
  await secrets.set(tokens, 'rotated');
  expect([vault.get('tokens.consent-1'), here.size, warnings]).toEqual(['rotated', 0, []]);
  expect(await anew().get(tokens)).toBe('rotated');
});

test.each([
  ['the tokens of a consent', tokens, /consent-1 .* and are kept here/, 'They are used from here, and'],
  ['the secret of a client', secret, /c1 .* and is kept here/, 'It is used from here, and'],
])(
  'it is told of %s in the right number, and how a command is allowed that was not',
  async (_what, name, said, fix) => {
    const { secrets, warnings, breaks } = team(both);
    breaks('command_failed');
    await secrets.set(name, 'new');
    breaks('command_not_allowed');
    await secrets.set(name, 'newer');
    const told = { message: expect.stringMatching(said), fix: expect.stringContaining(fix) };
    expect(warnings).toMatchObject([
      { ...told, remedies: [] },
      { ...told, remedies: [{ do: 'allowCommand', digest: 'd1' }] },
    ]);
  },
);

test.each(['command_failed', 'command_not_allowed'] as const)(
  'what the command does not take (%s) is kept here, told, used from here, and handed over once it takes it',
  async (code) => {
    const { vault, here, warnings, breaks, anew } = team(both);
    await anew().set(tokens, 'first');
    breaks(code);
    await anew().set(tokens, 'rotated');
    expect(warnings).toMatchObject([
      { severity: 'warning', code: 'secret_not_stored', message: expect.stringContaining('consent-1') },
    ]);
    expect(JSON.stringify(warnings)).not.toContain('rotated');
    expect(await anew().get(tokens)).toBe('rotated');
    expect(vault.get('tokens.consent-1')).toBe('first');
    breaks();
    expect(await anew().get(tokens)).toBe('rotated');
    expect([vault.get('tokens.consent-1'), here.size]).toEqual(['rotated', 0]);
  },
);

test.each([
  ['the tokens of a consent', tokens],
  ['the secret of a client', secret],
])('%s stand here for as long as the command takes over them, as we may be ended meanwhile', async (_what, name) => {
  vi.useFakeTimers();
  try {
    for (const failing of [false, true]) {
      const { secrets, here, waits, breaks, anew, vault } = team(both);
      const goOn = waits();
      const set = secrets.set(name, 'rotated');
      await vi.advanceTimersByTimeAsync(500);
      expect([...here.values()]).toEqual(['rotated']);
      expect(await secrets.get(name)).toBe('rotated');
      if (failing) breaks('command_failed');
      goOn();
      await set;
      expect([...here.values()]).toEqual(failing ? ['rotated'] : []);
      breaks();
      expect(await anew().get(name)).toBe('rotated');
      expect([[...vault.values()], here.size]).toEqual([['rotated'], 0]);
    }
  } finally {
    vi.useRealTimers();
  }
});

test('nothing stands here of what the command took at once, nor of what it took later, however slow the disk is', async () => {
  vi.useFakeTimers();
  try {
    const quick = team(both);
    await quick.secrets.set(tokens, 'rotated');
    await vi.advanceTimersByTimeAsync(500);
    expect([quick.vault.size, quick.here.size]).toEqual([1, 0]);

    const later = team(both);
    later.breaks('command_failed');
    await later.secrets.set(tokens, 'rotated');
    later.breaks();
    await later.secrets.get(tokens);
    await vi.advanceTimersByTimeAsync(500);
    expect([later.vault.size, later.here.size]).toEqual([1, 0]);

    const slow = team(both);
    const [goOn, isWritten] = [slow.waits(), slow.writesLate()];
    const set = slow.secrets.set(tokens, 'rotated');
    await vi.advanceTimersByTimeAsync(500);
    goOn();
    await vi.advanceTimersByTimeAsync(500);
    isWritten();
    await set;
    expect([slow.vault.size, slow.here.size]).toEqual([1, 0]);
  } finally {
    vi.useRealTimers();
  }
});

test('what the command took a while to refuse is offered to it again by the next who asks', async () => {
  vi.useFakeTimers();
  try {
    const { secrets, vault, here, waits, breaks } = team(both);
    const goOn = waits();
    const set = secrets.set(tokens, 'rotated');
    await vi.advanceTimersByTimeAsync(500);
    breaks('command_failed');
    goOn();
    await set;
    breaks();
    expect(await secrets.get(tokens)).toBe('rotated');
    expect([[...vault.values()], here.size]).toEqual([['rotated'], 0]);
  } finally {
    vi.useRealTimers();
  }
});

test('what an earlier secret left here is gone once the command has a newer one, be it by its own way', async () => {
  const { secrets, here, vault, breaks, anew } = team(both);
  breaks('command_failed');
  await secrets.set(secret, 'older');
  breaks();
  vault.set('client_secret', 'newer');
  await anew().set(secret, 'newer');
  expect([here.size, await anew().get(secret)]).toEqual([0, 'newer']);
});

test('a command that only gives is not asked for tokens, and a client secret that it lacks is used from here until it has it', async () => {
  const { vault, here, warnings, ran, anew } = team(onlyGives);
  await anew().set(tokens, 't');
  expect([await anew().get(tokens), ran.length]).toEqual(['t', 0]);
  vault.set('client_secret', 'of another client');
  await anew().set(secret, 'new');
  expect(warnings).toMatchObject([{ code: 'secret_not_stored' }]);
  expect(await anew().get(secret)).toBe('new');
  vault.set('client_secret', 'new');
  await anew().get(secret);
  expect([...here.keys()]).toEqual([tokens]);
  expect(await anew().get(secret)).toBe('new');
});

test('a secret that a command which only gives has already is neither kept here nor told of, as each reading of a registration brings it', async () => {
  const { vault, here, warnings, anew } = team(onlyGives);
  vault.set('client_secret', 's');
  await anew().set(secret, 's');
  expect([[...here], warnings]).toEqual([[], []]);
  expect(await anew().get(secret)).toBe('s');
});

test('a command that fails is an error, and only a warning where the secret is here too', async () => {
  const { here, warnings, breaks, anew } = team(both);
  breaks('command_not_allowed');
  expect(await anew().get(secret).catch(problemOf)).toMatchObject({ code: 'command_not_allowed' });
  here.set(secret, 's');
  expect(await anew().get(secret)).toBe('s');
  expect(warnings).toMatchObject([{ code: 'command_not_allowed' }]);
});

test('tokens that ended are ended there as well, and a client’s secret stays the team’s', async () => {
  const { secrets, vault, actions } = team(both);
  await secrets.set(tokens, 't');
  vault.set('client_secret', 's');
  await secrets.delete(tokens);
  await secrets.delete(secret);
  expect([vault.get('tokens.consent-1'), vault.get('client_secret')]).toEqual(['', 's']);
  expect(await secrets.get(tokens, true)).toBeUndefined();
  expect(actions()).not.toContain('store client_secret');
});

test('other secrets stay here, and what a view knows runs no command', async () => {
  const { secrets, here, ran } = team(both);
  const name: SecretName = 'client_credentials/sandbox/c1/accounts';
  await secrets.set(name, 'a');
  expect([here.get(name), await secrets.get(name), await secrets.known?.(tokens), ran.length]).toEqual([
    'a',
    'a',
    undefined,
    0,
  ]);
  await secrets.set(tokens, 't');
  expect([await secrets.known?.(tokens), ran.length]).toEqual(['t', 1]);
});

test('the passphrase of a key comes by the file’s own command', async () => {
  const { file, run, vault } = team(both);
  vault.set('signing_passphrase', 'open sesame');
  expect(await commandPassphrase({ file, run }, 'signing')).toBe('open sesame');
  expect(await commandPassphrase({ file, run }, 'transport')).toBeUndefined();
  expect(await commandPassphrase({ ...team(undefined) }, 'signing')).toBeUndefined();
});

test.each([
  ['a text', 'op read x'],
  ['no program', []],
  ['an empty program', ['', 'x']],
  ['a NUL', ['x', 'a\0b']],
  ['nothing that gives', { store: ['x'] }],
  ['another member', { get: ['x'], put: ['x'] }],
])('%s is no secretCommand', (_what, value) => {
  expect(secretCommand.safeParse(value).success).toBe(false);
});

test.each([
  // biome-ignore lint/suspicious/noTemplateCurlyInString: as a shell writes it
  ['a variable of a shell', ['sh', '-c', 'echo ${HOME}']],
  ['braces with more than a name', ['x', '{ bank }', '{}', '{0}', '{{.name}}', '{{name}}']],
  ['every placeholder', ['x', '{action}{kind}{name}{bank}{clientId}{consentId}']],
  ['the program itself', ['{odd}/x']],
  [
    'what a program of its own means by it',
    ['sh', '-c', "pass show x | awk '{print}'", '%{kin}', '@{nmae}', '$' + '{bnk}'],
  ],
])('%s is no unknown placeholder', (_what, value) => {
  expect(secretCommand.safeParse(value).error?.issues).toBeUndefined();
});

test.each([
  ['several lines', 'password: s3cret\nuser: me'],
  ['colours of a terminal', '\u001b[32ms3cret\u001b[0m'],
])('%s are no secret, and are not sent on', async (_what, printed) => {
  const { secrets, vault } = team(both);
  vault.set('client_secret', printed);
  const problem = await secrets.get(secret).then(
    () => undefined,
    (thrown) => problemOf(thrown),
  );
  expect(problem).toMatchObject({ code: 'command_failed', message: expect.stringMatching(/several lines/) });
  expect(JSON.stringify(problem)).not.toContain('s3cret');
});
