/** The claims of a request object: the parameters of an authorisation request, signed by the client. */
import { t } from '../../standard/language.ts';
import { fapi, fapiBaseline, oidc, rfc, securityProfile } from '../rules/standards.ts';
import { says, type Table, time } from './claims.ts';

const openBanking = securityProfile('Request object');

const request: Table = {
  value: says(oidc('5.5.1'), t('The value that the claim must have.')),
  values: says(oidc('5.5.1'), t('The values that will do, the best first.')),
  essential: says(oidc('5.5.1'), t('Whether the client cannot do without the claim.')),
};

const wanted: Table = {
  openbanking_intent_id: says(openBanking, t('The consent that the customer is to authorise.'), { members: request }),
  acr: says(oidc('5.5.1.1'), t('How strongly the customer is to be authenticated.'), { members: request }),
  auth_time: says(oidc('5.5.1'), t('When the customer logged in.'), { members: request }),
};
const anyClaim = says(oidc('5.5'), t('A claim that the client asks for.'), { members: request });

export const requestMembers: Table = {
  iss: says(rfc(9101, '4'), t('The client, which is the issuer of its request: its client id at this bank.')),
  sub: says(rfc(9101, '10.8'), t('Does not belong here: with it the request object might pass as a client assertion.')),
  aud: says(fapi('5.2.2-15'), t('The bank it is for: its issuer, as discovery spells it.')),
  iat: time(rfc(7519, '4.1.6'), t('When the request was made.')),
  nbf: time(fapi('5.2.2-17'), t('From when the request is good; at most 60 minutes ago.')),
  exp: time(fapi('5.2.2-13'), t('Until when the request is good; at most 60 minutes after nbf.')),
  jti: says(rfc(7519, '4.1.7'), t('Identifies this one request, so that the bank can refuse it when it comes again.')),
  client_id: says(rfc(9101, '4'), t('The client at this bank, the same as outside the object.')),
  response_type: says(
    fapi('5.2.2-2'),
    t('What the redirect is to bring: "code id_token", or code with a signed response.'),
  ),
  response_mode: says(fapi('5.2.2-2'), t('How the answer comes back; jwt for one that is signed (JARM).')),
  redirect_uri: says(fapiBaseline('5.2.2-10'), t('Where the answer is sent: one that is registered, to the letter.')),
  scope: says(rfc(6749, '3.3'), t('What the tokens are to be good for, separated by spaces: "openid accounts".')),
  state: says(rfc(6749, '4.1.1'), t('Comes back as it is: the client knows its own flow by it.')),
  nonce: says(oidc('3.1.2.1'), t('Comes back in the id_token, which so belongs to this request and no other.')),
  claims: says(oidc('5.5'), t('What id_token and userinfo are to say, the consent first of all.'), {
    members: {
      id_token: says(oidc('5.5'), t('What the id_token is to say.'), { members: wanted, any: anyClaim }),
      userinfo: says(oidc('5.5'), t('What the userinfo endpoint is to say.'), { members: wanted, any: anyClaim }),
    },
  }),
  max_age: says(oidc('3.1.2.1'), t('Seconds since the customer’s last login after which to ask for a new one.')),
  acr_values: says(oidc('3.1.2.1'), t('How strongly to authenticate the customer, as a wish.')),
  prompt: says(oidc('3.1.2.1'), t('Whether to ask the customer to log in or to consent.')),
  display: says(oidc('3.1.2.1'), t('How the bank’s pages are shown.')),
  ui_locales: says(oidc('3.1.2.1'), t('The languages that the customer reads.')),
  login_hint: says(oidc('3.1.2.1'), t('Who is likely to log in.')),
  id_token_hint: says(oidc('3.1.2.1'), t('An earlier id_token of the customer.'), { nested: 'token' }),
  code_challenge: says(rfc(7636, '4.3'), t('Hash of the secret that has to come with the code.')),
  code_challenge_method: says(rfc(7636, '4.3'), t('How the hash is made; S256 by FAPI.')),
  authorization_details: says(rfc(9396, '2'), t('What is to be authorised, in more words than a scope has.')),
  dpop_jkt: says(rfc(9449, '10'), t('Thumbprint of the key that the tokens are to be bound to.'), {
    nested: 'thumbprint',
  }),
  request: says(rfc(9101, '4'), t('Does not belong here: a request object holds no other.')),
  request_uri: says(rfc(9101, '4'), t('Does not belong here: a request object holds no other.')),
};
