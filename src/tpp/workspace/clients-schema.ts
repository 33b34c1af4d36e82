/** The shape of `openbanking.clients.json`, every member described, and a client as it stands there: no secret and no person is part of it. */

import { z } from 'zod';
import { t } from '../../standard/language.ts';
import { fail } from '../errors.ts';
import { tooDeepAt } from '../json.ts';
import { secretKindOf } from '../redaction/secret-names.ts';
import type { ClientRecord } from './state.ts';

const time = z.string().refine((text) => /^\d{4}-\d\d-\d\d/.test(text) && !Number.isNaN(Date.parse(text)), {
  error: t('must be a date or a time such as 2026-01-31T12:00:00Z'),
});

const metadata = z.record(z.string(), z.unknown()).superRefine((members, context) => {
  for (const path of secretsIn(members)) {
    context.addIssue({ code: 'custom', path, message: t('is a secret, and this file is made to be committed') });
  }
});

/** Levels of what a bank says of a client; far more than it has, and what puts it into the file cannot indent by any number. */
const maxSharedDepth = 50;

/** A client as one of the team registered it. */
const sharedClient = z.strictObject({
  clientId: z
    .string()
    .regex(/^[\x20-\x7e]{1,500}$/, { error: t('must be a client id') })
    .describe('The id that the bank gave.'),
  softwareId: z.string().min(1).describe('`software_id` of the software statement that it was registered with.'),
  registeredAt: time.describe('When it was registered.'),
  tokenEndpointAuthMethod: z.string().min(1).describe('How it proves itself at the token endpoint.'),
  metadata: metadata.describe('What the bank registered, without `client_secret`, tokens and contacts.'),
});
export type SharedClient = z.infer<typeof sharedClient>;

export const clientsFile = z.strictObject({
  $schema: z.string().optional().describe('The JSON schema of this file, for editors.'),
  clients: z
    .record(z.string(), sharedClient)
    .describe('The client that the team uses at each bank, under the name that the bank has in `openbanking.json`.'),
});
export type ClientsFile = z.infer<typeof clientsFile>;

/** Names of members that hold a secret, each with its path. */
export function secretsIn(members: unknown, path: string[] = []): string[][] {
  if (typeof members !== 'object' || members === null) return [];
  return Object.entries(members).flatMap(([name, value]) =>
    isSecret(name) && value !== null ? [[...path, name]] : secretsIn(value, [...path, name]),
  );
}

const isSecret = (name: string): boolean => !/^\d+$/.test(name) && secretKindOf(name) !== undefined;

/** `contacts`, `org_contacts`, `softwareContact`: names, e-mail addresses and telephone numbers of people. */
const isContact = (name: string): boolean => /contact/i.test(name);

function shareable(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shareable);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).filter(([name]) => !isSecret(name) && !isContact(name) && name !== '__proto__');
  return Object.fromEntries(members.sort(byName).map(([name, member]) => [name, shareable(member)]));
}

const byName = ([a]: [string, unknown], [b]: [string, unknown]): number => (a < b ? -1 : 1);

/**
 * A client as the file has it: its metadata in the order of their names, so that two registrations differ in what is different.
 * @throws OpenBankingError `state_invalid` for a record that somebody edited to what no client is, and one that is nested too deep
 */
export function toShared({
  clientId,
  softwareId,
  registeredAt,
  tokenEndpointAuthMethod,
  registration,
}: ClientRecord): SharedClient {
  const members = shareable(registration);
  if (tooDeepAt(JSON.stringify(members), maxSharedDepth) !== undefined) {
    return fail({
      code: 'state_invalid',
      message: t(
        'The client {0} cannot be shared: what its bank says of it is nested more than {1} levels deep.',
        clientId,
        maxSharedDepth,
      ),
      try: t('Tell the bank. Until then each of you takes the client over.'),
      remedies: [{ do: 'adoptClient', clientId }],
    });
  }
  const made = sharedClient.safeParse({
    clientId,
    softwareId,
    registeredAt,
    tokenEndpointAuthMethod,
    metadata: members,
  });
  if (made.success) return made.data;
  const [issue] = made.error.issues;
  return fail({
    code: 'state_invalid',
    message: t(
      'The client {0} cannot be shared: its {1} in .openbanking/state.json {2}.',
      clientId,
      issue?.path.join('.'),
      issue?.message,
    ),
    try: t('Take the client over again, which writes it anew.'),
    remedies: [{ do: 'adoptClient', clientId }],
  });
}

/** A client of the file as the flow knows clients. */
export function fromShared(bank: string, { metadata, ...client }: SharedClient): ClientRecord {
  return { bank, ...client, registration: metadata };
}
