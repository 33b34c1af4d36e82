/** One resource read in 3.1 and in 4.0 from a bank that has both, and the two answers side by side. */
import { t } from '../../standard/language.ts';
import { type WordsVersion, wordsVersion } from '../../standard/versions.ts';
import { baseOf } from '../conformance/base.ts';
import { findConsent } from '../consents/kept.ts';
import { fail, OpenBankingError } from '../errors.ts';
import type { Session } from '../session.ts';
import { versionOfBase } from '../workspace/api-version.ts';
import type { ConsentRecord } from '../workspace/state.ts';
import type { BankObject } from './page-answer.ts';
import { type ReadOptions, type ResourceReading, readPages } from './read.ts';
import { type ResourceName, type ResourceRow, resourceRow } from './resource-rows.ts';
import { sharedResources } from './shared-resources.ts';
import { type ComparedVersions, compareVersions } from './version-comparison.ts';

export interface BothVersions extends ComparedVersions {
  /** Whether only the first of them are there, and more follow. */
  isPart: boolean;
}

/**
 * Reads a resource in both versions: at the bank's own address first, then at the same address with the other version in it. Of what comes
 * page by page the first page is read. A consent of 3.1 is good for both, one of 4.0 for 4.0 alone (Read/Write API 4.0, Using Consents across
 * versions); what the bank says of the other version is its own affair and told.
 * @throws OpenBankingError `usage` where the address names no version, `consent_not_found`, `token_missing`, `api_refused`, `answer_invalid`
 */
export async function readBothVersions(
  session: Session,
  resource: ResourceName,
  reading: ResourceReading,
  options: ReadOptions,
): Promise<BothVersions> {
  const row: ResourceRow = resourceRow(resource);
  const consent = await findConsent(session, options.consentId);
  const base = baseOf(session.bank, await session.metadata(), 'ais');
  const here = versionAt(session, base);
  const there = here === '3.1' ? '4.0' : '3.1';
  const own = await firstOf(session, row, resource, reading, options);
  const otherBase = addressOf(base, there);
  const other = await firstOf(sessionAt(session, otherBase, there), row, resource, reading, options).catch(
    (thrown: unknown) => failOfOther(thrown, { session, consent, there, otherBase }),
  );
  const [three, four] = here === '3.1' ? [own, other] : [other, own];
  const operation = (reading.account === undefined ? row.ofAll : row.ofAccount) ?? '';
  const compared = compareVersions({ member: row.member, operation, three: three.items, four: four.items });
  return { ...compared, isPart: three.isPart || four.isPart };
}

/** The resources of an account that a consent opens: all, where it does not say what it asked for. */
export function resourcesOf({ permissions }: Pick<ConsentRecord, 'permissions'>): ResourceName[] {
  return ['accounts', ...sharedResources(permissions, 'account').shared];
}

/** The same address with another version in it; it has one. */
function addressOf(base: string, version: WordsVersion): string {
  const segments = base.split('/');
  return segments
    .with(
      segments.findLastIndex((each) => /^v\d/.test(each)),
      `v${version}`,
    )
    .join('/');
}

function versionAt({ bank }: Session, base: string): WordsVersion {
  const version = versionOfBase(base);
  if (version !== undefined) return wordsVersion(version);
  return fail({
    code: 'usage',
    message: t(
      'The address of account information at {0}, {1}, has no version in it, so nothing tells where its other version is.',
      bank.name,
      base,
    ),
    try: t('Where the bank has both versions, write the address of one into its entry as resourceServers.aisp.'),
  });
}

/** The same bank, client and tokens at another address. */
function sessionAt(session: Session, base: string, version: WordsVersion): Session {
  const { bank } = session;
  const entry = {
    ...bank.entry,
    version: `v${version}`,
    resourceServers: { ...bank.entry.resourceServers, aisp: base },
  };
  return {
    ...session,
    bank: { ...bank, entry },
    metadata: async () => ({ ...(await session.metadata()), accountInformation: base }),
  };
}

interface Part {
  items: BankObject[];
  isPart: boolean;
}

/** Nobody reads more of them side by side. */
const maxShown = 100;

/** All of it, or its first page where it comes page by page. */
async function firstOf(
  session: Session,
  { taken }: ResourceRow,
  resource: ResourceName,
  reading: ResourceReading,
  options: ReadOptions,
): Promise<Part> {
  const items: BankObject[] = [];
  for await (const page of readPages(session, resource, reading, options)) {
    items.push(...page.items);
    if (items.length > maxShown) return { items: items.slice(0, maxShown), isPart: true };
    if (taken === 'pages') return { items, isPart: (page.totalPages ?? 1) > 1 };
  }
  return { items, isPart: false };
}

interface Failed {
  session: Session;
  consent: ConsentRecord;
  there: WordsVersion;
  otherBase: string;
}

/** What a bank calls a consent that was made otherwise. */
const mismatch = ['UK.OBIE.Resource.ConsentMismatch', 'U008'];

/** What the bank's answer in the other version means. */
function failOfOther(thrown: unknown, { session, consent, there, otherBase }: Failed): never {
  if (!(thrown instanceof OpenBankingError)) throw thrown;
  const { problem } = thrown;
  const status = problem.bank?.status;
  const { name } = session.bank;
  if (status === undefined) throw thrown;
  if (status === 404 || status === 503) {
    return fail({
      ...problem,
      message: t('{0} has no {1} of this at {2}. {3}', name, there, otherBase, problem.message),
      try: t('Ask the bank whether it has both versions; the sandbox has.'),
      remedies: [],
    });
  }
  const isOfFour = consent.version === '4.0' || problem.bank?.codes?.some((code) => mismatch.includes(code)) === true;
  if (there === '3.1' && isOfFour) {
    return fail({
      ...problem,
      message: t(
        'The consent {0} was made in 4.0, and a consent opens its own version and later ones. {1}',
        consent.consentId,
        problem.message,
      ),
      try: t(
        'Create a consent in 3.1: write the address of 3.1 into the bank’s entry as resourceServers.aisp, create it and let the customer authorise it. It opens both versions.',
      ),
      remedies: [{ do: 'createConsent' }],
    });
  }
  throw new OpenBankingError({ ...problem, message: t('In {0}: {1}', there, problem.message) }, { cause: thrown });
}
