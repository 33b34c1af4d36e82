/** What every command and view of a window shares: the log, the library when it is needed, the workspaces and sessions, one way to fail. */
import * as vscode from 'vscode';
import type { Problem } from '../../tpp/errors.ts';
import type { Session } from '../../tpp/session.ts';
import type { ExchangeRecord } from '../../tpp/transport/exchange.ts';
import type { Proxies } from '../../tpp/transport/proxy-settings.ts';
import type { AskPassphrase, NamedBank, Workspace } from '../../tpp/workspace/workspace.ts';
import { type CommandName, commandId } from '../contributions/commands.ts';
import { flash, showError, showProgress, showWarning, type Task } from '../plain/messages.ts';
import { Sandbox } from '../sandbox/sandbox.ts';
import { askPassphrase, type Opens } from '../secrets/passphrase.ts';
import { secretStorageOf } from '../secrets/secret-storage.ts';
import { demoShown } from '../settings/mementos.ts';
import { httpSettings, recordsBodies, requestTimeout } from '../settings/settings.ts';
import { fixInEditorWords, inEditorWords, maxButtons } from '../words/editor-words.ts';
import { askAllowance } from './allow-command.ts';
import { CustomerPresence } from './customer.ts';
import { last } from './defaults.ts';
import { Exchanges } from './exchanges.ts';
import { type Action, leadsOf } from './leads.ts';
import type { BanksNode, ExchangeNode } from './nodes.ts';
import { Sessions } from './sessions.ts';
import { UnverifiedHosts } from './unverified-hosts.ts';

export type Tpp = typeof import('../../tpp/index.ts');

/** A folder with an `openbanking.json`, and what opening it gave. */
export interface OpenedFolder {
  folder: vscode.Uri;
  name: string;
  workspace?: Workspace;
  /** Why it could not be opened. */
  problem?: Problem;
  /** What it was when it could be opened last in this window: to be shown, and for nothing else. */
  before?: Workspace;
}

/** A bank of a place. */
export interface BankOf {
  place: OpenedFolder & { workspace: Workspace };
  bank: NamedBank;
}

/** A command's work: on the tree item it was called on, if any, and with what `takenChoices` lets through. */
export type Handler = (item?: unknown, choices?: unknown) => Promise<unknown>;
export type Handlers<Names extends CommandName> = Record<Names, Handler>;

/** Warnings of a session that are shown; the others stand in the log. */
const shownWarnings = ['secret_not_stored', 'client_of_this_machine'];

export class Workbench implements vscode.Disposable {
  readonly context: vscode.ExtensionContext;
  readonly log: vscode.LogOutputChannel;
  readonly sandbox: Sandbox;
  readonly exchanges = new Exchanges();
  readonly unverified = new UnverifiedHosts();
  readonly customer: CustomerPresence;
  readonly #changed = new vscode.EventEmitter<void>();
  /** Something that a view shows may be different now: state, workspace files, the sandbox. */
  readonly onDidChange = this.#changed.event;
  readonly #sessions = new Sessions();
  /** By folder, what could be opened last. */
  readonly #good = new Map<string, Workspace>();
  #library: Promise<Tpp> | undefined;

  constructor(context: vscode.ExtensionContext, log: vscode.LogOutputChannel) {
    this.context = context;
    this.log = log;
    this.sandbox = new Sandbox(this);
    this.customer = new CustomerPresence(context.extension.packageJSON.version);
  }

  /** The TPP library, loaded by the first who asks. */
  tpp(): Promise<Tpp> {
    this.#library ??= import('../../tpp/index.ts');
    return this.#library;
  }

  /** Tells every view to look again; workspaces are read anew. */
  changed(): void {
    this.#changed.fire();
  }

  /** Where the extension keeps what is the user's and not a folder's: the sandbox, and the workspace of a window without a folder. */
  get home(): vscode.Uri {
    return this.context.globalStorageUri;
  }

