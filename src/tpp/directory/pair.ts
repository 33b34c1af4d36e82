/** Recognised files put into their places: which certificate is for what, which key is whose, what is left over and what is missing. */

import type { KeyObject } from 'node:crypto';
import { t } from '../../standard/language.ts';
import type { Finding } from '../finding.ts';
import type { Certificate } from '../keys/certificate.ts';
import type { PairPurpose } from '../keys/purpose.ts';
import { isForeign } from './certificate-findings.ts';
import { type GivenFile, nameOf, type ReadFile, readGivenFile, type Thing } from './recognise.ts';

/** The files that an openbanking.json names, by their place in it. */
export interface Roles {
  assertion?: string;
  signingKey?: string;
  signingCertificate?: string;
  transportCertificate?: string;
  transportKey?: string;
  ca: string[];
}
export type Role = Exclude<keyof Roles, 'ca'>;

export interface RecognisedFiles {
  things: Thing[];
  roles: Roles;
  /** What an openbanking.json cannot do without and no file was found for. */
  missing: Role[];
  /** Files that no place was found for, and why. */
  leftOut: { path: string; reason: string }[];
  /** What is odd about the files that have a place. */
  findings: Finding[];
  /** Texts to write instead of the bytes of a file: DER made PEM. */
  converted: Map<string, string>;
}

type OfKind<Kind extends Thing['kind']> = Extract<Thing, { kind: Kind }>;
type CertificateThing = OfKind<'certificate'>;
type KeyThing = OfKind<'key'>;

const hints: Record<PairPurpose, RegExp> = {
  transport: /transport|tls|wac|client|network/i,
  signing: /sign|seal|sig(?![a-z])/i,
};
const purposes = ['transport', 'signing'] as const;
const needed = ['assertion', 'signingKey', 'transportCertificate', 'transportKey'] as const;

/**
 * Recognises files given in any order, pairs keys with certificates and proposes what each is for.
 *
 * @param now milliseconds since the epoch: of two certificates for the same place the one that is still valid is taken.
 */
export function recognise(files: readonly GivenFile[], now: number): RecognisedFiles {
  const read = files.map((file): [string, ReadFile] => [file.path, readGivenFile(file)]);
  const things = read.flatMap(([, file]) => file.things);
  const roles = proposed(things, now);
  const used = new Set([...Object.values(roles).flat()]);
  return {
    things,
    roles,
    missing: missingIn(roles),
    leftOut: things
      .filter(({ path }) => !used.has(path))
      .map((thing) => ({ path: thing.path, reason: reasonFor(thing) })),
    findings: findingsOf(things, roles, now),
    converted: new Map(read.flatMap(([path, { converted }]) => (converted === undefined ? [] : [[path, converted]]))),
  };
}

/** The places that have to be filled and are not. */
export function missingIn(roles: Roles): Role[] {
  return needed.filter((role) => roles[role] === undefined);
}

/** The files that may stand in a place. */
export function candidatesFor(role: Role, things: readonly Thing[]): string[] {
  const kinds =
    role === 'assertion'
      ? ['statement']
      : [role.endsWith('Key') ? ('key' as const) : ('certificate' as const), 'store'];
  return [...new Set(things.filter((thing) => kinds.includes(thing.kind)).map(({ path }) => path))];
}

function proposed(things: readonly Thing[], now: number): Roles {
  const certificates = ofKind(things, 'certificate').toSorted((a, b) => rank(b, things, now) - rank(a, things, now));
  const keys = ofKind(things, 'key');
  const [statement] = ofKind(things, 'statement').toSorted((a, b) => b.statement.issuedAt - a.statement.issuedAt);
  const chosen = certificatesByPurpose(certificates, keys);
  const taken = new Set<KeyThing>();
  const keyFor = (purpose: PairPurpose): KeyThing | undefined => {
    const key = keyOf(chosen[purpose], purpose, keys, certificates, taken);
    if (key) taken.add(key);
    return key;
  };
  // A key that fits is sure; one taken by its name must not take it away.
  const order = [...purposes].sort((a, b) => Number(fits(chosen[b], keys)) - Number(fits(chosen[a], keys)));
  const paired = Object.fromEntries(order.map((purpose) => [purpose, keyFor(purpose)]));
  const stores = storesByPurpose(
    ofKind(things, 'store').map(({ path }) => path),
    purposes.filter((purpose) => !chosen[purpose] && !paired[purpose]),
  );
  return {
    assertion: statement?.path,
    signingKey: paired.signing?.path ?? stores.signing,
    signingCertificate: chosen.signing?.path ?? stores.signing,
    transportCertificate: chosen.transport?.path ?? stores.transport,
    transportKey: paired.transport?.path ?? stores.transport,
    ca: [...new Set(ofKind(things, 'authority').map(({ path }) => path))],
  };
}

/** One with its key before one without, a valid one before an expired one, the one that lasts longest first. */
function rank({ certificate }: CertificateThing, things: readonly Thing[], now: number): number {
  const valid = certificate.validFrom <= now && now < certificate.validTo;
  const withKey = ofKind(things, 'key').some((key) => isKeyOf(key, certificate));
  return (withKey ? 4e15 : 0) + (valid ? 2e15 : 0) + certificate.validTo / 10;
}

