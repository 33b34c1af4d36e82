/** Which variables are secrets by their use: `{{at}}` as a bearer token, `{{pw}}` as a password, whatever their names say. */
import { replaceNamedSecrets } from '../redaction/named-secrets.ts';
import { replaceSecretMembers } from '../redaction/secret-members.ts';
import type { SecretKind } from '../redaction/secret-names.ts';
import type { PostmanDocument } from './file.ts';
import type { SavedCollection } from './saved-request.ts';

const reference = /\{\{\s*([^{}]{1,500}?)\s*\}\}/g;
/** Credentials behind their scheme, and the password of a URL. */
const credentials = /\b(?:Bearer|Basic|DPoP)\s{1,9}(\{\{[^{}]{1,500}\}\})|:(\{\{[^{}]{1,500}\}\})@/gi;

/**
 * The names of all variables that stand in the place of a secret in one of these collections (the auth of a request, a header, a
 * parameter, a member of a body, behind `Bearer`), and of those that these are made of.
 *
 * @param saved what was imported before.
 */
export function variablesUsedAsSecrets(
  documents: readonly PostmanDocument[],
  saved: readonly SavedCollection[] = [],
): ReadonlySet<string> {
  const used = new Set<string>();
  const take = (value: string) => {
    for (const [, name = ''] of value.matchAll(reference)) used.add(name);
  };
  const seen = (value: string, kind: SecretKind): string => {
    // A request may be nothing but its URL, under the very name of a request object.
    if (kind === 'secret') take(value);
    return value;
  };
  const made = new Map<string, string[]>();
  const readUses = (value: unknown) => {
    replaceSecretMembers(JSON.stringify(value), seen);
    for (const text of textsOf(value, made)) {
      if (!text.includes('{{')) continue;
      replaceNamedSecrets(text, seen);
      for (const [, behindScheme = '', password = ''] of text.matchAll(credentials)) take(behindScheme + password);
    }
  };
  for (const { kind, value } of documents) {
    if (kind === 'collection') readUses(value);
    else for (const _ of textsOf(value, made));
  }
  for (const { variables, requests } of saved) {
    readUses({ requests, variables: Object.entries(variables).map(([key, value]) => ({ key, value })) });
  }
  // Names that are added on the way have their turn.
  for (const name of used) for (const value of made.get(name) ?? []) take(value);
  return used;
}

/** Every text in a value; `made` gets what looks like a variable made of others. */
function* textsOf(value: unknown, made: Map<string, string[]>): Generator<string> {
  if (typeof value === 'string') yield value;
  if (typeof value !== 'object' || value === null) return;
  const { key, value: of } = Object.fromEntries(Object.entries(value));
  if (typeof key === 'string' && typeof of === 'string' && of.includes('{{')) {
    const values = made.get(key) ?? [];
    values.push(of);
    made.set(key, values);
  }
  for (const each of Object.values(value)) yield* textsOf(each, made);
}
