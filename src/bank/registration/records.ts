/** What registration keeps of a client: what it answered, so that reading gives the same again. */
import type { JsonObject } from '../pki/json-object.ts';

/** A document of kind `Registration`; its id is the client's, its index `softwareId`. */
export interface Registration {
  clientId: string;
  softwareId: string;
  organisationId: string;
  /** Seconds since the epoch. */
  issuedAt: number;
  /** The claims registered and those of the software statement assertion; the secret stands with the client only. */
  answer: JsonObject;
}
