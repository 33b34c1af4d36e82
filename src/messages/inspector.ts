/** What the extension and the page of the JWT inspector say to each other. */
import * as z from 'zod/mini';

/** Pointers that lead to a token inside the one that stands there, and inside that. */
const inside = z.optional(z.array(z.string()));

/** Lines, and characters of a line, from 0. */
const count = z.int().check(z.nonnegative());

/** Where a token came from: enough to get it again, and nothing of the token itself. */
export const tokenSource = z.discriminatedUnion('from', [
  /** Pasted, dropped, or from the clipboard. */
  z.object({ from: z.literal('hand') }),
  /** A text; `line` and `character` are counted from 0. */
  z.object({ from: z.literal('text'), uri: z.string(), line: count, character: count, inside }),
  /** What a tree's item stands for. */
  z.object({
    from: z.literal('item'),
    what: z.enum(['softwareStatement', 'sandboxStatement', 'clientToken', 'accessToken', 'idToken']),
    folder: z.string(),
    bank: z.string(),
    id: z.string(),
    inside,
  }),
]);
export type TokenSource = z.infer<typeof tokenSource>;

/** What is looked at; survives a reload. No token and no part of one. */
export const inspectorState = z.object({
  source: tokenSource,
  /** What the token is called, e.g. `id_token of the consent aac-1`. */
  label: z.string(),
  /** What kind of token it was. */
  kindTitle: z.string(),
  /** The parts that show as JSON instead of as a tree. */
  asJson: z.array(z.enum(['header', 'payload', 'signature'])),
});
export type InspectorState = z.infer<typeof inspectorState>;

const section = z.object({ document: z.string(), section: z.string(), url: z.optional(z.string()) });
export type Section = z.infer<typeof section>;

const explainedMember = z.object({
  /** JSON pointer into `{ header, payload }`. */
  pointer: z.string(),
  sentence: z.string(),
  known: z.boolean(),
  section: z.optional(section),
  /** Milliseconds since the epoch, where it is a time. */
  time: z.optional(z.number()),
});
export type ExplainedMember = z.infer<typeof explainedMember>;

const finding = z.object({
  severity: z.enum(['error', 'warning', 'info']),
  code: z.string(),
  message: z.string(),
  try: z.string(),
  rule: section,
  /** What the rule holds for, in words: a version, a profile. */
  scope: z.string(),
  pointer: z.string(),
});
export type Finding = z.infer<typeof finding>;

const certificate = z.object({
  subject: z.string(),
  issuer: z.string(),
  /** Milliseconds since the epoch. */
  validFrom: z.number(),
  validTo: z.number(),
  /** `x5t#S256`. */
  thumbprint: z.string(),
  /** What the workspace calls it, where it is one of its own. */
  ours: z.optional(z.string()),
});
export type ShownCertificate = z.infer<typeof certificate>;

/** A token explained; those inside it are explained with it. */
const shownToken = z.object({
  form: z.enum(['signed', 'unsecured', 'detached', 'encrypted', 'unreadable']),
  kindTitle: z.string(),
  kindReason: z.string(),
  /** What kept it from being read. */
  problem: z.optional(z.object({ message: z.string(), try: z.string() })),
  /** JSON to the letter; absent where there is none. */
  headerText: z.optional(z.string()),
  payloadText: z.optional(z.string()),
  /** base64url, cut where it is no signature's length any more. */
  signature: z.string(),
  signatureBytes: z.number(),
  members: z.array(explainedMember),
  findings: z.array(finding),
  /** Certificates in a member, e.g. in `x5c`; a text says why one cannot be read. */
  certificates: z.array(z.object({ pointer: z.string(), list: z.array(z.union([certificate, z.string()])) })),
  /** Members that name a certificate of the workspace: `kid`, `x5t#S256`. */
  matches: z.array(z.object({ pointer: z.string(), label: z.string() })),
  get nested(): z.ZodMiniArray<z.ZodMiniObject<{ pointer: z.ZodMiniString; token: typeof shownToken }>> {
    return z.array(z.object({ pointer: z.string(), token: shownToken }));
  },
});
export type ShownToken = z.infer<typeof shownToken>;

