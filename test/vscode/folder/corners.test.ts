/**
 * Each line of `test/bank/states-editor.txt`, which the library's problems and the editor's words made, held against what the command itself
 * says in a window whose sandbox and folder are in that state: its message, and its buttons, which then lead out.
 */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { after, before, describe, it } from 'mocha';
import { commands as vscode } from 'vscode';
import { type CommandName, commands } from '../../../src/extension/contributions/commands.ts';
import { nameOf, possibleStates, type State } from '../../bank/support/possible-states.ts';
import { answering, type Shown } from '../support/dialogs.ts';
import { eventually } from '../support/eventually.ts';
import { extension } from '../support/extension.ts';
import { logLines } from '../support/links.ts';
import { openStates, type States } from '../support/states.ts';
import { folder } from '../support/workspace.ts';

interface Line {
  title: string;
  client: string;
  outcome: string;
  states: string[];
}

const table = readFileSync(join(extension().extensionPath, 'test', 'bank', 'states-editor.txt'), 'utf8');
const lines = table
  .split('\n')
  .filter((line) => line !== '')
  .map((line): Line => {
    const [title = '', client = '', outcome = '', which = ''] = line.split(' | ');
    return { title, client: client.replace('client ', ''), outcome, states: which.split(', ') };
  });

const stateOf = ({ client }: Line, which = ''): State => {
  const [consent, token] = which.split('/');
  const found = possibleStates.find(
    (state) => state.client === client && state.consent === consent && state.token === token,
  );
  assert(found, `There is no state ${client}, ${which}.`);
  return found;
};

function commandNamed(title: string): CommandName {
  const found = (Object.keys(commands) as CommandName[]).find((name) => commands[name].title === title);
  assert(found, `No command is called ${title}.`);
  return found;
}

/** What stands for the answers of a person who takes what is there. */
const choicesOf = (command: CommandName, { clientId, accountId }: States): unknown => {
  switch (command) {
    case 'updateClientRegistration':
      return { scope: 'openid accounts' };
    case 'adoptClient':
      return { clientId };
    case 'deleteClient':
    case 'revokeConsent':
      return { confirmed: true };
    case 'createAccountAccessConsent':
    case 'showTransactions':
      return {};
    case 'showAccounts':
      return { accounts: [accountId] };
    case 'authoriseConsent':
      return { as: 'rora' };
    case 'getClientCredentialsToken':
      return 'accounts';
    case 'downloadEnvironmentFile':
      return join(folder(), 'environment.json');
    default:
      return undefined;
  }
};

interface Said {
  result: unknown;
  shown: Shown | undefined;
  code: string;
}

/** What the editor says itself, before it asks the library. */
const own: readonly [RegExp, string][] = [
  [/^No client is registered with/, 'client_not_found'],
  [/^There is no account access consent/, 'consent_not_found'],
];

/** Takes the newest consent, its first account, a customer without a browser. */
const firstRow = ({ choices }: Shown): string | undefined => choices[0];

const isDone = (result: unknown): boolean =>
  result !== undefined && !(typeof result === 'object' && result !== null && 'problem' in result);

async function say(command: CommandName, states: States): Promise<Said> {
  const from = logLines().length;
  const messages = ({ detail, choices }: Shown): string | undefined => (detail === undefined ? undefined : choices[0]);
  const { result, shown } = await answering({ messages, picks: firstRow }, async (seen) => {
    const given = await vscode.executeCommand(`openBanking.${command}`, undefined, choicesOf(command, states));
    if (!isDone(given)) await eventually(() => assert(seen.length > 0, `${command} said nothing`), 10_000);
    return given;
  });
  const first = shown.find(({ detail, kind }) => detail === undefined && kind !== 'pick');
  // The views look at the same bank meanwhile, and what they meet stands in the log as well.
  const words = first?.text.slice(0, 40) ?? '';
  const logged = logLines()
    .slice(from)
    .map((line) => /^error ([a-z_0-9]+): (.*)/s.exec(line))
    .find((found) => found?.[2]?.startsWith(words))?.[1];
  const code = isDone(result) ? 'done' : (logged ?? own.find(([words]) => words.test(first?.text ?? ''))?.[1]);
  return { result, shown: first, code: code ?? `“${first?.text}”` };
}

const outcomeOf = ({ code, shown }: Said): string =>
  code === 'done' ? 'done' : `${code} → ${shown?.choices.join(', ') || 'nothing'}`;

/** What nobody presses who has not the lost secret, or where the bank does not have the client any more. */
const needsSecret = 'Adopt Client…';
/** The one way on of the message to whoever registers where there is a client. */
const anew = 'Register Anew';
/** What may be done without a message. */
const quiet = ['Remove Client Here Only…', 'Read Client Registration', 'Preview Authorisation Request'];
const limit = 3;
/** What is said when one thing is mended; then there are as many buttons for the next. */
const mended = /^Registered with|^The consent \S+ waits|^The customer authorised/;
/** What a command is wanted for, where another does it once a client is there. */
const goals: { [Command in CommandName]?: CommandName } = { adoptClient: 'readClientRegistration' };

/** Presses the first button, then the first of what that says, and so on until the command does what it is for. */
class Walk {
  readonly trail: string[] = [];
  readonly #goal: CommandName;
  readonly #states: States;
  #asked: CommandName;
  #tried = new Set([needsSecret]);
  #taken = 0;
  #mended = 0;
  #saidAt = 0;
  #timeout = 20_000;
  #isOver = false;

