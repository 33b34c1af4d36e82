/** A table of what can be wrong with a kind of token, a line a case, held against both profiles. */
import { describe, expect, it } from 'vitest';
import { inspectToken } from '../../../src/tpp/inspect/inspect.ts';
import type { InspectionContext, TokenExpectations, TokenFinding } from '../../../src/tpp/inspect/inspection.ts';
import { type Changes, changed, type good, now } from '../tpp-jwt/tokens.ts';

type Kind = keyof typeof good;
export type Context = Omit<InspectionContext, 'now'>;
/**
 * What is wrong, the change that makes it so, how bad it is (`strict`: an error at a strict bank, else a warning; `sandbox`: else right), and the finding: its code
 * and, where it is not the first member that was changed, its place.
 */
export type Case = [what: string, changes: Changes & { header?: Changes }, severity: string, finding: string];

export const findingsOf = (text: string, context: Context = {}) => inspectToken(text, { now, ...context }).findings;
export const severityOf = (findings: readonly TokenFinding[], code: string, pointer: string) =>
  findings.find((finding) => finding.code === code && finding.pointer === pointer)?.severity;

function changedMember({ header: inHeader, ...claims }: Changes & { header?: Changes }): string {
  return inHeader ? `/header/${Object.keys(inHeader)[0]}` : String(Object.keys(claims)[0]);
}

export function table(kind: Kind, cases: readonly Case[], expectations?: TokenExpectations): void {
  describe(`a ${kind} with`, () => {
    it.each(cases)('%s', (_, changes, severity, finding) => {
      const text = changed(kind, changes);
      const [code = '', place = changedMember(changes)] = finding.split(' ');
      const pointer = place.startsWith('/') ? place : `/payload/${place}`;
      const at = (context: Context) => findingsOf(text, { ...context, expectations });
      const found = at({ permissive: false });
      const lenient = { strict: 'warning', sandbox: 'info' }[severity];
      expect(severityOf(found, code, pointer), JSON.stringify(found)).toBe(lenient ? 'error' : severity);
      for (const permissive of [true, undefined]) {
        expect(severityOf(at({ permissive }), code, pointer)).toBe(lenient ?? severity);
      }
      for (const { message, try: advice, rule, kind: of } of found) {
        expect(message).toMatch(/\.$/);
        expect(advice).toMatch(/[.)]$/);
        expect([rule.document, rule.section]).not.toContain('');
        expect(of).toBe(kind);
      }
    });
  });
}

export const header = (changes: Changes) => ({ header: changes });
