/** The interaction id of an exchange, by which the bank finds it. */
import { textOf } from '../strangers.ts';
import type { Answer } from './exchange.ts';

/** What the bank says in its answer, which may be its own; where that is blank or absent, what was sent. */
export function interactionIdOf({ headers, interactionId }: Pick<Answer, 'headers' | 'interactionId'>): string {
  return textOf(headers['x-fapi-interaction-id']) ?? interactionId;
}
