/** `obw restore`: what a full disk did not take, back from the file where it was kept. */
import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { Call } from '../call.ts';
import { type Start, takesWorkspace, type WorkspaceOptions } from '../options.ts';
import { openWorkspaceOf } from '../session.ts';
import { facts, warning } from '../words.ts';

interface RestoreOptions extends WorkspaceOptions {
  force?: boolean;
}

export function addRestoreVerb(program: Command, start: Start): void {
  takesWorkspace(
    program
      .command('restore')
      .description('put back a client or tokens that a full disk did not take, and remove the file'),
  )
    .argument('<file>', 'the file that the error named')
    .option('--force', 'although it was kept for another folder, or something newer is in this one')
    .action((file: string, options: RestoreOptions) => start(options, (call) => restore(call, file, options)));
}

async function restore(call: Call, file: string, options: RestoreOptions): Promise<void> {
  const { tpp, workspace } = await openWorkspaceOf(call, options);
  const state = tpp.fileStateStore(workspace.folder);
  const restored = await tpp.restore(resolve(call.folder, file), {
    folder: workspace.folder,
    force: options.force ?? false,
    state,
    secrets: tpp.commandSecretStores({
      workspace,
      state,
      secrets: tpp.fileSecretStore(workspace.folder, call.environment),
      warn: (finding) => call.warn(warning(finding)),
      now: Date.now,
    }),
  });
  await call.print(restored, () =>
    facts(call, [
      ['Client', restored.clientId],
      ['Consent', restored.consentId],
      ['Secrets', restored.secrets],
    ]),
  );
}
