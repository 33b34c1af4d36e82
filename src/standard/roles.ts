/** Which role of a software statement each scope needs (OBIE DCR 3.3). */

/** The scope that each role gives. */
export const scopeOfRole: Readonly<Record<string, string>> = {
  AISP: 'accounts',
  PISP: 'payments',
  CBPII: 'fundsconfirmations',
};

const roles = new Map(Object.entries(scopeOfRole).map(([role, scope]) => [scope, role]));

/** The role that a scope needs; undefined for one that needs none. */
export function roleOfScope(scope: string): string | undefined {
  return roles.get(scope);
}
