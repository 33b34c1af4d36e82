/** `obw consent rehearse-renewal`: at the sandbox, a customer authorises a consent again while its old token works. */
import type { Command } from 'commander';
import { type RehearsalStep, rehearsalSteps } from '../../tpp/rehearsal-steps.ts';
import { rehearsalMeaning, rehearsalTitle } from '../../tpp/report/rehearsal.ts';
import type { Call } from '../call.ts';
import { authorisedConsentIdOf } from '../defaults.ts';
import { failureOf, raise } from '../errors.ts';
import { type Start, takesWorkspace, type WorkspaceOptions } from '../options.ts';
import { openSessionOf } from '../session.ts';
import { dim, green, red } from '../words.ts';

interface RehearseOptions extends WorkspaceOptions {
  user: string;
}

export function addRehearseVerb(consent: Command, start: Start): void {
  takesWorkspace(
    consent
      .command('rehearse-renewal')
      .description(
        'at the sandbox: authorise one again while its old token works, then switch to the new tokens, step by step',
      ),
  )
    .argument('[consent]', 'default: the one authorised last')
    .requiredOption('--user <name>', 'the customer who authorised it: rora, mits or ivsa')
    .action((id: string | undefined, options: RehearseOptions) =>
      start(options, (call) => rehearse(call, id, options)),
    );
}

async function rehearse(call: Call, id: string | undefined, options: RehearseOptions): Promise<void> {
  const opened = await openSessionOf(call, options);
  const { tpp, session } = opened;
  const consentId = await authorisedConsentIdOf(opened, id);
  let written = Promise.resolve();
  const { steps, problem } = await tpp.rehearseRenewal(session, consentId, {
    customer: { user: options.user },
    onStep: (step) => {
      if (!call.json) written = written.then(() => call.write(stepLines(call, step)));
    },
    signal: call.signal,
  });
  await written;
  const error = problem && failureOf(problem);
  await call.print({ consentId, steps, ...(error && { error }) }, () =>
    problem ? '' : 'The customer’s data never stopped coming, and the new tokens are in use.',
  );
  if (problem) raise(problem);
}

function stepLines(call: Call, { name, status, result }: RehearsalStep): string {
  const place = `${rehearsalSteps.indexOf(name) + 1}.`;
  if (status === 'skipped') return `${dim(call, `- ${place} ${rehearsalTitle(name)}: skipped`)}\n`;
  const mark = status === 'done' ? green(call, '✓') : red(call, '✗');
  const line = `${mark} ${place} ${rehearsalTitle(name)}: ${result}\n`;
  return status === 'done' ? `${line}     ${dim(call, rehearsalMeaning(name))}\n` : line;
}
