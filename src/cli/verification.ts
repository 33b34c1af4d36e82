/** The keys that `obw jwt verify` holds a signature against, and the outcome. */
import { type ErrorCode, fail } from '../tpp/errors.ts';
import type { Call } from './call.ts';
import { readBytes } from './files.ts';
import type { WorkspaceOptions } from './options.ts';
import { openSessionOf, openWorkspaceOf, whoseOf } from './session.ts';
import type { Tpp } from './terminal.ts';

export interface VerifyOptions extends WorkspaceOptions {
  key?: string;
  jwks?: string;
  body?: string;
}

type Keys = ReturnType<Tpp['readVerificationKeys']>;
type Outcome = ReturnType<Tpp['explainSignatures']>;

export interface Explained {
  outcome: Outcome;
  header: Record<string, unknown>;
  /** Absent for a detached signature. */
  payload?: Record<string, unknown>;
  /** Of several signatures, the one that header and outcome are of, e.g. `signature 2 of 3`. */
  which?: string;
  /** What is odd about how it is spelled, in sentences. */
  spelling: string[];
  /** Whose keys verify such a token, where the kind shows; and keys were not given by hand. */
  signer?: string | undefined;
}

/**
 * Verifies with the keys of `--key` and `--jwks`, or else with the workspace's own key and then the bank's.
 *
 * @throws OpenBankingError `jwt_malformed`, and those of keys, files, the workspace and the network
 */
export async function explained(call: Call, tpp: Tpp, text: string, options: VerifyOptions): Promise<Explained> {
  const jws = tpp.readJws(text);
  const { parts } = jws;
  const spelled = tpp.spelledOut(text);
  const { compact, untold } = spelled;
  const compacts = [compact, ...spelled.others];
  const payload = parts.payload === '' ? undefined : tpp.payloadOf(jws);
  const { kind } = tpp.inspectToken(text, { now: Date.now() });
  const signer = tpp.signerOf(kind);
  const detachedBody = options.body === undefined ? undefined : await readBytes(call, options.body, 'the body');
  const verify = (keys: Keys) =>
    tpp.explainSignatures(compacts, keys, { untold, ...(detachedBody ? { detachedBody } : {}) });
  const given = await givenKeys(call, tpp, options);
  const outcome = given ? verify(given) : await withKeysAround(call, options, { kid: jws.header.kid, signer }, verify);
  const tokensFault = !outcome.verified && final.has(outcome.reason);
  const others = given || tokensFault ? [] : [otherKeys(tpp, kind, { header: jws.header, payload })];
  // Of several signatures the header of the one that is spoken of.
  const { signature, signatures } = outcome;
  const { header } = tpp.readJws(compacts[signature] ?? compact);
  return {
    outcome,
    header,
    ...(payload ? { payload } : {}),
    ...(signatures > 1 ? { which: `signature ${signature + 1} of ${signatures}` } : {}),
    spelling: tpp.spelledOut(text, signature).notes.map(({ message }) => message),
    signer: tokensFault ? undefined : [signer, ...others].filter((each) => each !== undefined).join(' ') || undefined,
  };
}

/** Which option brings other keys; with the address of the Directory's own set, where the software statement shows its key store. */
function otherKeys(
  tpp: Tpp,
  kind: string,
  token: { header: Record<string, unknown>; payload: Record<string, unknown> | undefined },
): string {
  const { header, payload } = token;
  const store =
    kind === 'software-statement'
      ? tpp.urlsOfKeys({ header, ...(payload ? { payload } : {}) }).find(({ revoked, refused }) => !revoked && !refused)
      : undefined;
  const set = store ? new URL('/keystore/openbanking.jwks', store.url).href : 'FILE-OR-URL';
  return `Name that key set with --jwks ${set}, or a key with --key FILE.`;
}

async function givenKeys(call: Call, tpp: Tpp, { key, jwks, ...rest }: VerifyOptions): Promise<Keys | undefined> {
  if (key === undefined && jwks === undefined) return undefined;
  const inFile = async (path: string) => {
    const passphrase = call.environment.OBW_SIGNING_PASSPHRASE;
    const text = await tpp.keyFileText(await readBytes(call, path, 'a public key'), {
      path,
      purpose: 'signing',
      passphrase: async () => passphrase,
    });
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
  const { keys } = await tpp.fetchJwks(url, {
    certificateAuthorities,
    proxies: tpp.proxiesOf(call),
    signal: call.signal,
  });
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

/** What lies in the token and shows without a key. */
const ofTheToken = ['alg_none', 'alg_missing', 'alg_unknown', 'signature_missing', 'body_missing'];
/** What no other key can change. */
const final: ReadonlySet<string> = new Set([...ofTheToken, 'algorithm_confusion', 'crit']);

/** Our own key first; the bank is called only when the token names another and could be the bank's. */
async function withKeysAround(
  call: Call,
  options: WorkspaceOptions,
  { kid, signer }: { kid: unknown; signer: string | undefined },
  verify: (keys: Keys) => Outcome,
): Promise<Outcome> {
  const without = verify([]);
  if (!without.verified && ofTheToken.includes(without.reason)) return without;
  const { tpp, workspace } = await workspaceWithKeys(options, signer, () => openWorkspaceOf(call, options));
  const signing = await workspace.signingKey(whoseOf(tpp, workspace, options.bank));
  const own = verify([tpp.keyOfWorkspace(signing, "the workspace's signing key")]);
  if (own.verified || kid === signing.kid || final.has(own.reason)) return own;
  const { session } = await openSessionOf(call, options);
  return verify(await tpp.keysOfBank(session, typeof kid === 'string' ? kid : undefined));
}

/** Without a workspace there are no keys, and the answer is to name some. */
async function workspaceWithKeys<T>(
  { workspace }: WorkspaceOptions,
  signer: string | undefined,
  open: () => Promise<T>,
): Promise<T> {
  try {
    return await open();
  } catch (thrown) {
    if (workspace !== undefined || !isProblem(thrown, 'workspace_not_found')) throw thrown;
    return fail({
      code: 'workspace_not_found',
      message: 'There is no key to verify the JWT with, and no openbanking.json here that names any.',
      try: `${signer === undefined ? '' : `${signer} `}Name the key set with --jwks FILE-OR-URL, a key with --key FILE, or a workspace with --workspace.`,
    });
  }
}
