/** Whether a certificate suits its place and its owner: transport or signing, of this organisation and software, with the roles that the scopes need. */
import { t } from '../../standard/language.ts';
import { scopeOfRole } from '../../standard/roles.ts';
import type { Finding } from '../finding.ts';
import type { Certificate } from '../keys/certificate.ts';
import type { PairPurpose } from '../keys/purpose.ts';
import type { SoftwareStatement } from './software-statement.ts';

type Agreement = Omit<Finding, 'path'>;
type Owner = Pick<SoftwareStatement, 'organisationId' | 'softwareId' | 'registrationId'>;

const kinds: Record<PairPurpose, string> = { transport: 'OBWAC, QWAC', signing: 'OBSeal, QSeal' };
/** Days before its end at which a certificate becomes a warning. */
export const soon = 30;

/** Whole days until a time, negative after it. */
export const daysUntil = (end: number, now: number): number => Math.floor((end - now) / (24 * 3600 * 1000));

/** The role of PSD2 that a role of the Directory is (ETSI TS 119 495 §4.2). */
const psd2Role: Readonly<Record<string, string>> = { AISP: 'PSP_AI', PISP: 'PSP_PI', CBPII: 'PSP_IC', ASPSP: 'PSP_AS' };

/**
 * What is amiss with a certificate in its place.
 *
 * @param statement absent where the assertion cannot be read: then only what the certificate says of itself is looked at.
 */
export function agreementFindings(
  purpose: PairPurpose,
  certificate: Certificate,
  statement: SoftwareStatement | undefined,
): Agreement[] {
  return [
    ...useFindings(purpose, certificate),
    ...(statement ? ownerFindings(purpose, certificate, statement) : []),
    ...(statement ? roleFindings(purpose, certificate, statement) : []),
    ...authorityFindings(purpose, certificate),
    ...(certificate.unreadable ?? []).map(
      (number): Agreement => ({
        severity: 'warning',
        code: `${purpose}_chain_unreadable`,
        message: t(
          'Certificate number {0} of the {1} certificate’s file cannot be read; it goes to no bank.',
          number,
          purpose,
        ),
        fix: t('Download the chain from the Directory again; a part of it is missing or changed.'),
      }),
    ),
  ];
}

/** The places changed, or a key usage that the place does not get on with. */
function useFindings(purpose: PairPurpose, { use }: Certificate): Agreement[] {
  const other = purpose === 'transport' ? 'signing' : 'transport';
  if (use.purpose === other) {
    // One that only has the bit, or signs with what handshakes are for, some sandbox may have made so.
    const sure = use.purposeBy === 'QcType' || (use.purposeBy === 'extended key usage' && purpose === 'transport');
    return [
      {
        severity: sure ? 'error' : 'warning',
        code: `${purpose}_certificate_is_for_${other}`,
        message: t(
          'The {0} certificate is one for {1}, by its {2}.',
          purpose,
          other === 'transport' ? t('transport') : t('signatures'),
          use.purposeBy,
        ),
        fix: t(
          'Name the one for {0} ({1}) in {2}.certificate, and its key in {3}.key; the two pairs may have changed places.',
          purpose,
          kinds[purpose],
          purpose,
          purpose,
        ),
      },
    ];
  }
  const findings: Agreement[] = [];
  if (purpose === 'transport' && use.clientAuthentication === false) {
    findings.push({
      severity: 'error',
      code: 'transport_certificate_not_for_clients',
      message: t('The transport certificate is not for TLS clients: its extended key usage lacks clientAuth.'),
      fix: t('Name the certificate that the Directory made for transport ({0}).', kinds.transport),
    });
  }
  if (use.digitalSignature === false) {
    findings.push({
      severity: 'error',
      code: `${purpose}_certificate_does_not_sign`,
      message: t('The {0} certificate is not for signatures: its key usage lacks digitalSignature.', purpose),
      fix: t('Name the certificate that the Directory made for {0} ({1}).', purpose, kinds[purpose]),
    });
  }
  return findings;
}

function ownerFindings(purpose: PairPurpose, certificate: Certificate, statement: SoftwareStatement): Agreement[] {
  const fix = t('Use the {0} certificate that the Directory made for this organisation and software.', purpose);
  if (isForeign(certificate, statement)) {
    return [
      {
        severity: 'error',
        code: 'certificate_of_another_organisation',
        message: t(
          'The {0} certificate is of {1}, the software statement of organisation {2}.',
          purpose,
          certificate.subjectDn,
          statement.organisationId,
        ),
        fix,
      },
    ];
  }
  if (!isOfOtherSoftware(certificate, statement)) return [];
  return [
    {
      severity: 'error',
      code: 'certificate_of_another_software',
      message: t(
        'The {0} certificate is of the software {1}, the software statement of {2}.',
        purpose,
        certificate.commonName,
        statement.softwareId,
      ),
      fix,
    },
  ];
}

