/** A registration answer as banks really give it, made readable without changing what the bank said. */
import { z } from 'zod';
import { fail } from '../errors.ts';
import { mask } from '../transport/redact.ts';

/** RFC 7591 §3.2.1; all that matters here is who we are now, everything else is kept as it came. */
const answer = z.looseObject({
  client_id: z.string().min(1),
  client_secret: z.string().nullish(),
  registration_access_token: z.string().nullish().catch(undefined),
  token_endpoint_auth_method: z.string().nullish(),
  client_id_issued_at: z.number().nullish(),
});

/** Members that are credentials: kept in the secret store or not at all, and masked in what is shown. `bearer` is base64(id:secret). */
const secretMembers = ['client_secret', 'registration_access_token', 'bearer'];

export interface RegistrationAnswer {
  clientId: string;
  clientSecret?: string;
  /** RFC 7592 §3. */
  registrationAccessToken?: string;
  /** What the bank registered; undefined where it does not say. */
  authMethod?: string;
  /** ISO 8601. */
  registeredAt?: string;
  /** The answer without credentials, with scope, times and lists as the standard has them. */
  registration: Record<string, unknown>;
  /** The answer with credentials masked, for showing. */
  shown: Record<string, unknown>;
}

/**
 * Reads the answer to a registration, a read or an update. Forgiven, because real banks do it: `client_id_issued_at` in milliseconds, scopes
 * separated by commas.
 * @throws OpenBankingError `answer_invalid`
 */
export function readRegistrationAnswer(json: unknown): RegistrationAnswer {
  const read = answer.safeParse(json);
  if (!read.success) {
    return fail({
      code: 'answer_invalid',
      message: 'The bank accepted, but its answer has no client_id.',
      try: 'Do not register again. Ask the bank for the client id, then take the client over (obw client adopt ID).',
    });
  }
  const {
    client_secret,
    registration_access_token,
    token_endpoint_auth_method,
    client_id_issued_at: issued,
  } = read.data;
  const entries = Object.entries(read.data);
  const seconds = issued && issued > 1e11 ? Math.floor(issued / 1000) : issued;
  const registration = Object.fromEntries(entries.filter(([name]) => !secretMembers.includes(name)));
  if (seconds) registration.client_id_issued_at = seconds;
  if (typeof registration.scope === 'string') registration.scope = registration.scope.split(/[\s,]+/).join(' ');
  return {
    clientId: read.data.client_id,
    clientSecret: client_secret ?? undefined,
    registrationAccessToken: registration_access_token ?? undefined,
    authMethod: token_endpoint_auth_method ?? undefined,
    registeredAt: seconds ? new Date(seconds * 1000).toISOString() : undefined,
    registration,
    shown: Object.fromEntries(
      entries.map(([name, value]) => [name, secretMembers.includes(name) && value ? mask(String(value)) : value]),
    ),
  };
}
