/** `obw request list` and `obw request run`: the saved requests beside openbanking.json, sent with the variables of the bank. */
import { type Command, InvalidArgumentError } from 'commander';
import type { Call } from '../call.ts';
import { consentsMeant } from '../defaults.ts';
import { harmless } from '../errors.ts';
import { type Start, takesWorkspace, type WorkspaceOptions } from '../options.ts';
import { openSessionOf, openWorkspaceOf } from '../session.ts';
import { bold, table } from '../words.ts';

interface RunOptions extends WorkspaceOptions {
  set?: Record<string, string>;
  reveal?: boolean;
}

export function addRequestVerbs(program: Command, start: Start): void {
  const request = program.command('request').description('saved requests, in requests/ beside openbanking.json');
  takesWorkspace(request.command('list').description('list them')).action((options: WorkspaceOptions) =>
    start(options, (call) => list(call, options)),
  );
  takesWorkspace(request.command('run').description('send one; the client certificate and secrets go to the bank only'))
    .argument('<name>', 'its name, with its folders where there are several: Accounts/Get accounts')
    .option('--set <name=value>', 'a variable for this time; may stand several times', collect)
    .option('--reveal', 'show the answer as it came, tokens and secrets too')
    .action((name: string, options: RunOptions) => start(options, (call) => runOne(call, name, options)));
}

function collect(text: string, before: Record<string, string> = {}): Record<string, string> {
  const [name = '', value] = text.split(/=(.*)/s);
  if (name === '' || value === undefined) throw new InvalidArgumentError('It must be name=value.');
  return { ...before, [name]: value };
}

async function list(call: Call, options: WorkspaceOptions): Promise<void> {
  const { tpp, workspace } = await openWorkspaceOf(call, options);
  const collections = await tpp.readSavedRequests(workspace.folder);
  const requests = tpp.namedRequests(collections).map(({ path, request: { method, url } }) => ({ path, method, url }));
  await call.print({ requests }, () =>
    requests.length === 0
      ? 'There are none: obw import postman brings the requests of a collection.'
      : table(
          call,
          ['Request', 'Method', 'URL'].map((head) => ({ head })),
          requests.map(({ path, method, url }) => [path, method, url]),
        ),
  );
}

async function runOne(call: Call, name: string, options: RunOptions): Promise<void> {
  const opened = await openSessionOf(call, options);
  const { tpp, session } = opened;
  const { collection, request } = await tpp.findSavedRequest(session.workspace.folder, name);
  const answer = await tpp.runSavedRequest(session, request, options.set, {
    collection,
    consents: consentsMeant(opened),
    signal: call.signal,
  });
  const body = options.reveal ? answer.body : tpp.redactText(answer.body);
  const headers = options.reveal ? answer.headers : tpp.redactHeaders(answer.headers);
  if (answer.status >= 400) call.fails();
  await call.print({ status: answer.status, interactionId: answer.interactionId, headers, body }, () =>
    [bold(call, `${answer.status} ${harmless(request.name)}`), harmless(body)].join('\n'),
  );
}