/**
 * Neither the organisation nor the software of the statement stands in the subject. A name that says nothing of either is nobody's; nor is one
 * by a register's number where the statement does not tell ours.
 */
export function isForeign(certificate: Certificate, { organisationId, softwareId, registrationId }: Owner): boolean {
  const { commonName, organisationalUnit, organisationIdentifier, selfSigned } = certificate;
  if (organisationId === undefined || selfSigned) return false;
  const names = [commonName, organisationalUnit, organisationIdentifier].filter((name) => name !== undefined);
  if (names.some((name) => name === softwareId || name.endsWith(organisationId))) return false;
  const registered = /^[A-Z]{3}[A-Z]{2}-[^-]+-(.+)$/.exec(organisationIdentifier ?? '')?.[1];
  if (registered !== undefined && !registered.startsWith('Unknown') && !isOrganisationId(commonName)) {
    return registrationId !== undefined && registered !== registrationId;
  }
  return names.length > 0;
}

/** Certificates of the old kind are a software statement's: OU is the organisation, CN the software. */
function isOfOtherSoftware(certificate: Certificate, { organisationId, softwareId }: Owner): boolean {
  const { commonName, organisationalUnit, selfSigned } = certificate;
  if (selfSigned || organisationId === undefined || organisationalUnit !== organisationId) return false;
  return commonName !== undefined && commonName !== softwareId && commonName !== organisationId;
}

/** As the Directory makes them, 18 characters. */
const isOrganisationId = (name: string | undefined): boolean => name !== undefined && /^00[0-9A-Za-z]{16}$/.test(name);

/** The roles of PSD2 in the certificate, against those from which the scopes of a registration come. */
function roleFindings(purpose: PairPurpose, { use }: Certificate, statement: SoftwareStatement): Agreement[] {
  const { psd2 } = use;
  if (!psd2) return [];
  return statement.roles.flatMap((role): Agreement[] => {
    const needed = psd2Role[role];
    const scope = scopeOfRole[role];
    if (needed === undefined || psd2.roles.includes(needed)) return [];
    const named = scope === undefined ? role : t('{0} (scope {1})', role, scope);
    return [
      {
        severity: 'warning',
        code: `${purpose}_certificate_lacks_role`,
        message:
          psd2.roles.length === 0
            ? t('The {0} certificate has no roles; the software statement’s {1} needs {2}.', purpose, named, needed)
            : t(
                'The {0} certificate has the roles {1} and not {2}, which the software statement’s {3} needs.',
                purpose,
                psd2.roles.join(', '),
                needed,
                named,
              ),
        fix: t('Get a certificate with that role, or register without that scope; a bank may refuse either.'),
      },
    ];
  });
}

/** The authority stands twice in a certificate: in the QCStatements, and in the organisation identifier. */
function authorityFindings(purpose: PairPurpose, { use, organisationIdentifier }: Certificate): Agreement[] {
  const [, country, authority] = /^PSD([A-Z]{2})-([A-Z]{2,8})-/.exec(organisationIdentifier ?? '') ?? [];
  const stated = use.psd2?.authorityId;
  if (country === undefined || stated === undefined || stated === `${country}-${authority}`) return [];
  // The Directory's sandbox has its own authority for organisations of every register.
  if (stated === 'GB-OB' || authority === 'OB') return [];
  return [
    {
      severity: 'warning',
      code: `${purpose}_certificate_authority_differs`,
      message: t(
        'The {0} certificate names the authority {1}, and {2}-{3} in its organizationIdentifier.',
        purpose,
        stated,
        country,
        authority,
      ),
      fix: t('Ask whoever issued the certificate which of them is right.'),
    },
  ];
}

/** What a certificate lets its holder do, and by whom, in a sentence; undefined where it has no statement of PSD2. */
export function rolesInWords(purpose: PairPurpose, { use }: Certificate): string | undefined {
  if (!use.psd2) return undefined;
  const { roles, authorityName, authorityId } = use.psd2;
  const id = authorityName === undefined ? authorityId : authorityId && `(${authorityId})`;
  const by = [authorityName, id].filter((part) => part !== undefined).join(' ');
  if (roles.length === 0) return t('The {0} certificate has no roles.', purpose);
  return by === ''
    ? t('The roles of the {0} certificate are {1}.', purpose, roles.join(', '))
    : t('The roles of the {0} certificate are {1}, by {2}.', purpose, roles.join(', '), by);
}
