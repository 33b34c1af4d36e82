/** The id by which both sides name an exchange (FAPI 1.0 Baseline §6.2.1-11): a UUID of the request's, or one of the bank's. */
import { randomUUID } from 'node:crypto';
import { uuid } from '../../standard/uuid.ts';

export const interactionHeader = 'x-fapi-interaction-id';

/** The id of the answer: the request's, or a fresh one where it sent none or one that is no UUID. */
export const interactionIdFor = (sent: string | undefined): string =>
  sent !== undefined && uuid.test(sent) ? sent : randomUUID();
