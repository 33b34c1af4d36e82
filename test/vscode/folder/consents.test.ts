/** Consents and the customer's authorisation do their work on the embedded bank. */
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { before, describe, it } from 'mocha';
import { commands, env, Uri, workspace } from 'vscode';
import { z } from 'zod';
import { decodeJwt } from '../../../src/tpp/jwt/decode.ts';
import { useBank } from '../support/bank.ts';
import { consentItem, readConsents } from '../support/consents.ts';
import { authoriseAt, browse, comeBack } from '../support/customer.ts';
import { answering, back, type Shown, type Step } from '../support/dialogs.ts';
import { eventually } from '../support/eventually.ts';
import { extension } from '../support/extension.ts';
import { folder } from '../support/workspace.ts';

const consentSchema = z.object({ consentId: z.string(), status: z.string(), permissions: z.array(z.string()) });
type Consent = z.infer<typeof consentSchema>;

const run = (name: string, ...given: unknown[]): Thenable<unknown> =>
  commands.executeCommand(`openBanking.${name}`, ...given);
const texts = (shown: Shown[]): string => shown.map(({ kind, text }) => `${kind}: ${text}`).join('\n');

/** Runs a command on a consent's item, and gives what was shown beside the result. */
async function about(
  { consentId }: Consent,
  name: string,
  ...given: unknown[]
): Promise<{ result: unknown; shown: Shown[] }> {
  const item = await consentItem(consentId);
  return answering({}, () => run(name, item, ...given));
}

async function newConsent(choices: Record<string, unknown> = {}): Promise<Consent> {
  const { result, shown } = await answering({}, () => run('createAccountAccessConsent', undefined, choices));
  const read = consentSchema.safeParse(result);
  assert(read.success, texts(shown));
  return read.data;
}

async function pendingOf({ consentId }: Consent): Promise<unknown> {
  return (await readConsents()).find((each) => each.consentId === consentId)?.pending;
}

/** The registered redirect URI that a request asks for. */
function redirectUriIn(url: string): string {
  const { payload } = decodeJwt(new URL(url).searchParams.get('request') ?? '');
  return String(payload.redirect_uri);
}

