/** Keys to hold a signature against: the workspace's, a bank's, from a file, pasted, or at an address that the token names. */

import * as vscode from 'vscode';
import { truncate } from '../../standard/truncate.ts';
import type { VerificationKey } from '../../tpp/keys/verification-key.ts';
import type { Credentials } from '../../tpp/workspace/credentials.ts';
import { readFile } from '../documents/chosen-file.ts';
import { askSecret } from '../plain/inputs.ts';
import { confirm } from '../plain/messages.ts';
import { keptPassphrase } from '../secrets/passphrase.ts';
import type { BankOf, Tpp, Workbench } from '../workbench/workbench.ts';
import type { AtHand } from './shown-token.ts';

/**
 * The public keys and certificates that the workspaces of this window name, read without a question. An untrusted window has none.
 */
export async function workspaceKeys(workbench: Workbench): Promise<AtHand> {
  const tpp = await workbench.tpp();
  const places = await workbench.places();
  const found = await Promise.all(
    places.map(async ({ folder, name, workspace }) => {
      const passphrase = keptPassphrase(workbench, folder);
      const holders = await tpp.readCredentials(folder.fsPath, workspace?.file, passphrase);
      const several = holders.length > 1;
      return holders.map((holder) => {
        const whose = several ? (holder.bank ?? holder.identity) : undefined;
        const place = [places.length > 1 ? name : undefined, whose].filter((part) => part !== undefined).join(', ');
        return atHandIn(tpp, holder, place === '' ? undefined : place);
      });
    }),
  ).then((all) => all.flat());
  return {
    keys: found.flatMap(({ keys }) => keys),
    certificates: found.flatMap(({ certificates }) => certificates),
  };
}

function atHandIn(tpp: Tpp, { signing, transport }: Credentials, place: string | undefined): AtHand {
  const pairs = [
    { pair: signing, label: inPlace(vscode.l10n.t('the workspace’s signing key'), place) },
    { pair: transport, label: inPlace(vscode.l10n.t('the workspace’s transport key'), place) },
  ];
  const keys: VerificationKey[] = pairs.flatMap(({ pair: { certificate, key, kid }, label }): VerificationKey[] => {
    if (certificate && 'value' in certificate)
      return [{ ...tpp.keyOfCertificate(certificate.value, label, 'workspace'), kid }];
    if (!key || !('value' in key)) return [];
    const { kty, n, e, crv, x, y } = key.value.export({ format: 'jwk' });
    const jwk = kty === 'RSA' ? { kty, n, e } : { kty, crv, x, y };
    return tpp.keysOfSet([{ ...jwk, kid }], { source: 'workspace' }).map((each) => ({ ...each, label, inSet: false }));
  });
  const certificates = [
    { pair: signing, label: inPlace(vscode.l10n.t('the workspace’s signing certificate'), place) },
    { pair: transport, label: inPlace(vscode.l10n.t('the workspace’s transport certificate'), place) },
  ].flatMap(({ pair: { certificate }, label }) =>
    certificate && 'value' in certificate ? [{ label, certificate: certificate.value }] : [],
  );
  return { keys, certificates };
}

function inPlace(label: string, place: string | undefined): string {
  return place === undefined ? label : vscode.l10n.t('{0} ({1})', label, place);
}

/**
 * A bank's signing keys, from its JWKS; fetched once more where it lacks the token's.
 * @throws OpenBankingError those of discovery and of the network
 */
export async function bankKeys(workbench: Workbench, of: BankOf, kid: unknown): Promise<VerificationKey[]> {
  const tpp = await workbench.tpp();
  const set = await (await workbench.session(of)).keys();
  if (typeof kid === 'string') await set.find(kid);
  return tpp.keysOfSet(await set.find(undefined), { where: of.bank.name, source: 'bank' });
}

/** The keys of a file that the user chooses; undefined when the question was dismissed. */
export async function fileKeys(tpp: Tpp): Promise<VerificationKey[] | undefined> {
  const [file] =
    (await vscode.window.showOpenDialog({ title: vscode.l10n.t('Choose a Key, Certificate or Key Set') })) ?? [];
  if (!file) return undefined;
  const label = vscode.workspace.asRelativePath(file, false);
  const text = await textOf(tpp, await readFile(file, vscode.l10n.t('a key, a certificate or a key set')), label);
  return text === undefined ? undefined : keysIn(tpp, text, label);
}

/** The text of a file, DER made PEM and PKCS#12 opened; undefined when its passphrase was asked for and the question dismissed. */
async function textOf(tpp: Tpp, bytes: Uint8Array, label: string): Promise<string | undefined> {
  for (let prompt: string | undefined; ; prompt = vscode.l10n.t('This passphrase does not open the key.')) {
    let typed: string | undefined;
    const title = vscode.l10n.t('Passphrase of {0}', label);
    const passphrase = async () => {
      typed = await askSecret(title, prompt);
      return typed;
    };
    try {
      return await tpp.keyFileText(bytes, { path: label, purpose: 'signing', passphrase });
    } catch (thrown) {
      if (!tpp.needsPassphrase(thrown)) throw thrown;
      if (!typed) return undefined;
    }
  }
}

/** The keys of a text, with the passphrase where one is needed; undefined when that question was dismissed. */
export async function keysIn(tpp: Tpp, text: string, label: string): Promise<VerificationKey[] | undefined> {
  let prompt: string | undefined;
  for (let passphrase: string | undefined; ; ) {
    try {
      return tpp.readVerificationKeys(text, label, passphrase === undefined ? {} : { passphrase });
    } catch (thrown) {
      if (!tpp.needsPassphrase(thrown)) throw thrown;
    }
    const title = vscode.l10n.t('Passphrase of {0}', label);
    passphrase = await askSecret(title, prompt);
    if (!passphrase) return undefined;
    prompt = vscode.l10n.t('This passphrase does not open the key.');
  }
}

/**
 * The keys at an address that stands in a token, once the user agreed to ask its host.
 * @returns undefined when the user did not agree
 * @throws OpenBankingError `key_set_address_refused`, `key_set_invalid` and those of the network
 */
export async function addressKeys(
  workbench: Workbench,
  { url, host }: { url: string; host: string },
  signal: AbortSignal,
): Promise<VerificationKey[]> {
  const tpp = await workbench.tpp();
  const banks = await workbench.banks();
  const authorities = await Promise.all(
    banks.map(({ place, bank }) => place.workspace.certificateAuthorities(bank).catch(() => [])),
  );
  workbench.log.info(`GET ${host}: the key set that a token names`);
  const certificateAuthorities = [...new Set(authorities.flat())];
  return (await tpp.fetchJwks(url, { certificateAuthorities, proxies: workbench.proxies(tpp), signal })).keys;
}

/** Asks before an address is asked that a token names: it is the token's, not ours. */
export async function mayAsk({ url, host }: { url: string; host: string }): Promise<boolean> {
  const ask = vscode.l10n.t('Ask {0}', host);
  const message = vscode.l10n.t('Fetch the key set from {0}?', host);
  const detail = vscode.l10n.t(
    'The address stands in the token: {0}\n\nWhoever wrote the token chose it, and learns that you looked. It is asked over https, without your certificate; the token is not sent.',
    truncate(url, 500),
  );
  return confirm(message, detail, ask);
}
