/** What the banks' tree shows, read from workspace files, state files and the times of kept tokens; nobody is called. */
import * as vscode from 'vscode';
import { usesSecret } from '../../tpp/rules/auth-methods.ts';
import type { ClientRecord, ConsentRecord, State, StateStore } from '../../tpp/workspace/state.ts';
import { isUnread } from '../secrets/secret-storage.ts';
import { last } from '../workbench/defaults.ts';
import type { BankNode, ClientNode } from '../workbench/nodes.ts';
import { bankNode } from '../workbench/pick.ts';
import { tokensOf } from '../workbench/token-times.ts';
import type { BankOf, OpenedFolder, Workbench } from '../workbench/workbench.ts';
import type { TimedConsentNode, TreeNode } from './bank-nodes.ts';

/** A node with its place in the tree. */
export interface Branch {
  /** Stable: the same thing has the same id whenever it is read again. */
  id: string;
  node: TreeNode;
  children: Branch[];
}

type OpenPlace = BankOf['place'];

/** The folders that the first level is of. */
export function placesOf(roots: readonly Branch[]): OpenedFolder[] {
  const places = roots.flatMap(({ node }) =>
    'place' in node ? [node.place] : 'of' in node && 'place' in node.of ? [node.of.place] : [],
  );
  return [...new Map(places.map((place) => [place.folder.toString(), place])).values()];
}

/** The first level and all below it but accounts, which are made when a consent is opened. */
export async function readBanks(workbench: Workbench): Promise<Branch[]> {
  const places = await workbench.places();
  const several = places.length > 1;
  const branches = await Promise.all(places.map((place) => readPlace(workbench, place)));
  if (!several) return branches.flat();
  return places.map((place, index) => ({
    id: place.folder.toString(),
    node: { kind: 'place', place },
    children: branches[index] ?? [],
  }));
}

async function readPlace(workbench: Workbench, place: OpenedFolder): Promise<Branch[]> {
  const id = place.folder.toString();
  const { problem, before } = place;
  const workspace = place.workspace ?? before;
  if (!workspace) {
    if (!problem) return [];
    const file = vscode.Uri.joinPath(place.folder, 'openbanking.json');
    return [{ id: `${id}#problem`, node: { kind: 'problem', problem, file }, children: [] }];
  }
  const open: OpenPlace = { ...place, workspace };
  const tpp = await workbench.tpp();
  try {
    const store = tpp.fileStateStore(place.folder.fsPath);
    const state = await store.read();
    const banks = Object.entries(workspace.file.banks).map(([name, entry]) => ({ place: open, bank: { name, entry } }));
    return await Promise.all(banks.map((of) => readBank(workbench, of, store, state)));
  } catch (thrown) {
    const problem = tpp.problemOf(thrown);
    const path = problem.code === 'clients_file_invalid' ? [tpp.clientsFileName] : ['.openbanking', 'state.json'];
    const file = vscode.Uri.joinPath(place.folder, ...path);
    return [{ id: `${id}#state`, node: { kind: 'problem', problem, file }, children: [] }];
  }
}

async function readBank(workbench: Workbench, of: BankOf, store: StateStore, state: State): Promise<Branch> {
  const id = `${of.place.folder.toString()}#${of.bank.name}`;
  const node = bankNode(of);
  const { clientsAt } = await workbench.tpp();
  const clients = await clientsAt({ workspace: of.place.workspace, bank: of.bank, state: store });
  // The one in use is the one that commands take, so it comes first.
  const children = await Promise.all(clients.toReversed().map((client) => readClient(workbench, of, client, state)));
  return { id, node, children: children.length > 0 ? children : [nextStep(id, node)] };
}

async function readClient(workbench: Workbench, of: BankOf, client: ClientRecord, state: State): Promise<Branch> {
  const { clientId } = client;
  const id = `${of.place.folder.toString()}#${of.bank.name}#${clientId}`;
  const node: ClientNode = { kind: 'client', of, client, lacksSecret: await lacksSecret(workbench, of, client) };
  const consents = state.consents.filter((each) => each.bank === of.bank.name && each.clientId === clientId);
  const { authorisedAmong } = await workbench.tpp();
  const inUse = workbench.sandbox.isOf(of) ? last(authorisedAmong(consents, Date.now())) : undefined;
  const children = await Promise.all(
    consents.toReversed().map((consent) => readConsent(workbench, of, consent, id, consent === inUse)),
  );
  return { id, node, children: children.length > 0 ? children : [nextStep(id, node)] };
}

/** An item that expands from the start stays so; one that only gets its children later would stay closed. */
function nextStep(id: string, of: BankNode | ClientNode): Branch {
  return { id: `${id}#step`, node: { kind: 'step', of }, children: [] };
}

async function readConsent(
  workbench: Workbench,
  of: BankOf,
  consent: ConsentRecord,
  clientId: string,
  startsOpen: boolean,
): Promise<Branch> {
  const node: TimedConsentNode = {
    kind: 'consent',
    of,
    consent,
    ...(await tokensOf(workbench, of, consent)),
    opensByItself: of.bank.entry.environment !== 'production' && of.place.problem === undefined,
    startsOpen,
  };
  return { id: `${clientId}#${consent.consentId}`, node, children: [] };
}

/** Whether the client's secret is nowhere here; false where the store does not answer, or a command would have to. */
async function lacksSecret(workbench: Workbench, of: BankOf, client: ClientRecord): Promise<boolean> {
  if (!usesSecret(client.tokenEndpointAuthMethod)) return false;
  const tpp = await workbench.tpp();
  try {
    const session = await workbench.session(of);
    if (session.secrets.known !== undefined || (await tpp.isSecretKnown(session, client))) return false;
    return !isUnread(workbench, of.place.folder, tpp.clientSecretName(of.bank.name, client.clientId));
  } catch {
    return false;
  }
}
