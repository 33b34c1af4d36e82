/** The claims of a client assertion and of a security event token. */
import { t } from '../../standard/language.ts';
import { events, oidc, rfc } from '../rules/standards.ts';
import { says, type Table, time } from './claims.ts';

export const assertionMembers: Table = {
  iss: says(rfc(7523, '3'), t('The client that proves itself: its client id.')),
  sub: says(rfc(7523, '3'), t('The client again: in a client assertion issuer and subject are the same.')),
  aud: says(rfc(7523, '3'), t('The bank it is for: the token endpoint or the issuer, as the bank has it.')),
  exp: time(rfc(7523, '3'), t('Until when it is good; soon, as it is used once.')),
  nbf: time(rfc(7523, '3'), t('From when it is good.')),
  iat: time(rfc(7523, '3'), t('When it was made.')),
  jti: says(oidc('9'), t('Identifies this one assertion: a bank refuses one that it has seen.')),
  scope: says(
    rfc(6749, '3.3'),
    t('What is asked for; the Directory reads it here, banks read it beside the assertion.'),
  ),
};

const event = events('Event');
const link: Table = {
  version: says(event, t('The version of the API.')),
  link: says(event, t('Where that version of the resource is.')),
};
const subject: Table = {
  subject_type: says(
    event,
    t('How the resource is named: http://openbanking.org.uk/rid_http://openbanking.org.uk/rty.'),
  ),
  'http://openbanking.org.uk/rid': says(event, t('The id of the resource, e.g. of a payment.')),
  'http://openbanking.org.uk/rty': says(event, t('The type of the resource, e.g. domestic-payment.')),
  'http://openbanking.org.uk/rlk': says(event, t('Where the resource can be read, in each version.'), {
    members: link,
  }),
};

export const eventMembers: Table = {
  iss: says(rfc(8417, '2.2'), t('Who tells: the bank.')),
  iat: time(rfc(8417, '2.2'), t('When the token was made.')),
  jti: says(rfc(8417, '2.2'), t('Identifies this one token: told twice, it is the same event.')),
  aud: says(rfc(8417, '2.2'), t('Who is told: the client id or the software.')),
  sub: says(rfc(8417, '2.2'), t('What it is about: the address of the resource.')),
  txn: says(rfc(8417, '2.2'), t('What caused the event; several events may share it.')),
  toe: time(rfc(8417, '2.2'), t('When the event happened.')),
  exp: time(rfc(8417, '2.2'), t('Does not belong here: what has happened does not expire.')),
  events: says(rfc(8417, '2.2'), t('What has happened, by the name of the event.'), {
    any: says(rfc(8417, '2.2'), t('An event.'), {
      members: { subject: says(event, t('What it happened to.'), { members: subject }) },
    }),
    members: {
      'urn:uk:org:openbanking:events:resource-update': says(event, t('A resource has a new status: read it.'), {
        members: { subject: says(event, t('The resource.'), { members: subject }) },
      }),
      'urn:uk:org:openbanking:events:consent-authorization-revoked': says(
        event,
        t('The customer withdrew a consent.'),
        {
          members: {
            subject: says(event, t('The consent.'), { members: subject }),
            reason: says(event, t('Why, in a code.')),
          },
        },
      ),
      'urn:uk:org:openbanking:events:account-access-consent-linked-account-update': says(
        event,
        t('The accounts under a consent changed.'),
        {
          members: {
            subject: says(event, t('The consent.'), { members: subject }),
            reason: says(event, t('Why, in a code.')),
          },
        },
      ),
    },
  }),
};
