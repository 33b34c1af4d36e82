/** The window's part in the one sandbox of its user: finds it, starts it, holds it, lets go of it. */
import { setTimeout as sleep } from 'node:timers/promises';
import * as vscode from 'vscode';
import type { Problem } from '../../tpp/errors.ts';
import type { NamedBank } from '../../tpp/workspace/workspace.ts';
import { contextKeys } from '../contributions/views.ts';
import type { Task } from '../plain/messages.ts';
import { sandboxKnown, sandboxUsed } from '../settings/mementos.ts';
import { sandboxProfile } from '../settings/settings.ts';
import { askToStop, assertionOf, statementsOf } from './control.ts';
import { problemOfSandbox } from './problems.ts';
import {
  issueStatement,
  runVerb,
  SandboxFailure,
  type SandboxProgram,
  type Taken,
  takeOrStart,
  takeRunning,
  whenGone,
} from './process.ts';
import type { Customer, IssuedStatement, Ready, Statement, Told } from './words.ts';

/** The sandbox that this window holds. */
export interface Running {
  ready: Ready;
  customers: Customer[];
  /** Names of all who hold it, this window among them. */
  holders: string[];
}

export interface StatementRequest {
  /** Where the files go. */
  out: string;
  selfSigned?: boolean;
  transportCertificate?: string;
  signingCertificate?: string;
  redirectPort?: number;
  force?: boolean;
}

/** Milliseconds between the attempts to take the bank again after its connection broke. */
const attempts = [50, 500, 2000];
/** Milliseconds between the looks for a bank that another window ended, and may start again: after a reset, or for another profile. */
const looks = [1000, 2000, 4000, 8000];

/** What is needed of a workbench. */
export interface SandboxHost {
  readonly context: Pick<vscode.ExtensionContext, 'extensionUri' | 'globalState' | 'workspaceState'>;
  readonly log: Pick<vscode.LogOutputChannel, 'warn'>;
  /** The user's own folder of the extension. */
  readonly home: vscode.Uri;
  tpp(): Promise<typeof import('../../tpp/index.ts')>;
  /** With progress, a way to cancel, and a message for a failure: undefined then. */
  run<T>(title: string, work: (task: Task) => Promise<T>): Promise<T | undefined>;
  changed(): void;
}

interface OfBank {
  bank: NamedBank;
}

export class Sandbox implements vscode.Disposable {
  readonly #host: SandboxHost;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.#changed.event;
  #taken: Taken | undefined;
  #running: Running | undefined;
  #starting: Promise<Running> | undefined;
  #taking: Promise<void> | undefined;
  /** Somebody stopped it, here or in another window, and nobody started it since. */
  #stopped = false;
  #disposed = false;

  constructor(host: SandboxHost) {
    this.#host = host;
  }

  /** What this window holds; undefined when it holds none, whether or not one runs. */
  get running(): Running | undefined {
    return this.#running;
  }

  /** The sandbox's folder. */
  get folder(): vscode.Uri {
    return vscode.Uri.joinPath(this.#host.home, 'bank');
  }

  get #place(): SandboxProgram {
    const { extensionUri } = this.#host.context;
    return { program: vscode.Uri.joinPath(extensionUri, 'dist', 'bank.js').fsPath, dir: this.folder.fsPath };
  }

