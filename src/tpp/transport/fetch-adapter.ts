/** The transport in the shape of `fetch`, so that openid-client goes over it like everything else. */
import { t } from '../../standard/language.ts';
import { fail } from '../errors.ts';
import type { Answer, OutgoingRequest } from './exchange.ts';

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;
/** Statuses whose Response may have no body (Fetch standard, "null body status"). */
const bodiless = new Set([204, 205, 304]);

/**
 * A request of `fetch` as one of ours.
 *
 * @throws OpenBankingError `internal` for what the transport has no use for: other methods, streams and files as body
 */
export function requestOf(url: string, options: RequestInit & { purpose?: string }): OutgoingRequest {
  const method = methods.find((one) => one === (options.method ?? 'GET').toUpperCase());
  const body = bodyText(options.body);
  if (!method || body === false) {
    return fail({
      code: 'internal',
      message: t('The transport cannot send this request ({0} with this kind of body).', options.method ?? 'GET'),
      try: t('Please report this with the log.'),
    });
  }
  const headers = Object.fromEntries(new Headers(options.headers));
  if (options.body instanceof URLSearchParams) {
    headers['content-type'] ??= 'application/x-www-form-urlencoded;charset=UTF-8';
  }
  return {
    method,
    url,
    headers,
    purpose: options.purpose ?? purposeOf(url),
    ...(body === undefined ? {} : { body }),
    ...(options.signal ? { signal: options.signal } : {}),
  };
}

/** An answer as a `Response`. Error: `answer_invalid` for a status outside 200 to 599. */
export function responseOf({ status, headers, body }: Answer): Response {
  if (status < 200 || status > 599) {
    return fail({
      code: 'answer_invalid',
      message: t('The bank answered with status {0}, which HTTP does not have.', status),
      try: t('Check the address and whether something between here and the bank changes its answers.'),
      bank: { status },
    });
  }
  return new Response(bodiless.has(status) ? null : body, { status, headers });
}

function bodyText(body: RequestInit['body']): string | undefined | false {
  if (body === undefined || body === null) return undefined;
  if (typeof body === 'string') return body;
  if (body instanceof URLSearchParams) return body.toString();
  if (body instanceof ArrayBuffer) return Buffer.from(body).toString('utf8');
  if (body instanceof Uint8Array) return Buffer.from(body).toString('utf8');
  return false;
}

function purposeOf(url: string): string {
  const path = URL.canParse(url) ? new URL(url).pathname : url;
  if (path.includes('/.well-known/')) return 'discovery';
  if (/jwks/i.test(path)) return 'jwks';
  const last = path.split('/').findLast((part) => part !== '');
  return last !== undefined && /^[a-z_-]{2,30}$/i.test(last) ? last : 'request';
}
