/** `obw check`: everything that step 1 of the guide asks for, looked at before a bank does. */
import type { Command } from 'commander';
import type { Finding } from '../../tpp/workspace/finding.ts';
import type { Call } from '../call.ts';
import { harmless } from '../errors.ts';
import { type Start, takesWorkspace, type WorkspaceOptions } from '../options.ts';
import { openSessionOf } from '../session.ts';
import { count, dim, green, red, yellow } from '../words.ts';

export function addCheckVerb(program: Command, start: Start): void {
  takesWorkspace(
    program
      .command('check')
      .description('look at the prerequisites of step 1 and say how to mend what is amiss; exit 1 when something is'),
  ).action((options: WorkspaceOptions) => start(options, (call) => check(call, options)));
}

async function check(call: Call, options: WorkspaceOptions): Promise<void> {
  const { tpp, session } = await openSessionOf({ ...call, warn: () => {} }, options);
  call.progress(`Checking, and asking ${session.bank.name} …`);
  const findings: Finding[] = await tpp.checkPrerequisites(session);
  const broken = findings.filter(({ severity }) => severity === 'error').length;
  if (broken > 0) call.fails();
  await call.print({ findings }, () => {
    const lines = findings.map((finding) => lineOf(call, finding));
    const end = broken > 0 ? red(call, `${count(broken, 'thing')} to mend.`) : green(call, 'Ready. Next: obw register');
    return `${lines.join('\n')}\n\n${end}`;
  });
}

function lineOf(call: Call, { severity, message, fix }: Finding): string {
  const mark = severity === 'error' ? red(call, '✗') : severity === 'warning' ? yellow(call, '!') : green(call, '✓');
  const remedy = severity === 'information' || fix === '' ? '' : ` ${dim(call, `→ ${harmless(fix)}`)}`;
  return `${mark} ${harmless(message).replaceAll('\n', ' ')}${remedy}`;
}
