/** The banks' tree: bank → client → consent → account, drawn again only where something is different. */
import * as vscode from 'vscode';
import type { AccountMemory } from '../accounts/memory.ts';
import { accountMemoryOf, memoryKey, readAccounts } from '../accounts/read.ts';
import { showViewProgress } from '../plain/messages.ts';
import { cureOf } from '../workbench/cures.ts';
import type { Action } from '../workbench/leads.ts';
import type { AccountNode } from '../workbench/nodes.ts';
import type { OpenedFolder, Workbench } from '../workbench/workbench.ts';
import { groupsOf } from './account-groups.ts';
import { itemOf } from './bank-items.ts';
import type { TimedConsentNode, TreeNode, UnreadNode } from './bank-nodes.ts';
import { bankTooltip } from './bank-tooltips.ts';
import { type Branch, placesOf, readBanks } from './banks-model.ts';
import { changedItems, type Drawn } from './tree-changes.ts';

export class BanksTree implements vscode.TreeDataProvider<TreeNode>, vscode.Disposable {
  readonly #workbench: Workbench;
  readonly #memory: AccountMemory;
  readonly #changed = new vscode.EventEmitter<TreeNode[] | undefined>();
  readonly onDidChangeTreeData = this.#changed.event;
  readonly #loaded = new vscode.EventEmitter<OpenedFolder[]>();
  /** The files were looked at, with the folders of the first level. */
  readonly onDidLoad = this.#loaded.event;
  /** The first level, once somebody looked at it. */
  #roots: Branch[] | undefined;
  #drawn: Drawn[] = [];
  /** Every node by its id: the editor knows an item by the object it was given, so that one stays. */
  readonly #nodes = new Map<string, TreeNode>();
  readonly #ids = new WeakMap<TreeNode, string>();
  readonly #parents = new Map<string, TreeNode>();
  readonly #children = new Map<TreeNode, TreeNode[]>();
  readonly #reading = new Map<string, Promise<void>>();
  #loading: Promise<void> = Promise.resolve();
  readonly #listening: vscode.Disposable;

  constructor(workbench: Workbench) {
    this.#workbench = workbench;
    this.#memory = accountMemoryOf(workbench);
    this.#listening = this.#memory.onDidRead((key) => this.#showAccounts(key));
  }

