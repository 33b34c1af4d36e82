/** The guide's steps by name, in its order. */

export const journeySteps = [
  'discovery',
  'register',
  'environment',
  'client-credentials',
  'consent',
  'authorise',
  'token',
  'accounts',
  'balances',
  'transactions',
] as const;
export type JourneyStep = (typeof journeySteps)[number];
