/** The flow that an exchange belongs to: the part of the journey that a person looks for it in. */
import type { ExchangeRecord } from '../transport/exchange.ts';

export const flows = [
  'discovery',
  'registration',
  'token',
  'consent',
  'authorisation',
  'accounts',
  'payments',
  'other',
] as const;
export type ExchangeFlow = (typeof flows)[number];

const paths: readonly [RegExp, ExchangeFlow][] = [
  [/\/\.well-known\/|jwks|\/keystore\//i, 'discovery'],
  [/\/register(\/|$)|\/postman\/environment$/, 'registration'],
  [/-consents(\/|$)/, 'consent'],
  [/\/(aisp|accounts|balances|transactions)(\/|$)/, 'accounts'],
  [/\/(pisp|cbpii|vrp)(\/|$)/, 'payments'],
  [/\/(par|request|authori[sz]e|auth)$/, 'authorisation'],
  [/\/token/, 'token'],
];

const purposes: Readonly<Record<string, ExchangeFlow>> = {
  discovery: 'discovery',
  keys: 'discovery',
  jwks: 'discovery',
  register: 'registration',
  environment: 'registration',
  token: 'token',
  consent: 'consent',
  'pushed authorisation request': 'authorisation',
};

/** By what it was sent for, or by its path where that says nothing. */
export function flowOf({ purpose, url }: Pick<ExchangeRecord, 'purpose' | 'url'>): ExchangeFlow {
  const named = Object.hasOwn(purposes, purpose) ? purposes[purpose] : undefined;
  if (named) return named;
  if (purpose.endsWith('registration')) return 'registration';
  if (purpose.endsWith('consent')) return 'consent';
  const path = URL.canParse(url) ? new URL(url).pathname : url;
  return paths.find(([pattern]) => pattern.test(path))?.[1] ?? 'other';
}