  getTreeItem(node: TreeNode): vscode.TreeItem {
    const hasClient = this.#children.get(node)?.some(({ kind }) => kind === 'client') ?? false;
    return itemOf(node, this.#idOf(node), hasClient, Date.now());
  }

  resolveTreeItem(item: vscode.TreeItem, node: TreeNode): vscode.TreeItem {
    item.tooltip = bankTooltip(node, Date.now()) ?? '';
    return item;
  }

  getParent(node: TreeNode): TreeNode | undefined {
    return this.#parents.get(this.#idOf(node));
  }

  async getChildren(node?: TreeNode): Promise<TreeNode[]> {
    if (!node) {
      if (!this.#roots) await this.#load();
      return (this.#roots ?? []).map(({ node: root }) => root);
    }
    if (node.kind === 'consent') return this.#accountsOf(node);
    if (node.kind === 'account') return this.#resourcesOf(node);
    if (node.kind === 'group') return this.#accountsFrom(node.consent, node, node.from, node.to);
    return this.#children.get(node) ?? [];
  }

  /** The consents of the tree as last read; none before it was looked at. */
  get consents(): readonly TimedConsentNode[] {
    return consentsIn(this.#roots ?? []);
  }

  /** Looks again at files and tokens; nothing before the tree was looked at for the first time. */
  async refresh(): Promise<void> {
    if (!this.#roots) return;
    const before = this.#drawn;
    await this.#load();
    const ids = changedItems(before, this.#drawn);
    if (!ids) return this.#changed.fire(undefined);
    const nodes = ids.map((id) => this.#nodes.get(id)).filter((node) => node !== undefined);
    if (nodes.length > 0) this.#changed.fire(nodes);
  }

  /** Reads a consent's accounts at the bank, with the view's progress; a failure becomes an item. */
  read(consent: TimedConsentNode): Promise<void> {
    const id = this.#idOf(consent);
    const running = this.#reading.get(id);
    if (running) return running;
    const reading = this.#read(consent).finally(() => this.#reading.delete(id));
    this.#reading.set(id, reading);
    return reading;
  }

  /** Reads the accounts of a consent that a person opened, where nobody has. */
  async open(node: TreeNode): Promise<void> {
    const consent: TimedConsentNode | undefined = node.kind === 'consent' ? node : undefined;
    if (consent?.opensByItself && !this.#isRead(consent)) await this.read(consent);
  }

  async #read({ of, consent }: TimedConsentNode): Promise<void> {
    if (of.place.problem) return this.#workbench.show(of.place.problem);
    try {
      await showViewProgress('openBanking.banks', () => readAccounts(this.#workbench, of, consent));
    } catch (thrown) {
      const { problemOf } = await this.#workbench.tpp();
      this.#workbench.logProblem(problemOf(thrown));
    }
  }

  /** One load after the other, so that an older one never wins. */
  #load(): Promise<void> {
    const next = this.#loading.then(async () => {
      const roots = await readBanks(this.#workbench);
      await this.#forgetOutdated(roots);
      this.#keep(roots);
      this.#roots = roots;
      this.#drawn = roots.map((branch) => this.#draw(branch));
      this.#loaded.fire(placesOf(roots));
    });
    this.#loading = next.catch(() => undefined);
    return next;
  }

  /** Accounts read in another session or before another authorisation are read again when they are looked at. */
  async #forgetOutdated(roots: readonly Branch[]): Promise<void> {
    const valid = new Map<string, { session: unknown; authorisedAt?: string; ids: string }>();
    for (const node of consentsIn(roots)) {
      const { authorisedAt, accounts } = node.consent;
      const session = await this.#workbench.session(node.of);
      valid.set(memoryKey(node.of, node.consent), { session, authorisedAt, ids: sorted(accounts ?? []) });
    }
    this.#memory.keepOnly((key, { session, authorisedAt, accounts, problem }) => {
      const now = valid.get(key);
      if (now?.session !== session || now?.authorisedAt !== authorisedAt) return false;
      return problem !== undefined || sorted(accounts.keys()) === now?.ids;
    });
  }

  /** Puts what was read into the objects that the editor knows, and forgets those that are gone. */
  #keep(roots: readonly Branch[]): void {
    const seen = new Set<string>();
    this.#children.clear();
    this.#parents.clear();
    const visit = (branch: Branch, parent?: TreeNode): void => {
      seen.add(branch.id);
      branch.node = this.#same(branch.id, branch.node);
      if (parent) this.#parents.set(branch.id, parent);
      for (const child of branch.children) visit(child, branch.node);
      this.#children.set(
        branch.node,
        branch.children.map(({ node }) => node),
      );
    };
    for (const root of roots) visit(root);
    for (const [id, node] of this.#nodes) {
      // What hangs below a consent comes and goes with it.
      const below = 'consent' in node && node.kind !== 'consent' ? id.slice(0, id.indexOf('#below#')) : id;
      if (!seen.has(below)) this.#nodes.delete(id);
    }
  }

  /** The object that stands for this id, with the newest content. */
  #same(id: string, fresh: TreeNode): TreeNode {
    const known = this.#nodes.get(id);
    if (known?.kind === fresh.kind) {
      for (const name of Object.keys(known)) if (!(name in fresh)) Reflect.deleteProperty(known, name);
      return Object.assign(known, fresh);
    }
    this.#nodes.set(id, fresh);
    this.#ids.set(fresh, id);
    return fresh;
  }

  #draw({ id, node, children }: Branch): Drawn {
    const { label, description, contextValue, collapsibleState, iconPath } = this.getTreeItem(node);
    const timed: TimedConsentNode | undefined = node.kind === 'consent' ? node : undefined;
    const accounts = timed && [
      timed.consent.accounts,
      timed.consent.accountNames,
      this.#isRead(timed),
      timed.opensByItself,
      this.#workbench.sandbox.wasStopped(timed.of),
    ];
    return {
      id,
      look: JSON.stringify([label, description, contextValue, collapsibleState, iconPath, accounts]),
      children: children.map((child) => this.#draw(child)),
    };
  }

  #isRead(node: TimedConsentNode): boolean {
    return this.#memory.get(memoryKey(node.of, node.consent)) !== undefined;
  }

