/** All that is wrong with a token, worst first. */
import { bySeverity } from '../finding.ts';
import { severityOf } from '../rules/rule.ts';
import type { Check, Draft, TokenSubject } from './check.ts';
import { accessTokenChecks, authorisationResponseChecks } from './checks-answer.ts';
import { anyChecks } from './checks-any.ts';
import { certificateChecks } from './checks-certificates.ts';
import { encryptedChecks } from './checks-encrypted.ts';
import { frontChannelChecks, idTokenChecks, tokenEndpointChecks } from './checks-id-token.ts';
import { assertionChecks, eventChecks, messageSignatureChecks } from './checks-message.ts';
import { registrationChecks, requestChecks } from './checks-ruled.ts';
import { spellingChecks } from './checks-spelling.ts';
import { statementChecks } from './checks-statement.ts';
import { timeChecks } from './checks-times.ts';
import { payloadTables } from './explain.ts';
import type { TokenFinding, TokenKind } from './inspection.ts';

const checksOf: Readonly<Record<TokenKind, readonly Check[]>> = {
  'software-statement': statementChecks,
  'registration-request': registrationChecks,
  'request-object': requestChecks,
  'client-assertion': assertionChecks,
  'id-token-front-channel': frontChannelChecks,
  'id-token-token-endpoint': tokenEndpointChecks,
  'id-token': idTokenChecks,
  'authorisation-response': authorisationResponseChecks,
  'access-token': accessTokenChecks,
  'registration-token': [],
  'security-event': eventChecks,
  'detached-signature': messageSignatureChecks,
  encrypted: encryptedChecks,
  unknown: [],
};

export function findingsOf(subject: TokenSubject): TokenFinding[] {
  const { kind, form, read, context } = subject;
  const checks = [...spellingChecks, ...anyChecks];
  if (form === 'signed' || form === 'detached') checks.push(...certificateChecks);
  if (read.payload !== undefined) checks.push(...timeChecks(payloadTables[kind]), ...checksOf[kind]);
  else if (kind === 'detached-signature' || kind === 'encrypted') checks.push(...checksOf[kind]);
  return checks
    .flatMap((check) => check(subject) ?? [])
    .map((draft) => findingOf(draft, kind, context.permissive))
    .sort(bySeverity);
}

function findingOf({ level, ...draft }: Draft, kind: TokenKind, permissive: boolean | undefined): TokenFinding {
  const severity = draft.severity ?? severityOf(level, permissive);
  return {
    ...draft,
    severity: severity === 'information' ? 'info' : severity,
    kind,
    ...(level === 'strict' || level === 'sandbox' ? { profile: 'strict' } : {}),
  };
}
