/** `obw consent authorise`: the customer says yes or no, in a browser, on a pasted redirect, or headless at the embedded bank. */
import type { Command } from 'commander';
import type { AcceptedRedirect } from '../../tpp/authorization/accept.ts';
import type { AuthorisationRequest, Forcing } from '../../tpp/authorization/request.ts';
import type { Problem } from '../../tpp/errors.ts';
import { lengthOf } from '../../tpp/time-words.ts';
import { statusWord } from '../../tpp/workspace/consent-status.ts';
import type { Call } from '../call.ts';
import { consentIdOf } from '../defaults.ts';
import { wrongUsage } from '../errors.ts';
import { standardInput } from '../files.ts';
import { pastedAnswer, pastedWarning, showQrCode } from '../on-a-phone.ts';
import { accountList, type Start, takesWorkspace, type WorkspaceOptions, wholeNumber } from '../options.ts';
import { assertDrawable } from '../qr-code.ts';
import { nextStep } from '../remedy-words.ts';
import { openSessionOf } from '../session.ts';
import type { Opened } from '../terminal.ts';
import { green, warning } from '../words.ts';

interface AuthoriseOptions extends WorkspaceOptions {
  user?: string;
  accounts?: string[];
  refuse?: boolean;
  headless?: boolean;
  qr?: boolean;
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
    .option('--qr', 'no browser here: a QR code of the address on this terminal, for a phone')
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
  const other = options.headless ? '--headless' : options.redirectUrl !== undefined ? '--redirect-url' : '';
  if (options.qr && other !== '') wrongUsage(`--qr and ${other} contradict each other.`, 'Give one of the two.');
  if (options.qr && options.json)
    wrongUsage(
      '--qr is for a person at a terminal, and --json for a program.',
      'Leave one of them away; obw consent url --json gives the address.',
    );
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
  const waiting = {
    ...forcing(call, options),
    signal: call.signal,
    timeout: timeout * 1000,
    onUnverified: (problem: Problem) => call.warn(pastedWarning(problem)),
    pasted: (request: AuthorisationRequest) => pastedAnswer(call, tpp, request),
  };
  if (options.qr) {
    assertDrawable(call);
    return tpp.authoriseElsewhere(session, await consentIdOf(opened, id), {
      ...waiting,
      show: (request) => showQrCode(call, opened, request),
    });
  }
  return tpp.authoriseInBrowser(session, await consentIdOf(opened, id), {
    ...waiting,
    open: async (url) => {
      call.warn({ whole: `Opening the bank's page in your browser. If nothing opens, visit ${url}` });
      if (call.stdin.isTTY)
        call.warn(
          'Should the answer not arrive by itself, paste the address that the browser ends on here, then Enter.',
        );
      call.progress(waitingWords(timeout));
      // The address stands above: a machine without a browser is no reason to give up.
      await call.openInBrowser(url).catch(() => {});
    },
  });
}

/** An approval on another device comes back by the browser that waits for it, so that there is one thing to wait for. */
const waitingWords = (seconds: number): string =>
  `Waiting for the customer, up to ${lengthOf(seconds)}, here or approving on another device. Ctrl-C ends it …`;

/** `--force`: what the preflight calls an error is told, and sent. */
export function forcing(call: Call, { force }: { force?: boolean }): Forcing {
  return {
    force,
    onForced: (errors) => {
      for (const finding of errors) call.warn(warning(finding, 'Warning: sent with --force, although'));
    },
  };
}
