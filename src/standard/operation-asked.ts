/** Which operation a person means: by its name, by the path of a request, or by a path alone. */
import type { Operation, Verb, Version } from './operation.ts';
import { folderOf, operationAt, operationNamed, operations } from './operations.ts';
import { publishedVersion, versionNamed } from './versions.ts';

/** Characters of a path that is looked for: no id that a bank gives is near as long, and each of the table's rows looks at all of it. */
const maxPathLength = 2000;

/** What stands in a path before the operation's own, and the version in it. */
const beginning = /^(?:.*?\/(?:open-banking|dynamic-client-registration)(?=\/))?(?:\/(v\d[\d.]*))?/;

/**
 * A path as it stands, and that of an address as exchanges show it: `https://bank.example:8443/open-banking/v3.1/aisp/accounts`, or only its
 * end after `…`, where it was too long for the table.
 */
function withoutHost(address: string): string {
  const rest = address.replace(/^https?:\/\//i, '');
  const slash = rest.indexOf('/');
  const isHost = rest !== address || /[.:…]/.test(rest.slice(0, slash));
  return slash > 0 && isHost ? rest.slice(slash) : rest;
}

/** The operation of `GET /accounts`, of a request's own path, or of a path alone where one verb goes there. */
export function operationAsked(query: string): Operation | undefined {
  const words = query.trim().split(/\s+/, 4);
  const rest = withoutHost(words.pop() ?? '');
  const first = words.pop() ?? '';
  const api = words.pop();
  if (words.length > 0 || !rest.startsWith('/')) return undefined;
  const whole = rest.split(/[?#]/, 1).join('');
  const path = whole.length > 1 && whole.endsWith('/') ? whole.slice(0, -1) : whole;
  if (!path || path.length > maxPathLength) return undefined;
  const verb = first.toUpperCase() as Verb;
  const exact = operationNamed([api, verb, path].filter(Boolean).join(' '));
  if (exact) return exact;
  const below = path.replace(beginning, '');
  for (const operation of operations) {
    if (first && operation.verb !== verb) continue;
    if (api && operation.api !== api) continue;
    const folder = folderOf[operation.api];
    const own = folder && below.startsWith(`${folder}/`) ? below.slice(folder.length) : below;
    const isOnly =
      first || operations.filter((other) => other.api === operation.api && other.path === operation.path).length === 1;
    if (isOnly && (operation.path === own || operationAt(operation.api, operation.verb, own)?.operation === operation))
      return operation;
  }
  return undefined;
}

/** The version that a request's own address speaks of: 3.1.11 for `/open-banking/v3.1/aisp/accounts`, 3.3 for `/open-banking/v3.3/register`. */
export function versionAsked(query: string): Version | undefined {
  const path = withoutHost(query.trim().split(/\s+/, 4).pop() ?? '');
  const [, version] = beginning.exec(path.slice(0, maxPathLength)) ?? [];
  if (version === undefined) return undefined;
  return operationAsked(query)?.api === 'dcr' ? versionNamed(version) : publishedVersion(version);
}
