/** `obw import postman` and `obw export postman`: environments, collections and client certificates, in and out. */
import { access, readFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import type { Command } from 'commander';
import { fail } from '../../tpp/errors.ts';
import { failFromFileSystem } from '../../tpp/files/files.ts';
import { makeFolders } from '../../tpp/files/folders.ts';
import type { AppliedImport } from '../../tpp/postman/apply.ts';
import type { ImportPreview } from '../../tpp/postman/import-types.ts';
import { importReport } from '../../tpp/report/import.ts';
import type { Call } from '../call.ts';
import { readingNamed, writeNamed } from '../files.ts';
import { type JsonOption, list, type Start, takesJson, takesWorkspace, type WorkspaceOptions } from '../options.ts';
import { commandOf } from '../remedy-words.ts';
import { reportInTerminal } from '../report.ts';
import { openSessionOf } from '../session.ts';
import { count, green } from '../words.ts';

interface ImportOptions extends JsonOption {
  workspace?: string;
  bank?: string;
  identity?: string;
  dryRun?: boolean;
  force?: boolean;
  scripts?: boolean;
}

interface ExportOptions extends WorkspaceOptions {
  out: string;
  permissions?: string[];
  secrets?: boolean;
  force?: boolean;
}

export function addPostmanVerbs(program: Command, start: Start): void {
  const into = program.command('import').description('take over what was made for another tool');
  takesJson(
    into.command('postman').description('environments, globals, collections and client certificates of Postman'),
  )
    .argument('<files...>', 'files that Postman exported')
    .option('--workspace <folder>', 'the folder of openbanking.json (default: this one)')
    .option('--bank <name>', "how you call the environment's bank (default: its host's name)")
    .option('--identity <name>', 'which identity of openbanking.json the bank knows, where it has several')
    .option('--dry-run', 'show what would be taken and write nothing')
    .option('--scripts', 'show the scripts too; they are never run')
    .option('--force', 'replace files of saved requests that say something else')
    .action((files: string[], options: ImportOptions) => start(options, (call) => importFiles(call, files, options)));
  const out = program.command('export').description('hand a bank over to another tool');
  takesWorkspace(
    out.command('postman').description('the bank as an environment, the journey as a collection that newman runs'),
  )
    .requiredOption('--out <folder>', 'where the files go')
    .option('--permissions <a,b>', 'what its consent asks for and its requests read (default: all but ReadPAN)', list)
    .option('--secrets', 'put the client secret and the passphrase in; the files that hold them get mode 0600')
    .option('--force', 'overwrite files that are there')
    .action((options: ExportOptions) => start(options, (call) => exportFiles(call, options)));
}

async function importFiles(call: Call, files: readonly string[], options: ImportOptions): Promise<void> {
  const tpp = await call.tpp();
  const folder = resolve(call.folder, options.workspace ?? '.');
  const workspace = await readFile(join(folder, 'openbanking.json'), 'utf8').catch(() => undefined);
  const preview = await readingNamed(call, files, 'the import', () =>
    tpp.previewPostmanFiles(
      files.map((file) => resolve(call.folder, file)),
      { folder, workspace, bank: options.bank },
    ),
  );
  const applied = options.dryRun
    ? undefined
    : await tpp.applyImport(preview, {
        folder,
        state: tpp.fileStateStore(folder),
        secrets: tpp.fileSecretStore(folder, call.environment),
        surroundings: tpp.realSurroundings,
        overwrite: options.force,
        identity: options.identity,
      });
  await call.print(resultOf(preview, applied, options.scripts ?? false), () =>
    inWords(call, preview, applied, {
      ...options,
      files,
      alone: workspace === undefined,
      now: tpp.realSurroundings.now(),
    }),
  );
}

/** The preview without secrets, not even masked ones: a script has no use for them. */
function resultOf(
  preview: ImportPreview,
  applied: AppliedImport | undefined,
  scripts: boolean,
): Record<string, unknown> {
  const without = <Each extends { secrets: { name: string }[] }>(each: Each) => ({
    ...each,
    secrets: each.secrets.map(({ name }) => name),
  });
  return {
    applied: applied !== undefined,
    banks: preview.banks.map(without),
    collections: preview.collections.map(without),
    uncovered: preview.uncovered.map(without),
    privateKeys: preview.privateKeys.map(({ id, kind, name, place }) => ({ id, kind, name, place })),
    certificates: preview.certificates.map(({ passphrase, ...rest }) => ({ ...rest, passphrase: passphrase?.name })),
    ...(scripts && { scripts: preview.scripts }),
    items: preview.items,
    files: applied?.files ?? [],
  };
}

function inWords(
  call: Call,
  preview: ImportPreview,
  applied: AppliedImport | undefined,
  options: ImportOptions & {
    files: readonly string[];
    /** There is no openbanking.json. */
    alone: boolean;
    now: number;
  },
): Promise<string> {
  const { scripts, alone, files, now } = options;
  const untaken = preview.scripts.length;
  const said = [
    ...(scripts || untaken === 0
      ? []
      : [`${count(untaken, 'script')} not taken: scripts are shown (--scripts) and never run.`]),
    ...(applied === undefined ? ['Nothing was written (--dry-run).'] : []),
    ...(alone
      ? [
          'There is no openbanking.json here, without which no saved request is listed or sent: it names the bank, keys and certificates.',
        ]
      : []),
  ];
  const next = alone ? 'obw init' : applied && preview.collections.length > 0 ? 'obw request list' : undefined;
  const report = importReport({
    preview: scripts ? preview : { ...preview, scripts: [] },
    files: files.map((file) => basename(file)),
    ...(said.length > 0 && { lead: said.join(' ') }),
    inClear: applied?.inClear,
    now,
  });
  return reportInTerminal(call, report, { next });
}

async function exportFiles(call: Call, options: ExportOptions): Promise<void> {
  const { tpp, session } = await openSessionOf(call, options);
  const folder = resolve(call.folder, options.out);
  const tools = {
    claims: commandOf({ do: 'previewRegistration' }),
    sign: (bank: string) => commandOf({ do: 'signJwt' }, { bank }),
  };
  const files = await tpp.exportPostman(session, { secrets: options.secrets, tools, permissions: options.permissions });
  for (const { name } of files) if (!options.force) await assertFree(join(folder, name));
  for (const { name, text, secret } of files) await save(folder, name, text, secret);
  const paths = files.map(({ name }) => join(folder, name));
  const secrets = options.secrets ?? false;
  await call.print({ files: paths, secrets }, () =>
    [
      ...paths.map((path) => `${green(call, '✓')} ${path}`),
      '',
      secrets
        ? 'They hold secrets: keep them out of git.'
        : 'No secret is in them: give the client secret with --env-var, or export with --secrets.',
      'The collection says at its top how to run it, and which requests need a signature made outside.',
    ].join('\n'),
  );
}

async function assertFree(file: string): Promise<void> {
  const taken = await access(file).then(
    () => true,
    () => false,
  );
  if (!taken) return;
  fail({
    code: 'files_exist',
    message: `${file} is there already.`,
    try: 'Choose another folder, or overwrite with --force.',
  });
}

async function save(folder: string, name: string, text: string, secret: boolean): Promise<void> {
  await makeFolders(folder).catch((thrown: unknown) => failFromFileSystem(thrown, folder, 'write'));
  await writeNamed(join(folder, name), text, secret);
}
