/** Step 1 of the guide, checked: what a TPP must have before a bank can be asked, each lack with its remedy. */
import { t } from '../../standard/language.ts';
import { secretFindings } from '../client/secret-findings.ts';
import { caFindings } from '../directory/authority-chain.ts';
import { agreementFindings, daysUntil, rolesInWords, soon } from '../directory/certificate-findings.ts';
import type { SoftwareStatement } from '../directory/software-statement.ts';
import type { BankMetadata } from '../discovery/discovery.ts';
import { baseFindings, entryStands, versionFindings } from '../discovery/discovery-findings.ts';
import { type Problem, problemOf } from '../errors.ts';
import { type Finding, fine } from '../finding.ts';
import { signBytes } from '../jwt/sign.ts';
import type { Certificate } from '../keys/certificate.ts';
import type { SigningKey } from '../keys/private-key.ts';
import type { PairPurpose } from '../keys/purpose.ts';
import { fixOf } from '../remedies.ts';
import type { Session } from '../session.ts';
import { counted, lengthOf } from '../time-words.ts';
import { identityOf } from '../workspace/identity.ts';
import type { TransportCredentials } from '../workspace/workspace.ts';
import { redirectFinding } from './redirect-finding.ts';

/**
 * One finding for each prerequisite of the guide's step 1, in its order: organisation, software statement and its age, redirect URIs, transport
 * and signing certificate with their keys, root and issuing CA, the bank itself, where the client's secret comes from, and the
 * files. What is in order is `information`.
 * @example
 * const findings = await checkPrerequisites(session);
 * const ready = findings.every(({ severity }) => severity !== 'error');
 */
export async function checkPrerequisites(session: Session): Promise<Finding[]> {
  const now = session.surroundings.now();
  const { workspace, bank } = session;
  const file = identityOf(workspace.file, bank);
  const [statement, transport, signing, authorities, metadata, secret] = await Promise.all([
    outcome(session.softwareStatement()),
    outcome(workspace.transportCredentials(bank)),
    outcome(workspace.signingKey(bank)),
    outcome(workspace.authorityFiles(bank)),
    outcome(session.metadata()),
    outcome(secretFindings(session)),
  ]);
  const known = 'value' in statement ? statement.value : undefined;
  return toldOnce([
    ...('value' in statement
      ? statementFindings(statement.value, session)
      : [failed('software_statement', statement.problem, file.softwareStatement.assertion)]),
    ...('value' in transport
      ? transportFindings(transport.value, file.transport.certificate, known, now)
      : [failed('transport_certificate', transport.problem, file.transport.certificate)]),
    ...('value' in signing
      ? signingFindings(
          signing.value.certificate,
          signing.value.kid,
          file.signing.certificate ?? file.signing.key ?? '',
          known,
          now,
          'value' in signing && file.signing.command ? await trialFinding(signing.value) : undefined,
        )
      : [failed('signing_key', signing.problem, file.signing.key)]),
    ...('value' in authorities
      ? caFindings(authorities.value, 'value' in transport ? transport.value.parsed : undefined, now)
      : [failed('ca', authorities.problem, file.transport.ca?.[0])]),
    ...('value' in metadata
      ? [
          ...bankFindings(metadata.value, bank.entry.discovery !== undefined),
          ...versionFindings(bank.entry, metadata.value),
        ]
      : isTold(metadata.problem, known, session)
        ? []
        : [failed('bank_reachable', metadata.problem)]),
    ...('value' in secret ? secret.value : [failed('client_secret', secret.problem)]),
    ...workspace.warnings,
  ]);
}

/** A bank that is asked nothing, as the statement is for the other environment: that is the statement's finding. */
function isTold({ code }: Problem, statement: SoftwareStatement | undefined, { bank }: Session): boolean {
  const { environment } = statement ?? {};
  return (
    code === 'environment_mismatch' &&
    environment !== undefined &&
    environment !== (bank.entry.environment ?? 'sandbox')
  );
}

/** One fault stops several steps, and is one thing to mend. */
function toldOnce(findings: readonly Finding[]): Finding[] {
  return findings.filter(
    ({ code, message }, index) =>
      findings.findIndex((other) => other.code === code && other.message === message) === index,
  );
}

/** A bank whose entry says all was not asked; one whose document is missing has not answered. */
function bankFindings(metadata: BankMetadata, asked: boolean): Finding[] {
  const { issuer, withoutDocument } = metadata;
  const said = asked
    ? t('The bank answers: its issuer is {0}.', issuer)
    : t('The bank’s entry says all, so it was not asked: its issuer is {0}.', issuer);
  return [
    withoutDocument === undefined ? fine('bank_reachable', said) : entryStands(withoutDocument),
    ...baseFindings(metadata),
  ];
}

function statementFindings(statement: SoftwareStatement, session: Session): Finding[] {
  const { organisationId, organisationName, organisationStatus, authorityStatus, softwareId, softwareName } = statement;
  const path = identityOf(session.workspace.file, session.bank).softwareStatement.assertion;
  const roles = statement.roles.join(', ');
  const inactive = [organisationStatus, authorityStatus].find(
    (status) => status !== undefined && status.toLowerCase() !== 'active',
  );
  return [
    inactive !== undefined
      ? {
          severity: 'error',
          code: 'organisation_not_active',
          message: t(
            'The organisation {0} or its authorisation is {1}.',
            organisationName ?? organisationId ?? '',
            inactive,
          ),
          fix: t('Settle it with the Directory, then get a new assertion.'),
          path,
        }
      : fine(
          'organisation',
          t(
            'Organisation {0} ({1}).',
            organisationName ?? t('(unnamed)'),
            organisationId ?? t('no id in the assertion'),
          ),
        ),
    fine(
      'software_statement',
      roles === ''
        ? t('Software statement {0} ({1}), without roles.', softwareName ?? '', softwareId)
        : t('Software statement {0} ({1}), roles {2}.', softwareName ?? '', softwareId, roles),
    ),
    ageFinding(statement, session, path),
    ...environmentFindings(statement, session, path),
    redirectFinding(statement, session, path),
  ];
}

