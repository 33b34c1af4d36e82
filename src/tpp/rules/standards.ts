/** The standards that requests and tokens are read by, and how a place in each is named and found. */

/** A place in a standard. */
export interface Section {
  document: string;
  section: string;
  url?: string;
}

export const rfc = (number: number, section: string): Section => ({
  document: `RFC ${number}`,
  section: `§${section}`,
  url: `https://www.rfc-editor.org/rfc/rfc${number}#section-${section}`,
});

/** A section of a document by its title or number, the link going to the document. */
const document =
  (name: string, url: string) =>
  (section: string): Section => ({ document: name, section: /^\d/.test(section) ? `§${section}` : section, url });

const openBanking = 'https://openbankinguk.github.io';

export const dcr = document(
  'OBIE Dynamic Client Registration 3.3',
  `${openBanking}/dcr-docs-pub/v3.3/dynamic-client-registration.html`,
);
export const directory = document('Open Banking Directory API', 'https://github.com/OpenBankingUK/directory-api-specs');
export const readWrite = document(
  'OBIE Read/Write Data API Profile',
  `${openBanking}/read-write-api-site3/v3.1.11/profiles/read-write-data-api-profile.html`,
);
export const events = document(
  'OBIE Real Time Event Notification API Profile',
  `${openBanking}/read-write-api-site3/v3.1.11/profiles/real-time-event-notification-api-profile.html`,
);
export const securityProfile = document(
  'Open Banking Security Profile',
  'https://standards.openbanking.org.uk/security-profiles/',
);
export const fapi = document('FAPI 1.0 Advanced', 'https://openid.net/specs/openid-financial-api-part-2-1_0.html');
export const fapiBaseline = document(
  'FAPI 1.0 Baseline',
  'https://openid.net/specs/openid-financial-api-part-1-1_0.html',
);
export const oidc = document('OpenID Connect Core 1.0', 'https://openid.net/specs/openid-connect-core-1_0.html');
export const oidcRegistration = document(
  'OpenID Connect Registration 1.0',
  'https://openid.net/specs/openid-connect-registration-1_0.html',
);
export const frontChannelLogout = document(
  'OpenID Connect Front-Channel Logout 1.0',
  'https://openid.net/specs/openid-connect-frontchannel-1_0.html',
);
export const jarm = document('JARM', 'https://openid.net/specs/oauth-v2-jarm-final.html');
export const ciba = document(
  'CIBA Core 1.0',
  'https://openid.net/specs/openid-client-initiated-backchannel-authentication-core-1_0.html',
);
