/** The claims of a software statement assertion, as the Open Banking Directory makes it. */
import { t } from '../../standard/language.ts';
import { directory, rfc } from '../rules/standards.ts';
import { says, type Table, time } from './claims.ts';

const ssa = directory('Software Statement Assertion');

const authorisation: Table = {
  member_state: says(ssa, t('The country the authorisation holds for.')),
  roles: says(ssa, t('What the organisation is authorised to be there: AISP, PISP, CBPII, ASPSP.')),
};

const authority: Table = {
  authority_id: says(ssa, t('The authority, e.g. FCAGBR for the Financial Conduct Authority.')),
  registration_id: says(ssa, t('The organisation’s number in the authority’s register.')),
  status: says(ssa, t('Whether the authorisation is Active, Revoked or Withdrawn.')),
  authorisations: says(ssa, t('The authorisations, by country.'), { members: authorisation }),
};

const contact: Table = {
  name: says(ssa, t('Name of the contact.')),
  email: says(ssa, t('E-mail address of the contact.')),
  phone: says(ssa, t('Telephone number of the contact.')),
  type: says(ssa, t('What the contact is for: business, technical, billing, incident or security.')),
};

export const statementMembers: Table = {
  iss: says(ssa, t('The directory that vouches for this statement; "OpenBanking Ltd" for the UK Directory.')),
  iat: time(ssa, t('When the directory made it. There is no expiry: each bank judges this age.')),
  exp: time(rfc(7519, '4.1.4'), t('Until when it is good; the UK Directory sets none, others do.')),
  jti: says(ssa, t('Identifies this one statement, so that it can be told from the next for the same software.')),
  software_environment: says(ssa, t('Which directory it is from: sandbox or production.')),
  software_mode: says(ssa, t('Whether the software is for tests (Test) or for customers (Live).')),
  software_id: says(ssa, t('The software statement’s id: iss of the registration request.')),
  software_client_id: says(ssa, t('The software’s client id at the directory itself; the bank gives another.')),
  software_client_name: says(ssa, t('The software’s name, as the customer reads it at the bank.')),
  software_client_description: says(ssa, t('What the software does, in the TPP’s words.')),
  software_version: says(ssa, t('The software’s version.')),
  software_client_uri: says(ssa, t('The software’s web page.')),
  software_redirect_uris: says(ssa, t('All redirect URIs of the software; a registration chooses from these.')),
  software_roles: says(ssa, t('What the software does: AISP reads accounts, PISP pays, CBPII asks for funds.')),
  software_logo_uri: says(ssa, t('The logo that the bank may show to the customer.')),
  software_jwks_endpoint: says(
    ssa,
    t('The software’s public keys: the bank verifies the TPP’s signatures with these.'),
  ),
  software_jwks_revoked_endpoint: says(ssa, t('The software’s revoked keys.')),
  software_policy_uri: says(ssa, t('The software’s privacy policy.')),
  software_tos_uri: says(ssa, t('The software’s terms of service.')),
  software_on_behalf_of_org: says(ssa, t('For whom the software acts, where that is not the organisation itself.')),
  org_id: says(ssa, t('The organisation’s id at the directory.')),
  org_name: says(ssa, t('The organisation’s name.')),
  org_status: says(ssa, t('Whether the organisation is Active, Revoked or Withdrawn at the directory.')),
  org_contacts: says(ssa, t('Whom to ask at the organisation.'), { members: contact }),
  org_jwks_endpoint: says(ssa, t('The organisation’s public keys.')),
  org_jwks_revoked_endpoint: says(ssa, t('The organisation’s revoked keys.')),
  organisation_competent_authority_claims: says(ssa, t('What the organisation’s authority lets it do.'), {
    members: authority,
  }),
  ob_registry_tos: says(ssa, t('Terms of the registry; only some directories have it.')),
};
