/** The JWT inspector's reading of a token: what it is, what it says, and what is wrong with it. */
import { explainMembers } from './explain.ts';
import { findingsOf } from './findings.ts';
import { type Inspection, type InspectionContext, kindTitles } from './inspection.ts';
import { recogniseKind } from './kind.ts';
import { readToken } from './read.ts';

/**
 * Takes any text for a token: recognises its kind, explains each member, and names what is wrong, as far as that shows without keys or
 * network. Never throws; what cannot be read has the form `unreadable` and a `problem` that names the part. Nothing is verified.
 *
 * @example
 * const { kindTitle, findings } = inspectToken(requestObject, { now: Date.now(), permissive: false });
 */
export function inspectToken(text: string, context: InspectionContext): Inspection {
  const read = readToken(text, context.signature);
  const { compact, form, problem, header, payload, headerText, payloadText, signature, otherSignatures } = read;
  const { kind, reason } = recogniseKind(read, context.origin);
  const subject = { kind, form, header: header ?? {}, payload: payload ?? {}, signature, read, context };
  return {
    compact,
    ...(otherSignatures.length > 0 ? { otherSignatures } : {}),
    ...(read.untoldSignatures > 0 ? { untoldSignatures: read.untoldSignatures } : {}),
    form,
    kind,
    kindTitle: kindTitles[kind],
    kindReason: reason,
    ...(problem ? { problem } : {}),
    header,
    payload,
    headerText,
    payloadText,
    signature,
    ...explainMembers(kind, header, payload),
    findings: findingsOf(subject),
  };
}
