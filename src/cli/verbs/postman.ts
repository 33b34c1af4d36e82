/** `obw import postman` and `obw export postman`: environments, collections and client certificates, in and out. */
import { access, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import { fail } from '../../tpp/errors.ts';
import type { AppliedImport } from '../../tpp/postman/apply.ts';
import type { ImportPreview } from '../../tpp/postman/import-types.ts';
import { makeFolders } from '../../tpp/workspace/folders.ts';
import { replaceFile } from '../../tpp/workspace/own-folder.ts';
import type { Call } from '../call.ts';
import { harmless } from '../errors.ts';
import { readingNamed } from '../files.ts';
import { type JsonOption, type Start, takesJson, takesWorkspace, type WorkspaceOptions } from '../options.ts';
import { commandOf } from '../remedy-words.ts';
import { openSessionOf } from '../session.ts';
import { bold, count, green, table, yellow } from '../words.ts';

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
    inWords(call, preview, applied, { ...options, alone: workspace === undefined }),
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

async function inWords(
  call: Call,
  preview: ImportPreview,
  applied: AppliedImport | undefined,
  options: ImportOptions & { /** There is no openbanking.json. */ alone: boolean },
): Promise<string> {
  const lines: string[] = [];
  const done = green(call, '✓');
  for (const { name, known, client } of preview.banks) {
    const which = client ? `, client ${client.clientId}` : '';
    lines.push(
      `${done} Bank ${harmless(name)} (${known ? 'known already, its entry stays as it is' : 'new'}${harmless(which)})`,
    );
  }
  for (const { id, requests, variables, secrets } of preview.collections) {
    const others = [
      ...counted(Object.keys(variables).length, 'variable'),
      ...counted(secrets.length, 'secret to the secret store', 'secrets to the secret store'),
    ];
    const what = [count(requests.length, 'request'), ...others].join(', ');
    lines.push(`${done} requests/${id}.json: ${what}`);
  }
  for (const { id, secrets } of preview.uncovered) {
    const what = `${count(secrets.length, 'secret')} that stood there in clear`;
    lines.push(`${yellow(call, '!')} requests/${id}.json: ${what}, to the secret store`);
  }
  for (const { path, key } of applied?.inClear ?? []) {
    lines.push(
      `${yellow(call, '!')} ${harmless(`${path}: ${key} is a secret and stays there in clear, as the secret store has another value of it; take out the one that is not needed`)}`,
    );
  }
  for (const { name, hosts } of preview.certificates) {
    lines.push(`${done} Client certificate ${harmless(name)} for ${hosts.join(', ')}`);
  }
  for (const { kind, place } of preview.privateKeys) {
    lines.push(
      `${yellow(call, '!')} Private key (${kind}) in ${harmless(place)}: to the secret store; take it out of the file`,
    );
  }
  // A request's place ends with its name, which has a column of its own.
  const rows = preview.items.map(({ place, key, outcome, reason }) => [
    outcome,
    key,
    reason,
    place.endsWith(`, ${key}`) ? place.slice(0, -`, ${key}`.length) : place,
  ]);
  const heads = ['What became of it', 'Variable or part', 'Why', 'Where'];
  lines.push(
    '',
    await table(
      call,
      heads.map((head) => ({ head })),
      rows,
    ),
  );
  if (options.scripts) {
    for (const { place, when, text } of preview.scripts) {
      lines.push(bold(call, harmless(`Script ${when} ${place}`)), harmless(text), '');
    }
  } else if (preview.scripts.length > 0) {
    lines.push(`${count(preview.scripts.length, 'script')} not taken: scripts are shown (--scripts) and never run.`);
  }
  if (applied === undefined) lines.push('Nothing was written (--dry-run).');
  if (options.alone)
    lines.push(
      'There is no openbanking.json here, without which no saved request is listed or sent: it names the bank, keys and certificates.',
      'Next: obw init',
    );
  else if (applied && preview.collections.length > 0) lines.push('Next: obw request list');
  return lines.join('\n');
}

const counted = (number: number, one: string, many?: string): string[] =>
  number === 0 ? [] : [count(number, one, many)];

async function exportFiles(call: Call, options: ExportOptions): Promise<void> {
  const { tpp, session } = await openSessionOf(call, options);
  const folder = resolve(call.folder, options.out);
  const tools = {
    claims: commandOf({ do: 'previewRegistration' }),
    sign: (bank: string) => commandOf({ do: 'signJwt' }, { bank }),
  };
  const files = await tpp.exportPostman(session, { secrets: options.secrets, tools });
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
  const file = join(folder, name);
  try {
    await makeFolders(folder);
    if (!secret) return await writeFile(file, text);
  } catch (cause) {
    fail(
      {
        code: 'file_not_writable',
        message: `${file} could not be written.`,
        try: 'Choose a folder that is there and that you may write to.',
      },
      cause,
    );
  }
  await replaceFile(file, text, 0o600, file);
}
