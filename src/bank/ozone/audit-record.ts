/** One request as the audit log keeps it: what was asked and answered, by whom, and why it was refused; no secret of anybody's. */
import { type IncomingHttpHeaders, STATUS_CODES } from 'node:http';
import type { Context } from 'koa';
import { z } from 'zod';
import { truncate } from '../../standard/truncate.ts';
import { judgedCertificateOf } from '../http/client-certificate.ts';
import { notedClientOf } from '../http/noted-client.ts';
import type { ClientCertificate } from '../http/state.ts';

/** A request that the bank saw. */
export interface AuditRecord {
  interactionId: string;
  /** Milliseconds since the epoch, and how many it took. */
  at: number;
  took: number;
  clientId?: string;
  /** Of the certificate; tells whose a request is that named no client. */
  softwareId?: string;
  request: { line: string; headers: Record<string, string> };
  response: { status: number; reason: string };
  certificate?: { subject: string; thumbprint: string; refusal?: string };
  /** The error body, and the challenge of a 401. */
  error?: unknown;
  challenge?: string;
}

const maxText = 300;
const maxErrorText = 4_000;

/** Headers that hold no secret; of `authorization` the scheme alone is kept. */
const shownHeaders = new Set(['accept', 'content-type', 'content-length', 'user-agent', 'x-customer-user-agent']);
/** Query parameters that hold no secret, and no long text. */
const shownParameters = new Set(['scope', 'alg', 'responseType', 'response_type', 'page', 'client_id']);

/** What is noted of a request when it is answered: no more than has to be, as every request of the API pays for it. */
export interface Seen {
  interactionId: string;
  at: number;
  took: number;
  clientId: string | undefined;
  method: string;
  /** Path and query, as they came. */
  url: string;
  httpVersion: string;
  headers: IncomingHttpHeaders;
  status: number;
  certificate: ClientCertificate | undefined;
  /** Of a refusal only. */
  body?: unknown;
  challenge?: string;
}

/**
 * Notes a request that was answered.
 *
 * @param given The method it came with, as a posted authorisation request goes on as another; and the client that it claims to be of, for
 * where no room found out
 */
export function seen(
  ctx: Context,
  given: Pick<Seen, 'interactionId' | 'at' | 'took' | 'method'> & { claimed: string | undefined },
): Seen {
  const { claimed, ...rest } = given;
  const { originalUrl: url, headers, status } = ctx;
  const { httpVersion } = ctx.req;
  const clientId = notedClientOf(ctx) ?? claimed;
  const certificate = judgedCertificateOf(ctx);
  const noted = { ...rest, clientId, url, httpVersion, headers, status, certificate };
  if (status < 400) return noted;
  return { ...noted, body: ctx.body, challenge: ctx.response.get('www-authenticate') || '' };
}

/** The record of a request. */
export function recordOf(noted: Seen): AuditRecord {
  const { interactionId, at, took, clientId, method, httpVersion, headers, status, certificate, challenge } = noted;
  const error = errorOf(noted.body);
  return {
    interactionId,
    at,
    took,
    ...(clientId !== undefined && { clientId: truncate(clientId, maxText) }),
    ...(certificate?.softwareId !== undefined && { softwareId: certificate.softwareId }),
    request: { line: `${method} ${target(noted)} HTTP/${httpVersion}`, headers: headersOf(headers) },
    response: { status, reason: STATUS_CODES[status] ?? '' },
    ...(certificate && {
      certificate: {
        subject: certificate.subjectDn,
        thumbprint: certificate.thumbprint,
        ...(certificate.refusal !== undefined && { refusal: certificate.refusal }),
      },
    }),
    ...(error !== undefined && { error }),
    ...(challenge && { challenge: safe(challenge) }),
  };
}

/** The path, and what of the query is no secret; an authorisation's id is one, as it is all that goes on with it. */
function target({ url }: Seen): string {
  const [given = '', query = ''] = url.split(/\?(.*)/s);
  const path = truncate(given.replace(/^\/(auth|interaction)\/[^/]+/, '/$1/…'), maxText);
  if (query === '') return path;
  const shown = [...new URLSearchParams(query)]
    .slice(0, 20)
    .map(([name, value]) => `${safe(name)}=${isShown(name) ? safe(value) : '…'}`);
  return `${path}?${shown.join('&')}`;
}

const isShown = (name: string): boolean => shownParameters.has(name) || /^(from|to)\w*DateTime$/.test(name);

function headersOf(headers: IncomingHttpHeaders): Record<string, string> {
  const shown: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (typeof value !== 'string') continue;
    if (name === 'authorization') shown[name] = `${/^[A-Za-z]+(?= )/.exec(value)?.[0] ?? ''} …`.trim();
    else if (shownHeaders.has(name) || name.startsWith('x-fapi-')) shown[name] = safe(value);
  }
  return shown;
}

const errorBody = z.union([
  z.looseObject({ error: z.string() }),
  z.looseObject({ Code: z.string(), Errors: z.array(z.unknown()) }),
]);

/** An OAuth error or a Read/Write one; pages are not kept. */
function errorOf(body: unknown): unknown {
  const text = body instanceof Uint8Array ? Buffer.from(body).toString('utf8') : body;
  const read = errorBody.safeParse(typeof text === 'string' ? jsonOrNothing(text) : text);
  if (!read.success) return undefined;
  const short = safe(JSON.stringify(read.data), maxErrorText);
  return jsonOrNothing(short) ?? short;
}

function jsonOrNothing(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Short, and without a JWT that an error may have quoted. */
function safe(text: string, limit = maxText): string {
  return truncate(text.replace(/eyJ[\w-]*(\.[\w-]*){0,2}/g, 'eyJ…'), limit);
}
