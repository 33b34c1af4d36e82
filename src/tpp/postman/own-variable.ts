/** The one variable of ours in an environment that we export: the bank's entry as openbanking.json has it, so that nothing is lost on the way back. */
import { z } from 'zod';
import { parseJson } from '../json.ts';
import { bankEntry } from '../workspace/schema.ts';
import { isLiteralSecret } from './secret-values.ts';

export const ownVariableKey = 'openBankingWorkbench';

/** Of a registration, what a client needs to be used elsewhere (RFC 7591 §2). */
const metadataNames = [
  'client_id',
  'redirect_uris',
  'response_types',
  'grant_types',
  'scope',
  'application_type',
  'id_token_signed_response_alg',
  'request_object_signing_alg',
  'token_endpoint_auth_signing_alg',
];

/** A registration without what is nobody else's business. */
export function publicMetadata(registration: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(registration).filter(([name]) => metadataNames.includes(name)));
}

const own = z.object({
  /** How openbanking.json calls the bank. */
  bank: z.string().regex(/^[A-Za-z0-9][\w.-]{0,63}$/),
  /** A header in it that holds a secret is left out: openbanking.json is committed. */
  entry: bankEntry.transform(({ headers, ...entry }) => {
    const plain = Object.entries(headers ?? {}).filter(([name, value]) => !isLiteralSecret(name, value, 'header'));
    return headers === undefined ? entry : { ...entry, headers: Object.fromEntries(plain) };
  }),
  client: z
    .object({
      clientId: z.string(),
      tokenEndpointAuthMethod: z.string(),
      registration: z.record(z.string(), z.unknown()).transform(publicMetadata),
    })
    .optional(),
  /** The other variables as they were exported: one that differs now was changed on purpose. */
  exported: z.record(z.string(), z.string()),
});
export type OwnVariable = z.infer<typeof own>;

export function readOwnVariable(text: string | undefined): OwnVariable | undefined {
  if (text === undefined) return undefined;
  try {
    const read = own.safeParse(parseJson(text));
    return read.success ? read.data : undefined;
  } catch {
    return undefined;
  }
}
