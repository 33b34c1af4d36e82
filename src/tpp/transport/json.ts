/** The JSON of an answer, or an error that shows what came instead. */

import { t } from '../../standard/language.ts';
import { fail } from '../errors.ts';
import { maxDepth, parseJson, TooDeep } from '../json.ts';
import { redactedStart } from '../redaction/redact.ts';
import type { Answer } from './exchange.ts';
import { interactionIdOf } from './interaction-id.ts';
import { notTheApi } from './not-the-api.ts';
import { purposeWords } from './purpose-words.ts';

/** Bodies are parsed once, by whoever looks first: of thousands of pages that is what most of the time goes into. */
const parsed = new WeakMap<Pick<Answer, 'body'>, { value: unknown } | { thrown: unknown }>();

function parsedOnce(answer: Pick<Answer, 'body'>): { value: unknown } | { thrown: unknown } {
  const known = parsed.get(answer);
  if (known !== undefined) return known;
  let outcome: { value: unknown } | { thrown: unknown };
  try {
    outcome = { value: parseJson(answer.body) };
  } catch (thrown) {
    outcome = { thrown };
  }
  parsed.set(answer, outcome);
  return outcome;
}

/** The body as JSON, not yet checked for its shape; undefined where it is none. */
export function parsedBody(answer: Pick<Answer, 'body'>): { value: unknown } | undefined {
  const outcome = parsedOnce(answer);
  return 'value' in outcome ? outcome : undefined;
}

/** What the answer's body holds as JSON, not yet checked for its shape. Error: `answer_not_json`, with status and the body's beginning. */
export function jsonOf(answer: Answer, purpose: string): unknown {
  const outcome = parsedOnce(answer);
  if ('value' in outcome) return outcome.value;
  const other = notTheApi(answer);
  return fail({
    code: 'answer_not_json',
    message: t(
      'The bank answered {0} with status {1} and {2}{3}.',
      purposeWords(purpose),
      answer.status,
      whatCame(answer, outcome.thrown),
      other ? `: ${other.said}` : '',
    ),
    try:
      other?.try ?? t('Look at the body: it is not what the address should give, or it was changed or cut on the way.'),
    bank: { status: answer.status, body: redactedStart(answer.body) },
    interactionId: interactionIdOf(answer),
  });
}

function whatCame({ body, headers }: Answer, thrown: unknown): string {
  if (body === '') return t('no body');
  if (thrown instanceof TooDeep) return t('JSON that is nested more than {0} levels deep', maxDepth);
  const type = headers['content-type'];
  return t('a body that is not JSON{0}', type ? ` (${type})` : '');
}
