/** In every state of bank, entry, client, consent and token, what each verb of obw and each command of the editor comes to, and that what is advised, or the buttons, lead out of a corner. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type CommandName, commands } from '../../src/extension/contributions/commands.ts';
import { commandFor, maxButtons } from '../../src/extension/words/editor-words.ts';
import type { Remedy } from '../../src/tpp/remedies.ts';
import type { Outcome } from '../unit/cli/fake-terminal.ts';
import { impossibleStates, nameOf, possibleStates, type State } from './support/possible-states.ts';
import { makeWorld, rewriteFile, type Said, type World } from './support/states.ts';

/** Actions that a person takes until what stood in the way stands there no more. */
const limit = 3;

/** Verbs that have to do with a client, and those that have to do with a consent as well. */
const aboutClients = [
  'register',
  'client show',
  'client update --scope accounts',
  'client share',
  'client adopt CLIENT',
  'client delete',
  'environment download',
  'token client-credentials',
  'consent create',
  'export postman --out postman',
];
const aboutConsents = [
  'consent show',
  'consent url',
  'consent authorise --headless --user rora',
  'consent revoke',
  'token refresh',
  'accounts',
  'balances',
  'transactions ACCOUNT',
  'party',
];
/** The same work by a command of the editor, which shows the library's problem with a button for each way on. */
const commandOf: Readonly<Record<string, CommandName>> = {
  register: 'registerClient',
  'client show': 'readClientRegistration',
  'client update --scope accounts': 'updateClientRegistration',
  'client share': 'shareClient',
  'client adopt CLIENT': 'adoptClient',
  'client delete': 'deleteClient',
  'environment download': 'downloadEnvironmentFile',
  'token client-credentials': 'getClientCredentialsToken',
  'consent create': 'createAccountAccessConsent',
  'export postman --out postman': 'exportToPostman',
  'consent show': 'refreshConsentStatus',
  'consent url': 'copyAuthorisationUrl',
  'consent authorise --headless --user rora': 'authoriseConsent',
  'consent revoke': 'revokeConsent',
  'token refresh': 'refreshAccessToken',
  accounts: 'showAccounts',
  balances: 'showBalances',
  'transactions ACCOUNT': 'showTransactions',
};
let world: World;
beforeAll(async () => {
  world = await makeWorld();
}, 120_000);
afterAll(() => world.end());

const wordsOf = (verb: string): string[] =>
  verb.replace('CLIENT', world.clientId).replace('ACCOUNT', world.accountId).split(' ');

/** What the editor's commands come to before they ask the library, which has no client or no consent to be asked about (`pick.ts`). */
function unpicked(verb: string, { client, consent }: State): Said | undefined {
  const said = (code: string, ...remedies: Remedy[]): Said => ({ status: 1, json: { error: { code, remedies } } });
  if (['register', 'client adopt CLIENT', 'export postman --out postman'].includes(verb)) return undefined;
  if (client === 'none') return said('client_not_found', { do: 'register' }, { do: 'adoptClient' });
  const needsConsent = aboutConsents.includes(verb) && consent === 'none';
  return needsConsent ? said('consent_not_found', { do: 'createConsent' }) : undefined;
}

const codeOf = ({ status, json }: Said): string => (status === 0 ? 'done' : (json?.error?.code ?? `status ${status}`));
const remediesOf = ({ json }: Said): Remedy[] => json?.error?.remedies ?? [];

/** The verbs of a sentence of advice, in order, as far as a person without the lost secret can type them. */
const typedOf = (verbs: string): string[][] =>
  verbs
    .split('; ')
    .filter((verb) => verb.startsWith('obw '))
    .map((verb) => verb.replace('FOLDER', world.bank.dir).split(' ').slice(1))
    .filter((words) => !words.some((word) => ['--secret-stdin', 'ID', 'URL', '--reveal'].includes(word)))
    .map((words) => (words[1] === 'authorise' ? [...words, '--headless', '--user', 'rora'] : words));

const advisedBy = ({ json }: Said): string[][] =>
  typedOf(/\bCommands?: (.*)$/m.exec(json?.error?.try ?? '')?.[1] ?? '');
/** What a person reads who did something: what is next, or why it failed. */
const advisedAfter = ({ stdout, stderr }: Outcome): string[][] =>
  typedOf((/\bCommands?: (.*)$/m.exec(stderr) ?? /^Next[^:]*: (.*)$/m.exec(stdout))?.[1] ?? '');

const buttonsOf = (said: Said): CommandName[] =>
  [...new Set(remediesOf(said).flatMap((remedy) => commandFor(remedy) ?? []))].slice(0, maxButtons);

