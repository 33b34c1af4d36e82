/** An authorisation on a customer's phone: the page with its code, and the answer that is pasted while it is waited for. */
import assert from 'node:assert/strict';
import { before, describe, it } from 'mocha';
import { commands, env, window } from 'vscode';
import { z } from 'zod';
import { type FromPhone, shownPhone } from '../../../src/messages/phone.ts';
import { qrTextOf } from '../../support/qr-reader.ts';
import { useBank } from '../support/bank.ts';
import { consentItem, readConsents } from '../support/consents.ts';
import { authoriseAt, comeBack } from '../support/customer.ts';
import { answering } from '../support/dialogs.ts';
import { eventually } from '../support/eventually.ts';
import { extension } from '../support/extension.ts';
import { folder } from '../support/workspace.ts';

const run = (name: string, ...given: unknown[]): Thenable<unknown> =>
  commands.executeCommand(`openBanking.${name}`, ...given);

const page = z.object({
  shown: shownPhone,
  press: z.custom<(message: FromPhone) => Promise<void>>((value) => typeof value === 'function'),
});
const tabs = (): string[] => window.tabGroups.all.flatMap((group) => group.tabs.map(({ label }) => label));
const isOpen = (): boolean => tabs().includes('Authorise on a Phone');

/** The page, once it is there; another than the one with this address. */
const shown = (but?: string): Promise<z.infer<typeof page>> =>
  eventually(async () => {
    assert(isOpen());
    const read = page.parse(await commands.executeCommand('_openBanking.phone.shown'));
    assert.notEqual(read.shown.address, but);
    return read;
  });

/** Begins an authorisation on a phone at a new consent. */
async function begun(choices: object = { onPhone: true }) {
  const { result } = await answering({}, () => run('createAccountAccessConsent', undefined, {}));
  const { consentId } = z.object({ consentId: z.string() }).parse(result);
  const item = await consentItem(consentId);
  const done = answering({}, () => run('authoriseConsent', item, choices)).then((given) => ({
    status: z.object({ status: z.string() }).safeParse(given.result).data?.status,
    texts: given.shown.map(({ text }) => text).join('\n'),
  }));
  const pending = async () => (await readConsents()).find((each) => each.consentId === consentId)?.pending;
  return { consentId, done, pending };
}

describe('An authorisation on a phone', () => {
  useBank(folder);
  before(async () => {
    await extension().activate();
    await answering({}, () => run('registerClient', undefined, {}));
  });

  it('shows a code of a short address, how long it is good and how the answer comes back, and takes that pasted', async () => {
    const { consentId, done } = await begun();
    const { shown: phone, press } = await shown();
    assert.equal(qrTextOf((phone.code ?? []).map((row) => [...row].map((cell) => cell === '1'))), phone.address);
    assert.equal(phone.consentId, consentId);
    assert(phone.address.length < 400, phone.address);
    assert((phone.until ?? 0) > Date.now() && (phone.until ?? 0) <= Date.now() + 300_000);
    assert.match(phone.wayBack, /cannot open 127\.0\.0\.1:\d+/);
    assert.match(phone.notes.join(), /which no phone reaches/);
    await press({ type: 'copy' });
    assert.equal(await env.clipboard.readText(), phone.address);
    const answer = await authoriseAt(phone.address);
    await press({ type: 'paste', text: 'hello' });
    await press({ type: 'paste', text: '<img src=x onerror=alert(1)>#code=c&state=another' });
    await env.clipboard.writeText(answer);
    await press({ type: 'paste' });
    assert.equal((await done).status, 'Authorised');
    await eventually(() => assert(!isOpen()));
  });

  it('catches the answer where the browser is on this machine after all', async () => {
    const { done } = await begun();
    const { shown: phone } = await shown();
    await comeBack(await authoriseAt(phone.address));
    assert.equal((await done).status, 'Authorised');
    await eventually(() => assert(!isOpen()));
  });

  it('cancelled on its page, it leaves nothing', async () => {
    const { done, pending } = await begun();
    const { press } = await shown();
    assert(await pending());
    await press({ type: 'cancel' });
    assert.equal((await done).status, undefined);
    await eventually(() => assert(!isOpen()));
    assert.equal(await pending(), undefined);
  });

  it('makes a new code for one that has expired, and takes the answer of that', async () => {
    const { done } = await begun();
    const first = await shown();
    await first.press({ type: 'anew' });
    const { shown: phone, press } = await shown(first.shown.address);
    const answer = await authoriseAt(phone.address);
    await press({ type: 'paste', text: answer });
    assert.equal((await done).status, 'Authorised');
  });

  it('closed by the person, it still takes the answer by Paste Redirect URL…', async () => {
    const { done } = await begun();
    const { shown: phone } = await shown();
    const answer = await authoriseAt(phone.address);
    await commands.executeCommand('workbench.action.closeActiveEditor');
    await eventually(() => assert(!isOpen()));
    assert.equal(await run('pasteRedirectUrl', undefined, answer), true);
    assert.equal((await done).status, 'Authorised');
  });

  it('is among the ways that Authorise Consent… asks for', async () => {
    const { result } = await answering({}, () => run('createAccountAccessConsent', undefined, {}));
    const item = await consentItem(z.object({ consentId: z.string() }).parse(result).consentId);
    const done = answering({ picks: ['Show a QR code'] }, () => run('authoriseConsent', item));
    const { press } = await shown();
    await press({ type: 'cancel' });
    await done;
  });
});