  /** The items below a consent: its accounts or groups of them, and before them what hindered reading. */
  async #accountsOf(node: TimedConsentNode): Promise<TreeNode[]> {
    const key = memoryKey(node.of, node.consent);
    if (!this.#memory.get(key) && node.opensByItself && !this.#workbench.sandbox.wasStopped(node.of)) {
      const reading = this.read(node);
      // Ids that are known show at once; names follow.
      if (!node.consent.accounts?.length) await reading;
    }
    const { problem, findings = [] } = this.#memory.get(key) ?? {};
    const waits = !this.#memory.get(key) && !this.#reading.has(this.#idOf(node));
    const unread: TreeNode[] =
      problem || waits
        ? [this.#below(node, node, 'unread', { kind: 'unread', consent: node, ...this.#trouble(node) })]
        : [];
    unread.push(
      ...findings.map((finding) =>
        this.#below(node, node, `note ${finding.code}`, { kind: 'note', consent: node, finding }),
      ),
    );
    if (!problem && !waits && this.#memory.get(key)?.accounts.size === 0)
      return [...unread, this.#below(node, node, 'empty', { kind: 'empty', consent: node })];
    const groups = groupsOf(this.#accountIds(node).length);
    if (groups.length === 0) return [...unread, ...this.#accountsFrom(node, node, 0)];
    return [
      ...unread,
      ...groups.map((group) =>
        this.#below(node, node, `group ${group.from}`, { kind: 'group', consent: node, ...group }),
      ),
    ];
  }

  #trouble(node: TimedConsentNode): Pick<UnreadNode, 'problem' | 'cure'> {
    const { problem } = this.#memory.get(memoryKey(node.of, node.consent)) ?? {};
    return problem ? { problem, cure: this.cure(node)?.title } : {};
  }

  /** What leads on from what kept a consent's accounts from being read; undefined where nothing does. */
  cure(node: TimedConsentNode): Action | undefined {
    const { problem } = this.#memory.get(memoryKey(node.of, node.consent)) ?? {};
    return problem && cureOf(this.#workbench, problem, () => this.read(node), node);
  }

  #accountIds(node: TimedConsentNode): readonly string[] {
    const reading = this.#memory.get(memoryKey(node.of, node.consent));
    if (reading && !reading.problem) return [...reading.accounts.keys()];
    return [...new Set([...(node.consent.accounts ?? []), ...(reading?.accounts.keys() ?? [])])];
  }

  #accountsFrom(consent: TimedConsentNode, parent: TreeNode, from: number, to?: number): TreeNode[] {
    const accounts = this.#memory.get(memoryKey(consent.of, consent.consent))?.accounts;
    const names = new Map(consent.consent.accountNames);
    return this.#accountIds(consent)
      .slice(from, to)
      .map((accountId) => {
        const account = accounts?.get(accountId);
        const name = names.get(accountId);
        return this.#below(consent, parent, accountId, {
          kind: 'account',
          of: consent.of,
          consent: consent.consent,
          accountId,
          ...(name !== undefined && { name }),
          ...(account && { account }),
        });
      });
  }

  /** What the consent gives of an account, and in one row what it does not. */
  async #resourcesOf(account: AccountNode): Promise<TreeNode[]> {
    const consent = consentsIn(this.#roots ?? []).find(
      (node) => node.consent.consentId === account.consent.consentId && node.of.bank.name === account.of.bank.name,
    );
    if (!consent) return [];
    const { sharedResources } = await this.#workbench.tpp();
    const { shared, withheld } = sharedResources(account.consent.permissions, 'account');
    const { kind: _, ...of } = account;
    const rows = shared.map((resource) =>
      this.#below(consent, account, `${account.accountId}#${resource}`, { ...of, kind: 'resource', resource }),
    );
    const rest: TreeNode = { kind: 'withheld', consent, withheld };
    return withheld.length === 0
      ? rows
      : [...rows, this.#below(consent, account, `${account.accountId}#withheld`, rest)];
  }

  #below(consent: TimedConsentNode, parent: TreeNode, name: string, fresh: TreeNode): TreeNode {
    const id = `${this.#idOf(consent)}#below#${name}`;
    this.#parents.set(id, parent);
    return this.#same(id, fresh);
  }

  #showAccounts(key: string): void {
    for (const node of consentsIn(this.#roots ?? [])) {
      if (memoryKey(node.of, node.consent) === key) this.#changed.fire([node]);
    }
  }

  #idOf(node: TreeNode): string {
    return this.#ids.get(node) ?? '';
  }

  dispose(): void {
    this.#listening.dispose();
    this.#changed.dispose();
    this.#loaded.dispose();
  }
}

export function consentsIn(branches: readonly Branch[]): TimedConsentNode[] {
  return branches.flatMap(({ node, children }) => (node.kind === 'consent' ? [node] : consentsIn(children)));
}

/** Ids as one text, whatever their order and however often the bank named one. */
const sorted = (ids: Iterable<string>): string => [...new Set(ids)].sort().join();
