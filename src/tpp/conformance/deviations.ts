/** What of an exchange is not as the standard has it: both bodies, the status, and the headers that the operation demands. */

import { checkBody } from '../../standard/check.ts';
import { byWeight, type Finding } from '../../standard/finding.ts';
import { withoutValues, wordsOf } from '../../standard/finding-words.ts';
import { t } from '../../standard/language.ts';
import { tables, takesAnything } from '../../standard/tables.ts';
import { truncate } from '../../standard/truncate.ts';
import { isRegistration } from '../../standard/versions.ts';
import { parseJson } from '../json.ts';
import { decodeJwt } from '../jwt/decode.ts';
import { redactText } from '../redaction/redact.ts';
import { textOf } from '../strangers.ts';
import type { Answer, Deviation } from '../transport/exchange.ts';
import { parsedBody } from '../transport/json.ts';
import type { Quirk } from '../workspace/schema.ts';
import { forgives } from './quirks.ts';
import type { RecognisedOperation } from './recognise.ts';

export interface Judged {
  method: string;
  url: string;
  /** Lower-case names. */
  requestHeaders: Record<string, string>;
  requestBody?: string | undefined;
  answer?: Answer | undefined;
}

export interface JudgeOptions {
  /** Whether findings show what was found; not for a production bank, whose bodies are customers' data. */
  values: boolean;
  /** What is put up with at this bank. */
  quirks?: readonly Quirk[];
}

/** Characters of a key (Read/Write API, Idempotency). */
const maxKeyLength = 40;

/**
 * Holds an exchange against the operation that it is. Cost: one walk through each body.
 * @returns the weightiest first, those of the request before those of the answer
 */
export function deviationsOf(judged: Judged, recognised: RecognisedOperation, options: JudgeOptions): Deviation[] {
  const found = [...inRequest(judged, recognised, options), ...inAnswer(judged, recognised, options)];
  const name = `${recognised.operation.verb} ${recognised.operation.path}`;
  return found.filter((each) => !(options.quirks ?? []).some((quirk) => forgives(quirk, name, each))).sort(byWeight);
}

function inRequest(judged: Judged, { operation, version }: RecognisedOperation, options: JudgeOptions): Deviation[] {
  const { requestHeaders: headers, requestBody = '' } = judged;
  const found: Deviation[] = [];
  const odd = (grade: Deviation['grade'], rule: string, path: string, says: string) =>
    found.push({ of: 'request', grade, rule, path, times: 1, says });
  if (operation.idempotent) {
    const key = headers['x-idempotency-key'];
    if (key === undefined) odd('breach', 'header', 'x-idempotency-key', t('The request has no x-idempotency-key.'));
    else if (key.length > maxKeyLength || key !== key.trim())
      odd(
        'breach',
        'header',
        'x-idempotency-key',
        t(
          'The x-idempotency-key is {0} characters long; it has at most {1}, with no blank at either end.',
          key.length,
          maxKeyLength,
        ),
      );
  }
  if ((operation.signs === 'request' || operation.signs === 'both') && headers['x-jws-signature'] === undefined) {
    odd('breach', 'header', 'x-jws-signature', t('The request has no x-jws-signature, its detached signature.'));
  }
  for (const name of new URL(judged.url).searchParams.keys()) {
    // Links to further pages have parameters of the bank's own.
    if (operation.paged || operation.query.includes(name)) continue;
    odd('hint', 'query', truncate(name, 100), t("The query parameter {0} is none of this operation's.", show(name)));
  }
  const definition = operation.in[version]?.request;
  const body = definition === undefined ? undefined : sentBody(requestBody);
  if (definition === undefined || body === undefined) return found;
  if (takesAnything(definition) && requestBody !== '') return found;
  if (body.fault === undefined) return [...found, ...inBody('request', body.value, definition, version, options)];
  odd('breach', 'json', '', t("The request's body is {0}.", body.fault));
  return found;
}

/** What a body says: JSON, or the claims of a JWT, as registration has it. */
function sentBody(text: string): { value?: unknown; fault?: string } | undefined {
  if (text.trim() === '') return { fault: 'empty' };
  try {
    return text.startsWith('ey') ? { value: decodeJwt(text).payload } : { value: parseJson(text) };
  } catch {
    return { fault: t('no JSON') };
  }
}

function inAnswer({ answer }: Judged, { operation, version }: RecognisedOperation, options: JudgeOptions): Deviation[] {
  if (answer === undefined) return [];
  const { status } = answer;
  const bodies = operation.in[version];
  const found: Deviation[] = [];
  const isSuccess = status >= 200 && status < 300;
  const odd = (grade: Deviation['grade'], rule: string, path: string, says: string) =>
    found.push({ of: 'answer', grade, rule, path, times: 1, says });
  if (!operation.ok.includes(status) && !bodies?.refusals.includes(status)) {
    const grade = isSuccess ? 'breach' : 'hint';
    odd(
      grade,
      'status',
      '',
      t('{0} is no status of this operation: {1} is success.', status, operation.ok.join(' or ')),
    );
  }
  if (isSuccess && (operation.signs === 'answer' || operation.signs === 'both')) {
    if (textOf(answer.headers['x-jws-signature']) === undefined)
      odd('breach', 'header', 'x-jws-signature', t('The answer has no x-jws-signature, its detached signature.'));
  }
  const definition = isSuccess ? bodies?.answer : bodies?.error;
  if (definition === undefined || takesAnything(definition) || answer.body.trim() === '') return found;
  const json = parsedBody(answer);
  // What is no JSON at all is told by whoever reads the answer, with what it is.
  return json === undefined ? found : [...found, ...inBody('answer', json.value, definition, version, options)];
}

function inBody(
  of: Deviation['of'],
  body: unknown,
  definition: string,
  version: string,
  options: JudgeOptions,
): Deviation[] {
  const findings = checkBody(body, definition, tables(), { redact: redactedValue });
  const told = isRegistration(version) ? findings.filter((each) => !isUsual(each)) : findings;
  return told.map((finding) => ({
    of,
    grade: finding.grade,
    rule: finding.rule,
    path: redactText(options.values ? finding.path : withoutValues(finding.path)),
    times: finding.times,
    says: redactText(wordsOf(finding, options)),
  }));
}

/**
 * RFC 7591 §2 has registrations with more members than a standard names; `native` is `mobile` as of DCR 3.4, and banks take either; many
 * banks want their issuer as `aud`, which the preflight speaks of.
 */
const isUsual = ({ rule, path, found }: Finding): boolean =>
  rule === 'unknown' ||
  path === '/aud' ||
  (path === '/application_type' && (found === '"native"' || found === '"mobile"'));

/** The redactor knows many a secret by its member's name. */
function redactedValue(json: string, member: string): string {
  const before = `{${JSON.stringify(member)}:`;
  const redacted = redactText(`${before}${json}}`);
  return redacted.startsWith(before) && redacted.endsWith('}') ? redacted.slice(before.length, -1) : '"…"';
}

const show = (text: string): string => JSON.stringify(truncate(text, 60));