  /**
   * Takes the running sandbox or starts it; of several who ask at once, all get the same.
   * @throws OpenBankingError `bank_not_started`, `bank_already_running`, `port_in_use`, `file_not_writable`, `cancelled`
   */
  async start(signal: AbortSignal): Promise<Running> {
    if (this.#running && this.#taken) return this.#running;
    this.#starting ??= this.#start(signal).finally(() => {
      this.#starting = undefined;
    });
    return this.#starting;
  }

  async #start(signal: AbortSignal): Promise<Running> {
    await this.#taking?.catch(() => {});
    if (this.#running && this.#taken) return this.#running;
    const taken = await this.#failing(takeOrStart(this.#place, sandboxProfile(), this.#holding(), signal));
    await sandboxUsed.keep(this.#host.context, true);
    return this.#hold(taken);
  }

  /** Takes the sandbox if it runs, and never starts it. @returns whether it is held now */
  async take(): Promise<boolean> {
    if (this.#taken || this.#starting) return true;
    if (!vscode.workspace.isTrusted) return false;
    this.#taking ??= this.#take().finally(() => {
      this.#taking = undefined;
    });
    await this.#taking;
    return this.#taken !== undefined;
  }

  async #take(): Promise<void> {
    const taken = await takeRunning(this.#place, this.#holding());
    if (taken) this.#hold(taken);
  }

  /** Whether this window has used the sandbox before, this session or an earlier one. */
  get isUsedHere(): boolean {
    return sandboxUsed.read(this.#host.context) ?? false;
  }

  /**
   * Starts the sandbox for a command on it. A bank's entry that names another bank is none of our business.
   * @returns false when it did not start, of which the user knows
   */
  async wake(of: OfBank): Promise<boolean> {
    // One that was killed a moment ago is started too, while this window still looks for it.
    if (this.#taken || !this.#mayWake(of)) return true;
    const title = vscode.l10n.t('Starting the sandbox');
    return (await this.#host.run(title, ({ signal }) => this.start(signal))) !== undefined;
  }

  /** As {@link wake}, for what shows by itself how it ended. @throws OpenBankingError as {@link start} */
  async rouse(of: OfBank, signal?: AbortSignal): Promise<void> {
    if (!this.#running && this.#mayWake(of)) await this.start(signal ?? new AbortController().signal);
  }

  /** Whether a bank's entry is of this sandbox, and a person stopped it: then nothing starts it that no person asked for. */
  wasStopped(of: OfBank): boolean {
    return this.#stopped && this.isOf(of);
  }

  #mayWake(of: OfBank): boolean {
    return vscode.workspace.isTrusted && this.isOf(of);
  }

  /** Whether it is the sandbox, at rest, that a host and port belong to. */
  sleepsAt(host: string | undefined): boolean {
    return host !== undefined && !this.#running && (this.#known?.hosts.includes(host) ?? false);
  }

  get #known(): { discovery: string; hosts: string[] } | undefined {
    return sandboxKnown.read(this.#host.context);
  }

  /** Ends the sandbox for all windows. @returns the names of the others that held it */
  async stop(): Promise<string[]> {
    // One that is on its way could not be asked, and would run in spite of it.
    await this.#starting?.catch(() => {});
    await this.take();
    this.#stopped = true;
    if (!this.#taken) {
      this.#letGo();
      return [];
    }
    const { door } = this.#taken;
    const heard = this.others;
    // Who came a moment ago may not have been told to this window yet: the bank itself says who held it.
    const holders = await askToStop(door).catch((error: unknown) => {
      // Where it does not answer any more, it has ended or is about to.
      this.#host.log.warn(String(error));
      return undefined;
    });
    this.#letGo();
    await whenGone(this.#place);
    return holders === undefined ? heard : this.#without(holders);
  }

  /** Names of the other windows and tools that hold the sandbox. */
  get others(): string[] {
    return this.#without(this.#running?.holders ?? []);
  }

  /** Names without this window's own; another window may bear the same. */
  #without(holders: readonly string[]): string[] {
    const own = holders.indexOf(this.#name);
    return own < 0 ? [...holders] : holders.toSpliced(own, 1);
  }

  /**
   * Ends the sandbox and makes it anew: customers' data, clients and consents. Its keys, ports and software statements stay.
   * @throws OpenBankingError as {@link start}
   */
  async reset(signal: AbortSignal): Promise<Running> {
    await this.stop();
    await this.#failing(runVerb(this.#place, 'reset', [], signal));
    return this.start(signal);
  }

  /** The software statements of the sandbox's directory, the newest first; none when this window does not hold it. */
  async statements(): Promise<Statement[]> {
    return this.#taken ? this.#failing(statementsOf(this.#taken.door)) : [];
  }

  /** A fresh assertion of one of them. @throws OpenBankingError when the sandbox does not answer */
  async assertion(softwareId: string): Promise<string> {
    return this.#taken ? this.#failing(assertionOf(this.#taken.door, softwareId)) : '';
  }

  /**
   * Makes a software statement and writes its files.
   * @throws OpenBankingError `files_exist`, `certificate_invalid`, `file_not_writable`, `cancelled`
   */
  async issue(request: StatementRequest, signal: AbortSignal): Promise<IssuedStatement> {
    const { out, selfSigned, transportCertificate, signingCertificate, redirectPort, force } = request;
    const args = [
      ['--out', out],
      selfSigned ? ['--self-signed'] : [],
      transportCertificate === undefined ? [] : ['--transport-certificate', transportCertificate],
      signingCertificate === undefined ? [] : ['--signing-certificate', signingCertificate],
      redirectPort === undefined ? [] : ['--redirect-port', String(redirectPort)],
      force ? ['--force'] : [],
    ].flat();
    const issued = await this.#failing(issueStatement(this.#place, args, signal));
    this.#changed.fire();
    return issued;
  }

  /** Whether a bank's entry is of this sandbox, running or at rest. */
  isOf({ bank }: OfBank): boolean {
    const { discovery } = bank.entry;
    return (
      discovery !== undefined && (discovery === this.#running?.ready.discovery || discovery === this.#known?.discovery)
    );
  }

  /**
   * Removes a client with its tokens, as the desk of a bank does; one that it does not have is no failure.
   * @throws OpenBankingError as {@link issue}
   */
  async removeClient(clientId: string, signal: AbortSignal): Promise<void> {
    const removing = runVerb(this.#place, 'remove-client', ['--client', clientId], signal).catch((thrown: unknown) => {
      if (!(thrown instanceof SandboxFailure) || thrown.failure.code !== 'client_unknown') throw thrown;
    });
    await this.#failing(removing);
  }

  /** Has the view ask again. */
  lookAgain(): void {
    this.#changed.fire();
  }

  get #name(): string {
    return vscode.workspace.name ?? vscode.l10n.t('a window without a folder');
  }

  #holding(): Parameters<typeof takeRunning>[1] {
    return { holder: this.#name, onTold: (told) => this.#hear(told) };
  }

  /** The first line that a connection tells comes before it is held. */
  #told: Told = {};

  #hear(told: Told): void {
    this.#told = { ...this.#told, ...told };
    if (this.#running && told.holders) this.#running = { ...this.#running, holders: told.holders };
    if (!told.ending) return;
    const byAnother = !this.#stopped;
    this.#stopped = true;
    this.#letGo();
    if (byAnother) void this.#lookAfter();
  }

  /** Takes the bank that another window ended where it runs again. */
  async #lookAfter(): Promise<void> {
    for (const milliseconds of looks) {
      await sleep(milliseconds);
      if (this.#disposed || this.#taken || this.#starting) return;
      await this.take().catch((error: unknown) => this.#host.log.warn(String(error)));
    }
  }

  #hold(taken: Taken): Running {
    const { ready, customers = [], holders = [] } = this.#told;
    if (!ready) throw new Error('the sandbox did not say where it is');
    this.#taken = taken;
    this.#stopped = false;
    this.#running = { ready, customers, holders };
    const hosts = [ready.issuer, ready.tokenEndpoint, ready.frontChannel].map((url) => new URL(url).host);
    if (this.#known?.discovery !== ready.discovery)
      void sandboxKnown.keep(this.#host.context, { discovery: ready.discovery, hosts });
    void taken.connection.ended.then(() => this.#ended(taken));
    this.#show();
    return this.#running;
  }

  #letGo(): void {
    const taken = this.#taken;
    this.#told = {};
    this.#taken = undefined;
    if (!this.#running) return;
    this.#running = undefined;
    taken?.connection.letGo();
    this.#show();
  }

  /** A connection that nobody ended has broken: after the machine slept, or the bank was killed. */
  async #ended(taken: Taken): Promise<void> {
    if (this.#taken !== taken || this.#disposed) return;
    this.#taken = undefined;
    for (const milliseconds of attempts) {
      await sleep(milliseconds);
      if (this.#disposed || this.#taken) return;
      await this.take().catch((error: unknown) => this.#host.log.warn(String(error)));
    }
    // A command may have started it meanwhile.
    await this.#starting?.catch(() => {});
    if (this.#disposed || this.#taken) return;
    this.#host.log.warn('The sandbox has ended by itself; its last words are in bank.log beside its folder.');
    this.#letGo();
  }

  #show(): void {
    if (this.#disposed) return;
    void vscode.commands.executeCommand('setContext', contextKeys.sandboxRunning, this.#running !== undefined);
    this.#changed.fire();
    this.#host.changed();
  }

  /** Turns what a process of the sandbox says into the one error union. */
  async #failing<T>(work: Promise<T>): Promise<T> {
    try {
      return await work;
    } catch (thrown) {
      const { OpenBankingError } = await this.#host.tpp();
      const problem: Problem | undefined =
        thrown instanceof SandboxFailure ? problemOfSandbox(thrown.failure) : undefined;
      throw problem ? new OpenBankingError(problem, { cause: thrown }) : thrown;
    }
  }

  dispose(): void {
    this.#disposed = true;
    this.#taken?.connection.letGo();
    this.#changed.dispose();
  }
}
