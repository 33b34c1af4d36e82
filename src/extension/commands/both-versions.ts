/** Show in Both Versions…: one resource of an account, read in 3.1 and in 4.0. */
import * as vscode from 'vscode';
import { accountName } from '../../tpp/accounts/account-words.ts';
import type { ResourceName } from '../../tpp/accounts/resource-rows.ts';
import type { MemberChange } from '../../tpp/accounts/version-comparison.ts';
import { openBothVersions, registerBothVersions } from '../accounts/both-versions.ts';
import { showPick } from '../plain/picks.ts';
import { resourceLooks } from '../words/resource-words.ts';
import { type AccountNode, isNode } from '../workbench/nodes.ts';
import { pickAccount } from '../workbench/pick.ts';
import type { Handlers, Workbench } from '../workbench/workbench.ts';

/** What the command gives back. */
interface ShownInBoth {
  changes: MemberChange[];
  counts: Record<string, number>;
}

export function bothVersionsCommands(workbench: Workbench): Handlers<'showInBothVersions'> {
  registerBothVersions(workbench);
  return {
    /** `handler(item, resource?)`: `standing-orders` stands for the question. Gives what changed from 3.1 to 4.0. */
    async showInBothVersions(item, given): Promise<ShownInBoth | undefined> {
      const [about, own] = aboutOf(item);
      const node = await pickAccount(workbench, about);
      if (!node) return undefined;
      const tpp = await workbench.tpp();
      const open = tpp.resourcesOf(node.consent);
      const resource = own ?? open.find((each) => each === given) ?? (await askResource(node, open));
      if (!resource) return undefined;
      const { of, consent, accountId, account } = node;
      const { title } = resourceLooks(resource);
      const what = vscode.l10n.t('{0} of {1}', title, accountName(account, node.name ?? accountId));
      const session = await workbench.session(of);
      const { consentId } = consent;
      const both = await workbench.run(vscode.l10n.t('Reading {0} in 3.1 and in 4.0', what), ({ signal }) =>
        tpp.readBothVersions(session, resource, { account: accountId }, { consentId, signal }),
      );
      if (!both) return undefined;
      await openBothVersions(what, both);
      return { changes: both.changes, counts: both.counts };
    },
  };
}

/** The row of a resource says which. */
function aboutOf(item: unknown): [item: unknown, resource: ResourceName | undefined] {
  if (!isNode(item) || item.kind !== 'resource') return [item, undefined];
  const { kind: _, resource, ...of } = item;
  return [{ ...of, kind: 'account' }, resource];
}

async function askResource(
  { account, accountId, name }: AccountNode,
  open: readonly ResourceName[],
): Promise<ResourceName | undefined> {
  const rows = open.map((resource) => {
    const { title: label, icon } = resourceLooks(resource);
    return { label, icon, resource };
  });
  const title = vscode.l10n.t('{0} in both versions', accountName(account, name ?? accountId));
  const placeHolder = vscode.l10n.t('Which resource, in 3.1 and in 4.0?');
  return (await showPick(rows, { title, placeHolder }))?.resource;
}
