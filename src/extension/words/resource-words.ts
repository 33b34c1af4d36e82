/** The resources of account information in words: as rows of the tree, as titles of pages, as choices. */
import * as vscode from 'vscode';
import type { ResourceName } from '../../tpp/accounts/resource-rows.ts';

/** What a resource is called, and the codicon that stands for it. */
export function resourceLooks(resource: ResourceName): { title: string; icon: string } {
  switch (resource) {
    case 'accounts':
      return { title: vscode.l10n.t('Accounts'), icon: 'credit-card' };
    case 'balances':
      return { title: vscode.l10n.t('Balances'), icon: 'law' };
    case 'transactions':
      return { title: vscode.l10n.t('Transactions'), icon: 'table' };
    case 'beneficiaries':
      return { title: vscode.l10n.t('Beneficiaries'), icon: 'organization' };
    case 'direct-debits':
      return { title: vscode.l10n.t('Direct debits'), icon: 'arrow-circle-down' };
    case 'standing-orders':
      return { title: vscode.l10n.t('Standing orders'), icon: 'sync' };
    case 'scheduled-payments':
      return { title: vscode.l10n.t('Scheduled payments'), icon: 'calendar' };
    case 'statements':
      return { title: vscode.l10n.t('Statements'), icon: 'file-pdf' };
    case 'party':
      return { title: vscode.l10n.t('Party'), icon: 'account' };
    case 'parties':
      return { title: vscode.l10n.t('Parties'), icon: 'person' };
    case 'products':
      return { title: vscode.l10n.t('Product'), icon: 'package' };
    case 'offers':
      return { title: vscode.l10n.t('Offers'), icon: 'tag' };
  }
}

/** The permissions that would give a resource: one of each list, `ReadOffers`, `ReadStatementsBasic or ReadStatementsDetail`. */
export const permissionsNeeded = (needs: readonly (readonly string[])[]): string =>
  needs.map((names) => names.join(vscode.l10n.t(' or '))).join(', ');
