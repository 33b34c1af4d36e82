/** `obw consent authorise`: the customer says yes or no, in a browser, on a pasted redirect, or headless at the embedded bank. */
import type { Command } from 'commander';
import type { AcceptedRedirect } from '../../tpp/authorization/accept.ts';
import type { Forcing } from '../../tpp/authorization/request.ts';
import { statusWord } from '../../tpp/workspace/consent-status.ts';
import type { Call } from '../call.ts';
import { consentIdOf } from '../defaults.ts';
import { wrongUsage } from '../errors.ts';
import { standardInput } from '../files.ts';
import { accountList, type Start, takesWorkspace, type WorkspaceOptions, wholeNumber } from '../options.ts';
import { nextStep } from '../remedy-words.ts';
import { openSessionOf } from '../session.ts';
import type { Opened } from '../terminal.ts';
import { green, warning } from '../words.ts';

interface AuthoriseOptions extends WorkspaceOptions {
  user?: string;
  accounts?: string[];
  refuse?: boolean;
  headless?: boolean;
  redirectUrl?: string;
  timeout?: number;
  force?: boolean;
}

const passwordVariable = 'OBW_CUSTOMER_PASSWORD';

export function addAuthoriseVerb(consent: Command, start: Start): void {
  takesWorkspace(
    consent
      .command('authorise')
      .description('let the customer authorise one: opens the browser and waits for the answer'),
  )
    .argument('[consent]', 'default: the one created last')
    .option('--headless', 'no browser: a customer of the sandbox, on its own pages')
    .option(
      '--user <name>',
      `with --headless: rora, mits or ivsa (the password is the name and a dot, or ${passwordVariable})`,
    )
    .option(
      '--accounts <a,b>',
      'with --headless: the accounts to share (default: all; a consent that was authorised before keeps those of then)',
      accountList,
    )
    .option('--refuse', 'with --headless: refuse instead')
    .option('--redirect-url <url>', 'the answer itself, from the address bar; - reads it from standard input')
    .option('--timeout <seconds>', 'how long to wait for the browser', wholeNumber(1, 3600), 600)
    .option('--force', 'send the request although the preflight finds errors in it')
    .action((id: string | undefined, options: AuthoriseOptions) => {
      refuseContradictions(options);
      return start(options, (call) => authorise(call, id, options));
    });
}

function refuseContradictions(options: AuthoriseOptions): void {
  if (options.headless && options.redirectUrl !== undefined) {
    wrongUsage('--headless and --redirect-url contradict each other.', 'Give one of the two.');
  }
  if (options.headless && options.user === undefined)
    wrongUsage('--headless needs --user.', 'Add --user rora (or mits, or ivsa).');
  if (options.force && options.redirectUrl !== undefined)
    wrongUsage('--force goes with a request, and --redirect-url is its answer.', 'Give one of the two.');
  const alone = (['user', 'accounts', 'refuse'] as const).find((name) => options[name] !== undefined);
  if (!options.headless && alone)
    wrongUsage(`--${alone} goes with --headless only.`, 'Add --headless, or leave it to the browser.');
}

async function authorise(call: Call, id: string | undefined, options: AuthoriseOptions): Promise<void> {
  const opened = await openSessionOf(call, options);
  const { consent, findings } = await answerOf(call, id, options, opened);
  for (const finding of findings) call.warn(warning(finding));
  const { consentId } = consent;
  const status = statusWord(consent);
  const accounts = await sharedAccounts(call, consentId, opened);
  await call.print({ consentId, status, accounts: accounts ?? [] }, () =>
    [
      `${green(call, '✓')} ${consentId}: ${status}`,
      ...(accounts ? [`  Accounts shared: ${accounts.join(', ') || 'none'}`] : []),
      '',
      nextStep({ do: 'listAccounts' }, options),
    ].join('\n'),
  );
}

/** The authorisation stands whatever becomes of this first look at the accounts. @returns undefined where they could not be read */
async function sharedAccounts(call: Call, consentId: string, { tpp, session }: Opened): Promise<string[] | undefined> {
  try {
    const accounts = await tpp.accounts(session, { consentId, signal: call.signal });
    return accounts.map(tpp.accountId).filter((id) => id !== undefined);
  } catch (thrown) {
    call.warn(`Warning: the accounts could not be read yet. ${tpp.problemOf(thrown).message}`);
    return undefined;
  }
}

async function answerOf(
  call: Call,
  id: string | undefined,
  options: AuthoriseOptions,
  opened: Opened,
): Promise<AcceptedRedirect> {
  const { tpp, session } = opened;
  const { user, accounts, refuse, redirectUrl, timeout = 600 } = options;
  if (user !== undefined) {
    const password = call.environment[passwordVariable];
    return tpp.authoriseHeadless(
      session,
      await consentIdOf(opened, id),
      { user, accounts, refuse, ...(password ? { password } : {}) },
      { signal: call.signal, ...forcing(call, options) },
    );
  }
  if (redirectUrl !== undefined) {
    return tpp.acceptRedirect(
      session,
      redirectUrl === '-' ? await standardInput(call, 'the redirect URL') : redirectUrl,
    );
  }
  return tpp.authoriseInBrowser(session, await consentIdOf(opened, id), {
    ...forcing(call, options),
    signal: call.signal,
    timeout: timeout * 1000,
    onUnverified: ({ message, try: fix, remedies }) => call.warn(warning({ message, fix, remedies })),
    open: async (url) => {
      call.warn({ whole: `Opening the bank's page in your browser. If nothing opens, visit ${url}` });
      call.progress('Waiting for the customer …');
      // The address stands above: a machine without a browser is no reason to give up.
      await call.openInBrowser(url).catch(() => {});
    },
  });
}

/** `--force`: what the preflight calls an error is told, and sent. */
export function forcing(call: Call, { force }: { force?: boolean }): Forcing {
  return {
    force,
    onForced: (errors) => {
      for (const finding of errors) call.warn(warning(finding, 'Warning: sent with --force, although'));
    },
  };
}