function ageFinding({ issuedAt }: SoftwareStatement, session: Session, path: string): Finding {
  const age = Math.floor(session.surroundings.now() / 1000) - issuedAt;
  const limit = session.bank.entry.registration?.ssaMaxAge;
  const message = t('The assertion was issued {0} ago', lengthOf(age));
  if (age < -60) {
    const fix = t('Check this machine’s clock.');
    return {
      severity: 'error',
      code: 'ssa_in_the_future',
      message: t('The assertion was issued in the future.'),
      fix,
      path,
    };
  }
  if (limit === undefined || age <= limit)
    return fine('ssa_age', `${message}${limit === undefined ? '' : t('; the bank takes {0}', lengthOf(limit))}.`);
  const fix = t('Get a new one from the Directory just before you register.');
  return {
    severity: 'warning',
    code: 'ssa_too_old',
    message: t('{0}; to register, the bank takes {1}.', message, lengthOf(limit)),
    fix,
    path,
  };
}

function environmentFindings({ environment }: SoftwareStatement, session: Session, path: string): Finding[] {
  const ofBank = session.bank.entry.environment ?? 'sandbox';
  if (environment === undefined || environment === ofBank) return [];
  return [
    {
      severity: 'error',
      code: 'environment_mismatch',
      message: t('The software statement is for {0}, the bank is {1}.', environment, ofBank),
      fix: t('Use a software statement of the {0} Directory, or correct environment in the bank’s entry.', ofBank),
      path,
    },
  ];
}

/** A proxy may have the certificate and show none; whether it is there the bank's answer tells. */
function transportFindings(
  { parsed, proxy }: TransportCredentials,
  path: string | undefined,
  statement: SoftwareStatement | undefined,
  now: number,
): Finding[] {
  return [
    ...(proxy
      ? [fine('transport_proxy', t('The proxy {0} has the transport certificate and its key.', proxy.name))]
      : []),
    ...(parsed ? certificateFindings('transport', parsed, path ?? '', statement, now) : []),
  ];
}

function certificateFindings(
  kind: PairPurpose,
  certificate: Certificate,
  path: string,
  statement: SoftwareStatement | undefined,
  now: number,
): Finding[] {
  const roles = rolesInWords(kind, certificate);
  return [
    datesFinding(kind, certificate, path, now),
    ...(kind === 'transport'
      ? [fine('transport_subject', t('The subject of the transport certificate is {0}.', certificate.subjectDn))]
      : []),
    ...(roles === undefined ? [] : [fine(`${kind}_roles`, roles)]),
    ...agreementFindings(kind, certificate, statement).map((finding) => ({ ...finding, path })),
  ];
}

function datesFinding(kind: PairPurpose, certificate: Certificate, path: string, now: number): Finding {
  const code = `${kind}_certificate`;
  const name = t('The {0} certificate {1}', kind, certificate.commonName ?? certificate.subjectDn);
  const days = daysUntil(certificate.validTo, now);
  const until = new Date(certificate.validTo).toISOString().slice(0, 10);
  const fix = t('Get a new {0} certificate from the Directory for the same key id or a new one.', kind);
  if (certificate.validFrom > now) {
    const message = t('{0} is not valid before {1}.', name, new Date(certificate.validFrom).toISOString());
    return { severity: 'error', code: `${code}_not_yet_valid`, message, fix: t('Check this machine’s clock.'), path };
  }
  if (days < 0)
    return { severity: 'error', code: `${code}_expired`, message: t('{0} expired on {1}.', name, until), fix, path };
  if (days < soon) {
    const message = t('{0} expires in {1}, on {2}.', name, counted(days, 'day'), until);
    return { severity: 'warning', code: `${code}_expires`, message, fix, path };
  }
  const selfMade = certificate.selfSigned ? t(', self-signed') : '';
  return fine(
    code,
    t('{0} fits its key and is valid until {1} ({2}{3}).', name, until, counted(days, 'day'), selfMade),
  );
}

function signingFindings(
  certificate: Certificate | undefined,
  kid: string,
  path: string,
  statement: SoftwareStatement | undefined,
  now: number,
  trial: Finding | undefined,
): Finding[] {
  return [
    ...(certificate === undefined ? [] : certificateFindings('signing', certificate, path, statement, now)),
    fine('signing_key', t("The signing key's id (kid) is {0}.", kid)),
    ...(trial ? [trial] : []),
  ];
}

/** A key that a command has is tried: only then is it known whether the command signs with it. */
async function trialFinding(key: SigningKey): Promise<Finding> {
  const tried = await outcome(signBytes(Buffer.from('Open Banking Workbench'), key));
  return 'value' in tried
    ? fine('signing_command', t('The command signs {0} by the key of its certificate.', key.algorithm))
    : failed('signing_command', tried.problem);
}

function failed(code: string, problem: Problem, path?: string): Finding {
  return {
    severity: 'error',
    code: problem.code === 'internal' ? code : problem.code,
    message: problem.message,
    // Whoever reads this is looking at the prerequisites already.
    ...fixOf({ ...problem, remedies: problem.remedies?.filter((remedy) => remedy.do !== 'checkPrerequisites') }),
    path,
  };
}

async function outcome<T>(promise: Promise<T>): Promise<{ value: T } | { problem: Problem }> {
  try {
    return { value: await promise };
  } catch (thrown) {
    return { problem: problemOf(thrown) };
  }
}
