/** The claims of a registration request: OBIE Dynamic Client Registration over RFC 7591. */
import { t } from '../../standard/language.ts';
import { dcr, jarm, oidcRegistration, rfc } from '../rules/standards.ts';
import { says, type Table, time } from './claims.ts';

const model = dcr('OBClientRegistrationRequest1');
const metadata = rfc(7591, '2');
const openid = oidcRegistration('2');

export const registrationMembers: Table = {
  iss: says(model, t('The TPP: the software statement’s id (software_id), not a client id, which does not exist yet.')),
  iat: time(model, t('When the request was made.')),
  exp: time(model, t('Until when the bank may take the request.')),
  nbf: time(rfc(7519, '4.1.5'), t('From when the bank may take the request.')),
  aud: says(
    model,
    t('The bank it is for: its organisation id at the Directory; some banks want their issuer instead.'),
  ),
  jti: says(model, t('A UUID version 4 for this one request: a bank refuses one that it has seen.')),
  client_id: says(model, t('The client that is changed; the bank gives it, a first registration has none.')),
  client_secret: says(rfc(7591, '3.2.1'), t('A secret that only the bank’s answer has.')),
  client_id_issued_at: time(rfc(7591, '3.2.1'), t('When the bank made the client; only the bank’s answer has it.')),
  client_secret_expires_at: time(
    rfc(7591, '3.2.1'),
    t('When the secret ends, 0 for never; only the bank’s answer has it.'),
  ),
  redirect_uris: says(model, t('Where answers may be sent: https, each one of the software statement’s.')),
  token_endpoint_auth_method: says(
    model,
    t('How the client proves itself: private_key_jwt or tls_client_auth by FAPI.'),
  ),
  token_endpoint_auth_signing_alg: says(model, t('The algorithm of the client’s assertions; PS256 or ES256 by FAPI.')),
  tls_client_auth_subject_dn: says(
    rfc(8705, '2.1.2'),
    t('Subject of the transport certificate; goes with tls_client_auth.'),
  ),
  tls_client_certificate_bound_access_tokens: says(
    rfc(8705, '3.4'),
    t('Access tokens are to be bound to the certificate.'),
  ),
  grant_types: says(model, t('How the client will ask for tokens.')),
  response_types: says(model, t('What an authorisation answers with; "code id_token" when absent.')),
  scope: says(model, t('What the client will ask for, separated by spaces; each needs its role in the statement.')),
  software_statement: says(model, t('The software statement assertion itself, a token within this one.'), {
    nested: 'token',
  }),
  software_id: says(model, t('The software statement’s id, as in the statement.')),
  application_type: says(model, t('web, or native (mobile before DCR 3.4): decides which redirect URIs are allowed.')),
  id_token_signed_response_alg: says(model, t('How the bank is to sign id_tokens; PS256 or ES256 by FAPI.')),
  request_object_signing_alg: says(model, t('How the client will sign request objects; PS256 or ES256 by FAPI.')),
  subject_type: says(openid, t('public: the customer has the same sub for every client; pairwise: another for each.')),
  backchannel_token_delivery_mode: says(model, t('How a CIBA answer comes: poll or ping; FAPI has no push.')),
  backchannel_client_notification_endpoint: says(model, t('Where the bank notifies of a CIBA answer, with ping.')),
  backchannel_authentication_request_signing_alg: says(model, t('How CIBA requests are signed: PS256 or ES256.')),
  backchannel_user_code_parameter_supported: says(model, t('Whether a user code goes with CIBA requests: false.')),
  client_name: says(metadata, t('The client’s name; the statement’s software_client_name counts.')),
  client_uri: says(metadata, t('The client’s web page; the statement’s counts.')),
  logo_uri: says(metadata, t('The client’s logo; the statement’s counts.')),
  contacts: says(metadata, t('Whom to ask about the client; the statement’s org_contacts count.')),
  tos_uri: says(metadata, t('Terms of service; the statement’s count.')),
  policy_uri: says(metadata, t('Privacy policy; the statement’s counts.')),
  jwks_uri: says(metadata, t('The client’s keys; the statement’s software_jwks_endpoint counts.')),
  jwks: says(metadata, t('The client’s keys themselves; the statement’s software_jwks_endpoint counts.')),
  software_version: says(metadata, t('The software’s version; the statement’s counts.')),
  default_max_age: says(openid, t('Seconds since the customer’s login that a request allows when it says nothing.')),
  require_auth_time: says(openid, t('Whether id_tokens are to have auth_time.')),
  default_acr_values: says(openid, t('How strongly customers are to be authenticated when a request says nothing.')),
  initiate_login_uri: says(openid, t('Where others may start a login at the client.')),
  id_token_encrypted_response_alg: says(openid, t('How the key of encrypted id_tokens is encrypted.')),
  id_token_encrypted_response_enc: says(openid, t('How encrypted id_tokens are encrypted.')),
  request_object_encryption_alg: says(openid, t('How the key of encrypted request objects is encrypted.')),
  request_object_encryption_enc: says(openid, t('How encrypted request objects are encrypted.')),
  authorization_signed_response_alg: says(jarm('3'), t('How the bank is to sign authorisation responses (JARM).')),
};
