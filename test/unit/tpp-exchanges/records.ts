/** Exchanges for the tests of the log and its readers, made by the transport's own function. */
import type { ExchangeRecord } from '../../../src/tpp/transport/exchange.ts';
import { type FinishedExchange, recordOf } from '../../../src/tpp/transport/record.ts';

export const startedAt = Date.UTC(2026, 10, 22, 10);

export interface Told extends Partial<Omit<FinishedExchange, 'url' | 'answer'>> {
  url?: string;
  status?: number;
  answerHeaders?: Record<string, string>;
  body?: string;
}

/** A GET of accounts that went well, changed as a test wants; `status: 0` for an exchange without an answer. */
export function exchange(
  {
    url = 'https://rs1.bank.test/open-banking/v3.1/aisp/accounts',
    status = 200,
    answerHeaders,
    body = '',
    ...told
  }: Told = {},
  bodies = true,
): ExchangeRecord {
  const interactionId = told.interactionId ?? '93bac548-d2de-4546-b106-880a5018460d';
  return recordOf(
    {
      startedAt,
      milliseconds: 42.5,
      times: { reused: false, dns: 1, connect: 2, tls: 3, firstByte: 30, rest: 0.5 },
      bank: 'sandbox',
      purpose: 'accounts',
      method: 'GET',
      interactionId,
      clientCertificate: {
        offered: true,
        why: 'host_of_the_bank',
        host: 'rs1.bank.test:443',
        subject: 'CN=0015800001041RHAAY,C=GB',
        thumbprint: 'T1',
      },
      tls: 'verified',
      requestHeaders: { accept: 'application/json', 'x-fapi-interaction-id': interactionId },
      ...told,
      url: new URL(url),
      ...(status === 0
        ? {}
        : {
            answer: {
              status,
              headers: { 'content-type': 'application/json', 'x-fapi-interaction-id': interactionId, ...answerHeaders },
              body,
              interactionId,
            },
          }),
    },
    bodies,
  );
}
