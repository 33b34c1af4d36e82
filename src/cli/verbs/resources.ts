/** A verb for each resource of account information that has a row and no verb of its own: the bank's own objects in JSON, a table for people. */
import type { Command } from 'commander';
import { type ResourceName, type ResourceRow, resourceRows, resourceWords } from '../../tpp/accounts/resource-rows.ts';
import { asFarAsItGoes, show } from '../as-far.ts';
import type { Call } from '../call.ts';
import { authorisedConsentIdOf } from '../defaults.ts';
import { type Start, takesConsent, type WorkspaceOptions } from '../options.ts';
import { openSessionOf } from '../session.ts';
import { resourceTable } from '../tables.ts';

interface ReadOptions extends WorkspaceOptions {
  consent?: string;
}

export function addResourceVerbs(program: Command, start: Start): void {
  for (const [name, row] of Object.entries<ResourceRow>(resourceRows)) {
    const { columns, ofAll, ofAccount } = row;
    if (columns === undefined) continue;
    const whose = [ofAccount && 'one account', ofAll && 'all that the customer shared'].filter(Boolean).join(', or ');
    const verb = takesConsent(program.command(name).description(`${resourceWords(name)} of ${whose}`));
    const read = (account: string | undefined, options: ReadOptions) =>
      start(options, (call) => showResource(call, name as ResourceName, columns, account, options));
    if (ofAccount === undefined) verb.action((options: ReadOptions) => read(undefined, options));
    else verb.argument(ofAll ? '[account]' : '<account>', 'an AccountId of obw accounts').action(read);
  }
}

async function showResource(
  call: Call,
  name: ResourceName,
  columns: NonNullable<ResourceRow['columns']>,
  account: string | undefined,
  options: ReadOptions,
): Promise<void> {
  const opened = await openSessionOf(call, options);
  const { tpp, session } = opened;
  const consentId = await authorisedConsentIdOf(opened, options.consent);
  const read = await asFarAsItGoes(tpp, () => tpp.read(session, name, { account }, { consentId, signal: call.signal }));
  const member = name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
  await show(call, read, 'entry', (items) =>
    call.print({ [member]: items }, () => resourceTable(call, resourceWords(name), columns, items)),
  );
}
