/** `obw check`: what step 1 of the guide asks for, looked at before a bank does; `obw check urls`: step 3.2, every URL of the bank. */

import type { Command } from 'commander';
import type { NameSpellings } from '../../tpp/keys/distinguished-name.ts';
import type { Remedy } from '../../tpp/remedies.ts';
import type { Session } from '../../tpp/session.ts';
import type { Finding } from '../../tpp/workspace/finding.ts';
import type { ClientRecord } from '../../tpp/workspace/state.ts';
import type { Call } from '../call.ts';
import { bounded } from '../errors.ts';
import { type Start, takesWorkspace, type WorkspaceOptions } from '../options.ts';
import { inTerminalWords, type Named, nextStep } from '../remedy-words.ts';
import { openSessionOf } from '../session.ts';
import type { Tpp } from '../terminal.ts';
import { count, dim, facts, green, red, yellow } from '../words.ts';

interface CheckOptions extends WorkspaceOptions {
  verbose?: boolean;
}

export function addCheckVerb(program: Command, start: Start): void {
  const verb = takesWorkspace(
    program
      .command('check')
      .description('look at the prerequisites of step 1 and say how to mend what is amiss; exit 1 when something is')
      .option('--verbose', "with the transport certificate's subject in each spelling that banks want"),
  ).action((options: CheckOptions) => start(options, (call) => check(call, options)));
  takesWorkspace(
    verb
      .command('urls')
      .description(
        'try every URL of the bank: name, port, TLS, client certificate, discovery; exit 1 when one is amiss',
      ),
  ).action((_: WorkspaceOptions, command: Command) => {
    // `obw check` has the same options, and takes those that stand before `urls`.
    const options: WorkspaceOptions = command.optsWithGlobals();
    return start(options, (call) => checkUrls(call, options));
  });
}

async function check(call: Call, options: CheckOptions): Promise<void> {
  const { tpp, session } = await openSessionOf({ ...call, warn: () => {} }, options);
  call.progress(`Checking, and asking ${session.bank.name} …`);
  const found = await Promise.all([tpp.checkPrerequisites(session), tpp.gitFindings(session.workspace)]);
  // A terminal's Ctrl-C ends a command of openbanking.json too, which would be told as a fault of its own.
  call.signal.throwIfAborted();
  const client = await tpp.findClient(session);
  const hasSecret = client !== undefined && (await tpp.isSecretKnown(session, client));
  const findings = found.flat().map((finding) => worded(hasSecret ? finding : unasked(finding), options));
  if (broken(findings) > 0) call.fails();
  const subject = await session.workspace.transportCredentials(session.bank).then(
    ({ parsed }) => parsed?.subjectSpellings,
    () => undefined,
  );
  const next = await nextOf(tpp, session, { findings, client });
  const spelled = options.verbose && subject ? spellings(call, subject) : undefined;
  await call.print({ findings, ...(subject && { subject }) }, () =>
    inWords(call, findings, { good: 'Ready.', next: next === undefined ? '' : ` ${nextStep(next, options)}`, spelled }),
  );
}

/** Without the base of its API a bank takes a registration, and nothing after it. */
async function nextOf(
  tpp: Tpp,
  session: Session,
  { findings, client }: { findings: readonly Finding[]; client: ClientRecord | undefined },
): Promise<Remedy | undefined> {
  if (client === undefined) return { do: 'register' };
  if (findings.some(({ code }) => code === 'resource_server_unknown')) return undefined;
  const authorised = tpp.authorisedAmong(await tpp.consentsOf(session), Date.now());
  return authorised.length > 0 ? { do: 'listAccounts' } : { do: 'createConsent' };
}

const spellings = (call: Call, { named, dotted, dottedText, openssl }: NameSpellings): string =>
  facts(call, [
    ['Subject (RFC 4514)', { whole: named }],
    ['2.5.4.97 as #hex', { whole: dotted }],
    ['2.5.4.97 as text', { whole: dottedText }],
    ['openssl', { whole: openssl }],
  ]).trimEnd();

async function checkUrls(call: Call, options: WorkspaceOptions): Promise<void> {
  const { tpp, session } = await openSessionOf({ ...call, warn: () => {} }, options);
  call.progress(`Trying the URLs of ${session.bank.name} …`);
  const checked = await tpp.checkUrls(session, call.signal);
  if (broken(checked.findings) > 0) call.fails();
  const findings = checked.findings.map((finding) => worded(finding, options));
  await call.print({ ...checked, findings }, () => inWords(call, findings, { good: 'Every URL is as it should be.' }));
}

/** Nobody is asked in a terminal: what needs a command ends with it. */
const unasked = (finding: Finding): Finding =>
  finding.code === 'command_not_allowed' ? { ...finding, severity: 'error' } : finding;

/** A finding whose fix a terminal can follow. */
const worded = <F extends Finding>(finding: F, named: Named): F => ({
  ...finding,
  fix: inTerminalWords({ ...finding, try: finding.fix }, named),
});

const broken = (findings: readonly Finding[]): number => findings.filter(({ severity }) => severity === 'error').length;

function inWords(call: Call, findings: readonly Finding[], words: Verdict): string {
  const lines = findings.map((finding) => lineOf(call, finding)).join('\n');
  return [lines, words.spelled, verdict(call, findings, words)].filter((part) => part !== undefined).join('\n\n');
}

interface Verdict {
  good: string;
  next?: string;
  /** The spellings of a subject, before it. */
  spelled?: string;
}

/** What the lines above it say, so that nobody who reads the end alone misses a warning. */
function verdict(call: Call, findings: readonly Finding[], { good, next = '' }: Verdict): string {
  const errors = broken(findings);
  const warnings = findings.filter(({ severity }) => severity === 'warning').length;
  const toLookAt = `${count(warnings, 'thing')} to look at`;
  if (errors > 0) return red(call, `${count(errors, 'thing')} to mend${warnings > 0 ? `, ${toLookAt}` : ''}.`);
  return warnings > 0 ? yellow(call, `Nothing to mend, ${toLookAt}.${next}`) : green(call, `${good}${next}`);
}

function lineOf(call: Call, { severity, message, fix }: Finding): string {
  const mark = severity === 'error' ? red(call, '✗') : severity === 'warning' ? yellow(call, '!') : green(call, '✓');
  const remedy = severity === 'information' || fix === '' ? '' : ` ${dim(call, `→ ${bounded(fix)}`)}`;
  return `${mark} ${bounded(message).replaceAll('\n', ' ')}${remedy}`;
}
