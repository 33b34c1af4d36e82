/** What a bank gave once and the workspace's disk did not take: in another place of its owner's until it can be put back. */

import { mkdtemp, realpath, rm, rmdir } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import { t } from '../../standard/language.ts';
import { fail, problemOf } from '../errors.ts';
import { readBytes } from '../files/files.ts';
import { replaceFile } from '../files/own-folder.ts';
import { maxKeptDepth, parseJson } from '../json.ts';
import type { SecretName, SecretStore } from './secrets.ts';
import {
  type ClientRecord,
  type ConsentRecord,
  clientRecord,
  consentRecord,
  type State,
  type StateStore,
} from './state.ts';
import { consentFrom1, consentRecord1 } from './state-version-1.ts';

const isKeptName = (name: unknown): boolean =>
  typeof name === 'string' && /^(client_secret|waiting_client_secret|tokens)\/./.test(name);

const members = {
  /** The workspace's folder: what was kept belongs there and nowhere else. */
  folder: z.string(),
  client: clientRecord.optional(),
  secrets: z.array(z.object({ name: z.custom<SecretName>(isKeptName), value: z.string() })),
  /** RFC 7592 §3. We do without it, so nothing else has it. */
  registrationAccessToken: z.string().optional(),
};
const kept2 = z.object({ version: z.literal(2), ...members, consent: consentRecord.optional() });
/** As versions wrote it whose state was of version 1. */
const kept1 = z
  .object({ version: z.literal(1), ...members, consent: consentRecord1.optional() })
  .transform(({ consent, ...rest }) => ({ ...rest, ...(consent && { consent: consentFrom1(consent) }) }));
const kept = z.union([kept2, kept1]);
export type Kept = Omit<z.infer<typeof kept2>, 'version'>;

const folderName = 'openbanking-kept-';

/** Home first: the others may be memory. */
const places = (): string[] => [homedir(), process.env.XDG_RUNTIME_DIR ?? '', tmpdir()].filter((place) => place !== '');

/**
 * Writes it, for its owner alone, to the first place that takes it: home, the session's own memory, temporary files.
 * @returns the file; undefined when no place takes it
 */
export async function rescue(what: Kept): Promise<string | undefined> {
  const text = `${JSON.stringify({ version: 2, ...what }, undefined, 2)}\n`;
  for (const place of places()) {
    const folder = await mkdtemp(join(place, folderName)).catch(() => undefined);
    if (folder === undefined) continue;
    const file = join(folder, 'kept.json');
    try {
      await replaceFile(file, text, 0o600, file);
      return file;
    } catch {
      await rm(folder, { recursive: true, force: true }).catch(() => undefined);
    }
  }
  return undefined;
}

export interface RestorePlace {
  /** The workspace's folder. */
  folder: string;
  state: StateStore;
  secrets: SecretStore;
  /** Also into another folder than it was kept for, and over what is newer. */
  force?: boolean;
}

/**
 * Puts back what {@link rescue} wrote, then removes the file and its folder.
 * @throws OpenBankingError `file_missing`, `file_unreadable`, `state_invalid` for another file, `restore_refused` where it belongs to another
 * folder or something newer stands there, and those of the stores
 */
export async function restore(file: string, place: RestorePlace) {
  const read = kept.safeParse(json((await bytesOf(file)).toString('utf8')));
  if (!read.success) {
    return fail({
      code: 'state_invalid',
      message: t('{0} holds nothing that was kept by Open Banking Workbench.', file),
      try: t('Name the file that the error named.'),
    });
  }
  const { client, consent, secrets: values } = read.data;
  if (!place.force) {
    await assertItsFolder(file, read.data.folder, place.folder);
    await assertNothingNewer(file, read.data, place);
  }
  const { state, secrets } = place;
  for (const { name, value } of values) await secrets.set(name, value);
  await state.update((all) => withConsent(withClient(all, client), consent));
  // The file itself, whose secrets must not stay behind when it was named by a link.
  const itself = await realpath(file);
  await rm(itself);
  await rm(file, { force: true });
  if (basename(dirname(itself)).startsWith(folderName)) await rmdir(dirname(itself)).catch(() => undefined);
  return { clientId: client?.clientId, consentId: consent?.consentId, secrets: values.map(({ name }) => name) };
}

/** No file of the workspace's, whose path openbanking.json would name. */
async function bytesOf(file: string): Promise<Buffer> {
  return readBytes(file, file, t('what was kept')).catch((thrown: unknown) => {
    const problem = problemOf(thrown);
    if (problem.code !== 'file_missing') throw thrown;
    return fail({ ...problem, try: t('Name the file that the error named; once it was put back it is gone.') }, thrown);
  });
}

async function assertItsFolder(file: string, keptFor: string, folder: string): Promise<void> {
  const [its, here] = await Promise.all([keptFor, folder].map((each) => realpath(each).catch(() => resolve(each))));
  if (its === here) return;
  fail({
    code: 'restore_refused',
    message: t('{0} was kept for the workspace in {1}, which is not this one.', file, keptFor),
    try: t('Go to {0} and put it back there; where that folder has moved here, use force.', keptFor),
  });
}

async function assertNothingNewer(file: string, what: Kept, { state, secrets }: RestorePlace): Promise<void> {
  const { clients, consents } = await state.read();
  const { client, consent } = what;
  const refuse = (which: string) =>
    fail({
      code: 'restore_refused',
      message: t('{0} in this workspace is newer than the one in {1}.', which, file),
      try: t('Leave it as it is and delete {0}; or use force to put the older one back all the same.', file),
    });
  const clientHere = client && clients.find(isClient(client));
  if (clientHere && isLater(clientHere.registeredAt, client.registeredAt)) refuse(t('The client {0}', client.clientId));
  const consentHere = consent && consents.find(isConsent(consent));
  if (
    consentHere &&
    isLater(consentHere.authorisedAt ?? consentHere.createdAt, consent.authorisedAt ?? consent.createdAt)
  )
    refuse(t('The consent {0}', consent.consentId));
  for (const { name, value } of what.secrets) {
    const here = await secrets.get(name);
    if (here !== undefined && endOfTokens(here) > endOfTokens(value)) refuse(t('What is stored as {0}', name));
  }
}

const isLater = (one: string, other: string): boolean => Date.parse(one) > Date.parse(other);

/** When an access token ends; of a client's secret nobody knows. */
function endOfTokens(secret: string): number {
  const tokens = z.object({ expires_at: z.number() }).safeParse(json(secret));
  return tokens.success ? tokens.data.expires_at : 0;
}

const isClient =
  (one: ClientRecord) =>
  ({ bank, clientId }: ClientRecord): boolean =>
    bank === one.bank && clientId === one.clientId;
const isConsent =
  (one: ConsentRecord) =>
  ({ bank, consentId }: ConsentRecord): boolean =>
    bank === one.bank && consentId === one.consentId;

function withClient(state: State, client: Kept['client']): State {
  if (client === undefined) return state;
  const isIt = isClient(client);
  return { ...state, clients: [...state.clients.filter((each) => !isIt(each)), client] };
}

function withConsent(state: State, consent: Kept['consent']): State {
  if (consent === undefined) return state;
  const isIt = isConsent(consent);
  return { ...state, consents: [...state.consents.filter((each) => !isIt(each)), consent] };
}

function json(text: string): unknown {
  try {
    return parseJson(text, maxKeptDepth);
  } catch {
    return undefined;
  }
}
