/** Any resource of account information on a page: of one account, or of all that the customer shared. */
import * as vscode from 'vscode';
import { accountName } from '../../tpp/accounts/account-words.ts';
import type { ResourceName } from '../../tpp/accounts/resource-rows.ts';
import type { SharedResources } from '../../tpp/accounts/shared-resources.ts';
import type { ConsentRecord } from '../../tpp/workspace/state.ts';
import { accountMemoryOf, memoryKey } from '../accounts/read.ts';
import { type CommandName, commandId } from '../contributions/commands.ts';
import type { ListPageOf } from '../panels/list.ts';
import { showInformation } from '../plain/messages.ts';
import { type PickRow, showPick } from '../plain/picks.ts';
import { titleOfCommand } from '../words/command-title.ts';
import { permissionsNeeded, resourceLooks } from '../words/resource-words.ts';
import { type AccountNode, type ConsentNode, isNode } from '../workbench/nodes.ts';
import { pickAccount, pickAuthorised } from '../workbench/pick.ts';
import type { BankOf, Handlers, Workbench } from '../workbench/workbench.ts';
import { transactionsTools } from './accounts.ts';

/** What the command gives back: how many rows the page shows, once all are there. */
interface ShownList {
  resource: ResourceName;
  count: number;
}

/** Resources with a page of their own, by whose they are. */
const others: Record<'account' | 'all', Partial<Record<ResourceName, CommandName>>> = {
  account: { balances: 'showBalances', transactions: 'showTransactions' },
  all: { balances: 'showAllTransactions', transactions: 'showAllTransactions' },
};

/** Opens the page of a list. A reading that was cancelled or failed gives undefined; the page keeps what had come, and says why. */
async function showListPage(workbench: Workbench, about: ListPageOf): Promise<ShownList | undefined> {
  const { openList } = await import('../panels/index.ts');
  const fetch = await openList(transactionsTools(workbench), about);
  return fetch.ended === 'done' ? { resource: about.resource, count: fetch.objects.length } : undefined;
}

export function resourceCommands(workbench: Workbench): Handlers<'showResource'> {
  return {
    /**
     * Of one account, or on a consent of all. A resource's own row asks nothing; `handler(item, { resource })` neither.
     * Gives `{ resource, count }`.
     */
    async showResource(item, choices) {
      if (isNode(item) && item.kind === 'consent') {
        const node = await pickAuthorised(workbench, item);
        return node && showOf(workbench, node, choices);
      }
      if (isNode(item) && item.kind === 'resource') {
        const { kind: _, resource, ...of } = item;
        const node = await pickAccount(workbench, { ...of, kind: 'account' });
        return node && showOf(workbench, node, { resource });
      }
      const node = await pickAccount(workbench, item);
      return node && showOf(workbench, node, choices);
    },
  };
}

async function showOf(workbench: Workbench, node: AccountNode | ConsentNode, choices: unknown): Promise<unknown> {
  const { of, consent } = node;
  const whose = node.kind === 'account' ? 'account' : 'all';
  const { sharedResources, accountNames, resourceRows } = await workbench.tpp();
  const named = typeof choices === 'object' && choices !== null ? Reflect.get(choices, 'resource') : undefined;
  const given = (Object.keys(resourceRows) as ResourceName[]).find((name) => name === named);
  const resource = given ?? (await askResource(titleOf(node), sharedResources(consent.permissions, whose), node));
  if (!resource) return undefined;
  const other = others[whose][resource];
  if (other) return vscode.commands.executeCommand(commandId(other), node);
  const known = accountMemoryOf(workbench).get(memoryKey(of, consent))?.accounts;
  return showListPage(workbench, {
    of,
    consent,
    resource,
    accountNames: known ? accountNames([...known.values()]) : new Map(consent.accountNames),
    ...(node.kind === 'account' && { account: { id: node.accountId, object: node.account } }),
  });
}

const titleOf = (node: AccountNode | ConsentNode): string =>
  node.kind === 'account' ? accountName(node.account, node.name ?? node.accountId) : node.of.bank.name;

/** Those that the consent gives, and below them the others, each with the permission that it lacks. */
async function askResource(
  title: string,
  { shared, withheld }: SharedResources,
  { of, consent }: { of: BankOf; consent: ConsentRecord },
): Promise<ResourceName | undefined> {
  const rows: (PickRow & { resource: ResourceName; needs?: string })[] = [
    ...shared.map((resource) => ({ ...rowOf(resource), resource })),
    ...withheld.map(({ resource, needs }) => {
      const permissions = permissionsNeeded(needs);
      const description = vscode.l10n.t('not in this consent: {0}', permissions);
      return { ...rowOf(resource), icon: 'lock', description, resource, needs: permissions };
    }),
  ];
  const chosen = await showPick(rows, {
    title,
    placeHolder: vscode.l10n.t('Which resource?'),
    matchOnDescription: true,
  });
  if (!chosen?.needs) return chosen?.resource;
  const create = titleOfCommand('createAccountAccessConsent');
  const message = vscode.l10n.t(
    'The consent {0} does not have {1}. A new one may ask for it.',
    consent.consentId,
    chosen.needs,
  );
  void showInformation(message, create).then((button) => {
    if (button === create)
      void vscode.commands.executeCommand(commandId('createAccountAccessConsent'), { kind: 'bank', of });
  });
  return undefined;
}

function rowOf(resource: ResourceName): { label: string; icon: string } {
  const { title, icon } = resourceLooks(resource);
  return { label: title, icon };
}
