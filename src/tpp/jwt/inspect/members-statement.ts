/** The claims of a software statement assertion, as the Open Banking Directory makes it. */
import { says, type Table, time } from './claims.ts';
import { directory, rfc } from './standards.ts';

const ssa = directory('Software Statement Assertion');

const authorisation: Table = {
  member_state: says(ssa, 'The country the authorisation holds for.'),
  roles: says(ssa, 'What the organisation is authorised to be there: AISP, PISP, CBPII, ASPSP.'),
};

const authority: Table = {
  authority_id: says(ssa, 'The authority, e.g. FCAGBR for the Financial Conduct Authority.'),
  registration_id: says(ssa, 'The organisation’s number in the authority’s register.'),
  status: says(ssa, 'Whether the authorisation is Active, Revoked or Withdrawn.'),
  authorisations: says(ssa, 'The authorisations, by country.', { members: authorisation }),
};

const contact: Table = {
  name: says(ssa, 'Name of the contact.'),
  email: says(ssa, 'E-mail address of the contact.'),
  phone: says(ssa, 'Telephone number of the contact.'),
  type: says(ssa, 'What the contact is for: business, technical, billing, incident or security.'),
};

export const statementMembers: Table = {
  iss: says(ssa, 'The directory that vouches for this statement; "OpenBanking Ltd" for the UK Directory.'),
  iat: time(ssa, 'When the directory made it. There is no expiry: each bank judges this age.'),
  exp: time(rfc(7519, '4.1.4'), 'Until when it is good; the UK Directory sets none, others do.'),
  jti: says(ssa, 'Identifies this one statement, so that it can be told from the next for the same software.'),
  software_environment: says(ssa, 'Which directory it is from: sandbox or production.'),
  software_mode: says(ssa, 'Whether the software is for tests (Test) or for customers (Live).'),
  software_id: says(ssa, 'The software statement’s id: iss of the registration request.'),
  software_client_id: says(ssa, 'The software’s client id at the directory itself; the bank gives another.'),
  software_client_name: says(ssa, 'The software’s name, as the customer reads it at the bank.'),
  software_client_description: says(ssa, 'What the software does, in the TPP’s words.'),
  software_version: says(ssa, 'The software’s version.'),
  software_client_uri: says(ssa, 'The software’s web page.'),
  software_redirect_uris: says(ssa, 'All redirect URIs of the software; a registration chooses from these.'),
  software_roles: says(ssa, 'What the software does: AISP reads accounts, PISP pays, CBPII asks for funds.'),
  software_logo_uri: says(ssa, 'The logo that the bank may show to the customer.'),
  software_jwks_endpoint: says(ssa, 'The software’s public keys: the bank verifies the TPP’s signatures with these.'),
  software_jwks_revoked_endpoint: says(ssa, 'The software’s revoked keys.'),
  software_policy_uri: says(ssa, 'The software’s privacy policy.'),
  software_tos_uri: says(ssa, 'The software’s terms of service.'),
  software_on_behalf_of_org: says(ssa, 'For whom the software acts, where that is not the organisation itself.'),
  org_id: says(ssa, 'The organisation’s id at the directory.'),
  org_name: says(ssa, 'The organisation’s name.'),
  org_status: says(ssa, 'Whether the organisation is Active, Revoked or Withdrawn at the directory.'),
  org_contacts: says(ssa, 'Whom to ask at the organisation.', { members: contact }),
  org_jwks_endpoint: says(ssa, 'The organisation’s public keys.'),
  org_jwks_revoked_endpoint: says(ssa, 'The organisation’s revoked keys.'),
  organisation_competent_authority_claims: says(ssa, 'What the organisation’s authority lets it do.', {
    members: authority,
  }),
  ob_registry_tos: says(ssa, 'Terms of the registry; only some directories have it.'),
};
