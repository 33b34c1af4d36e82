/** A token as the page shows it: explained, with the tokens and certificates inside it, and whose they are. */
import { X509Certificate } from 'node:crypto';
import * as vscode from 'vscode';
import type { ShownCertificate, ShownToken } from '../../messages/inspector.ts';
import type { ExplainedMember, Inspection, InspectionContext, TokenFinding } from '../../tpp/inspect/inspection.ts';
import type { Certificate } from '../../tpp/keys/certificate.ts';
import type { VerificationKey } from '../../tpp/keys/verification-key.ts';
import { valueAt } from '../tokens/inside.ts';
import type { Tpp } from '../workbench/workbench.ts';

/** What tokens are matched with: the workspace's own. */
export interface AtHand {
  keys: readonly VerificationKey[];
  certificates: readonly { label: string; certificate: Certificate }[];
}

/** Tokens in tokens in tokens: what is deeper is opened in a tab of its own. */
const maxDepth = 3;
const maxNested = 20;
const maxCertificates = 20;
/** base64url characters; no signature is longer. */
const maxSignatureLength = 8192;

export function shownToken(
  tpp: Tpp,
  inspection: Inspection,
  context: InspectionContext,
  atHand: AtHand,
  depth = 0,
): ShownToken {
  const { form, kindTitle, kindReason, problem, headerText, payloadText, signature, members, findings } = inspection;
  const having = (what: ExplainedMember['nested']): ExplainedMember[] =>
    members.filter(({ nested }) => nested === what);
  return {
    form,
    kindTitle,
    kindReason,
    ...(problem && { problem: { message: problem.message, try: problem.try } }),
    ...(headerText !== undefined && { headerText }),
    ...(payloadText !== undefined && { payloadText }),
    signature: signature.slice(0, maxSignatureLength),
    signatureBytes: Math.floor((signature.length * 3) / 4),
    members: members.map(({ pointer, sentence, known, section, time }) => ({
      pointer,
      sentence,
      known,
      ...(section && { section }),
      ...(time && { time: Date.parse(time.iso) }),
    })),
    findings: findings.map(shownFinding),
    certificates: having('certificates')
      .slice(0, maxCertificates)
      .map(({ pointer }) => ({ pointer, list: certificatesIn(tpp, valueAt(inspection, pointer), atHand) })),
    matches: matchesIn(tpp, inspection, atHand),
    nested:
      depth >= maxDepth
        ? []
        : having('token')
            .slice(0, maxNested)
            .flatMap(({ pointer }) => {
              const inner = nestedToken(tpp, inspection, pointer, context);
              return inner ? [{ pointer, token: shownToken(tpp, inner, context, atHand, depth + 1) }] : [];
            }),
  };
}

/** The token inside a token, inspected; undefined where there is none that can be read. */
function nestedToken(
  tpp: Tpp,
  inspection: Inspection,
  pointer: string,
  { origin: _place, signature: _which, ...context }: InspectionContext,
): Inspection | undefined {
  const value = valueAt(inspection, pointer);
  if (typeof value !== 'string') return undefined;
  const inner = tpp.inspectToken(value, context);
  return inner.form === 'unreadable' && inner.headerText === undefined ? undefined : inner;
}

function shownFinding({ severity, code, message, try: advice, rule, profile, pointer }: TokenFinding) {
  const { version, ...section } = rule;
  // The word that a bank's entry in openbanking.json has for it.
  const strict = profile === 'strict' ? vscode.l10n.t('a must at banks with the profile strict') : undefined;
  const scope = [version, strict].filter((each) => each !== undefined).join(', ');
  return { severity, code, message, try: advice, rule: section, scope, pointer };
}

function certificatesIn(tpp: Tpp, value: unknown, atHand: AtHand): (ShownCertificate | string)[] {
  const entries: unknown[] = Array.isArray(value) ? value.slice(0, maxCertificates) : [value];
  return entries.map((entry) => {
    try {
      const { subjectDn, issuerDn, validFrom, validTo, thumbprint, pem } = tpp.readCertificate(String(entry), 'It');
      const own = atHand.certificates.find(({ certificate }) => certificate.thumbprint === thumbprint);
      const authority = new X509Certificate(pem).ca;
      return {
        subject: subjectDn || (authority ? 'CA' : ''),
        issuer: issuerDn,
        validFrom,
        validTo,
        thumbprint,
        ...(own && { ours: own.label }),
      };
    } catch (thrown) {
      return tpp.problemOf(thrown).message;
    }
  });
}

/** Members that name a key or certificate of the workspace (`kid` of the header, the members of `cnf`), or the key that signed. */
function matchesIn(
  tpp: Tpp,
  { header = {}, payload = {}, compact, form }: Inspection,
  atHand: AtHand,
): ShownToken['matches'] {
  const own = tpp.matchKid(header.kid, atHand.keys);
  const chain = form === 'signed' ? tpp.readChain({ header, compact }, atHand.keys) : undefined;
  return [
    ...(chain?.leafSigned
      ? [{ pointer: '/header/x5c', label: vscode.l10n.t('The first certificate’s key made this signature') }]
      : []),
    ...(own ? [{ pointer: '/header/kid', label: own.key.label }] : []),
    ...(!own && chain?.leafNamed
      ? [{ pointer: '/header/kid', label: vscode.l10n.t('Made of the first certificate’s key (x5c)') }]
      : []),
    ...tpp
      .matchConfirmation(payload.cnf, atHand)
      .flatMap(({ member, match }) =>
        match === undefined
          ? []
          : [{ pointer: `/payload/cnf/${member.replaceAll('~', '~0').replaceAll('/', '~1')}`, label: match }],
      ),
  ];
}
