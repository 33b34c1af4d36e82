/** Preflight: who asks, whom, and with whose papers. */
import { t } from '../../standard/language.ts';
import { doubtful, refusedByStrict, refusedEverywhere, show } from './finding.ts';
import type { Check, ClaimFinding } from './preflight.ts';

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const uuid4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;

export const identityChecks: readonly Check[] = [
  function issuerIsTheSoftware({ iss }, _header, { statement }) {
    if (iss === statement.softwareId) return undefined;
    const details = {
      pointer: '/claims/iss',
      fix: t("Set iss to the software statement's id, {0}.", statement.softwareId),
      replacement: { pointer: '/claims/iss', value: statement.softwareId },
    };
    return iss === undefined
      ? refusedEverywhere({ ...details, code: 'iss_missing', message: t('The claim iss is missing.') })
      : refusedEverywhere({
          ...details,
          code: 'iss_not_software_id',
          message: t("iss is {0}, not the software statement's id.", show(iss)),
        });
  },
  function softwareIdFits({ software_id }, _header, { statement }) {
    if (software_id === undefined || software_id === statement.softwareId) return undefined;
    return refusedEverywhere({
      code: 'software_id_mismatch',
      pointer: '/claims/software_id',
      message: t('software_id is {0}, but the software statement is of {1}.', show(software_id), statement.softwareId),
      fix: t('Take the id from the software statement.'),
      replacement: { pointer: '/claims/software_id', value: statement.softwareId },
    });
  },
  function audienceIsTheBank({ aud }, _header, { audiences, audienceKnown, statement }) {
    if (typeof aud === 'string' && audiences.includes(aud)) return undefined;
    const value = audiences[0];
    const details = {
      pointer: '/claims/aud',
      fix: t(
        'Set aud to {0}; where the bank wants another, write it into registration.audience of its entry.',
        audiences.join(t(' or ')),
      ),
      replacement: value === undefined ? undefined : { pointer: '/claims/aud', value },
    };
    if (aud === undefined)
      return refusedEverywhere({ ...details, code: 'aud_missing', message: t('The claim aud is missing.') });
    const ours = aud === statement.organisationId || aud === statement.softwareId;
    const message = t('aud is {0}, {1}.', show(aud), ours ? t('which is us') : t('which is not this bank'));
    const doubt = !audienceKnown && !ours;
    return (doubt ? doubtful : refusedEverywhere)({ ...details, code: 'aud_not_the_bank', message });
  },
  function statementIsTheJwt({ software_statement }, _header, { statement }) {
    if (software_statement === statement.assertion) return undefined;
    const details = {
      pointer: '/claims/software_statement',
      replacement: { pointer: '/claims/software_statement', value: statement.assertion },
      fix: t('Put the software statement assertion itself there: the JWT from the Directory (eyJ…).'),
    };
    if (software_statement === undefined) {
      return refusedEverywhere({
        ...details,
        code: 'software_statement_missing',
        message: t('software_statement is missing.'),
      });
    }
    if (typeof software_statement === 'string' && uuid.test(software_statement)) {
      const message = t('software_statement is a UUID; it must be the assertion, which is a JWT.');
      return refusedEverywhere({ ...details, code: 'software_statement_uuid', message });
    }
    if (typeof software_statement !== 'string' || software_statement.split('.').length !== 3) {
      const message = t('software_statement is not a signed JWT (JWS).');
      return refusedEverywhere({ ...details, code: 'software_statement_not_jws', message });
    }
    const message = t('software_statement is not the assertion that the workspace names.');
    return doubtful({ ...details, code: 'software_statement_other', message });
  },
  function requestIsUnique({ jti }) {
    if (typeof jti === 'string' && uuid4.test(jti)) return undefined;
    const message =
      jti === undefined ? t('The claim jti is missing.') : t('jti is {0}, which is no UUID of version 4.', show(jti));
    const fix = t('Give each request a fresh UUID v4.');
    return refusedEverywhere({
      code: jti === undefined ? 'jti_missing' : 'jti_not_uuid4',
      pointer: '/claims/jti',
      message,
      fix,
    });
  },
  function kidIsTheKeys(_claims, { kid }, context) {
    if (kid === context.kid) return undefined;
    return refusedEverywhere({
      code: kid === undefined ? 'kid_missing' : 'kid_not_the_keys',
      pointer: '/header/kid',
      message:
        kid === undefined
          ? t('The header has no kid.')
          : t("kid is {0}, but the signing key's is {1}.", show(kid), context.kid),
      fix: t('Use the kid that the Directory computes from the signing key (not that of the transport certificate).'),
      replacement: { pointer: '/header/kid', value: context.kid },
    });
  },
  function transportCertificateIsOurs(_claims, _header, { transportCertificate, statement }) {
    return (
      transportCertificate && foreign(transportCertificate, 'transport', statement.organisationId, statement.softwareId)
    );
  },
  function signingCertificateIsOurs(_claims, _header, { signingCertificate, statement }) {
    if (signingCertificate === undefined) return undefined;
    return foreign(signingCertificate, 'signing', statement.organisationId, statement.softwareId);
  },
  function organisationIsActive(_claims, _header, { statement }) {
    const { organisationStatus, authorityStatus } = statement;
    const inactive = [organisationStatus, authorityStatus].find(
      (each) => each !== undefined && each.toLowerCase() !== 'active',
    );
    if (inactive === undefined) return undefined;
    return refusedEverywhere({
      code: 'organisation_not_active',
      pointer: '/claims/software_statement',
      message: t('The software statement says that the organisation or its authorisation is {0}.', inactive),
      fix: t('Settle the status with the Directory or the authority, then get a new assertion.'),
    });
  },
  function statementIsSigned(_claims, _header, context) {
    if (context.statement.kind !== 'unsigned') return undefined;
    return refusedByStrict(
      {
        code: 'software_statement_unsigned',
        pointer: '/claims/software_statement',
        message: t('The software statement is unsigned (alg none).'),
        fix: t('Use one that a Directory signed; some sandboxes take self-made ones.'),
      },
      context,
    );
  },
  function environmentsAgree(_claims, _header, { statement, environment }) {
    if (statement.environment === undefined || statement.environment === environment) return undefined;
    return refusedEverywhere({
      code: 'environment_mismatch',
      pointer: '/claims/software_statement',
      message: t(
        'The software statement is of the {0} Directory, but this bank is {1}.',
        statement.environment,
        environment,
      ),
      fix: t("Use a software statement of the {0} Directory, or correct environment in the bank's entry.", environment),
    });
  },
];

