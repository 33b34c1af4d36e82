/** `obw jwt decode|verify|sign`: a JWT from an argument, a file or standard input, made readable, checked or made. */
import { type Command, Option } from 'commander';
import { fail } from '../../tpp/errors.ts';
import type { Call } from '../call.ts';
import { harmless, wrongUsage } from '../errors.ts';
import { given, readText } from '../files.ts';
import { type JsonOption, type Start, takesJson, takesWorkspace, type WorkspaceOptions } from '../options.ts';
import { readPublicKeys } from '../public-keys.ts';
import { openSessionOf, openWorkspaceOf } from '../session.ts';
import type { Tpp } from '../terminal.ts';
import { bold, green, moment } from '../words.ts';

interface VerifyOptions extends WorkspaceOptions {
  key?: string;
  algorithm?: string[];
}

interface SignOptions extends WorkspaceOptions {
  key?: string;
  kid?: string;
  algorithm?: 'PS256' | 'RS256' | 'ES256';
  header?: string;
}

type PublicKeys = Parameters<Tpp['verifyJwt']>[1]['keys'];

export function addJwtVerbs(program: Command, start: Start): void {
  const jwt = program.command('jwt').description('take a JWT apart, check its signature, sign one');
  takesJson(jwt.command('decode').description('show header and payload; nothing is checked'))
    .argument('[jwt]', 'the JWT, or text with one in it, or a file; default: standard input')
    .action((argument: string | undefined, options: JsonOption) => start(options, (call) => decode(call, argument)));
  takesWorkspace(jwt.command('verify').description('check the signature'))
    .argument('[jwt]', 'the JWT or a file; default: standard input')
    .option(
      '--key <file>',
      "a JWKS, JWK, certificate or public key (default: the workspace's signing key, then the bank's keys)",
    )
    .action((argument: string | undefined, options: VerifyOptions) =>
      start(options, (call) => verify(call, argument, options)),
    );
  takesWorkspace(jwt.command('sign').description("sign claims with the workspace's signing key, or another"))
    .argument('[claims]', 'the claims in JSON, or a file; default: standard input')
    .option('--key <file>', "a private key (PEM or JWK; default: the workspace's signing key)")
    .option('--kid <kid>', 'the key id in the header (default: computed as the UK Directory does)')
    .option('--header <json>', 'more members of the header')
    .addOption(
      new Option('--algorithm <alg>', 'default: as the workspace says, else PS256').choices([
        'PS256',
        'RS256',
        'ES256',
      ]),
    )
    .action((argument: string | undefined, options: SignOptions) =>
      start(options, (call) => sign(call, argument, options)),
    );
}

async function decode(call: Call, argument: string | undefined): Promise<void> {
  const tpp = await call.tpp();
  const { header, payload, signature } = tpp.decodeJwt(await readJwt(call, tpp, argument));
  await call.print({ header, payload, signature }, () => decodedInWords(call, header, payload, signature));
}

async function verify(call: Call, argument: string | undefined, options: VerifyOptions): Promise<void> {
  const tpp = await call.tpp();
  const compact = await readJwt(call, tpp, argument);
  const { header } = tpp.decodeJwt(compact);
  const kid = typeof header.kid === 'string' ? header.kid : undefined;
  const { keys, whose } = options.key
    ? await keysIn(call, tpp, options.key, kid)
    : await keysAround(call, options, kid);
  const { payload } = await tpp.verifyJwt(compact, { keys });
  await call.print(
    { valid: true, key: whose, header, payload },
    () =>
      `${green(call, '✓')} The signature is good (${header.alg}, ${whose}).\n\n${decodedInWords(call, header, payload)}`,
  );
}

async function sign(call: Call, argument: string | undefined, options: SignOptions): Promise<void> {
  const claims = objectOf(
    await given(call, argument, 'the claims', (text) => text.trimStart().startsWith('{')),
    'The claims',
  );
  const header = options.header === undefined ? {} : objectOf(options.header, 'The header');
  const { tpp, key } = await signingKeyOf(call, options);
  const jwt = await tpp.signJwt(claims, key, header);
  await call.print({ jwt, kid: key.kid, algorithm: key.algorithm }, () => jwt);
}

