/** Account access consents: created, read, revoked, and kept in the state as the bank last told. */

import { z } from 'zod';
import { consentKinds } from '../../standard/consent-kinds.ts';
import { t } from '../../standard/language.ts';
import { truncate } from '../../standard/truncate.ts';
import { wordsVersion } from '../../standard/versions.ts';
import { type ApiOptions, callAsClient } from '../api/caller.ts';
import { fail } from '../errors.ts';
import { assertRoom, keep } from '../keeping.ts';
import { currentClient, type Session } from '../session.ts';
import { idOf, optionalText, optionalTexts, readable, textOf } from '../strangers.ts';
import { versionOf } from '../workspace/api-version.ts';
import { readStatus } from '../workspace/consent-status.ts';
import { consentTokensName } from '../workspace/secrets.ts';
import type { ConsentRecord, StatusReason } from '../workspace/state.ts';
import { failOfConsent } from './gone.ts';
import { findConsent, noteConsent } from './kept.ts';
import { assertPermissions, everyPermission } from './permissions.ts';

export interface ConsentChoices {
  /** Default: every permission of the standard. */
  permissions?: readonly string[];
  /** ISO 8601 with zone; when the consent ends by itself. */
  expires?: string;
  /** ISO 8601 with zone; the earliest transaction that may be seen. */
  from?: string;
  /** ISO 8601 with zone; the latest transaction that may be seen. */
  to?: string;
}

/** Characters; the standard has 128. */
const maxIdLength = 1000;

const consentAnswer = z.looseObject({
  Data: z.looseObject({
    ConsentId: z.unknown().transform(idOf).pipe(z.string().max(maxIdLength)),
    Status: z.unknown().transform(textOf).pipe(z.string().max(maxIdLength)),
    Permissions: optionalTexts,
    CreationDateTime: optionalText,
    ExpirationDateTime: optionalText,
    TransactionFromDateTime: optionalText,
    TransactionToDateTime: optionalText,
    StatusReason: z.unknown().optional().transform(reasonsIn),
  }),
});

/** OBStatusReason; one alone may stand where a list belongs. Absent where nothing is said. */
function reasonsIn(value: unknown): StatusReason[] | undefined {
  const reasons = readable(value, statusReason)?.items.filter(({ code, description }) => code ?? description);
  return reasons === undefined || reasons.length === 0 ? undefined : reasons.slice(0, maxReasons);
}

const reasonText = optionalText.transform((text) => text && truncate(text, maxIdLength));
const statusReason = z
  .looseObject({ StatusReasonCode: reasonText, StatusReasonDescription: reasonText })
  .transform(({ StatusReasonCode: code, StatusReasonDescription: description }) => ({
    ...(code !== undefined && { code }),
    ...(description !== undefined && { description }),
  }));

/** More tell nobody why. */
const maxReasons = 10;

/**
 * Creates a consent (Read/Write API, POST /account-access-consents) and remembers it. Combinations and times that every bank must refuse are
 * refused here, before anything is sent.
 * @throws OpenBankingError `permissions_invalid`, `usage`, `api_refused`, `client_not_found`
 * @example
 * await createConsent(session, { permissions: ['ReadAccountsBasic', 'ReadBalances'], expires: '2026-12-31T23:59:59Z' });
 */
export async function createConsent(
  session: Session,
  choices: ConsentChoices = {},
  options: ApiOptions = {},
): Promise<ConsentRecord> {
  const permissions = [...new Set(choices.permissions ?? everyPermission)];
  assertPermissions(permissions);
  assertTimes(choices, session.surroundings.now());
  const client = await currentClient(session);
  const body = {
    Data: {
      Permissions: permissions,
      ...(choices.expires === undefined ? {} : { ExpirationDateTime: choices.expires }),
      ...(choices.from === undefined ? {} : { TransactionFromDateTime: choices.from }),
      ...(choices.to === undefined ? {} : { TransactionToDateTime: choices.to }),
    },
    Risk: {},
  };
  const purpose = 'account access consent';
  await assertRoom(session);
  const answer = readAnswer(
    (await callAsClient(session, 'POST /account-access-consents', { body, purpose }, options)).json,
  );
  const of = { kind: 'account-access', version: await versionAt(session) } as const;
  const record: ConsentRecord = {
    ...of,
    bank: session.bank.name,
    clientId: client.clientId,
    consentId: answer.ConsentId,
    createdAt: answer.CreationDateTime ?? new Date(session.surroundings.now()).toISOString(),
    ...told(of, answer, permissions),
  };
  const done = t('The bank made the consent {0}', record.consentId);
  await keep(session, { done, consent: record, secrets: [], advice: t('put it back.') }, () =>
    session.state.update((state) => ({ ...state, consents: [...state.consents, record] })),
  );
  return record;
}

/**
 * Reads a consent at the bank and brings the state up to date.
 * @throws OpenBankingError `consent_not_found`, `api_refused`
 */
