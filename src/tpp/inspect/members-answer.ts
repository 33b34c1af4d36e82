/** The claims of what a bank issues: id_tokens, signed authorisation responses, access and registration tokens. */
import { t } from '../../standard/language.ts';
import { ciba, fapi, frontChannelLogout, jarm, oidc, rfc, securityProfile } from '../rules/standards.ts';
import { meaning, says, type Table, time } from './claims.ts';

const openBanking = securityProfile('ID token');
const authentication: Readonly<Record<string, string>> = {
  'urn:openbanking:psd2:sca': t('This one says: strongly, with two factors.'),
  'urn:openbanking:psd2:ca': t('This one says: with one factor.'),
};

export const idTokenMembers: Table = {
  iss: says(oidc('2'), t('The bank: its issuer, as discovery spells it.')),
  sub: says(oidc('2'), t('What the token is about: the customer at this bank, or the consent, as the bank has it.')),
  aud: says(oidc('2'), t('Whom it is for: the client id.')),
  azp: says(oidc('2'), t('The client it was issued to, where there are several audiences.')),
  exp: time(oidc('2'), t('Until when it may be taken.')),
  iat: time(oidc('2'), t('When it was issued.')),
  nbf: time(rfc(7519, '4.1.5'), t('From when it may be taken.')),
  jti: says(rfc(7519, '4.1.7'), t('Identifies this one token.')),
  auth_time: time(oidc('2'), t('When the customer logged in.')),
  nonce: says(oidc('2'), t('The nonce of the request that this answers.')),
  acr: says(oidc('2'), meaning(t('How strongly the customer was authenticated.'), authentication)),
  amr: says(oidc('2'), t('How the customer was authenticated.')),
  c_hash: says(oidc('3.3.2.11'), t('Hash of the code beside it: the code was issued with this token.')),
  s_hash: says(fapi('5.1'), t('Hash of the state beside it: the state was not changed on the way.')),
  at_hash: says(oidc('3.1.3.6'), t('Hash of the access token beside it.')),
  openbanking_intent_id: says(openBanking, t('The consent that the customer authorised.')),
  'http://openbanking.org.uk/refresh_token_expires_at': time(openBanking, t('When the refresh token beside it ends.')),
  sid: says(frontChannelLogout('3'), t('The customer’s session at the bank.')),
  'urn:openid:params:jwt:claim:auth_req_id': says(ciba('10.3.1'), t('The CIBA request that this answers.')),
  'urn:openid:params:jwt:claim:rt_hash': says(ciba('10.3.1'), t('Hash of the refresh token beside it.')),
};

export const authorisationResponseMembers: Table = {
  iss: says(jarm('2.1'), t('The bank: its issuer, as discovery spells it.')),
  aud: says(jarm('2.1'), t('Whom it is for: the client id.')),
  exp: time(jarm('2.1'), t('Until when it may be taken; at most ten minutes is recommended.')),
  iat: time(rfc(7519, '4.1.6'), t('When it was issued.')),
  code: says(jarm('2.1.1'), t('The code: good once, for about a minute, and only for this client.')),
  state: says(jarm('2.1'), t('The state of the request that this answers.')),
  id_token: says(jarm('2.1'), t('An id_token, where one was asked for.'), { nested: 'token' }),
  error: says(jarm('2.1'), t('Why there is no code, in a word of the standard.')),
  error_description: says(jarm('2.1'), t('Why there is no code, in the bank’s words.')),
  error_uri: says(rfc(6749, '4.1.2.1'), t('A page about the error.')),
  scope: says(rfc(6749, '3.3'), t('What was granted.')),
};

const confirmation: Table = {
  'x5t#S256': says(
    rfc(8705, '3.1'),
    t('SHA-256 thumbprint of the certificate that has to be presented with the token.'),
    {
      nested: 'thumbprint',
    },
  ),
  jkt: says(rfc(9449, '6.1'), t('Thumbprint of the key that has to be proved with the token.'), {
    nested: 'thumbprint',
  }),
};

export const accessTokenMembers: Table = {
  iss: says(rfc(9068, '2.2'), t('The bank that issued it.')),
  sub: says(rfc(9068, '2.2'), t('The customer, or the client where no customer is involved.')),
  aud: says(rfc(9068, '2.2'), t('The API it is for.')),
  exp: time(rfc(9068, '2.2'), t('Until when it is good.')),
  iat: time(rfc(9068, '2.2'), t('When it was issued.')),
  nbf: time(rfc(7519, '4.1.5'), t('From when it is good.')),
  jti: says(rfc(9068, '2.2'), t('Identifies this one token.')),
  client_id: says(rfc(9068, '2.2'), t('The client it was issued to.')),
  azp: says(oidc('2'), t('The client it was issued to.')),
  scope: says(rfc(9068, '2.2.3'), t('What it is good for, separated by spaces.')),
  auth_time: time(rfc(9068, '2.2.1'), t('When the customer logged in.')),
  acr: says(rfc(9068, '2.2.1'), meaning(t('How strongly the customer was authenticated.'), authentication)),
  amr: says(rfc(9068, '2.2.1'), t('How the customer was authenticated.')),
  cnf: says(
    rfc(8705, '3.1'),
    t('What the caller has to prove beside the token, so that a stolen one is worth nothing.'),
    {
      members: confirmation,
    },
  ),
  openbanking_intent_id: says(openBanking, t('The consent it stands for.')),
  authorization_details: says(rfc(9396, '9.1'), t('What it is good for, in more words than a scope has.')),
};

/** A bank's own make: no standard says more than that it is a bearer token. */
export const registrationTokenMembers: Table = {
  ...accessTokenMembers,
  iss: says(rfc(7592, '3'), t('The bank that issued it.')),
  sub: says(rfc(7592, '3'), t('The client whose registration it opens.')),
  scope: says(rfc(7592, '3'), t('That it is for managing a registration.')),
  typ: says(rfc(7592, '3'), t('That it is a registration access token, in the bank’s own word.')),
};
