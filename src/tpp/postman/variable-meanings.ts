/** What the variables of Ozone’s environments mean, and of those made after them, whatever their spelling. */
import { t } from '../../standard/language.ts';

export type VariableMeaning =
  | 'discovery'
  | 'issuer'
  | 'tokenEndpoint'
  | 'authorizationEndpoint'
  | 'resourceServer'
  | 'aisp'
  | 'resourceOrigin'
  | 'registrationEndpoint'
  | 'financialId'
  | 'clientId'
  | 'clientSecret'
  | 'basicToken'
  | 'authMethod'
  | 'redirectUri';

/** What variables mean, by their names without case, hyphens and underscores; the first of a line is Ozone's own. */
const meanings: readonly [VariableMeaning, readonly string[]][] = [
  [
    'discovery',
    [
      'configendpoint',
      'wellknown',
      'wellknownendpoint',
      'wellknownurl',
      'discovery',
      'discoveryendpoint',
      'discoveryurl',
      'openidconfiguration',
    ],
  ],
  ['issuer', ['issuer']],
  ['tokenEndpoint', ['tokenendpoint', 'tokenurl']],
  ['authorizationEndpoint', ['authendpoint', 'authorizationendpoint', 'authorisationendpoint', 'authurl']],
  ['resourceServer', ['resourceserver']],
  ['aisp', ['aisp', 'aispbaseurl']],
  ['resourceOrigin', ['rs', 'baseurl']],
  ['registrationEndpoint', ['registrationendpoint', 'dcrendpoint']],
  ['financialId', ['obparticipantid', 'financialid', 'xfapifinancialid']],
  ['clientId', ['oidcclient', 'clientid']],
  ['clientSecret', ['clientsecret']],
  ['basicToken', ['basictoken']],
  ['authMethod', ['tokenendpointauthmethod']],
  ['redirectUri', ['redirecturl', 'redirecturi']],
];
const meaningOf = new Map(
  meanings.flatMap(([meaning, names]) => names.map((name): [string, VariableMeaning] => [name, meaning])),
);

/** Understood and of no use: made anew by each run, or told by discovery and the software statement. */
const notNeeded = new Map(
  Object.entries({
    resourceserverv20: t('It is the base of another version of the API.'),
    resourceserverv40: t('It is the base of another version of the API.'),
    dummybaseurl: t('It stands in for a host in examples.'),
    introspectionendpoint: t('Discovery says it.'),
    userinfoendpoint: t('Discovery says it.'),
    jwksuri: t('Discovery says it.'),
    redirecturis: t('The software statement says them.'),
    ssa: t('openbanking.json names the file of the software statement.'),
    signeddcrjwt: t('A registration request is signed anew each time.'),
    interactionid: t('Each request gets its own.'),
    now: t('It is made anew for each request.'),
    accountaccessconsentid: t('It is that of the consent in hand.'),
    intentid: t('It is that of the consent in hand.'),
    requestscope: t('It follows from the consent.'),
    authcodeurl: t('It is made anew for each consent.'),
    authorizationcode: t('A code is used once, within a minute.'),
    accountid: t('It is that of the account in hand.'),
    statementid: t('It is that of the statement in hand.'),
  }),
);

/** What a variable of this name means to a bank's entry, whatever its spelling. */
export function meaningOfVariable(key: string): VariableMeaning | undefined {
  return meaningOf.get(plain(key));
}

/** Why a variable that is understood is of no use; undefined for one that is, or that nobody understands. */
export function whyNotNeeded(key: string): string | undefined {
  return notNeeded.get(plain(key));
}

function plain(key: string): string {
  return key.toLowerCase().replace(/[-_\s]/g, '');
}
