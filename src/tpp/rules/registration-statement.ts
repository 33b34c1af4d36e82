/** Rules on a registration request: with whose papers it comes. */

import { t } from '../../standard/language.ts';
import { uuid } from '../../standard/uuid.ts';
import type { Certificate } from '../keys/certificate.ts';
import { counted } from '../time-words.ts';
import { model, type RegistrationFacts, registrationRule, type StatementFacts } from './registration-facts.ts';
import type { Rule } from './rule.ts';
import { dcr, directory, rfc } from './standards.ts';
import { clockTolerance } from './time-rules.ts';
import { show, when } from './values.ts';

const member = '/claims/software_statement';
/** Seconds after which some bank may find it old. */
const fresh = 1800;

const theAssertion = {
  member,
  section: model,
  fix: t('Put the software statement assertion itself there: the JWT from the Directory (eyJ…).'),
  replacement: (_: unknown, { facts: { statement } }: { facts: RegistrationFacts }) =>
    statement?.assertion === undefined ? undefined : { value: statement.assertion },
} as const;

const isUuid = (value: unknown): boolean => typeof value === 'string' && uuid.test(value);
const ageOf = ({ statement, now }: RegistrationFacts): number | undefined =>
  statement?.issuedAt === undefined || now === undefined ? undefined : Math.floor(now / 1000) - statement.issuedAt;

export const registrationStatement: readonly Rule<RegistrationFacts>[] = [
  registrationRule({
    ...theAssertion,
    code: 'software_statement_missing',
    level: 'must',
    find: ({ claims }) => when(claims.software_statement === undefined),
    message: t('software_statement is missing.'),
  }),
  registrationRule({
    ...theAssertion,
    code: 'software_statement_uuid',
    level: 'must',
    find: ({ claims }) => when(isUuid(claims.software_statement)),
    message: t('software_statement is a UUID; it must be the assertion, which is a JWT.'),
  }),
  registrationRule({
    ...theAssertion,
    code: 'software_statement_not_jws',
    level: 'must',
    find({ claims: { software_statement: text }, facts: { statementProblem: problem } }) {
      if (text === undefined || isUuid(text)) return undefined;
      return typeof text === 'string' ? problem : '';
    },
    message: (problem) => t('software_statement is not a signed JWT. {0}', problem).trim(),
  }),
  registrationRule({
    ...theAssertion,
    code: 'software_statement_other',
    level: 'should',
    find({ claims: { software_statement: text }, facts: { statement, statementProblem: problem } }) {
      const readable = typeof text === 'string' && problem === undefined;
      return when(readable && text !== (statement?.assertion ?? text));
    },
    message: t('software_statement is not the assertion that the workspace names.'),
  }),
  registrationRule({
    code: 'software_statement_unsigned',
    level: 'strict',
    member,
    section: dcr('Self-signed SSA'),
    find: ({ facts }) => when(facts.statement?.kind === 'unsigned'),
    message: t('The software statement is unsigned (alg none): the bank has to take our word for it.'),
    fix: t('Use one that a Directory signed; some sandboxes take self-made ones.'),
  }),
  ...(['transport', 'signing'] as const).map((kind) =>
    registrationRule({
      code: 'certificate_of_another_organisation',
      level: 'must',
      member,
      section: directory('Software Statement Assertion'),
      find({ facts }) {
        const certificate = facts[`${kind}Certificate`];
        return facts.statement && certificate && strangerIn(certificate, facts.statement);
      },
      message: ({ names, organisation }) =>
        t(
          'The {0} certificate is of {1}, but the software statement of organisation {2}.',
          kind,
          show(names),
          organisation,
        ),
      fix: t('Use the {0} certificate that the Directory made for this organisation and software.', kind),
    }),
  ),
  registrationRule({
    code: 'organisation_not_active',
    level: 'must',
    member,
    section: rfc(7591, '3.2.2'),
    find({ facts: { statement: { organisationStatus, authorityStatus } = {} } }) {
      const inactive = [organisationStatus, authorityStatus].find(
        (status) => status !== undefined && !(typeof status === 'string' && status.toLowerCase() === 'active'),
      );
      return inactive === undefined ? undefined : { inactive };
    },
    message: ({ inactive }) =>
      t('The organisation or its authorisation is {0}: a bank refuses it as unapproved.', show(inactive)),
    fix: t('Settle the status with the Directory or the authority, then get a new assertion.'),
  }),
  registrationRule({
    code: 'environment_mismatch',
    level: 'must',
    member,
    section: directory('Software Statement Assertion'),
    find({ facts: { statement, environment: wanted } }) {
      const given = statement?.environment;
      return given === undefined || wanted === undefined || given === wanted ? undefined : { given, wanted };
    },
    message: ({ given, wanted }) =>
      t('The software statement is of the {0} Directory, but this bank is {1}.', show(given), wanted),
    fix: ({ wanted }) =>
      t("Use a software statement of the {0} Directory, or correct environment in the bank's entry.", wanted),
  }),
  registrationRule({
    code: 'ssa_in_the_future',
    level: 'must',
    member,
    section: rfc(7519, '4.1.6'),
    find: ({ facts }) => when((ageOf(facts) ?? 0) < -clockTolerance),
    message: t('The software statement was issued in the future.'),
    fix: t('Check this machine’s clock.'),
  }),
  registrationRule({
    code: 'ssa_too_old',
    level: 'must',
    member,
    section: directory('Software Statement Assertion'),
    find({ facts }) {
      const [age, max] = [ageOf(facts), facts.ssaMaxAge];
      return age !== undefined && max !== undefined && age > max ? { age, max } : undefined;
    },
    message: ({ age, max }) =>
      t(
        'The software statement is {0} old by its iat; this bank takes at most {1}.',
        counted(Math.floor(age / 60), 'minute'),
        Math.floor(max / 60),
      ),
    fix: t('Get a new assertion of the software statement from the Directory just before registering.'),
  }),
  registrationRule({
    code: 'statement_not_fresh',
    level: 'note',
    member,
    section: directory('Software Statement Assertion'),
    find: ({ facts }) => when(facts.ssaMaxAge === undefined && (ageOf(facts) ?? 0) > fresh),
    message: t(
      'The software statement was made more than half an hour ago. It does not expire; each bank judges its age.',
    ),
    fix: t('Where a bank refuses it, get a new assertion from the Directory just before registering.'),
  }),
];

/**
 * Whom a certificate names, where that is another than the statement. Legacy certificates carry OU = organisation, CN = software; OBWAC and
 * OBSeal CN = organisation, and the organisation's registration in organizationIdentifier (domain.md §6). A self-signed one names nobody reliably.
 */
function strangerIn(certificate: Certificate, { organisationId: organisation, softwareId }: StatementFacts) {
  const { commonName, organisationalUnit, organisationIdentifier, selfSigned } = certificate;
  if (organisation === undefined || selfSigned) return undefined;
  const named = [commonName, organisationalUnit].filter((name) => name !== undefined);
  const ours =
    named.some((name) => name === organisation || name === softwareId) ||
    organisationIdentifier?.endsWith(organisation);
  const names = named.length > 0 ? named : [organisationIdentifier].filter((name) => name !== undefined);
  return ours || names.length === 0 ? undefined : { names, organisation };
}
