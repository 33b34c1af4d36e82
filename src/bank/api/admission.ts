/** The one admission of the Read/Write API: from method and path to a row of the standard, and by the row to an answer or a refusal. */
import type { Api, ApiVersion, Operation, Verb } from '../../standard/operation.ts';
import { type OperationsAtPath, operationTree } from '../../standard/operation-tree.ts';
import type { Access } from '../http/state.ts';
import { type Answer, bytesAnswer, fileAnswer, jsonAnswer, nothing } from './answer.ts';
import { Refusal } from './errors.ts';
import { KeptPages } from './kept-pages.ts';
import { decoded, segmentsOf } from './path.ts';
import { demandAccepted, demandDefinition, demandIdempotencyKey, demandSignature, jsonBody } from './request-parts.ts';
import type { Asked, Document, Resource } from './resource.ts';

/** A request whose token was found, apart from any web framework. */
export interface Incoming {
  readonly method: string;
  /** Below the API's base. */
  readonly path: string;
  /** Without the question mark. */
  readonly query: string;
  /** Empty where there is none. */
  header(name: string): string;
  /** Rejects with a {@link import('../http/state.ts').BodyTooLarge}. */
  body(): Promise<Buffer>;
}

/** Answers a request, or throws a {@link Refusal}. */
export type Admission = (request: Incoming, access: Access) => Promise<Answer>;

/** An API in one version, as this bank has it. */
export interface OfferedApi<Bank, Consent> {
  readonly api: Api;
  readonly version: ApiVersion;
  /** Its base URL, no trailing slash. */
  readonly base: string;
  /** By the key of the operation's row, e.g. `ais GET /accounts`. */
  readonly resources: Readonly<Record<string, Resource<Bank, Consent>>>;
  /** Verb and path of operations that the bank is not to have. */
  readonly without?: readonly string[];
  /** What the resources work with. */
  readonly bank: Bank;
  /**
   * The consent behind a customer's token.
   * @throws Refusal 403 when it no longer holds
   */
  consentOf(access: Access): Promise<Consent>;
  /**
   * What else the bank demands of a customer's request that has nothing wrong with it.
   * @param place The resource's path, with what stands for its names
   * @throws Refusal
   */
  demandOfCustomer?(request: Incoming, place: string, consent: Consent): Promise<void>;
}

/** A row, and what the bank has for it. */
interface Offer<Bank, Consent> {
  readonly operation: Operation;
  readonly resource?: Resource<Bank, Consent>;
}

/**
 * Makes an API's admission. A request is refused by the first of these that is wrong: path (404), method (405 with `Allow`), the format of the answer (406), the token's kind
 * and scope, the consent, its permissions (403), the body's format and its JSON (415, 413, 400), the signature and the idempotency key where
 * the row wants them, the body by its definition (400). Then the resource is asked, its version's writer writes what it gave, and the row says the status.
 * @param operations The standard's rows
 * @throws Error for a resource that no row has, or whose kind of token is another than its row's
 */
export function admission<Bank, Consent extends { readonly permissions: readonly string[] }>(
  offered: OfferedApi<Bank, Consent>,
  operations: readonly Operation[],
): Admission {
  const { version, base, bank, consentOf, demandOfCustomer } = offered;
  const placeAt = operationTree(offersOf(offered, operations), decoded);
  const kept = new KeptPages();

  return async (request, access) => {
    const { operation, resource, params } = offerFor(placeAt(segmentsOf(request.path)), request.method);
    const { type = 'application/json' } = resource;
    demandAccepted(type, request);
    demandToken(operation, access);
    let run: (asked: Asked) => ReturnType<typeof resource.run>;
    if (resource.token === 'client') run = (asked) => resource.run(asked, bank);
    else {
      const consent = await consentOf(access);
      demandPermissions(operation, consent);
      run = async (asked) => {
        const outcome = await resource.run({ ...asked, consent }, bank);
        // Last, so that what is refused anyway is not counted.
        await demandOfCustomer?.(request, placeOf(operation, params), consent);
        return outcome;
      };
    }
    const definition = operation.in[version]?.request;
    const body = definition === undefined ? undefined : await jsonBody(operation, request);
    demandSignature(operation, request);
    demandIdempotencyKey(operation, request);
    if (definition !== undefined) demandDefinition(definition, body);
    const outcome = await run({ version, access, params, query: request.query, body, base });
    if (outcome === undefined) return nothing;
    const self = () => `${base}${placeOf(operation, params)}`;
    const [status = 200] = operation.ok;
    if ('file' in outcome) return fileAnswer(status, type, outcome.file);
    if ('written' in outcome) return jsonAnswer(status, whole(outcome, self, version));
    const key = `${keyOf(operation)} ${outcome.as}`;
    let bytes = kept.get(key);
    if (bytes === undefined) {
      bytes = Buffer.from(JSON.stringify(whole(await outcome.make(), self, version)));
      kept.set(key, bytes);
    }
    return bytesAnswer(status, bytes);
  };
}

