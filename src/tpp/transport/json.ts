/** The JSON of an answer, or an error that shows what came instead. */
import { fail } from '../errors.ts';
import { deepest, parseJson, TooDeep } from '../json.ts';
import type { Answer } from './exchange.ts';
import { redactText } from './redact.ts';

/** What the answer's body holds as JSON, not yet checked for its shape. Error: `answer_not_json`, with status and the body's beginning. */
export function jsonOf(answer: Answer, purpose: string): unknown {
  try {
    return parseJson(answer.body);
  } catch (thrown) {
    const type = answer.headers['content-type'];
    fail({
      code: 'answer_not_json',
      message: `The bank answered ${purpose} with status ${answer.status} and ${answer.body === '' ? 'no body' : thrown instanceof TooDeep ? `JSON that is nested more than ${deepest} levels deep` : `a body that is not JSON${type ? ` (${type})` : ''}`}.`,
      try: 'Look at the body: an HTML page often means that the address is not the API, or that the bank is down for maintenance.',
      bank: { status: answer.status, body: redactText(answer.body.slice(0, 4000)) },
      interactionId: answer.interactionId,
    });
  }
}
