/** What a bank gave once and the workspace's disk did not take: in another place of its owner's until it can be put back. */
import { mkdtemp, rm, rmdir } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { fail } from '../errors.ts';
import { readBytes } from './files.ts';
import { replaceFile } from './own-folder.ts';
import type { SecretName, SecretStore } from './secrets.ts';
import { clientRecord, consentRecord, type State, type StateStore } from './state.ts';

const isKeptName = (name: unknown): boolean => typeof name === 'string' && /^(client_secret|tokens)\/./.test(name);

const kept = z.object({
  version: z.literal(1),
  /** The workspace's folder, for the person who finds the file. */
  folder: z.string(),
  client: clientRecord.optional(),
  consent: consentRecord.optional(),
  secrets: z.array(z.object({ name: z.custom<SecretName>(isKeptName), value: z.string() })),
  /** RFC 7592 §3. We do without it, so nothing else has it. */
  registrationAccessToken: z.string().optional(),
});
export type Kept = Omit<z.infer<typeof kept>, 'version'>;

/** Home first: the others may be memory. */
const places = (): string[] => [homedir(), process.env.XDG_RUNTIME_DIR ?? '', tmpdir()].filter((place) => place !== '');

/**
 * Writes it, for its owner alone, to the first place that takes it: home, the session's own memory, temporary files.
 * @returns the file; undefined when no place takes it
 */
export async function rescue(what: Kept): Promise<string | undefined> {
  const text = `${JSON.stringify({ version: 1, ...what }, undefined, 2)}\n`;
  for (const place of places()) {
    const folder = await mkdtemp(join(place, 'openbanking-kept-')).catch(() => undefined);
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

/**
 * Puts back what {@link rescue} wrote, then removes the file and its folder.
 * @throws OpenBankingError `file_missing`, `file_unreadable`, `state_invalid` for another file, and those of the stores
 */
export async function restore(file: string, { state, secrets }: { state: StateStore; secrets: SecretStore }) {
  const read = kept.safeParse(json((await readBytes(file, file)).toString('utf8')));
  if (!read.success) {
    return fail({
      code: 'state_invalid',
      message: `${file} holds nothing that was kept by Open Banking Workbench.`,
      try: 'Name the file that the error named.',
    });
  }
  const { client, consent, secrets: values } = read.data;
  for (const { name, value } of values) await secrets.set(name, value);
  await state.update((all) => withConsent(withClient(all, client), consent));
  await rm(file);
  // Nothing else of ours is in it.
  await rmdir(dirname(file)).catch(() => undefined);
  return { clientId: client?.clientId, consentId: consent?.consentId, secrets: values.map(({ name }) => name) };
}

function withClient(state: State, client: Kept['client']): State {
  if (client === undefined) return state;
  const isIt = ({ bank, clientId }: typeof client) => bank === client.bank && clientId === client.clientId;
  return { ...state, clients: [...state.clients.filter((each) => !isIt(each)), client] };
}

function withConsent(state: State, consent: Kept['consent']): State {
  if (consent === undefined) return state;
  const isIt = ({ bank, consentId }: typeof consent) => bank === consent.bank && consentId === consent.consentId;
  return { ...state, consents: [...state.consents.filter((each) => !isIt(each)), consent] };
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