function certificatesByPurpose(
  certificates: readonly CertificateThing[],
  keys: readonly KeyThing[],
): Partial<Record<PairPurpose, CertificateThing>> {
  const purposeByName = (thing: CertificateThing): PairPurpose | undefined => {
    const names = [thing, ...keys.filter((key) => isKeyOf(key, thing.certificate))].map(({ path }) => nameOf(path));
    return purposes.find((purpose) => names.some((name) => hints[purpose].test(name)));
  };
  const sure = (purpose: PairPurpose) => certificates.find((one) => one.purpose === purpose);
  const named = (purpose: PairPurpose) =>
    certificates.find((one) => one.purpose === undefined && purposeByName(one) === purpose);
  const transport = sure('transport') ?? named('transport');
  const signing = sure('signing') ?? named('signing');
  const open = certificates.filter(
    (one) => one.purpose === undefined && purposeByName(one) === undefined && one !== transport && one !== signing,
  );
  const first = transport ?? open.shift();
  return { transport: first, signing: signing ?? open.shift() };
}

/** A PKCS#12 file goes where its name says, else where a place is free; one alone is both pairs, as it may hold both. */
function storesByPurpose(paths: readonly string[], free: readonly PairPurpose[]): Partial<Record<PairPurpose, string>> {
  const named = (purpose: PairPurpose) => paths.find((path) => hints[purpose].test(nameOf(path)));
  const open = paths.filter((path) => !free.some((purpose) => named(purpose) === path));
  const [only, ...more] = paths;
  return Object.fromEntries(
    free.map((purpose) => [purpose, named(purpose) ?? open.shift() ?? (more.length === 0 ? only : undefined)]),
  );
}

function keyOf(
  chosen: CertificateThing | undefined,
  purpose: PairPurpose,
  keys: readonly KeyThing[],
  certificates: readonly CertificateThing[],
  taken: ReadonlySet<KeyThing>,
): KeyThing | undefined {
  const fitting = chosen && keys.find((key) => isKeyOf(key, chosen.certificate));
  if (fitting) return fitting;
  const another = purposes.find((one) => one !== purpose);
  const free = keys.filter(
    (key) =>
      !taken.has(key) &&
      // A key that can be read and is not the certificate's is another's.
      (key.encrypted ||
        (!chosen && purpose === 'signing' && !certificates.some((one) => isKeyOf(key, one.certificate)))),
  );
  return (
    free.find(({ path }) => chosen && stem(path) === stem(chosen.path)) ??
    free.find(({ path }) => hints[purpose].test(nameOf(path))) ??
    (free.length === 1 ? free.find(({ path }) => !another || !hints[another].test(nameOf(path))) : undefined)
  );
}

function fits(chosen: CertificateThing | undefined, keys: readonly KeyThing[]): boolean {
  return chosen !== undefined && keys.some((key) => isKeyOf(key, chosen.certificate));
}

function isKeyOf(key: KeyThing, certificate: Certificate): boolean {
  return !key.encrypted && samePublicKey(key.publicKey, certificate.publicKey);
}

function samePublicKey(a: KeyObject, b: KeyObject): boolean {
  return a.export({ type: 'spki', format: 'der' }).equals(b.export({ type: 'spki', format: 'der' }));
}

function stem(path: string): string {
  return nameOf(path)
    .replace(/\.[^.]*$/, '')
    .toLowerCase();
}

function reasonFor(thing: Thing): string {
  switch (thing.kind) {
    case 'unknown':
      return thing.reason;
    case 'key':
      return thing.encrypted
        ? t('An encrypted private key; which certificate is its own shows only when it is opened.')
        : t('A private key that belongs to none of the certificates.');
    case 'certificate':
      return t('A certificate for which there is another that suits better.');
    case 'statement':
      return t('A software statement assertion older than the other.');
    case 'authority':
      return t('A CA certificate.');
    case 'store':
      return t('A PKCS#12 file; what is in it shows only when it is opened.');
  }
}

function findingsOf(things: readonly Thing[], roles: Roles, now: number): Finding[] {
  const statement = ofKind(things, 'statement').find(({ path }) => path === roles.assertion)?.statement;
  return purposes.flatMap((purpose): Finding[] => {
    const path = purpose === 'signing' ? roles.signingCertificate : roles.transportCertificate;
    const certificate = ofKind(things, 'certificate').find((one) => one.path === path)?.certificate;
    if (path === undefined || !certificate) return [];
    const found: Finding[] = [];
    if (certificate.validTo <= now) {
      found.push({
        severity: 'warning',
        code: `${purpose}_certificate_expired`,
        message: t('{0} expired on {1}.', path, new Date(certificate.validTo).toISOString().slice(0, 10)),
        fix: t('Get a new {0} certificate from the Directory.', purpose),
        path,
      });
    }
    if (statement && isForeign(certificate, statement)) {
      found.push({
        severity: 'warning',
        code: 'certificate_of_another_organisation',
        message: t(
          '{0} is of {1}, the software statement of the organisation {2}.',
          path,
          certificate.subjectDn,
          statement.organisationId,
        ),
        fix: t('Take certificates and software statement of the same organisation.'),
        path,
      });
    }
    return found;
  });
}

function ofKind<Kind extends Thing['kind']>(things: readonly Thing[], kind: Kind): OfKind<Kind>[] {
  return things.filter((thing): thing is OfKind<Kind> => thing.kind === kind);
}
