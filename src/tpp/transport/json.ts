/** The JSON of an answer, or an error that shows what came instead. */
import { fail } from '../errors.ts';
import { notTheApi } from '../exchanges/not-the-api.ts';
import { deepest, parseJson, TooDeep } from '../json.ts';
import type { Answer } from './exchange.ts';
import { interactionIdOf } from './interaction-id.ts';
import { redactedStart } from './redact.ts';

/** What the answer's body holds as JSON, not yet checked for its shape. Error: `answer_not_json`, with status and the body's beginning. */
export function jsonOf(answer: Answer, purpose: string): unknown {
  try {
    return parseJson(answer.body);
  } catch (thrown) {
    const other = notTheApi(answer);
    fail({
      code: 'answer_not_json',
      message: `The bank answered ${purpose} with status ${answer.status} and ${whatCame(answer, thrown)}${other ? `: ${other.said}` : ''}.`,
      try:
        other?.try ?? 'Look at the body: it is not what the address should give, or it was changed or cut on the way.',
      bank: { status: answer.status, body: redactedStart(answer.body) },
      interactionId: interactionIdOf(answer),
    });
  }
}

function whatCame({ body, headers }: Answer, thrown: unknown): string {
  if (body === '') return 'no body';
  if (thrown instanceof TooDeep) return `JSON that is nested more than ${deepest} levels deep`;
  const type = headers['content-type'];
  return `a body that is not JSON${type ? ` (${type})` : ''}`;
}