describe('Account access consents', () => {
  useBank(folder);
  before(async () => {
    await extension().activate();
    await answering({}, () => run('registerClient', undefined, {}));
  });

  it('Create asks for every permission unless others are chosen', async () => {
    const all = await newConsent();
    assert.equal(all.status, 'AwaitingAuthorisation');
    assert.equal(all.permissions.length, 21);
    const some = await newConsent({ permissions: ['ReadAccountsBasic', 'ReadBalances'] });
    assert.deepEqual(some.permissions, ['ReadAccountsBasic', 'ReadBalances']);
  });

  it('four times Enter asks for everything, without an end', async () => {
    const before = await readConsents();
    const asked = answering({}, () => run('createAccountAccessConsent'));
    let ended = false;
    void asked.then(() => {
      ended = true;
    });
    await eventually(async () => {
      await commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
      assert(ended);
    }, 15_000);
    const { result, shown } = await asked;
    const { data } = consentSchema.safeParse(result);
    assert(data, texts(shown));
    const made = (await readConsents()).find(({ consentId }) => consentId === data.consentId);
    assert.equal((await readConsents()).length, before.length + 1);
    assert.equal(made?.permissions?.length, 21);
    assert.equal(made?.expirationDateTime, undefined);
    assert.equal(made?.transactionFromDateTime, undefined);
  });

  it('dates that are typed are numbered steps of their own, with a way back to each', async () => {
    const permissions = ['ReadAccountsBasic', 'ReadBalances'];
    const steps: Step[] = [
      ['Account details', 'Balances'],
      'Without details',
      'At a date…',
      back,
      'At a date…',
      '2099-12-31',
      'Between two dates…',
      '2026-01-31T00:00:00Z',
      back,
      '2026-02-01T00:00:00Z',
      '2026-02-28T00:00:00Z',
    ];
    const { result, shown } = await answering({ steps }, () => run('createAccountAccessConsent'));
    assert.deepEqual(
      shown.slice(0, steps.length).map(({ step, text, given }) => [step, text, given?.at(-1) ?? '']),
      [
        ['1/4', 'What the customer is asked to share', 'Contact details'],
        ['← 2/4', 'How much of it?', 'With details'],
        ['← 3/4', 'When does the consent end by itself?', 'Never'],
        ['← 4/5', 'The consent ends at', ''],
        ['← 3/5', 'When does the consent end by itself?', 'At a date…'],
        ['← 4/5', 'The consent ends at', ''],
        ['← 5/5', 'Which transactions?', 'All that the bank has'],
        ['← 6/7', 'Transactions from', ''],
        ['← 7/7', 'Transactions to', ''],
        ['← 6/7', 'Transactions from', '2026-01-31T00:00:00+00:00'],
        ['← 7/7', 'Transactions to', ''],
      ],
    );
    const { consentId } = consentSchema.parse(result);
    const made = (await readConsents()).find((each) => each.consentId === consentId);
    assert.deepEqual(made?.permissions, permissions);
    assert.match(made?.expirationDateTime ?? '', /^2099-12-31T23:59:59/);
    const range = [made?.transactionFromDateTime, made?.transactionToDateTime].map((time) => Date.parse(time ?? ''));
    assert.deepEqual(range, [Date.UTC(2026, 1, 1), Date.UTC(2026, 1, 28)]);
  });

  it('of groups some have their details, and what a consent needs beside them is told', async () => {
    const steps: Step[] = [
      ['Transactions', 'Statements'],
      'Details of some…',
      back,
      'Details of some…',
      ['Statements'],
      'Never',
      'All that the bank has',
    ];
    const { result, shown } = await answering({ steps }, () => run('createAccountAccessConsent'));
    assert.deepEqual(shown[1]?.choices, [
      'With details',
      'Without details',
      'Details of some…',
      'Permission by permission…',
    ]);
    assert.deepEqual(
      shown.slice(2, 5).map(({ step, text, choices }) => [step, text, choices.length]),
      [
        ['← 3/5', 'Details of which?', 2],
        ['← 2/5', 'How much of it?', 4],
        ['← 3/5', 'Details of which?', 2],
      ],
    );
    assert.deepEqual(consentSchema.parse(result).permissions, [
      'ReadAccountsBasic',
      'ReadTransactionsBasic',
      'ReadTransactionsCredits',
      'ReadTransactionsDebits',
      'ReadStatementsBasic',
      'ReadStatementsDetail',
    ]);
    await eventually(() => assert.match(texts(shown), /waits for the customer\. ReadAccountsBasic is asked for too/));
  });

  it('permission by permission, those of the groups are ticked at first', async () => {
    const permissions = ['ReadAccountsBasic', 'ReadTransactionsBasic', 'ReadTransactionsDebits'];
    const steps: Step[] = [
      ['Account details', 'Transactions'],
      'Permission by permission…',
      permissions,
      'Never',
      'All that the bank has',
    ];
    const { result, shown } = await answering({ steps }, () => run('createAccountAccessConsent'));
    assert.equal(shown[2]?.choices.length, 21 + 7);
    assert.equal(shown[2]?.given?.length, 7);
    assert.deepEqual(consentSchema.parse(result).permissions, permissions);
  });

  it('a forbidden combination is refused before anything is sent', async () => {
    const choices = { permissions: ['ReadAccountsBasic', 'ReadTransactionsBasic'] };
    const before = (await readConsents()).length;
    const { result, shown } = await answering({}, () => run('createAccountAccessConsent', undefined, choices));
    assert.equal(result, undefined);
    await eventually(() => assert.match(texts(shown), /^error: .*ReadTransactionsCredits/));
    assert.equal((await readConsents()).length, before);
  });

  it('rora authorises without a browser, and the status is read', async () => {
    const consent = await newConsent();
    const { result } = await about(consent, 'authoriseConsent', { as: 'rora' });
    assert.equal(consentSchema.parse(result).status, 'Authorised');
    assert.equal(await pendingOf(consent), undefined);
    const { result: read } = await about(consent, 'refreshConsentStatus');
    assert.equal(consentSchema.parse(read).status, 'Authorised');
  });

  it('an authorised consent is authorised again, and its token renewed', async () => {
    const consent = await newConsent();
    await about(consent, 'authoriseConsent', { as: 'rora' });
    const { result: again } = await about(consent, 'authoriseConsent', { as: 'rora' });
    assert.equal(consentSchema.parse(again).status, 'Authorised');
    const { result: until, shown } = await about(consent, 'refreshAccessToken');
    assert(Number(until) > Date.now(), texts(shown));
  });

  it('where nobody authorised it, Refresh Access Token says so', async () => {
    const consent = await newConsent();
    const item = await consentItem(consent.consentId);
    const { result, shown } = await answering({}, () => run('refreshAccessToken', item));
    assert.equal(result, undefined);
    assert.match(texts(shown), /No customer has authorised the consent/);
    assert.deepEqual(shown[0]?.choices, ['Authorise Consent…']);
  });

  it('a refusal is told from a mishap, and a refused consent is not asked again', async () => {
    const consent = await newConsent();
    const { result, shown } = await about(consent, 'authoriseConsent', { as: 'mits', refuse: true });
    assert.equal(result, undefined);
    await eventually(() => assert.match(texts(shown), /The customer refused to share the accounts/));
    const item = await consentItem(consent.consentId, 'rejected');
    const again = await answering({}, () => run('authoriseConsent', item, { as: 'mits' }));
    assert.match(texts(again.shown), /is Rejected, so that no customer can authorise it/);
  });

  it('the bank’s pages: the redirect is caught on the registered loopback address', async () => {
    const consent = await newConsent();
    let page: Promise<string> | undefined;
    const { result, shown } = await about(consent, 'authoriseConsent', {
      browser: async (url: string) => {
        page = browse(url);
      },
    });
    assert.equal(consentSchema.safeParse(result).data?.status, 'Authorised', texts(shown));
    assert.match((await page) ?? '', /The answer has arrived/);
  });

  /** Authorises where no page opens by itself: the person copies the address from the message, and goes there. */
  async function authoriseByCopy(
    opened: boolean,
  ): Promise<{ status: string | undefined; shown: Shown[]; port: string }> {
    const item = await consentItem((await newConsent()).consentId);
    await env.clipboard.writeText('');
    let address: string | undefined;
    const goes = async (): Promise<void> => {
      address = await eventually(async () => {
        const text = await env.clipboard.readText();
        assert.match(text, /^http/);
        return text;
      });
      await comeBack(await authoriseAt(address));
    };
    let going: Promise<void> | undefined;
    const { result, shown } = await answering({ messages: ['Copy Address'] }, () =>
      run('authoriseConsent', item, {
        browser: async () => {
          going = goes();
          return opened;
        },
      }),
    );
    await going;
    return { status: consentSchema.safeParse(result).data?.status, shown, port: new URL(address ?? '').port };
  }

  it('pages that were not opened have their address, to be copied', async () => {
    const { status, shown } = await authoriseByCopy(false);
    assert.match(texts(shown), /The pages of sandbox were not opened/);
    assert.equal(status, 'Authorised', texts(shown));
  });

  it('pages on another machine than the browser are told with the port to forward, and the address, to be copied', async () => {
    const moves = env.asExternalUri;
    // As code-server has it behind a name of its own.
    const asExternalUri = async ({ authority, path }: Uri): Promise<Uri> =>
      Uri.parse(`https://code.example/proxy/${authority.split(':')[1]}${path}`);
    Object.assign(env, { asExternalUri });
    try {
      const { status, shown, port } = await authoriseByCopy(true);
      assert.match(texts(shown), new RegExp(`Forward the port ${port} of that machine`));
      assert.equal(status, 'Authorised', texts(shown));
    } finally {
      Object.assign(env, { asExternalUri: moves });
    }
  });

  it('two in flight do not mix', async () => {
    const [first, second] = [await newConsent(), await newConsent()];
    const urls: string[] = [];
    const open = async (url: string): Promise<void> => void urls.push(url);
    const items = [await consentItem(first.consentId), await consentItem(second.consentId)];
    const both = answering({}, () =>
      Promise.all(items.map((item) => run('authoriseConsent', item, { browser: open }))),
    );
    await eventually(() => assert.equal(urls.length, 2));
    for (const url of urls.reverse()) await browse(url);
    const { result } = await both;
    const done = z.array(consentSchema).parse(result);
    assert.deepEqual(
      done.map(({ consentId, status }) => [consentId, status]),
      [first, second].map(({ consentId }) => [consentId, 'Authorised']),
    );
  });

  it('an answer pasted as its fragment alone finds its consent', async () => {
    const consent = await newConsent();
    const { result: url } = await about(consent, 'copyAuthorisationUrl');
    assert.equal(await env.clipboard.readText(), url);
    const redirect = await authoriseAt(String(url));
    const { result, shown } = await answering({}, () => run('pasteRedirectUrl', undefined, new URL(redirect).hash));
    assert.equal(consentSchema.safeParse(result).data?.consentId, consent.consentId, texts(shown));
  });

  it('the clipboard is taken when it holds the answer to a flow in flight, and nothing else of it', async () => {
    const consent = await newConsent();
    const { result: url } = await about(consent, 'copyAuthorisationUrl');
    await env.clipboard.writeText('https://app.example/cb#code=x&state=unknown');
    const asked = await answering({}, () => run('pasteRedirectUrl'));
    assert.deepEqual(
      asked.shown.map(({ kind }) => kind),
      ['input'],
    );
    await env.clipboard.writeText(await authoriseAt(String(url)));
    const { result, shown } = await answering({}, () => run('pasteRedirectUrl'));
    assert.equal(consentSchema.safeParse(result).data?.consentId, consent.consentId, texts(shown));
  });

  it('an answer works once', async () => {
    const consent = await newConsent();
    const { result: url } = await about(consent, 'copyAuthorisationUrl');
    const redirect = await authoriseAt(String(url));
    await answering({}, () => run('pasteRedirectUrl', undefined, redirect));
    const { result, shown } = await answering({}, async () =>
      run('pasteRedirectUrl', await consentItem(consent.consentId), redirect),
    );
    assert.equal(result, undefined);
    await eventually(() => assert.match(texts(shown), /belongs to no authorisation in flight/));
  });

  it('an error without state is shown as unverified, and the flow waits on', async () => {
    const consent = await newConsent();
    const { result: url } = await about(consent, 'copyAuthorisationUrl');
    const redirect = await authoriseAt(String(url));
    const stray = '?error=invalid_request&error_description=request%20object%20expired';
    const { result, shown } = await answering({}, () => run('pasteRedirectUrl', undefined, stray));
    assert.equal(result, undefined);
    await eventually(() => assert.match(texts(shown), /unverified.*invalid_request: request object expired/));
    const taken = await answering({}, () => run('pasteRedirectUrl', undefined, `Location: ${redirect}`));
    assert.equal(consentSchema.safeParse(taken.result).data?.consentId, consent.consentId, texts(taken.shown));
  });

  it('a busy port is named and never replaced, and nothing is left in flight', async () => {
    const consent = await newConsent();
    const { result: url } = await about(consent, 'copyAuthorisationUrl');
    const { port } = new URL(redirectUriIn(String(url)));
    const moves = env.asExternalUri;
    // As on the desktop, where the browser is on this machine.
    Object.assign(env, { asExternalUri: async (uri: Uri) => uri });
    const squatter = createServer();
    await new Promise<void>((resolve) => squatter.listen(Number(port), '127.0.0.1', resolve));
    try {
      const { result, shown } = await about(consent, 'authoriseConsent', {
        browser: async () => assert.fail('opened'),
      });
      assert.equal(result, undefined);
      await eventually(() =>
        assert.match(texts(shown), new RegExp(`port ${port} of the registered redirect URI is in use`)),
      );
      assert.equal(await pendingOf(consent), undefined);
    } finally {
      Object.assign(env, { asExternalUri: moves });
      squatter.close();
    }
  });

  it('a time-out leaves nothing in flight', async () => {
    const consent = await newConsent();
    const setting = workspace.getConfiguration('openBanking');
    await setting.update('authorisation.timeoutMinutes', 0.005, true);
    try {
      const { result, shown } = await about(consent, 'authoriseConsent', { browser: async () => undefined });
      assert.equal(result, undefined);
      await eventually(() => assert.match(texts(shown), /did not come back from the bank in time/));
      assert.equal(await pendingOf(consent), undefined);
    } finally {
      await setting.update('authorisation.timeoutMinutes', undefined, true);
    }
  });

  it('Revoke asks with the bank’s name, and ends the consent for good', async () => {
    const consent = await newConsent();
    const item = await consentItem(consent.consentId);
    const kept = await answering({}, () => run('revokeConsent', item));
    assert.equal(kept.result, undefined);
    assert.match(texts(kept.shown), new RegExp(`Revoke the consent ${consent.consentId} at sandbox`));
    const { result } = await answering({ messages: ['Revoke'] }, () => run('revokeConsent', item));
    assert.equal(consentSchema.parse(result).status, 'Revoked');
    assert.equal(
      (await readConsents()).some(({ consentId }) => consentId === consent.consentId),
      false,
    );
  });

  it('Copy Consent Id', async () => {
    const consent = await newConsent();
    await run('copyConsentId', await consentItem(consent.consentId));
    assert.equal(await env.clipboard.readText(), consent.consentId);
  });
});