  /**
   * The folders with an `openbanking.json`, in the window's order. A window without a folder has the extension's own demo folder,
   * once the sandbox made it; so has one whose folders have no such file, where the user tried the sandbox there.
   * An untrusted window has none: nothing of it is read.
   */
  async places(): Promise<OpenedFolder[]> {
    if (!vscode.workspace.isTrusted) return [];
    const open = (vscode.workspace.workspaceFolders ?? []).map(({ uri, name }) => ({ folder: uri, name }));
    const found = await Promise.all(open.map((folder) => this.#open(folder)));
    const places = found.filter((place) => place !== undefined);
    if (places.length > 0 || !this.wantsDemo) return places;
    const demo = await this.#open({ folder: this.demoFolder, name: this.demoName });
    return demo ? [demo] : [];
  }

  /** Whether the demo folder is shown where no folder of the window has a file. */
  get wantsDemo(): boolean {
    const open = vscode.workspace.workspaceFolders ?? [];
    return open.length === 0 || demoShown.read(this.context) === true;
  }

  get demoName(): string {
    return vscode.l10n.t('Sandbox demo');
  }

  /** From now on this window shows the demo workspace, as long as its folders have none of their own. */
  async showDemo(): Promise<void> {
    await demoShown.keep(this.context, true);
  }

  /** A workspace for windows without a folder. */
  get demoFolder(): vscode.Uri {
    return vscode.Uri.joinPath(this.home, 'demo');
  }

  async #open({ folder, name }: { folder: vscode.Uri; name: string }): Promise<OpenedFolder | undefined> {
    try {
      await vscode.workspace.fs.stat(vscode.Uri.joinPath(folder, 'openbanking.json'));
    } catch {
      this.#good.delete(folder.toString());
      return undefined;
    }
    const tpp = await this.tpp();
    try {
      const opens: Opens = (purpose, passphrase, owner) => tpp.opensKey(folder.fsPath, purpose, passphrase, owner);
      const command: AskPassphrase = (purpose) => tpp.commandPassphrase(workspace, purpose);
      const passphrase = askPassphrase(this, folder, opens, command);
      const workspace = await tpp.openWorkspace(folder.fsPath, { passphrase, allow: askAllowance });
      this.#good.set(folder.toString(), workspace);
      return { folder, name, workspace };
    } catch (thrown) {
      return { folder, name, problem: tpp.problemOf(thrown), before: this.#good.get(folder.toString()) };
    }
  }

  /** Every bank of every place that could be opened. */
  async banks(): Promise<BankOf[]> {
    const places = await this.places();
    return places.flatMap((place) => {
      const { workspace } = place;
      if (!workspace) return [];
      return Object.entries(workspace.file.banks).map(([name, entry]) => ({
        place: { ...place, workspace },
        bank: { name, entry },
      }));
    });
  }

  /** A session with a bank, kept for the window until what the workspace file has for it changes. */
  async session(of: BankOf): Promise<Session> {
    const { place, bank } = of;
    const tpp = await this.tpp();
    const key = `${place.folder.toString()}#${bank.name}`;
    return this.#sessions.get(key, tpp.bankParts(place.workspace.file, bank), () => this.#openSession(tpp, of));
  }

  async #openSession(tpp: Tpp, of: BankOf): Promise<Session> {
    const { place, bank } = of;
    const session = tpp.openSession({
      workspace: place.workspace,
      bank: bank.name,
      client: last,
      state: tpp.fileStateStore(place.folder.fsPath),
      secrets: secretStorageOf(this, place.folder),
      proxies: this.proxies(tpp),
      timeout: requestTimeout(),
      customer: () => this.customer.present,
      ...(recordsBodies() ? {} : { rememberBodies: false }),
      onWarning: (finding) => {
        this.log.warn(finding.message);
        const words = `${finding.message} ${fixInEditorWords(finding)}`;
        if (finding.code === 'clients_file_changed') flash(words, 10_000);
        else if (shownWarnings.includes(finding.code)) void showWarning(words);
      },
      onExchange: (record) => {
        this.logExchange(record);
        this.exchanges.add(tpp, record, of);
      },
    });
    await this.unverified.applyTo(session, of);
    return session;
  }

  /** The way out as this window's settings and its environment have it. */
  proxies({ proxiesOf, editorSettings }: Tpp): Proxies {
    return proxiesOf({ environment: process.env, editor: httpSettings(editorSettings) });
  }

  /** Lets go of the sessions, so that the next use reads keys, discovery and certificates anew; what is under way with one goes on. */
  async forgetSessions(): Promise<void> {
    this.#sessions.forget();
  }

  /** A line for a request. */
  logExchange({ method, url, status, failure, milliseconds, interactionId, findings }: ExchangeRecord): void {
    this.log.info(
      `${method} ${url} → ${status ?? failure} in ${Math.round(milliseconds)} ms, interaction ${interactionId}`,
    );
    for (const finding of findings) this.log.warn(`${finding} Interaction ${interactionId}`);
  }

  /** A line for an error. */
  logProblem(problem: Problem): void {
    const { code, message, bank, interactionId } = problem;
    const said = bank ? ` The bank said: ${JSON.stringify(bank)}` : '';
    const where = interactionId === undefined ? '' : ` Interaction ${interactionId}`;
    this.log.error(`${code}: ${message} ${inEditorWords(problem)}${said}${where}`);
  }

  /**
   * Runs work that dials out, with progress and a way to cancel. A failure becomes one message with its actions and undefined;
   * a cancelled task says nothing.
   */
  async run<T>(title: string, work: (task: Task) => Promise<T>): Promise<T | undefined> {
    try {
      return await showProgress(title, work);
    } catch (thrown) {
      const { problemOf } = await this.tpp();
      const problem = problemOf(thrown);
      // The command is over; its message may stand for as long as it is of use.
      this.show(problem).catch((error: unknown) => this.log.error(String(error)));
      return undefined;
    }
  }

  /**
   * One message with the actions that it names; the log has the rest.
   * @param act in place of what the problem's remedies lead to, of the exchange's explanation and of the log
   * @param item what the command was about
   */
  async show(whole: Problem, act?: Action, item?: BanksNode): Promise<void> {
    if (whole.code === 'cancelled') return;
    const problem = await this.#withoutDesk(whole);
    this.logProblem(problem);
    const leads = act ? [] : leadsOf(this, problem, item).slice(0, maxButtons);
    const actions: readonly Action[] = act ? [act] : leads.length > 0 ? leads : [this.#actionFor(problem)];
    const words = inEditorWords(problem, ...leads.map(({ remedy }) => remedy));
    const chosen = await showError(`${problem.message} ${words}`, ...actions.map(({ title }) => title));
    await actions.find(({ title }) => title === chosen)?.run();
  }

  /** This window's own sandbox removes a client by a button of the commands about it: nobody has to go to its desk. */
  async #withoutDesk(problem: Problem): Promise<Problem> {
    const { remedies = [], about } = problem;
    const others = remedies.filter((remedy) => remedy.do !== 'removeAtSandbox');
    if (others.length === remedies.length) return problem;
    const of = (await this.banks()).find(({ bank }) => bank.name === about?.bank);
    return of && this.sandbox.isOf(of) ? { ...problem, remedies: others } : problem;
  }

  /** What a failed exchange means stands in its text; a problem without one has the log. */
  #actionFor({ interactionId }: Problem): Action {
    const record = interactionId === undefined ? undefined : this.exchanges.find(interactionId);
    if (!record) return { title: vscode.l10n.t('Show Log'), run: async () => this.log.show() };
    const node: ExchangeNode = { kind: 'exchange', record };
    return {
      title: vscode.l10n.t('Explain'),
      run: () => vscode.commands.executeCommand(commandId('openExchange'), node),
    };
  }

  dispose(): void {
    this.customer.dispose();
    this.exchanges.dispose();
    this.unverified.dispose();
    this.sandbox.dispose();
    this.#changed.dispose();
    this.#sessions.dispose();
  }
}
