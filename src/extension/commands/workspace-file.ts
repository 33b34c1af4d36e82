/** What is done with openbanking.json: made, given a bank, opened, checked. */
import { isNode } from '../workbench/nodes.ts';
import { pickBank } from '../workbench/pick.ts';
import type { Handlers, Workbench } from '../workbench/workbench.ts';
import { type CreateChoices, createWorkspaceFile } from '../workspace-file/create.ts';
import { type CheckChoices, checkPrerequisites } from '../workspace-file/prerequisites.ts';
import { revealMember } from '../workspace-file/reveal.ts';

type Name = 'addBank' | 'createWorkspaceFile' | 'checkPrerequisites' | 'openInWorkspaceFile';

export function workspaceFileCommands(workbench: Workbench): Handlers<Name> {
  return {
    /** `handler()`: one's own bank, beside those of the file where there is one. @returns what was written, or undefined */
    async addBank() {
      return createWorkspaceFile(workbench, { ask: true, bankAlone: true });
    },
    /** `handler(bank)` shows where the bank stands in the file. */
    async openInWorkspaceFile(item) {
      if (!isNode(item)) return undefined;
      const { place, bank } = item.of;
      await revealMember(place.folder, `/banks/${bank.name.replaceAll('~', '~0').replaceAll('/', '~1')}`);
      return undefined;
    },
    /**
     * @param _item is not looked at: the file is a folder's.
     * @param choices {@link CreateChoices}: `{ folder, discovery, files }` leaves no question.
     * @returns what was written, or undefined
     * @example executeCommand('openBanking.createWorkspaceFile', undefined, { folder, discovery: 'https://…', files: [uri, …] })
     */
    async createWorkspaceFile(_item, choices) {
      return createWorkspaceFile(workbench, (choices ?? {}) as CreateChoices);
    },
    /**
     * @param item a bank; asked for when there are several.
     * @param choices {@link CheckChoices}: `{ quiet: true }` shows no list.
     * @returns the findings, in the order of the guide
     */
    async checkPrerequisites(item, choices) {
      const of = await pickBank(workbench, item);
      return of && checkPrerequisites(workbench, of, (choices ?? {}) as CheckChoices);
    },
  };
}
