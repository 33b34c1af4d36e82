/** `obw standard`: what the standard says of an operation or a name, and what changed between two versions; from our own tables, offline. */
import { type Command, InvalidArgumentError } from 'commander';
import type { Version } from '../../standard/operation.ts';
import { commercialVersions, readWriteVersions, registrationVersions, versionNamed } from '../../standard/versions.ts';
import { aDay, type JsonOption, type Start, takesJson } from '../options.ts';

interface ShowOptions extends JsonOption {
  version?: Version;
}

interface FrequencyOptions extends JsonOption {
  from?: string;
}

/** With the table of operations, which no other verb waits for. */
const lookup = () => import('../standard-lookup.ts');

/** The versions, each line of them with what it is of. */
const known = [
  `${readWriteVersions.join(', ')} (Read/Write)`,
  `${registrationVersions.join(', ')} (client registration)`,
  `${commercialVersions.join(', ')} (commercial VRP)`,
].join('; ');

export function addStandardVerbs(program: Command, start: Start): void {
  const verb = program.command('standard').description('what the standard says, looked up offline');
  takesJson(
    verb
      .command('show')
      .description(
        'an operation ("GET /accounts", or the path of a request), a definition, code set, code, permission or member',
      )
      .argument('<name...>', 'what to look up')
      .option('--version <version>', `show it as of this version: ${known} (default: the latest)`, version),
  ).action((words: string[], options: ShowOptions) =>
    start(options, async (call) => (await lookup()).showName(call, words.join(' '), options.version)),
  );
  takesJson(
    verb
      .command('diff')
      .description('what changed between two versions, each definition once')
      .argument('<from>', known, version)
      .argument('<to>', 'another version of the same', version)
      .argument('[operation...]', 'of this operation only, like GET /accounts'),
  ).action((from: Version, to: Version, words: string[], options: JsonOption) =>
    start(options, async (call) => (await lookup()).compareVersions(call, from, to, words.join(' '))),
  );
  takesJson(
    verb
      .command('permissions')
      .description('the permissions of an account access consent in groups, with what each shows'),
  ).action((options: JsonOption) =>
    start(options, async (call) => (await import('../permission-groups.ts')).showPermissionGroups(call)),
  );
  takesJson(
    verb
      .command('frequency')
      .description(
        'how often a standing order or a direct debit is paid: in words, as each version writes it, and its next dates',
      )
      .argument(
        '<frequency>',
        'IntrvlMnthDay:03:15 of 3.1, QURT:15 or its JSON of 4.0, UK.OBIE.Quarterly of direct debits',
      )
      .option('--from <day>', 'its next dates from this day on (default: today)', aDay),
  ).action((text: string, options: FrequencyOptions) =>
    start(options, async (call) =>
      (await import('../frequency.ts')).showFrequency(call, text, options.from ?? today()),
    ),
  );
}

/** The UTC day of now, where none is named. */
const today = (): string => new Date().toISOString().slice(0, 10);

function version(text: string): Version {
  const named = versionNamed(text);
  if (named) return named;
  throw new InvalidArgumentError(`It must be one of ${known}.`);
}
