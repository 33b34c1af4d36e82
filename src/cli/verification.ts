/** The keys that `obw jwt verify` holds a signature against, and the outcome. */
import type { ErrorCode } from '../tpp/errors.ts';
import type { Call } from './call.ts';
import { readBytes, readText } from './files.ts';
import type { WorkspaceOptions } from './options.ts';
import { openSessionOf, openWorkspaceOf } from './session.ts';
import type { Tpp } from './terminal.ts';

export interface VerifyOptions extends WorkspaceOptions {
  key?: string;
  jwks?: string;
  body?: string;
}

type Keys = ReturnType<Tpp['readVerificationKeys']>;
type Outcome = ReturnType<Tpp['explainVerification']>;

export interface Explained {
  outcome: Outcome;
  header: Record<string, unknown>;
  /** Absent for a detached signature. */
  payload?: Record<string, unknown>;
}

/**
 * Verifies with the keys of `--key` and `--jwks`, or else with the workspace's own key and then the bank's.
 *
 * @throws OpenBankingError `jwt_malformed`, and those of keys, files, the workspace and the network
 */
export async function explained(call: Call, tpp: Tpp, compact: string, options: VerifyOptions): Promise<Explained> {
  const { header, parts } = tpp.readJws(compact);
  const payload = parts.payload === '' ? undefined : tpp.decodeJwt(compact).payload;
  const detachedBody = options.body === undefined ? undefined : await readBytes(call, options.body, 'the body');
  const verify = (keys: Keys) => tpp.explainVerification(compact, keys, detachedBody ? { detachedBody } : {});
  const given = await givenKeys(call, tpp, options);
  const outcome = given ? verify(given) : await withKeysAround(call, options, header.kid, verify);
  return { outcome, header, ...(payload ? { payload } : {}) };
}

async function givenKeys(call: Call, tpp: Tpp, { key, jwks, ...rest }: VerifyOptions): Promise<Keys | undefined> {
  if (key === undefined && jwks === undefined) return undefined;
  const inFile = async (path: string) => {
    const passphrase = call.environment.OBW_SIGNING_PASSPHRASE;
    const text = await readText(call, path, 'a public key');
    return tpp.readVerificationKeys(text, path, passphrase === undefined ? {} : { passphrase });
  };
  const isAddress = jwks !== undefined && /^https?:\/\//i.test(jwks);
  return [
    ...(key === undefined ? [] : await inFile(key)),
    ...(jwks === undefined ? [] : isAddress ? await fetched(call, tpp, jwks, rest) : await inFile(jwks)),
  ];
}

/** The set at an address, the workspace's CA files trusted too where there is a workspace. */
async function fetched(call: Call, tpp: Tpp, url: string, options: WorkspaceOptions): Promise<Keys> {
  const certificateAuthorities = await authoritiesAround(call, options);
  const { keys } = await tpp.fetchJwks(url, { certificateAuthorities, signal: call.signal });
  return keys;
}

async function authoritiesAround(call: Call, options: WorkspaceOptions): Promise<string[]> {
  try {
    const { workspace } = await openWorkspaceOf(call, options);
    const banks = Object.entries(workspace.file.banks).filter(([name]) => (options.bank ?? name) === name);
    const lists = await Promise.all(banks.map(([name, entry]) => workspace.certificateAuthorities({ name, entry })));
    return [...new Set(lists.flat())];
  } catch (thrown) {
    if (isProblem(thrown, 'workspace_not_found')) return [];
    throw thrown;
  }
}

/** An error of another bundle is no instance of our class, so its code counts. */
function isProblem(thrown: unknown, code: ErrorCode): boolean {
  return thrown instanceof Error && 'code' in thrown && thrown.code === code;
}

/** What no other key can change. */
const final: ReadonlySet<string> = new Set([
  'alg_none',
  'alg_missing',
  'alg_unknown',
  'algorithm_confusion',
  'signature_missing',
  'crit',
  'body_missing',
]);

/** Our own key first; the bank is called only when the token names another and could be the bank's. */
async function withKeysAround(
  call: Call,
  options: WorkspaceOptions,
  kid: unknown,
  verify: (keys: Keys) => Outcome,
): Promise<Outcome> {
  const { tpp, workspace } = await openWorkspaceOf(call, options);
  const signing = await workspace.signingKey();
  const own = verify([tpp.keyOfWorkspace(signing, "the workspace's signing key")]);
  if (own.verified || kid === signing.kid || final.has(own.reason)) return own;
  const { session } = await openSessionOf(call, options);
  return verify(await tpp.keysOfBank(session, typeof kid === 'string' ? kid : undefined));
}
