/** Whether software statement, certificates and banks of an openbanking.json agree: age, redirect URIs, sandbox or production. */
import { t } from '../../standard/language.ts';
import { isLoopback } from '../../standard/loopback.ts';
import type { SoftwareStatement } from '../directory/software-statement.ts';
import { lengthOf } from '../time-words.ts';
import type { Credentials } from './credentials.ts';
import { environmentOfIssuer } from './environment.ts';
import type { LocatedFinding } from './located-finding.ts';
import { bankPointer, memberOf, namesIn } from './pointer.ts';

/** The statement of an identity, or of the identity in whose place a bank has pairs of its own. */
export function statementOf(holder: Credentials, all: readonly Credentials[]): SoftwareStatement | undefined {
  const identity = all.find((each) => each.bank === undefined && each.identity === holder.identity);
  return identity?.statement && 'value' in identity.statement ? identity.statement.value : undefined;
}

/** The statement itself, and what each bank that knows it would say of it. */
export function statementFindings(file: unknown, holder: Credentials, now: number): LocatedFinding[] {
  if (!holder.statement || !('value' in holder.statement)) return [];
  const { value: statement, pointer: assertion } = holder.statement;
  const findings: LocatedFinding[] = [];
  const age = Math.floor(now / 1000) - statement.issuedAt;
  if (age < -60) {
    findings.push({
      severity: 'error',
      code: 'ssa_in_the_future',
      message: t('The assertion was issued in the future.'),
      fix: t('Check this machine’s clock.'),
      pointer: assertion,
    });
  }
  for (const bank of holder.banks) {
    const pointer = `${bankPointer(bank)}/registration/ssaMaxAge`;
    const limit = memberOf(file, pointer);
    if (typeof limit !== 'number' || age <= limit) continue;
    findings.push({
      severity: 'warning',
      code: 'ssa_too_old',
      message: t('The assertion was issued {0} ago; to register, {1} takes {2}.', lengthOf(age), bank, lengthOf(limit)),
      fix: t('Get a new one from the Directory just before you register.'),
      pointer: assertion,
    });
  }
  const uris = `${holder.pointer}/softwareStatement/redirectUris`;
  for (const index of namesIn(file, uris)) {
    const uri = memberOf(file, `${uris}/${index}`);
    if (typeof uri !== 'string' || statement.redirectUris.includes(uri)) continue;
    const last = namesIn(file, uris).length === 1;
    findings.push({
      severity: 'error',
      code: 'redirect_not_in_ssa',
      message: t('The software statement has no redirect URI {0}.', uri),
      fix:
        statement.redirectUris.length === 0
          ? t('Take it out, or add it at the Directory and get a new assertion. The statement has none.')
          : t(
              'Take it out, or add it at the Directory and get a new assertion. The statement has: {0}.',
              statement.redirectUris.join(', '),
            ),
      pointer: `${uris}/${index}`,
      // An empty list is no list: without it all of the statement's are registered.
      quickFixes: [{ kind: 'replace', pointer: last ? uris : `${uris}/${index}`, value: undefined }],
    });
  }
  return findings;
}

/** Software statement, issuing CA and discovery host must be of the environment that the entry says (design: sandbox or production). */
export function environmentFindings(file: unknown, holders: readonly Credentials[]): LocatedFinding[] {
  return namesIn(file, '/banks').flatMap((bank) => {
    const identity = holders.find((each) => each.banks.includes(bank));
    const own = holders.find((each) => each.bank === bank);
    const transport = own?.transport.certificate ?? identity?.transport.certificate;
    const statement = identity && statementOf(identity, holders);
    const issuedFor = transport && 'value' in transport ? environmentOfIssuer(transport.value.issuerDn) : undefined;
    const entry = bankPointer(bank);
    const given = memberOf(file, `${entry}/environment`);
    const environment = given === 'production' ? 'production' : 'sandbox';
    const other = environment === 'production' ? 'sandbox' : 'production';
    // A bank without a discovery document is known by its issuer.
    const known = memberOf(file, `${entry}/discovery`) === undefined ? `${entry}/issuer` : `${entry}/discovery`;
    const pointer = given === undefined ? known : `${entry}/environment`;
    const findings: LocatedFinding[] = [];
    const disagrees = (what: string, code: string, severity: 'error' | 'warning') =>
      findings.push({
        severity,
        code,
        message: t(
          '{0} is for {1}, but {2} is {3}.',
          what,
          other,
          bank,
          environment === 'production' ? t('a production bank') : t('a sandbox'),
        ),
        fix: t('Use what the {0} Directory gave, or correct the environment of {1}.', environment, bank),
        pointer,
        quickFixes: [{ kind: 'replace', pointer: `${entry}/environment`, value: other }],
      });
    if (statement?.environment === other) disagrees(t('The software statement'), 'environment_mismatch', 'error');
    if (issuedFor === other) disagrees(t('The transport certificate’s issuer'), 'issuer_environment_mismatch', 'error');
    const address = memberOf(file, known);
    if (environment === 'production' && typeof address === 'string' && isSandboxHost(address)) {
      disagrees(t('The host {0}', new URL(address).hostname), 'host_environment_mismatch', 'warning');
    }
    const algorithm = `${entry}/authorizationRequest/algorithm`;
    if (environment === 'production' && memberOf(file, algorithm) === 'none') {
      findings.push({
        severity: 'error',
        code: 'none_in_production',
        message: t('An unsigned request object (none) is never sent to a production bank.'),
        fix: t('Remove it; the signing key’s algorithm is used then.'),
        pointer: algorithm,
        quickFixes: [{ kind: 'replace', pointer: algorithm, value: undefined }],
      });
    }
    return findings;
  });
}

/** A word of the host that no production bank has in its name, or this machine. */
function isSandboxHost(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { hostname } = new URL(url);
  if (isLoopback(hostname)) return true;
  return hostname
    .split(/[.-]/)
    .some((word) => /^(sandbox|sandboxes|test|uat|dev|mock|demo|preprod|staging)$/.test(word));
}
