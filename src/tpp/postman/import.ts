/** What importing files from Postman would do: a value to look at, from which nothing has been written yet. */

import { z } from 'zod';
import { t } from '../../standard/language.ts';
import { readAsItStands } from '../workspace/as-it-stands.ts';
import { memberOf, namesIn } from '../workspace/pointer.ts';
import { addressOf } from '../workspace/schema.ts';
import { privateKeyName, requestSecretName, variableName } from '../workspace/secrets.ts';
import { isAboutBank, proposeBank } from './bank-proposal.ts';
import { clientCertificates } from './client-certificates.ts';
import { readCollection } from './collection.ts';
import { conceal } from './concealed.ts';
import { type PostmanDocument, readPostmanFile } from './file.ts';
import type { ImportItem } from './import-item.ts';
import type {
  ImportPreview,
  ProposedCollection,
  ProposedKey,
  ProposedSecret,
  UncoveredSecrets,
} from './import-types.ts';
import { findPrivateKeys } from './private-keys.ts';
import { collectionId, keptInClear, readableRequests, type StoredCollection, savedPath } from './saved-request.ts';
import { literalPart } from './secret-values.ts';
import { variablesUsedAsSecrets } from './used-secrets.ts';
import { type PostmanVariable, type VariableSet, variablesOf } from './variables.ts';

export interface PreviewOptions {
  /** The text of openbanking.json, if there is one: its banks keep their names and their entries. */
  workspace?: string;
  /** What was imported before: its uses say which variables are secrets. */
  saved?: readonly StoredCollection[];
  /** How the bank of the environment shall be called; default: what the export or its host says. */
  bank?: string;
}

/**
 * Reads files that Postman exported and says what they hold.
 *
 * @param options.folder the folder of openbanking.json, whose saved requests count as imported before.
 *
 * @throws OpenBankingError `file_missing`, `file_unreadable`, `postman_file_invalid`
 * @example
 * const preview = await previewPostmanFiles(['ozone.postman_environment.json', 'ozone.postman_collection.json'], { workspace: text });
 * await applyImport(preview, { folder, state, secrets, surroundings });
 */
export async function previewPostmanFiles(
  paths: readonly string[],
  { folder, ...options }: PreviewOptions & { folder?: string } = {},
): Promise<ImportPreview> {
  const documents: PostmanDocument[] = [];
  for (const path of paths) documents.push(...(await readPostmanFile(path)));
  const saved = folder === undefined ? options.saved : await readableRequests(folder);
  return previewImport(documents, { ...options, saved });
}

/** The same for what was read already, such as the environment that a bank gives. */
export function previewImport(documents: readonly PostmanDocument[], options: PreviewOptions = {}): ImportPreview {
  const items: ImportItem[] = [];
  const preview: ImportPreview = {
    banks: [],
    collections: [],
    uncovered: [],
    privateKeys: [],
    scripts: [],
    certificates: [],
    items,
  };
  const known = new Map<string, string>();
  const { saved = [] } = options;
  const used = variablesUsedAsSecrets(documents, saved);
  const sets = variableSets(documents, items, used);
  const taken = discoveriesOf(options.workspace);
  for (const set of sets) {
    for (const { key, value, secret } of set.variables.values()) if (secret) known.set(key, value);
    const bank = isAboutBank(set)
      ? proposeBank(set, { text: options.workspace, name: options.bank, taken }, items)
      : undefined;
    if (bank) {
      taken.set(bank.name, addressOf(bank.entry));
      preview.banks.push(bank);
      for (const { key, value } of bank.secrets) if (key === 'clientSecret') known.set(key, value.reveal());
    } else preview.collections.push(variablesAlone(set, freeId(preview.collections, collectionId(set.name)), items));
    preview.privateKeys.push(...keysIn(set, bank?.name ?? collectionId(set.name), items));
  }
  for (const document of documents) {
    if (document.kind === 'collection') {
      const id = freeId(preview.collections, collectionId(document.name));
      const { collection, scripts, privateKeys, certificates } = readCollection(document, id, known, items, used);
      preview.collections.push(collection);
      preview.scripts.push(...scripts);
      preview.privateKeys.push(...privateKeys);
      preview.certificates.push(...certificates);
    } else if (document.kind === 'unread') {
      const reason = z.string().catch('').parse(document.value);
      items.push({ place: document.file, key: 'part', outcome: 'not understood', reason });
    } else if (document.kind === 'certificates') {
      const list = z.array(z.unknown()).catch([]).parse(document.value);
      preview.certificates.push(...clientCertificates(list, document.file, items));
    }
  }
  preview.uncovered.push(...uncoveredIn(saved, used, items));
  return preview;
}