  constructor(command: CommandName, states: States) {
    this.#asked = command;
    this.#goal = goals[command] ?? command;
    this.#states = states;
  }

  async run(): Promise<void> {
    while (!this.#isOver) {
      const before = this.#taken + this.#mended;
      const messages = (shown: Shown): Promise<string | undefined> => this.#choose(shown);
      await answering({ messages, picks: firstRow }, async () => {
        this.#saidAt = performance.now();
        void vscode.executeCommand(`openBanking.${this.#asked}`, undefined, choicesOf(this.#asked, this.#states));
        while (!this.#isOver && performance.now() - this.#saidAt < this.#timeout) {
          // Enter takes what a question of several has chosen already.
          await vscode.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
          await sleep(50);
        }
      });
      if (this.#isOver) return;
      await this.#look();
      this.#asked = this.#goal;
      if (!this.#isOver && before === this.#taken + this.#mended) throw this.#told('nothing leads on');
    }
  }

  async #choose({ text, choices, detail }: Shown): Promise<string | undefined> {
    this.#saidAt = performance.now();
    if (this.#isOver) return undefined;
    if (detail !== undefined) return choices[0];
    this.trail.push(text.slice(0, 60));
    if (choices.includes(anew)) return anew;
    if (mended.test(text)) {
      this.#tried = new Set([needsSecret]);
      [this.#taken, this.#mended] = [0, this.#mended + 1];
    }
    if (this.trail.length > 1) await this.#look();
    const button = this.#isOver ? undefined : choices.find((each) => !this.#tried.has(each));
    this.#saidAt = performance.now();
    if (button === undefined) return undefined;
    this.#taken += 1;
    if (this.#taken > limit || this.#mended > limit + 1) throw this.#told('it goes round');
    this.#tried.add(button);
    this.#timeout = quiet.includes(button) ? 3000 : 20_000;
    this.trail.push(`[${button}]`);
    return button;
  }

  /** Whether the command does it now. */
  async #look(): Promise<void> {
    const { code } = await say(this.#goal, this.#states);
    this.#isOver ||= code === 'done' || (this.#goal === 'deleteClient' && code === 'client_not_found');
  }

  #told(why: string): Error {
    this.#isOver = true;
    return new Error(`${why}: ${this.trail.join(' → ')}`);
  }
}

describe('A command in a corner', function () {
  this.timeout(300_000);
  let states: States;
  before(async function () {
    this.timeout(60_000);
    states = await openStates();
  });
  after(() => states.end());

  it(`says what the table has for it, in the first state of each of ${lines.length} lines`, async () => {
    const faults: string[] = [];
    for (const line of lines) {
      const state = stateOf(line, line.states[0]);
      await states.enter(possibleStates.indexOf(state));
      const said = await say(commandNamed(line.title), states);
      if (outcomeOf(said) !== line.outcome)
        faults.push(`${line.title}, ${nameOf(state)}: ${outcomeOf(said)}, not ${line.outcome}`);
    }
    assert.deepEqual(faults, []);
  });

  // Another command that fails alike, in a state alike, has the same way out.
  const ways = new Map(lines.map((line) => [[line.client, line.outcome].join(), line] as const));

  it(`is led out by its buttons alone, at most ${limit} for each thing that is amiss: ${ways.size} ways`, async () => {
    const faults: string[] = [];
    for (const line of ways.values()) {
      const state = stateOf(line, line.states[0]);
      await states.enter(possibleStates.indexOf(state));
      const walk = new Walk(commandNamed(line.title), states);
      await walk.run().catch((thrown: unknown) => faults.push(`${line.title}, ${nameOf(state)}: ${String(thrown)}`));
    }
    assert.deepEqual(faults, []);
  });

  const good = possibleStates.findIndex(
    ({ client, consent, token }) => client === 'live' && consent === 'authorised' && token === 'good',
  );
  const every = [...new Set(lines.map(({ title }) => commandNamed(title)))];
  const sends = every.filter((command) => command !== 'shareClient');
  const entries: [string, (text: string) => string, CommandName[], RegExp][] = [
    ['is not valid JSON', (text) => text.slice(0, text.lastIndexOf('}')), every, /^workspace_invalid → Open File$/],
    [
      'is of production, which the software statement is not',
      (text) => text.replace('"version":', '"environment": "production", "version":'),
      sends,
      /^environment_mismatch → .*Check Prerequisites$/,
    ],
    [
      'names a port where nobody listens',
      (text) => text.replace(/(?<="discovery": "https:\/\/127\.0\.0\.1:)\d+/, '1'),
      sends,
      /^bank_unreachable → .*Check URLs/,
    ],
  ];
  for (const [what, change, which, outcome] of entries) {
    it(`leads on where the bank’s entry ${what}: ${which.length} commands`, async () => {
      const faults: string[] = [];
      for (const command of which) {
        await states.enter(good);
        const file = join(folder(), 'openbanking.json');
        writeFileSync(file, change(readFileSync(file, 'utf8')));
        const came = outcomeOf(await say(command, states));
        if (!outcome.test(came)) faults.push(`${command}: ${came}`);
      }
      assert.deepEqual(faults, []);
    });
  }

  it('starts the sandbox that was stopped, whether it is about a client, a consent or an account', async () => {
    for (const command of ['readClientRegistration', 'refreshConsentStatus', 'showBalances'] as const) {
      await states.enter(good);
      await vscode.executeCommand('openBanking.stopSandbox');
      assert.equal(outcomeOf(await say(command, states)), 'done', command);
    }
  });
});
