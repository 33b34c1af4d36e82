/** The tokens that items of the trees stand for: software statements, a client's token, those of a consent. */
import * as vscode from 'vscode';
import type { TokenSource } from '../../messages/inspector.ts';
import type { TokenOrigin } from '../../tpp/inspect/inspection.ts';
import { spelledVersion } from '../../tpp/workspace/api-version.ts';
import { isPermissive } from '../../tpp/workspace/profile.ts';
import type { ClientRecord, ConsentRecord } from '../../tpp/workspace/state.ts';
import { showInformation, showWarning } from '../plain/messages.ts';
import type { GivenToken } from '../tokens/given.ts';
import { tokensIn } from '../tokens/given-text.ts';
import { pickIdentity } from '../workbench/pick.ts';
import type { BankOf, OpenedFolder, Workbench } from '../workbench/workbench.ts';

type ItemSource = Extract<TokenSource, { from: 'item' }>;

const origins = {
  softwareStatement: 'software-statement',
  sandboxStatement: 'software-statement',
  clientToken: 'access-token',
  accessToken: 'access-token',
  idToken: 'token-endpoint',
} as const satisfies Record<ItemSource['what'], TokenOrigin>;

/** The software statement assertion of a folder's workspace. */
export async function statementOf(workbench: Workbench, place: OpenedFolder): Promise<GivenToken | undefined> {
  const { workspace, problem, folder } = place;
  if (!workspace) {
    if (problem) await workbench.show(problem);
    return undefined;
  }
  const identity = await pickIdentity((await workbench.tpp()).identitiesOf(workspace.file));
  const text = identity && (await attempt(workbench, () => workspace.softwareStatement(identity)));
  if (identity === undefined || text === undefined) return undefined;
  const { assertion } = identity.softwareStatement;
  const uri = vscode.Uri.joinPath(folder, assertion);
  return {
    text,
    label: assertion,
    source: { from: 'text', uri: uri.toString(), line: 0, character: 0 },
    context: { origin: 'software-statement' },
  };
}

/** A fresh assertion of a software statement of the sandbox. */
export async function sandboxStatement(workbench: Workbench, softwareId: string): Promise<GivenToken | undefined> {
  const text = await attempt(workbench, () => workbench.sandbox.assertion(softwareId));
  if (text === undefined) return undefined;
  return {
    text,
    label: softwareId,
    source: { from: 'item', what: 'sandboxStatement', folder: '', bank: '', id: softwareId },
    context: { origin: 'software-statement' },
  };
}

/** The token with which a client calls for itself; asked for where none is kept. */
export async function clientToken(
  workbench: Workbench,
  of: BankOf,
  client: ClientRecord,
): Promise<GivenToken | undefined> {
  const tpp = await workbench.tpp();
  const title = vscode.l10n.t('Getting the client credentials token for {0}', of.bank.name);
  const tokens = await workbench.run(title, async () =>
    tpp.clientCredentialsToken(await workbench.session(of), undefined, client),
  );
  if (!tokens) return undefined;
  const label = vscode.l10n.t('client credentials token at {0}', of.bank.name);
  return readable(tokens.access_token, label, of, 'clientToken', client.clientId, { clientId: client.clientId });
}

/** A token that the customer's authorisation brought. */
export async function consentToken(
  workbench: Workbench,
  of: BankOf,
  { consentId, clientId }: ConsentRecord,
  what: 'accessToken' | 'idToken',
): Promise<GivenToken | undefined> {
  const tpp = await workbench.tpp();
  const tokens = await attempt(workbench, async () => {
    const session = await workbench.session(of);
    return tpp.consentTokens(session, await tpp.findConsent(session, consentId));
  });
  if (!tokens) return undefined;
  const expected = { clientId, consentId };
  if (what === 'accessToken') {
    const label = vscode.l10n.t('access token of the consent {0}', consentId);
    return readable(tokens.access_token, label, of, what, consentId, expected);
  }
  const label = vscode.l10n.t('id_token of the consent {0}', consentId);
  if (tokens.id_token !== undefined) return readable(tokens.id_token, label, of, what, consentId, expected);
  void showInformation(vscode.l10n.t('{0} sent no id_token with the tokens of this consent.', of.bank.name));
  return undefined;
}

/** The token of an item that was looked at before. */
export async function tokenOfItem(workbench: Workbench, source: ItemSource): Promise<GivenToken | undefined> {
  const { what, folder, bank, id } = source;
  if (what === 'sandboxStatement') return sandboxStatement(workbench, id);
  const places = await workbench.places();
  const place = places.find((each) => each.folder.toString() === folder);
  if (what === 'softwareStatement') return place && statementOf(workbench, place);
  const of = (await workbench.banks()).find(
    (each) => each.place.folder.toString() === folder && each.bank.name === bank,
  );
  if (!of) {
    void showWarning(vscode.l10n.t('The bank {0} is not in this window any more.', bank));
    return undefined;
  }
  const { clients, consents } = await (await workbench.session(of)).state.read();
  if (what === 'clientToken') {
    const client = clients.find(({ clientId }) => clientId === id);
    return client && clientToken(workbench, of, client);
  }
  const consent = consents.find(({ consentId }) => consentId === id);
  return consent && consentToken(workbench, of, consent, what);
}

/** A bank's token as a given one; of one that only the bank can read, it says so. */
function readable(
  text: string,
  label: string,
  of: BankOf,
  what: ItemSource['what'],
  id: string,
  expectations: { clientId: string; consentId?: string },
): GivenToken | undefined {
  if (tokensIn(text).length === 0) {
    const message = vscode.l10n.t(
      'The {0} is opaque: it is no JWT, and only the bank can tell what it stands for.',
      label,
    );
    void showInformation(message);
    return undefined;
  }
  return {
    text,
    label,
    source: { from: 'item', what, folder: of.place.folder.toString(), bank: of.bank.name, id },
    context: { origin: origins[what], ...contextOf(of, expectations) },
  };
}

/** What is known of a bank for judging a token of it. */
export function contextOf({ bank }: BankOf, expectations: { clientId?: string; consentId?: string } = {}) {
  const { issuer, environment } = bank.entry;
  const version = spelledVersion(bank.entry, 'aisp');
  return {
    permissive: isPermissive(bank.entry),
    ...(version && { version }),
    expectations: { ...expectations, ...(issuer && { issuer }), ...(environment && { environment }) },
  };
}

/** What cannot be had is shown as any problem is. */
async function attempt<T>(workbench: Workbench, work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (thrown) {
    const { problemOf } = await workbench.tpp();
    await workbench.show(problemOf(thrown));
    return undefined;
  }
}