export async function readConsent(
  session: Session,
  consentId: string,
  options: ApiOptions = {},
): Promise<ConsentRecord> {
  const { consent, json } = await callOn(session, consentId, 'GET', 'consent', options);
  const answer = readAnswer(json);
  return noteConsent(session, consent.consentId, (each) => ({ ...each, ...told(each, answer, each.permissions) }));
}

/**
 * Withdraws a consent for good (DELETE), and forgets it with its tokens.
 * @throws OpenBankingError `usage` for a kind that nobody can withdraw, `consent_not_found`, `api_refused`
 */
export async function revokeConsent(
  session: Session,
  consentId: string,
  options: ApiOptions = {},
): Promise<ConsentRecord> {
  const { consent } = await callOn(session, consentId, 'DELETE', 'revoke consent', options);
  await session.secrets.delete(consentTokensName(session.bank.name, consent.consentId));
  await session.state.update((state) => ({
    ...state,
    consents: state.consents.filter((each) => each.bank !== consent.bank || each.consentId !== consent.consentId),
  }));
  // The bank says no word for it: it is that of the consent's version.
  const { pending: _, told: __, ...rest } = consent;
  return { ...rest, status: 'revoked' };
}

/** The operation on one consent of its kind. */
/** Sends what a verb means for a kept consent. */
async function callOn(
  session: Session,
  consentId: string,
  verb: 'GET' | 'DELETE',
  purpose: string,
  options: ApiOptions,
): Promise<{ consent: ConsentRecord; json: unknown }> {
  const consent = await findConsent(session, consentId);
  const params = { ConsentId: consent.consentId };
  const operation = operationOn(consent, verb);
  const { json } = await callAsClient(session, operation, { params, purpose }, options).catch(failOfConsent);
  return { consent, json };
}

function operationOn({ kind, consentId }: ConsentRecord, verb: 'GET' | 'DELETE'): string {
  const { api, path, deletable } = consentKinds[kind];
  if (verb === 'DELETE' && !deletable) {
    usage(
      t('The consent {0} is of the kind {1}, which the standard has no withdrawal for.', consentId, kind),
      t('Let it be.'),
    );
  }
  return `${api} ${verb} ${path}/{ConsentId}`;
}

/** The version whose words the bank's account information speaks: by its entry, else its address. Where neither tells, 3.1. */
export async function versionAt(session: Session): Promise<string> {
  const { accountInformation = '' } = await session.metadata();
  return wordsVersion(versionOf(session.bank.entry, 'aisp', accountInformation) ?? '3.1');
}

type ConsentData = z.infer<typeof consentAnswer>['Data'];

/** What the bank tells of a consent; what it leaves out stays as it was asked for. */
function told(
  of: Pick<ConsentRecord, 'kind' | 'version'>,
  data: ConsentData,
  asked: string[] | undefined,
): Pick<ConsentRecord, 'status' | 'told'> & Partial<ConsentRecord> {
  return {
    ...readStatus(of, data.Status),
    statusReasons: data.StatusReason,
    ...(consentKinds[of.kind].permissions ? { permissions: data.Permissions ?? asked ?? [] } : {}),
    ...(data.ExpirationDateTime ? { expirationDateTime: data.ExpirationDateTime } : {}),
    ...(data.TransactionFromDateTime ? { transactionFromDateTime: data.TransactionFromDateTime } : {}),
    ...(data.TransactionToDateTime ? { transactionToDateTime: data.TransactionToDateTime } : {}),
  };
}

function readAnswer(json: unknown): ConsentData {
  const read = consentAnswer.safeParse(json);
  if (read.success) return read.data.Data;
  return fail({
    code: 'answer_invalid',
    message: t(
      'The bank’s answer about the consent has no Data with ConsentId and Status, or ones that are far too long.',
    ),
    try: t('Tell the bank, with the exchange from the log.'),
  });
}

const zoned = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)$/;

function assertTimes({ expires, from, to }: ConsentChoices, now: number): void {
  for (const [name, time] of Object.entries({ expires, from, to })) {
    if (time === undefined || (zoned.test(time) && !Number.isNaN(Date.parse(time)))) continue;
    usage(
      t('The time "{0}" ({1}) is not an ISO 8601 time with zone.', time, name),
      t('Write it like 2026-12-31T23:59:59Z.'),
    );
  }
  if (expires !== undefined && Date.parse(expires) <= now) {
    usage(t('The consent would end at {0}, which is past.', expires), t('Choose a time in the future, or none.'));
  }
  if (from !== undefined && to !== undefined && Date.parse(from) > Date.parse(to)) {
    usage(t('The range begins ({0}) after it ends ({1}).', from, to), t('Exchange the two.'));
  }
}

function usage(message: string, advice: string): never {
  return fail({ code: 'usage', message, try: advice });
}