interface Named {
  commonName?: string;
  organisationalUnit?: string;
  organisationIdentifier?: string;
  selfSigned: boolean;
}

/**
 * Legacy certificates carry OU = organisation, CN = software; OBWAC and OBSeal CN = organisation, and the organisation's registration in
 * organizationIdentifier (domain.md §6). A self-signed one names nobody reliably.
 */
function foreign(
  certificate: Named,
  kind: 'transport' | 'signing',
  organisation: string | undefined,
  software: string,
): ClaimFinding | undefined {
  if (organisation === undefined || certificate.selfSigned) return undefined;
  const { commonName, organisationalUnit, organisationIdentifier } = certificate;
  const names = [commonName, organisationalUnit].filter((name) => name !== undefined);
  const ours =
    names.includes(organisation) || names.includes(software) || organisationIdentifier?.endsWith(organisation);
  if (ours || (names.length === 0 && organisationIdentifier === undefined)) return undefined;
  return refusedEverywhere({
    code: 'certificate_of_another_organisation',
    pointer: '/claims/software_statement',
    message: t(
      'The {0} certificate is of {1}, but the software statement of organisation {2}.',
      kind,
      names.join(', ') || organisationIdentifier,
      organisation,
    ),
    fix: t('Use the {0} certificate that the Directory made for this organisation and software.', kind),
  });
}