/** The operation's path, with what stands for its names. */
function placeOf({ path }: Operation, params: Readonly<Record<string, string>>): string {
  return path.replace(/\{(\w+)\}/g, (_, name) => encodeURIComponent(params[name] ?? ''));
}

/** The document with the frame around it, of which 4.0.1 leaves out what says nothing that the TPP does not know. */
function whole({ written, links, meta }: Document, self: () => string, version: ApiVersion): object {
  if (version === '4.0.1') return { ...written, Links: links, Meta: meta };
  return { ...written, Links: links ?? { Self: self() }, Meta: meta ?? { TotalPages: 1 } };
}

function offersOf<Bank, Consent>(
  { api, version, resources, without = [] }: OfferedApi<Bank, Consent>,
  operations: readonly Operation[],
): Offer<Bank, Consent>[] {
  const rows = operations.filter((operation) => operation.api === api && operation.in[version] !== undefined);
  const known = new Set(operations.map(keyOf));
  const unknown = Object.keys(resources).find((key) => !known.has(key));
  if (unknown !== undefined) throw new Error(`The standard has no ${unknown}`);
  return rows.map((operation): Offer<Bank, Consent> => {
    const key = keyOf(operation);
    const resource = resources[key];
    if (resource === undefined) return { operation };
    if (resource.token !== operation.token) throw new Error(`${key} wants the token of a ${operation.token}`);
    if (!resource.versions.includes(version) || without.includes(`${operation.verb} ${operation.path}`))
      return { operation };
    return { operation, resource };
  });
}

const keyOf = ({ api, verb, path }: Operation): string => `${api} ${verb} ${path}`;

/** @throws Refusal 404, 405 */
function offerFor<Bank, Consent>(
  place: OperationsAtPath<Offer<Bank, Consent>> | undefined,
  method: string,
): { operation: Operation; resource: Resource<Bank, Consent>; params: OperationsAtPath<unknown>['params'] } {
  const { entries, params = {} } = place ?? {};
  const found = entries?.get((method === 'HEAD' ? 'GET' : method) as Verb);
  if (found?.resource !== undefined) return { operation: found.operation, resource: found.resource, params };
  const all = [...(entries?.values() ?? [])];
  const allowed = all.filter(({ resource }) => resource !== undefined);
  if (allowed.length === 0) {
    const message = place ? 'This resource is not supported by this bank.' : 'There is no such resource.';
    throw new Refusal(404, { code: 'UK.OBIE.Resource.NotFound', message });
  }
  const refusal = new Refusal(405, { code: 'UK.OBIE.Resource.NotFound', message: `There is no ${method} here.` });
  refusal.headers = { Allow: allowed.map(({ operation }) => operation.verb).join(', ') };
  throw refusal;
}

/** @throws Refusal 403 for a token of the other kind, or of another scope */
function demandToken({ token, scope }: Operation, access: Access): void {
  const refuse = (message: string) =>
    new Refusal(403, { code: 'UK.OBIE.Header.Invalid', message, path: 'Authorization' });
  if (access.kind !== token) {
    throw refuse(
      token === 'client'
        ? 'This is a customer’s token; a client credentials token is needed here.'
        : 'This is a client credentials token; one that a customer authorised is needed here.',
    );
  }
  if (!scope.some((word) => access.scopes.has(word))) throw refuse(`The token lacks the scope ${scope.join(' or ')}.`);
}

/** @throws Refusal 403 for a consent that lacks a permission */
function demandPermissions(
  { permissions = [] }: Operation,
  consent: { readonly permissions: readonly string[] },
): void {
  for (const oneOf of permissions) {
    if (oneOf.some((permission) => consent.permissions.includes(permission))) continue;
    throw new Refusal(403, {
      code: 'UK.OBIE.Resource.ConsentMismatch',
      message: `The consent lacks the permission ${oneOf.join(' or ')}.`,
    });
  }
}
