/** Findings of whoever judges a request, in one spelling, and what a case expects of each profile. */
import type { Case } from './registration-cases.ts';

export interface Said {
  severity: string;
  code: string;
  pointer: string;
}
/** In one spelling, and in no order: the inspector has the worst first. */
export const spelled = (findings: readonly Said[]): string[] =>
  findings
    .map(({ severity, code, pointer }) =>
      [severity.replace(/^info$/, 'information'), code, pointer.replace(/^\/(claims|payload)\//, '')].join(' '),
    )
    .sort();

const columns = {
  strict: { strict: 'error', sandbox: 'error' },
  permissive: { strict: 'warning', sandbox: 'information' },
};
export type Profile = keyof typeof columns;
export const expected = ({ said }: Case, profile: Profile): string[] =>
  said
    .map(([weight, code, member]) =>
      [weight === 'strict' || weight === 'sandbox' ? columns[profile][weight] : weight, code, member].join(' '),
    )
    .sort();

type Request = Record<'claims' | 'header', Record<string, unknown>>;

/** As JSON, where a claim that is undefined is absent. */
export const changed = (good: Readonly<Request>, { claims, header }: Case): Request =>
  JSON.parse(JSON.stringify({ claims: { ...good.claims, ...claims }, header: { ...good.header, ...header } }));

/** With a signature that nobody verifies. */
export function tokenOf({ claims, header }: Request): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part(header)}.${part(claims)}.${header.alg === 'none' ? '' : 'c2ln'}`;
}