/** What a person does by a button who has not the lost secret, in verbs of obw; nothing where it shows something only. */
function byButton(button: CommandName, { client }: State): string[][] {
  switch (button) {
    case 'registerClient':
      // It says that there is a client, and offers Register Anew, which has the sandbox remove that one.
      return client === 'none'
        ? [['register']]
        : [
            ['bank', 'remove-client', world.clientId, '--dir', world.bank.dir],
            ['register', '--force'],
          ];
    // It changes nothing; where it fails its message leads on.
    case 'readClientRegistration':
      return [['client', 'show']];
    case 'removeClientHere':
      return [['client', 'delete', '--here-only']];
    case 'createAccountAccessConsent':
      return [['consent', 'create']];
    case 'authoriseConsent':
      return [['consent', 'authorise', '--headless', '--user', 'rora']];
    default:
      return [];
  }
}

/** Verbs after which the thing is settled in another way: a client that is not there has been deleted; one that is there is registered. */
const settled: Readonly<Record<string, readonly string[]>> = {
  register: ['client_exists'],
  'client delete': ['client_not_found'],
  'client adopt CLIENT': ['client_exists'],
};

const isSettled = (verb: string, said: Said): boolean =>
  said.status === 0 || (settled[verb]?.includes(codeOf(said)) ?? false);

/** What mends one thing: the client, the consent, the customer's authorisation. Then there are as many actions for the next one. */
const mends = ['register', 'register --force', 'consent create', 'consent authorise'];

/** Follows what is advised, the first of it that is untried, until the verb is done. @returns each action and what came of it */
async function walk(state: State, verb: string): Promise<string[]> {
  // Of a client that the bank does not have nothing is left to take over: whoever wanted that wants one that works.
  const goal = verb === 'client adopt CLIENT' ? 'register' : verb;
  const folder = await world.enter(state);
  let said = await world.run(folder, wordsOf(verb));
  const trail = [codeOf(said)];
  let advised = advisedBy(said);
  let taken = 0;
  let mended = 0;
  let tried = new Set<string>();
  while (!isSettled(goal, said)) {
    const told = (why: string): Error => new Error(`${nameOf(state)}, ${verb}: ${why}. ${trail.join(' → ')}`);
    const action = advised.find((words) => !tried.has(words.join(' ')));
    if (action === undefined) throw told('nothing leads on');
    if (taken === limit) throw told(`${limit} actions are not enough`);
    const done = await world.read(folder, action);
    const short = action.slice(0, 2).join(' ');
    taken += 1;
    if (done.status === 0 && mends.includes(short)) {
      [taken, mended] = [0, mended + 1];
      if (mended > 4) throw told('it goes round');
    }
    tried =
      done.status === 0 && short !== 'consent url' && short !== 'client show' ? new Set() : tried.add(action.join(' '));
    said = await world.run(folder, wordsOf(goal));
    trail.push(`[${short}: ${done.status}]`, codeOf(said));
    // What the action itself says comes first: it knows better why it failed, or what is next.
    advised = [...advisedAfter(done), ...advisedBy(said)];
  }
  return trail;
}

/** What the message of a command that went well leads on to. */
const nextButton: { [Button in CommandName]?: CommandName } = {
  registerClient: 'createAccountAccessConsent',
  createAccountAccessConsent: 'authoriseConsent',
};

/** The same by buttons alone: those of the message of the button pressed last, then those of the command that was wanted. */
async function walkByButtons(state: State, verb: string): Promise<string[]> {
  const goal = verb === 'client adopt CLIENT' ? 'register' : verb;
  const folder = await world.enter(state);
  let said = unpicked(verb, state) ?? (await world.run(folder, wordsOf(verb)));
  const trail = [codeOf(said)];
  let shown = buttonsOf(said);
  let [taken, mended] = [0, 0];
  let pressed = new Set<CommandName>();
  while (!isSettled(goal, said)) {
    const told = (why: string): Error =>
      new Error(`${nameOf(state)}, ${commandOf[verb]}: ${why}. ${trail.join(' → ')}`);
    const button = shown.find((each) => !pressed.has(each) && byButton(each, state).length > 0);
    if (button === undefined) throw told('no button leads on');
    if (taken === limit) throw told(`${limit} buttons are not enough`);
    taken += 1;
    let done: Said = { status: 1, json: undefined };
    for (const words of byButton(button, state)) done = await world.run(folder, words);
    const isDone = done.status === 0;
    const isMended = isDone && button !== 'readClientRegistration';
    if (isMended) {
      [taken, mended] = [0, mended + 1];
      if (mended > 4) throw told('it goes round');
    }
    pressed = isMended ? new Set() : pressed.add(button);
    said = await world.run(folder, wordsOf(goal));
    trail.push(`[${commands[button].title}: ${codeOf(done)}]`, codeOf(said));
    shown = [
      ...(isDone ? [nextButton[button]].filter((each) => each !== undefined) : buttonsOf(done)),
      ...buttonsOf(said),
    ];
  }
  return trail;
}

/** States that a verb can tell apart. */
const statesFor = (verb: string): readonly State[] =>
  aboutClients.includes(verb)
    ? possibleStates.filter(
        ({ consent, token }) => consent === 'none' || (consent === 'authorised' && token === 'good'),
      )
    : possibleStates;