/** Of the variables in files that are there, those that are secrets. */
function uncoveredIn(
  saved: readonly StoredCollection[],
  used: ReadonlySet<string>,
  items: ImportItem[],
): UncoveredSecrets[] {
  return saved.flatMap(({ id, bank, variables }) => {
    const place = savedPath(id);
    const secrets = Object.entries(variables).flatMap(([key, value]): ProposedSecret[] => {
      if (!used.has(key) || literalPart(value).trim() === '') return [];
      const reason = t(
        'Stood in clear in {0} and goes to the secret store. Where that file was committed or shared, have it changed.',
        place,
      );
      items.push({ place, key, outcome: 'secret', reason });
      const name = bank === undefined ? requestSecretName(id, key) : variableName(bank, key);
      return [{ name, key, place: t('{0}, variable {1}', place, key), value: conceal(value) }];
    });
    return secrets.length === 0 ? [] : [{ id, secrets }];
  });
}

/** Globals stand behind every environment; alone they are one. */
function variableSets(
  documents: readonly PostmanDocument[],
  items: ImportItem[],
  used: ReadonlySet<string>,
): VariableSet[] {
  const of = (kind: PostmanDocument['kind']) =>
    documents.filter((document) => document.kind === kind).map((document) => variablesOf(document, items, used));
  const globals = of('globals');
  const environments = of('environment');
  if (environments.length === 0) return globals;
  const behind: [string, PostmanVariable][] = globals.flatMap(({ variables }) => [...variables]);
  return environments.map((set) => ({ ...set, variables: new Map([...behind, ...set.variables]) }));
}

function discoveriesOf(workspace: string | undefined): Map<string, string> {
  const file: unknown = workspace === undefined ? {} : readAsItStands(workspace);
  return new Map(
    namesIn(file, '/banks').map((name) => {
      const bank = `/banks/${name}`;
      return [name, String(memberOf(file, `${bank}/discovery`) ?? memberOf(file, `${bank}/issuer`))];
    }),
  );
}

/** Variables that are about no bank: they may still be what a collection needs. */
function variablesAlone({ name, place, variables }: VariableSet, id: string, items: ImportItem[]): ProposedCollection {
  const all = [...variables.values()];
  for (const { key, secret } of all) {
    const [outcome, reason] = secret
      ? (['secret', 'Goes to the secret store, for saved requests.'] as const)
      : (['taken', keptInClear(id)] as const);
    items.push({ place, key, outcome, reason });
  }
  return {
    id,
    name,
    variables: Object.fromEntries(all.flatMap(({ key, value, secret }) => (secret ? [] : [[key, value]]))),
    requests: [],
    secrets: all.flatMap(({ key, value, secret }) =>
      secret
        ? [{ name: requestSecretName(id, key), key, place: t('{0}, variable {1}', place, key), value: conceal(value) }]
        : [],
    ),
  };
}

function keysIn({ place, variables }: VariableSet, of: string, items: ImportItem[]): ProposedKey[] {
  return [...variables.values()].flatMap(({ key, value, secret }) => {
    if (!secret) return [];
    return findPrivateKeys(value).map((found) => {
      const reason = t('A private key does not belong in an environment. Offered to the secret store.');
      items.push({ place, key: t('{0}: private key ({1})', key, found.kind), outcome: 'secret', reason });
      return { ...found, place: t('{0}, variable {1}', place, key), name: privateKeyName(of, found.id) };
    });
  });
}

function freeId(collections: readonly ProposedCollection[], id: string): string {
  let free = id;
  for (let number = 2; collections.some((each) => each.id === free); number += 1) free = `${id}-${number}`;
  return free;
}
