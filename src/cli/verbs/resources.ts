/** A verb for each resource of account information that has a row and no verb of its own: the bank's own objects in JSON, a table for people. */
import type { Command } from 'commander';
import { type ResourceName, type ResourceRow, resourceRows, resourceWords } from '../../tpp/accounts/resource-rows.ts';
import { asFarAsItGoes, show } from '../as-far.ts';
import type { Call } from '../call.ts';
import { type FormatOption, formatOption, inFormat, type Start } from '../options.ts';
import { type ReadingOptions, readOptionsOf, takesReading } from '../reading.ts';
import { openSessionOf } from '../session.ts';
import { resourceTable } from '../tables.ts';
import { type StatementOptions, showStatement, wantsStatement } from './statements.ts';

type ResourceOptions = ReadingOptions & FormatOption;

export function addResourceVerbs(program: Command, start: Start): void {
  for (const [name, row] of Object.entries<ResourceRow>(resourceRows)) {
    const { columns, ofAll, ofAccount } = row;
    if (columns === undefined) continue;
    const whose = [ofAccount && 'one account', ofAll && 'all that the customer shared'].filter(Boolean).join(', or ');
    const verb = takesReading(program.command(name).description(`${resourceWords(name)} of ${whose}`)).addOption(
      formatOption(),
    );
    if (name === 'statements') takesStatement(verb);
    const read = (account: string | undefined, options: StatementOptions) => {
      const isOfStatement = wantsStatement(options);
      return start(inFormat(options), (call) =>
        isOfStatement
          ? showStatement(call, account, options)
          : showResource(call, name as ResourceName, columns, account, options),
      );
    };
    if (ofAccount === undefined) verb.action((options: ResourceOptions) => read(undefined, options));
    else verb.argument(ofAll ? '[account]' : '<account>', 'an AccountId of obw accounts').action(read);
  }
}

function takesStatement(verb: Command): void {
  verb
    .option('--file <statement>', 'the file of this statement, of whichever account has it, goes to --out')
    .option('--out <file>', 'where the file goes; - is standard output')
    .option('--force', 'overwrite a file that is there')
    .option('--transactions <statement>', 'the transactions of this statement');
}

async function showResource(
  call: Call,
  name: ResourceName,
  columns: NonNullable<ResourceRow['columns']>,
  account: string | undefined,
  options: ResourceOptions,
): Promise<void> {
  const opened = await openSessionOf(call, options);
  const { tpp, session } = opened;
  const reading = await readOptionsOf(call, opened, options);
  const read = await asFarAsItGoes(tpp, () => tpp.read(session, name, { account }, reading));
  const member = name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
  await show(call, read, 'entry', async (items) =>
    options.format === 'csv'
      ? call.copy(await tpp.resourceCsv(columns, items))
      : call.print({ [member]: items }, () => resourceTable(call, resourceWords(name), columns, items)),
  );
}
