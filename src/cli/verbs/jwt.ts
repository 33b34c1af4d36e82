/** `obw jwt decode|verify|sign`: a JWT from an argument, a file or standard input, made readable, checked or made. */
import { type Command, Option } from 'commander';
import { fail } from '../../tpp/errors.ts';
import { parseJson, TooDeep } from '../../tpp/json.ts';
import type { Call } from '../call.ts';
import { harmless, wrongUsage } from '../errors.ts';
import { given, readBytes } from '../files.ts';
import { assertHashes, givenValues, hashesInWords, takesValues, type ValueOptions } from '../hashed-values.ts';
import { type Start, takesJson, takesWorkspace, type WorkspaceOptions } from '../options.ts';
import { openSessionOf, openWorkspaceOf, warnOfKeys, whoseOf } from '../session.ts';
import type { Tpp } from '../terminal.ts';
import { capital, certificatesInWords, certificatesOf, decodedInWords, tokenInWords } from '../token-words.ts';
import { explained, type VerifyOptions } from '../verification.ts';
import { green } from '../words.ts';

type DecodeOptions = WorkspaceOptions & ValueOptions;

interface SignOptions extends WorkspaceOptions {
  key?: string;
  kid?: string;
  algorithm?: 'PS256' | 'RS256' | 'ES256';
  header?: string;
  detached?: boolean;
  body?: string;
  iss?: string;
  tan?: string;
  raw?: boolean;
}

