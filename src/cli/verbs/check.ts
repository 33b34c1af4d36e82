/** `obw check`: what step 1 of the guide asks for, looked at before a bank does; `obw check urls`: step 3.2, every URL of the bank. */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from 'commander';
import type { Finding } from '../../tpp/finding.ts';
import type { NameSpellings } from '../../tpp/keys/distinguished-name.ts';
import { prerequisitesReport } from '../../tpp/report/prerequisites.ts';
import { urlsReport } from '../../tpp/report/urls.ts';
import type { Call } from '../call.ts';
import { type Start, takesWorkspace, type WorkspaceOptions } from '../options.ts';
import { inTerminalWords, type Named } from '../remedy-words.ts';
import { reportInTerminal } from '../report.ts';
import { openSessionOf } from '../session.ts';
import { facts } from '../words.ts';

interface CheckOptions extends WorkspaceOptions {
  verbose?: boolean;
}

export function addCheckVerb(program: Command, start: Start): void {
  const verb = takesWorkspace(
    program
      .command('check')
      .description('look at what a registration needs and say how to mend what is amiss; exit 1 when something is')
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
  const findings = found.flat().map((finding) => (hasSecret ? finding : unasked(finding)));
  if (broken(findings) > 0) call.fails();
  const subject = await session.workspace.transportCredentials(session.bank).then(
    ({ parsed }) => parsed?.subjectSpellings,
    () => undefined,
  );
  const { bank, workspace, surroundings } = session;
  const consents = client === undefined ? [] : await tpp.consentsOf(session);
  const authorised = tpp.authorisedAmong(consents, Date.now()).length > 0;
  const text = await readFile(join(workspace.folder, 'openbanking.json'), 'utf8').catch(() => undefined);
  const { file } = workspace;
  const report = prerequisitesReport({ bank, file, text, findings, client, authorised, now: surroundings.now() });
  await call.print({ findings: findings.map((finding) => worded(finding, options)), ...(subject && { subject }) }, () =>
    reportInTerminal(call, report, {
      named: options,
      before: options.verbose && subject ? spellings(call, subject) : undefined,
    }),
  );
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
  const report = urlsReport({ ...checked, now: session.surroundings.now() });
  await call.print({ ...checked, findings }, () => reportInTerminal(call, report, { named: options }));
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