it('names the states that cannot be', () => {
  expect(possibleStates).toHaveLength(49);
  expect(impossibleStates()).toEqual({ 'a consent is made by a client': 24, 'a token comes of an authorisation': 39 });
});

it('comes to what the table says, each failure has an action, and three actions mend each thing that is amiss', async () => {
  const rows = new Map<string, string[]>();
  const editorRows = new Map<string, string[]>();
  const walked = new Set<string>();
  const faults: string[] = [];
  for (const verb of [...aboutClients, ...aboutConsents]) {
    for (const state of statesFor(verb)) {
      const said = await world.run(await world.enter(state), wordsOf(verb));
      const actions = remediesOf(said).map((remedy) => remedy.do);
      const action = said.status === 0 ? '' : ` → ${actions[0] ?? 'nothing'}`;
      const row = `${verb} | client ${state.client} | ${codeOf(said)}${action}`;
      rows.set(row, [...(rows.get(row) ?? []), `${state.consent}/${state.token}`]);
      const command = commandOf[verb];
      // Register Client… has a message of its own where there is a client; `lost-secret` has its buttons.
      const inEditor = unpicked(verb, state) ?? said;
      if (command !== undefined && inEditor.status !== 0 && codeOf(said) !== 'client_exists') {
        const titles = buttonsOf(inEditor).map((button) => commands[button].title);
        const shown = `${commands[command].title} | client ${state.client} | ${codeOf(inEditor)} → ${titles.join(', ') || 'nothing'}`;
        editorRows.set(shown, [...(editorRows.get(shown) ?? []), `${state.consent}/${state.token}`]);
      }
      // Another verb that failed in the same way, in such a state, has the same way out.
      const key = [state.client, state.consent, codeOf(said), ...actions].join();
      if (isSettled(verb, said) || walked.has(key)) continue;
      walked.add(key);
      await walk(state, verb).catch((thrown: unknown) => faults.push(String(thrown)));
      if (command === undefined) continue;
      await walkByButtons(state, verb).catch((thrown: unknown) => faults.push(String(thrown)));
    }
  }
  expect(faults).toEqual([]);
  expect(walked.size).toBeGreaterThan(30);
  const tableOf = (of: typeof rows): string =>
    [...of].map(([row, states]) => `${row} | ${states.join(', ')}\n`).join('');
  await expect(tableOf(rows)).toMatchFileSnapshot('states.txt');
  await expect(tableOf(editorRows)).toMatchFileSnapshot('states-editor.txt');
}, 600_000);

const good: State = { client: 'live', consent: 'authorised', token: 'good' };
const everyVerb = [...aboutClients, ...aboutConsents];
/** What is amiss with the entry: the file's new text, further words of the verb, and what each verb then comes to. */
const entries: [string, (text: string) => string, string[], string, Remedy['do']][] = [
  ['is not valid JSON', (text) => text.slice(0, text.lastIndexOf('}')), [], 'workspace_invalid', 'openFile'],
  ['does not have the bank', (text) => text, ['--bank', 'nobody'], 'bank_unknown', 'chooseBank'],
];

it.each(entries)('each verb leads on where openbanking.json %s', async (_what, change, more, code, remedy) => {
  const folder = await world.enter(good);
  await rewriteFile(folder, change);
  const came = await Promise.all(
    everyVerb.map(async (verb) => {
      const said = await world.run(folder, [...wordsOf(verb), ...more]);
      return `${verb}: ${codeOf(said)} → ${remediesOf(said)[0]?.do}`;
    }),
  );
  expect(came).toEqual(everyVerb.map((verb) => `${verb}: ${code} → ${remedy}`));
});

it('each verb that sends something leads to what is amiss where the entry is of production and the software statement of a sandbox', async () => {
  const came: string[] = [];
  for (const verb of everyVerb) {
    const folder = await world.enter(good);
    await rewriteFile(folder, (text) => text.replace('"version":', '"environment": "production", "version":'));
    const said = await world.run(folder, wordsOf(verb));
    if (codeOf(said) !== 'environment_mismatch') came.push(`${verb}: ${codeOf(said)}`);
    else if (!remediesOf(said).some((remedy) => remedy.do === 'checkPrerequisites')) came.push(`${verb}: no way on`);
  }
  // These two send nothing.
  expect(came).toEqual(['register: client_exists', 'client share: done']);
});

it('each verb that asks a bank leads to its start where nobody listens at its port', async () => {
  const folder = await world.enter(good);
  await rewriteFile(folder, (text) => text.replace(/(?<="discovery": "https:\/\/127\.0\.0\.1:)\d+/, '1'));
  const came: string[] = [];
  for (const verb of everyVerb) {
    const said = await world.run(folder, wordsOf(verb));
    came.push(`${verb}: ${codeOf(said)} → ${remediesOf(said)[0]?.do}`);
  }
  // These two ask no bank where there is a client.
  expect(came.filter((row) => !row.endsWith(': bank_unreachable → startSandbox'))).toEqual([
    'register: client_exists → showClient',
    'client share: done → undefined',
  ]);
});
