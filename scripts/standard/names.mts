/** Names given by hand: to what stands inline in the files, and to definitions that no operation leads to. */
import type { Api } from '../../src/standard/operation.ts';

/** Names of what stands inline, by the name that its place would give it. */
export const aliases: Readonly<Record<string, string>> = {
  OBWriteDomesticConsent4DataInitiation: 'DomesticPaymentInitiation',
  OBWriteDomesticScheduledConsent4DataInitiation: 'DomesticScheduledPaymentInitiation',
  OBWriteDomesticStandingOrderConsent5DataInitiation: 'DomesticStandingOrderInitiation',
  OBWriteFileConsent3DataInitiation: 'FilePaymentInitiation',
  OBWriteInternationalConsent5DataInitiation: 'InternationalPaymentInitiation',
  OBWriteInternationalScheduledConsent5DataInitiation: 'InternationalScheduledPaymentInitiation',
  OBWriteInternationalStandingOrderConsent6DataInitiation: 'InternationalStandingOrderInitiation',
};

const byPermission = [
  'OBAccount6',
  'OBBeneficiary5',
  'OBScheduledPayment3',
  'OBStandingOrder6',
  'OBStatement2',
  'OBTransaction6',
];

/** What a permission leaves of a resource, and the claims of an event. */
export const unreached: Readonly<Partial<Record<Api, readonly string[]>>> = {
  ais: byPermission.flatMap((name) => [`${name}Basic`, `${name}Detail`]),
  notifications: ['OBEventNotification1'],
};
