/** `obw standard`: what the standard says of an operation or a name, and what changed between two versions; from our own tables, offline. */
import { type Command, InvalidArgumentError } from 'commander';
import { diff } from '../../standard/diff.ts';
import { diffText } from '../../standard/diff-text.ts';
import type { Operation, Version } from '../../standard/operation.ts';
import { meant, nameOf, operationAsked, show } from '../../standard/show.ts';
import { shownText } from '../../standard/show-text.ts';
import { versionLines, versionNamed, versions } from '../../standard/versions.ts';
import type { Call } from '../call.ts';
import { bounded, wrongUsage } from '../errors.ts';
import { type JsonOption, type Start, takesJson } from '../options.ts';

interface ShowOptions extends JsonOption {
  version?: Version;
}

export function addStandardVerbs(program: Command, start: Start): void {
  const verb = program.command('standard').description('what the standard says, looked up offline');
  takesJson(
    verb
      .command('show')
      .description(
        'an operation ("GET /accounts", or the path of a request), a definition, code set, code, permission or member',
      )
      .argument('<name...>', 'what to look up')
      .option(
        '--version <version>',
        `its bodies in this version: ${versions.join(', ')} (default: the latest)`,
        version,
      ),
  ).action((words: string[], options: ShowOptions) =>
    start(options, (call) => showName(call, words.join(' '), options)),
  );
  takesJson(
    verb
      .command('diff')
      .description('what changed between two versions, each definition once')
      .argument('<from>', 'a version', version)
      .argument('<to>', 'a version', version)
      .argument('[operation...]', 'of this operation only'),
  ).action((from: Version, to: Version, words: string[], options: JsonOption) =>
    start(options, (call) => compare(call, from, to, words.join(' '))),
  );
}

function version(text: string): Version {
  const known = versionNamed(text);
  if (known) return known;
  throw new InvalidArgumentError(`It must be one of ${versions.join(', ')}.`);
}

/** Lines fit the terminal, and 80 columns where there is none. */
const widthOf = ({ stdout }: Call): number => Math.max(60, stdout.columns ?? 80);

async function showName(call: Call, name: string, options: ShowOptions): Promise<void> {
  const shown = show(name, options.version);
  if (!shown) unknown(name, 'GET /accounts, OBReadAccount6, ReadBalances, U004');
  const isInVersion =
    !options.version || !('version' in shown) || shown.versions.some((each) => each.version === options.version);
  if (!isInVersion) {
    const known = shown.versions.map((each) => each.version).join(', ');
    wrongUsage(`${shown.name} is not in version ${options.version}.`, `It is in ${known}.`);
  }
  await call.print(shown, () => shownText(shown, widthOf(call)));
}

async function compare(call: Call, from: Version, to: Version, name: string): Promise<void> {
  const line = versionLines.find((each) => each.includes(from));
  if (from === to || !line?.includes(to)) {
    const others = line?.filter((each) => each !== from) ?? [];
    const advice =
      others.length > 0 ? `Compare ${from} with ${others.join(' or ')}.` : `There is no other version of ${from}.`;
    wrongUsage(
      from === to ? `Both versions are ${from}.` : `${from} and ${to} are versions of different things.`,
      advice,
    );
  }
  const operation = name === '' ? undefined : operationIn(name, from, to);
  const difference = diff(from, to, operation);
  await call.print(difference, () => diffText(difference, widthOf(call), operation !== undefined));
}

function operationIn(name: string, from: Version, to: Version): Operation {
  const operation = operationAsked(name);
  if (!operation) unknown(name, 'GET /accounts');
  if (!operation.in[from] && !operation.in[to]) {
    const known = versions.filter((each) => operation.in[each]).join(', ');
    wrongUsage(`Neither ${from} nor ${to} has ${nameOf(operation)}.`, `It is in ${known}.`);
  }
  return operation;
}

function unknown(name: string, examples: string): never {
  const near = meant(name);
  const advice = near.length > 0 ? `Did you mean ${near.join(', ')}?` : `Name something like ${examples}.`;
  wrongUsage(`The standard has nothing called ${bounded(name)}.`, advice);
}