/** One key that the signature was held against. */
const attempt = z.object({
  key: z.string(),
  good: z.boolean(),
  reason: z.string(),
  /** Of a token with several signatures, the one that it was held against, counted from 0. */
  signature: z.optional(z.number()),
});
export type Attempt = z.infer<typeof attempt>;

const signatureCheck = z.object({
  /** `open`: nobody has held it against a key yet; `unsigned`: there is no signature that could be good; `none`: nor should there be one. */
  outcome: z.enum(['open', 'good', 'bad', 'unsigned', 'none']),
  message: z.string(),
  try: z.string(),
  attempts: z.array(attempt),
  remarks: z.array(z.string()),
});
export type SignatureCheck = z.infer<typeof signatureCheck>;

/** What came of comparing a hash in the token with what it is said to be of, which stands nowhere in it. */
const hashComparison = z.object({ claim: z.string(), fits: z.boolean(), message: z.string() });
export type HashComparison = z.infer<typeof hashComparison>;

/** Keys that can be asked for. */
const offers = z.object({
  /** In a folder that is trusted. */
  workspace: z.boolean(),
  /** Names of the banks whose keys can be fetched. */
  banks: z.array(z.string()),
  /** Hosts of key sets that the token itself names. */
  addresses: z.array(z.object({ pointer: z.string(), host: z.string() })),
  /** Whether the payload stands in a file of its own; its name once it was chosen. */
  body: z.optional(z.object({ name: z.optional(z.string()) })),
});
export type Offers = z.infer<typeof offers>;

/** From the extension. */
export const toInspector = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('token'),
    token: shownToken,
    source: tokenSource,
    label: z.string(),
    /** What can be done with it. */
    canSign: z.boolean(),
    hasSource: z.boolean(),
    restricted: z.boolean(),
  }),
  z.object({ type: z.literal('signature'), check: signatureCheck, offers }),
  z.object({ type: z.literal('hashes'), hashes: z.array(hashComparison) }),
  /** There is no token: none was given yet, or the one that was shown is gone with the window. */
  z.object({
    type: z.literal('nothing'),
    shown: z.optional(z.object({ label: z.string(), kindTitle: z.string(), canReopen: z.boolean() })),
    /** Why what was just given is no token. */
    problem: z.optional(z.string()),
  }),
]);
export type ToInspector = z.infer<typeof toInspector>;

/** The most that a page takes of a pasted text or a dropped file, in characters. */
export const maxGivenLength = 10_000_000;

/** Of a code, a state or an access token. */
const secretText = z.optional(z.string().check(z.maxLength(100_000)));

/** From the page. */
export const fromInspector = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready') }),
  z.object({
    type: z.literal('inspect'),
    text: z.string().check(z.maxLength(maxGivenLength)),
    name: z.optional(z.string()),
  }),
  /** A file of the explorer that was dropped on the page. */
  z.object({ type: z.literal('inspectFile'), uri: z.string().check(z.maxLength(4096)) }),
  z.object({ type: z.literal('reopen') }),
  z.object({ type: z.literal('source') }),
  /** A token inside the token, by the pointers that lead to it, in a tab of its own. */
  z.object({ type: z.literal('openNested'), path: z.array(z.string()) }),
  z.object({ type: z.literal('copy'), what: z.enum(['claims', 'compact', 'fixture']) }),
  z.object({ type: z.literal('copyText'), text: z.string() }),
  z.object({ type: z.literal('edit') }),
  z.object({ type: z.literal('compare') }),
  z.object({
    type: z.literal('verify'),
    by: z.discriminatedUnion('keys', [
      z.object({ keys: z.literal('workspace') }),
      z.object({ keys: z.literal('bank'), name: z.string() }),
      z.object({ keys: z.literal('file') }),
      z.object({ keys: z.literal('pasted'), text: z.string().check(z.maxLength(maxGivenLength)) }),
      z.object({ keys: z.literal('address'), pointer: z.string() }),
    ]),
  }),
  z.object({ type: z.literal('body') }),
  z.object({ type: z.literal('compareHashes'), code: secretText, state: secretText, accessToken: secretText }),
]);
export type FromInspector = z.infer<typeof fromInspector>;