export function addJwtVerbs(program: Command, start: Start): void {
  const jwt = program.command('jwt').description('take a JWT apart, check its signature, sign one');
  takesValues(
    takesJson(
      jwt
        .command('decode')
        .description('say what it is, what it says and what is wrong with it; the signature is not checked'),
    ),
    'and say whether it fits',
  )
    .argument('[jwt]', 'the JWT, or text with one in it, or a file; default: standard input')
    .option('--bank <name>', 'the bank of openbanking.json whose traffic it is of: what it would say against it')
    .option('--workspace <folder>', 'the folder of openbanking.json, with --bank (default: this one)')
    .action((argument: string | undefined, options: DecodeOptions) =>
      start(options, (call) => decode(call, argument, options)),
    );
  takesValues(takesWorkspace(jwt.command('verify').description('check the signature')), 'and fail if it does not fit')
    .argument('[jwt]', 'the JWT or a file; default: standard input')
    .option(
      '--key <file>',
      "a JWKS, JWK, certificate or public key (default: the workspace's signing key, then the bank's keys)",
    )
    .option('--jwks <file-or-url>', 'a key set: a file, or an https address, which is then asked for it')
    .option('--body <file>', 'the HTTP body that a detached signature (x-jws-signature) is over, byte for byte')
    .action((argument: string | undefined, options: VerifyOptions) =>
      start(options, (call) => verify(call, argument, options)),
    );
  takesWorkspace(jwt.command('sign').description("sign claims with the workspace's signing key, or another"))
    .argument('[claims]', 'the claims in JSON, or a file; default: standard input')
    .option('--key <file>', "a private key (PEM or JWK; default: the workspace's signing key)")
    .option('--kid <kid>', 'the key id in the header (default: computed as the UK Directory does)')
    .option('--header <json>', 'more members of the header')
    .option('--detached', 'a detached signature (x-jws-signature) over the body of --body')
    .option('--body <file>', 'the HTTP body to sign, byte for byte')
    .option(
      '--iss <iss>',
      "http://openbanking.org.uk/iss (default: as the bank's entry says, else organisation/software)",
    )
    .option('--tan <tan>', "http://openbanking.org.uk/tan (default: as the bank's entry says, else openbanking.org.uk)")
    .option('--raw', 'sign the raw body, b64 false, as banks up to version 3.1.3 want it')
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

async function decode(call: Call, argument: string | undefined, options: DecodeOptions): Promise<void> {
  const tpp = await call.tpp();
  const values = await givenValues(call, options, argument);
  const text = await readJwt(call, tpp, 'decode', argument);
  const of = options.bank === undefined ? undefined : (await openSessionOf(call, options)).session;
  const inspection = tpp.inspectToken(text, { ...(of && (await tpp.inspectionAt(of))), now: Date.now() });
  const { problem } = inspection;
  if (problem) fail({ code: 'jwt_malformed', message: problem.message, try: problem.try });
  const { header = {}, payload, signature, form, kind, kindReason, members, findings, compact } = inspection;
  const hashes = tpp.compareHashes({ header, payload: payload ?? {} }, values);
  const chain = form === 'encrypted' ? undefined : tpp.readChain({ header, compact });
  const certificates = chain && { certificates: certificatesOf(chain) };
  const compared = hashes.length > 0 && { hashes };
  await call.print(
    { header, payload, signature, form, kind, kindReason, members, findings, ...certificates, ...compared },
    () =>
      [
        tokenInWords(call, inspection),
        ...(chain ? certificatesInWords(call, chain) : []),
        ...hashesInWords(call, hashes),
      ].join('\n'),
  );
}

async function verify(call: Call, argument: string | undefined, options: VerifyOptions & ValueOptions): Promise<void> {
  const tpp = await call.tpp();
  const values = await givenValues(call, options, argument);
  const text = await readJwt(call, tpp, 'verify', argument);
  const { outcome, header, payload, which, spelling, signer } = await explained(call, tpp, text, options);
  for (const note of spelling) call.warn(note);
  if (!outcome.verified) {
    const { attempts, message, remarks } = outcome;
    for (const remark of remarks) call.warn(remark.message);
    // One key's reason is the message itself.
    for (const attempt of attempts) if (attempt.message !== message) call.warn(attemptText(attempt));
    const advice = signer === undefined ? outcome.try : `${signer} ${outcome.try}`;
    return fail({ code: 'jwt_signature_invalid', message, try: advice });
  }
  const { key, algorithm, remarks } = outcome;
  const hashes = tpp.compareHashes({ header, payload: payload ?? {} }, values);
  assertHashes(hashes);
  await call.print(
    {
      valid: true,
      key: key.label,
      algorithm,
      ...(remarks.length > 0 ? { remarks } : {}),
      ...(spelling.length > 0 ? { spelling } : {}),
      ...(hashes.length > 0 ? { hashes } : {}),
      header,
      ...(payload ? { payload } : { detached: true }),
    },
    () =>
      [
        `${green(call, '✓')} ${capital(which ?? 'the signature')} is good (${algorithm}, ${harmless(key.label)}).`,
        ...remarks.map((remark) => harmless(remark.message)),
        '',
        ...hashesInWords(call, hashes),
        decodedInWords(call, header, payload, which),
      ].join('\n'),
  );
}

async function sign(call: Call, argument: string | undefined, options: SignOptions): Promise<void> {
  if (options.detached) return signBody(call, options);
  const claims = await claimsOf(call, argument);
  const header = options.header === undefined ? {} : objectOf(options.header, 'The header');
  const { tpp, key } = await signingKeyOf(call, options);
  assertOfKey(header, { alg: key.algorithm, kid: key.kid });
  const jwt = await tpp.signJwt(claims, key, header);
  await call.print({ jwt, kid: key.kid, algorithm: key.algorithm }, () => jwt);
}

/** The two members that say how it is signed are the signature's own; another value would not hold. */
function assertOfKey(header: Record<string, unknown>, own: { alg: string; kid: string }): void {
  for (const [name, option] of [['alg', '--algorithm'] as const, ['kid', '--kid'] as const]) {
    if (!(name in header) || header[name] === own[name]) continue;
    wrongUsage(
      `The header cannot have ${name} ${JSON.stringify(header[name])}: it is signed with ${JSON.stringify(own[name])}.`,
      `Leave ${name} out of --header, and choose it with ${option}.`,
    );
  }
}

async function claimsOf(call: Call, argument: string | undefined): Promise<Record<string, unknown>> {
  const tpp = await call.tpp();
  const text = await given(call, argument, 'the claims', (each) => isJson(each) || isMeantForJwt(tpp, each));
  if (!isJson(text) && (tpp.findJwts(text).length > 0 || isMeantForJwt(tpp, text))) {
    wrongUsage('obw jwt sign wants claims in JSON, and no JWT.', 'obw jwt decode says what a JWT has in it.');
  }
  return objectOf(text, 'The claims');
}

async function signBody(call: Call, options: SignOptions): Promise<void> {
  if (options.body === undefined) wrongUsage('There is no body to sign.', 'Name its file with --body FILE.');
  const body = await readBytes(call, options.body, 'the body');
  const { tpp, key } = await signingKeyOf(call, options);
  const { iss, tan, b64 } = await messageSigningOf(call, options);
  const raw = options.raw ?? b64 === false;
  const signature = await tpp.signDetached(body, key, {
    iss,
    ...(tan === undefined ? {} : { tan }),
    ...(raw ? { b64: false } : {}),
  });
  await call.print({ jws: signature, kid: key.kid, algorithm: key.algorithm }, () => signature);
}

/** What stands in the header of a message signature: as given, as the bank's entry has it, or out of the software statement. */
async function messageSigningOf(
  call: Call,
  options: SignOptions,
): Promise<{ iss: string; tan?: string; b64?: boolean }> {
  const { iss, tan } = options;
  if (iss !== undefined) return { iss, ...(tan === undefined ? {} : { tan }) };
  const { tpp, workspace } = await openWorkspaceOf(call, options);
  const entry = workspace.bank(options.bank).entry.messageSigning ?? {};
  const { organisationId, softwareId } = tpp.readSoftwareStatement(
    await workspace.softwareStatement(workspace.bank(options.bank)),
  );
  const named = entry.iss ?? (organisationId === undefined ? undefined : `${organisationId}/${softwareId}`);
  if (named === undefined) wrongUsage('The software statement names no organisation.', 'Give the issuer with --iss.');
  return { ...entry, ...(tan === undefined ? {} : { tan }), iss: named };
}

async function signingKeyOf(call: Call, options: SignOptions) {
  if (options.key === undefined) {
    const { tpp, workspace } = await openWorkspaceOf(call, options);
    const key = await workspace.signingKey(whoseOf(tpp, workspace, options.bank));
    return { tpp, key: { ...key, kid: options.kid ?? key.kid, algorithm: options.algorithm ?? key.algorithm } };
  }
  const tpp = await call.tpp();
  const passphrase = call.environment.OBW_SIGNING_PASSPHRASE;
  const text = await tpp.keyFileText(await readBytes(call, options.key, 'the private key'), {
    path: options.key,
    purpose: 'signing',
    passphrase: async () => passphrase,
  });
  await warnOfKeys(call, tpp, [options.key]);
  const key = tpp.readPrivateKey(text, { path: options.key, passphrase });
  const usual = key.asymmetricKeyType === 'ec' ? ('ES256' as const) : ('PS256' as const);
  return {
    tpp,
    key: { signer: tpp.keySigner(key), kid: options.kid ?? tpp.kidOf(key), algorithm: options.algorithm ?? usual },
  };
}

/** The JWT as it stands there, or the first one in a text around it: a log, a header, a URL. */
async function readJwt(call: Call, tpp: Tpp, verb: 'decode' | 'verify', argument: string | undefined): Promise<string> {
  const text = await given(
    call,
    argument,
    'a JWT',
    (each) => isMeantForJwt(tpp, each) || tpp.findTokens(each).length > 0 || isJson(each),
  );
  const [first, ...others] = tpp.findJwts(text);
  if (others.length > 0) call.warn(`There are ${others.length + 1} JWTs in this text; this is the first.`);
  if (first) return text.slice(first.start, first.end);
  const [detached] = tpp.findTokens(text);
  if (detached) return text.slice(detached.start, detached.end);
  if (isMeantForJwt(tpp, text)) return text;
  const where =
    argument === undefined || argument === '-'
      ? 'on standard input'
      : argument === text
        ? 'in this text'
        : `in ${argument}`;
  return fail({
    code: 'jwt_malformed',
    message: `There is no JWT ${where}.`,
    try: isJson(text)
      ? `obw jwt ${verb} wants a JWT, which begins with eyJ, and no JSON; obw jwt sign makes one of claims.`
      : 'A JWT is three parts in base64url with dots between them (five if it is encrypted), and begins with eyJ.',
  });
}

const isJson = (text: string): boolean => /^\s*[[{]/.test(text);

/** Whether a text is a token that cannot be read, rather than something else: worth saying what is wrong with it. */
function isMeantForJwt(tpp: Tpp, text: string): boolean {
  const { compact, problem } = tpp.spelledOut(text);
  if (problem !== undefined) return true;
  return (
    tpp.beginsLikeToken(compact) && compact.includes('.') && !/[^\s:][ \t]+[^\s]/.test(text.trim().slice(0, 10_000))
  );
}

function objectOf(text: string, what: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = parseJson(text);
  } catch (thrown) {
    if (thrown instanceof TooDeep) wrongUsage(`Of ${what.toLowerCase()} ${thrown.message}.`, 'Write fewer levels.');
    wrongUsage(`${what} are not JSON.`, 'Write an object, e.g. {"sub":"1"}.');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    wrongUsage(`${what} must be a JSON object.`, 'Write {…}.');
  return Object.fromEntries(Object.entries(value));
}

/** Of several signatures with the number of the one that the key was held against. */
function attemptText({ message, signature }: { message: string; signature?: number }): string {
  return signature === undefined ? message : `Signature ${signature + 1}: ${message}`;
}