async function signingKeyOf(call: Call, options: SignOptions) {
  if (options.key === undefined) {
    const { tpp, workspace } = await openWorkspaceOf(call, options);
    const key = await workspace.signingKey();
    return { tpp, key: { ...key, kid: options.kid ?? key.kid, algorithm: options.algorithm ?? key.algorithm } };
  }
  const tpp = await call.tpp();
  const text = await readText(call, options.key, 'the private key');
  const key = tpp.readPrivateKey(text, { path: options.key, passphrase: call.environment.OBW_SIGNING_PASSPHRASE });
  const usual = key.asymmetricKeyType === 'ec' ? ('ES256' as const) : ('PS256' as const);
  return {
    tpp,
    key: { key, kid: options.kid ?? tpp.kidOf(key), algorithm: options.algorithm ?? usual, publicJwk: {} },
  };
}

/** The JWT itself, or the first one in a text around it: a log, a header, a URL. */
async function readJwt(call: Call, tpp: Tpp, argument: string | undefined): Promise<string> {
  const text = await given(call, argument, 'a JWT', (each) => /^\s*eyJ/.test(each) || tpp.findJwts(each).length > 0);
  const [first, ...others] = tpp.findJwts(text);
  if (others.length > 0) call.warn(`There are ${others.length + 1} JWTs in this text; this is the first.`);
  return first === undefined ? text.trim() : text.slice(first.start, first.end);
}

/** A key that has no id in its file is the one that was meant, whatever the JWT calls it. */
async function keysIn(
  call: Call,
  tpp: Tpp,
  path: string,
  kid: string | undefined,
): Promise<{ keys: PublicKeys; whose: string }> {
  const text = await readText(call, path, 'a public key');
  const keys = readPublicKeys(text, path, tpp.normalisePem(text));
  return { keys: keys.map((key) => (kid === undefined ? key : { kid, ...key })), whose: path };
}

/** Our own key when the JWT names it; the bank's otherwise, fetched from where its discovery says. */
async function keysAround(
  call: Call,
  options: WorkspaceOptions,
  kid: string | undefined,
): Promise<{ keys: PublicKeys; whose: string }> {
  const { workspace } = await openWorkspaceOf(call, options);
  const own = await workspace.signingKey();
  if (kid === own.kid) return { keys: [own.publicJwk], whose: "the workspace's signing key" };
  const { session } = await openSessionOf(call, options);
  const keys = await (await session.keys()).find(kid);
  if (keys.length > 0) return { keys, whose: `key ${kid} of ${session.bank.name}` };
  return fail({
    code: 'jwt_signature_invalid',
    message: `The key ${kid ?? '(none named)'} is neither the workspace's nor one of the bank's.`,
    try: 'Name the key with --key FILE: a JWKS, a certificate or a public key.',
  });
}

function objectOf(text: string, what: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    wrongUsage(`${what} are not JSON.`, 'Write an object, e.g. {"sub":"1"}.');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    wrongUsage(`${what} must be a JSON object.`, 'Write {…}.');
  return Object.fromEntries(Object.entries(value));
}

/** Claims that are seconds since the epoch (RFC 7519 §4.1, OIDC Core §2, RFC 7591 §3.2.1). */
const times = ['exp', 'iat', 'nbf', 'auth_time', 'updated_at', 'client_id_issued_at', 'client_secret_expires_at'];

function decodedInWords(call: Call, header: object, payload: Record<string, unknown>, signature?: string): string {
  const dates = times.flatMap((name) => {
    const time = payload[name];
    return typeof time === 'number' && time > 0 ? [`${name.padEnd(10)} ${moment(time * 1000)}`] : [];
  });
  return [
    bold(call, 'Header'),
    harmless(JSON.stringify(header, undefined, 2)),
    bold(call, 'Payload'),
    harmless(JSON.stringify(payload, undefined, 2)),
    ...(dates.length > 0 ? [bold(call, 'Times'), ...dates] : []),
    ...(signature === '' ? ['Not signed.'] : []),
    '',
  ].join('\n');
}
