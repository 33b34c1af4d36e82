/** A token as a person at a terminal reads it: what it is, what each member says, what is wrong with it. */
import type { ExplainedMember, Inspection, Section, TokenFinding } from '../tpp/index.ts';
import type { Call } from './call.ts';
import { harmless } from './errors.ts';
import { worstLast } from './report.ts';
import type { Tpp } from './terminal.ts';
import { bold, dim, facts, green, moment, red, yellow } from './words.ts';

/** Header and payload as JSON, then every member in a sentence, then the findings. */
export function tokenInWords(call: Call, inspection: Inspection): string {
  const { kindTitle, kindReason, form, header, payload, members, unexplained, findings } = inspection;
  const { otherSignatures = [], untoldSignatures = 0 } = inspection;
  const count = 1 + otherSignatures.length + untoldSignatures;
  const several = count > 1 && form !== 'encrypted' ? count : undefined;
  return [
    `${bold(call, capital(kindTitle))}${form === 'encrypted' ? '' : `, ${form}`}. ${dim(call, kindReason)}`,
    '',
    ...jsonOf(call, several ? `Header of signature 1 of ${several}` : 'Header', header),
    ...jsonOf(call, 'Payload', payload),
    bold(call, 'What it says'),
    facts(
      call,
      members.map((member) => [nameOf(member), sentenceOf(member)] as const),
    ),
    ...(unexplained > 0 ? [dim(call, `${unexplained.toLocaleString('en-GB')} more members.`)] : []),
    bold(call, 'Findings'),
    ...worstLast(findings).map((finding) => lineOf(call, finding)),
    ...(findings.length === 0 ? [`${green(call, '✓')} Nothing; the signature was not checked (obw jwt verify).`] : []),
    '',
  ].join('\n');
}

/** A part of a token as JSON under its title, with a blank line behind. */
function jsonOf(call: Call, title: string, value: object | undefined): string[] {
  return value === undefined ? [] : [bold(call, title), harmless(JSON.stringify(value, undefined, 2)), ''];
}

/** The member's name, further in the deeper it stands. */
function nameOf({ pointer }: ExplainedMember): string {
  const [, , ...steps] = pointer.split('/');
  const name = (steps.at(-1) ?? '').replaceAll('~1', '/').replaceAll('~0', '~');
  const depth = steps.filter((step) => !/^\d+$/.test(step)).length - 1;
  return `${'  '.repeat(Math.max(0, depth))}${harmless(name).replaceAll('\n', ' ')}`;
}

function sentenceOf({ sentence, section, time }: ExplainedMember): string {
  const when = time ? `${moment(time.iso)}. ` : '';
  return `${when}${sentence}${section ? ` (${placeOf(section)})` : ''}`;
}

function lineOf(call: Call, { severity, message, try: advice, rule }: TokenFinding): string {
  const mark = severity === 'error' ? red(call, '✗') : severity === 'warning' ? yellow(call, '!') : dim(call, '·');
  return `${mark} ${harmless(message)} ${dim(call, `(${placeOf(rule)}) → ${harmless(advice)}`)}`;
}

export const placeOf = ({ document, section }: Section): string => `${document} ${section}`;
export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

type Chain = NonNullable<ReturnType<Tpp['readChain']>>;

/** The certificates of `x5c` as values; whether the first one's key signed, and is the one that `kid` names. */
export function certificatesOf({ links, leafSigned, leafNamed }: Chain): object[] {
  return links.map(({ certificate, problem, issuedByNext }, index) => ({
    ...(certificate && {
      subject: certificate.subjectDn,
      issuer: certificate.issuerDn,
      validFrom: new Date(certificate.validFrom).toISOString(),
      validTo: new Date(certificate.validTo).toISOString(),
      thumbprint: certificate.thumbprint,
    }),
    ...(problem !== undefined && { problem }),
    ...(issuedByNext !== undefined && { issuedByNext }),
    ...(index === 0 && leafSigned !== undefined && { signed: leafSigned }),
    ...(index === 0 && leafNamed !== undefined && { fitsKid: leafNamed }),
  }));
}

export function certificatesInWords(call: Call, { links, leafSigned, leafNamed }: Chain): string[] {
  const leaf = [
    leafSigned === undefined ? [] : leafSigned ? 'its key made the signature' : 'its key did not make the signature',
    leafNamed === undefined ? [] : leafNamed ? 'kid is made of it' : 'kid is not made of it',
  ].flat();
  return [
    bold(call, 'Certificates (x5c); they came with the token and prove nothing by themselves'),
    ...links.flatMap(({ certificate, problem }, index) => {
      if (!certificate) return [`${index + 1}  ${harmless(problem ?? 'It cannot be read.')}`];
      const { subjectDn, issuerDn, validFrom, validTo } = certificate;
      return [
        `${index + 1}  ${harmless(subjectDn)}`,
        `   issued by ${harmless(issuerDn)}`,
        `   from ${moment(validFrom)} to ${moment(validTo)}`,
        ...(index === 0 && leaf.length > 0 ? [`   ${leaf.join('; ')}`] : []),
      ];
    }),
    '',
  ];
}

/** Claims that are seconds since the epoch (RFC 7519 §4.1, OIDC Core §2, RFC 7591 §3.2.1). */
const times = ['exp', 'iat', 'nbf', 'auth_time', 'updated_at', 'client_id_issued_at', 'client_secret_expires_at'];

/** A token that was verified. */
export function decodedInWords(
  call: Call,
  header: object,
  payload: Record<string, unknown> | undefined,
  which: string | undefined,
): string {
  const dates = times.flatMap((name) => {
    const time = payload?.[name];
    return typeof time === 'number' && time > 0 ? [`${name.padEnd(10)} ${moment(time * 1000)}`] : [];
  });
  return [
    ...jsonOf(call, which === undefined ? 'Header' : `Header of ${which}`, header),
    ...jsonOf(call, 'Payload', payload),
    ...(dates.length > 0 ? [bold(call, 'Times'), ...dates, ''] : []),
  ].join('\n');
}
