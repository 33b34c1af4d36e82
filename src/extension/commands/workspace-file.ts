/** Create Workspace File… and Check Prerequisites. */
import { pickBank } from '../pick.ts';
import type { Handlers, Workbench } from '../workbench.ts';
import { type CreateChoices, createWorkspaceFile } from '../workspace-file/create.ts';
import { type CheckChoices, checkPrerequisites } from '../workspace-file/prerequisites.ts';

export function workspaceFileCommands(workbench: Workbench): Handlers<'createWorkspaceFile' | 'checkPrerequisites'> {
  return {
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
