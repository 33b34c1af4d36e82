/** `obw environment download`: step 2.3 of the guide, the Postman environment that the bank makes for its client. */
import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import { ownFolder, replaceFile } from '../../tpp/files/own-folder.ts';
import type { Call } from '../call.ts';
import { type Start, takesWorkspace, type WorkspaceOptions } from '../options.ts';
import { openSessionOf } from '../session.ts';
import { count, green } from '../words.ts';

interface DownloadOptions extends WorkspaceOptions {
  out?: string;
}

export function addEnvironmentVerbs(program: Command, start: Start): void {
  const environment = program.command('environment').description('the Postman environment of the client');
  takesWorkspace(
    environment.command('download').description('download it (step 2.3 of the guide); it holds the client secret'),
  )
    .option('--out <file>', 'where it goes, mode 0600 (default: a file in .openbanking, which git ignores)')
    .action((options: DownloadOptions) => start(options, (call) => download(call, options)));
}

async function download(call: Call, options: DownloadOptions): Promise<void> {
  const { tpp, session } = await openSessionOf(call, options);
  const environment = await tpp.downloadEnvironment(session, call.signal);
  const file =
    options.out === undefined
      ? join(await ownFolder(session.workspace.folder), `${session.bank.name}.postman_environment.json`)
      : resolve(call.folder, options.out);
  await replaceFile(file, `${JSON.stringify(environment, undefined, 2)}\n`, 0o600, file);
  const keys = environment.values.map(({ key }) => key);
  // Banks of this vendor have one of them twice.
  const names = [...new Set(keys)];
  await call.print({ file, keys }, () =>
    [
      `${green(call, '✓')} ${count(names.length, 'variable')} in ${file}`,
      `  ${names.join(', ')}`,
      '',
      'It holds the client secret (basicToken): import it into Postman, and keep it out of git.',
    ].join('\n'),
  );
}
