/** The client certificate of a connection, judged anew at each request, on resumed sessions too. */
import type { X509Certificate } from 'node:crypto';
import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { Context } from 'koa';
import type { ClientCertificate, ClientCertificateOf } from './state.ts';

/** Judges a certificate now: dates, issuer or list, revocation. Given by the directory. */
export type JudgeCertificate = (certificate: X509Certificate) => Promise<ClientCertificate>;

const certificates = new WeakMap<Socket, X509Certificate>();
const judgements = new WeakMap<object, ClientCertificate>();

/** The peer's certificate, parsed once per connection. */
export function peerCertificateOf(ctx: { socket: unknown }): X509Certificate | undefined {
  const socket = ctx.socket as TLSSocket;
  if (!socket.encrypted) return undefined;
  const known = certificates.get(socket);
  if (known) return known;
  const certificate = socket.getPeerX509Certificate();
  if (certificate) certificates.set(socket, certificate);
  return certificate;
}

/** Judges the certificate of a request, once per request; {@link judgedCertificateOf} gives the outcome to code that cannot wait. */
export function clientCertificateCheck(judge: JudgeCertificate): ClientCertificateOf {
  return async (ctx: Context) => {
    const known = judgements.get(ctx.req);
    if (known) return known;
    const certificate = peerCertificateOf(ctx);
    if (!certificate) return undefined;
    const judgement = await judge(certificate);
    judgements.set(ctx.req, judgement);
    return judgement;
  };
}

/** What {@link clientCertificateCheck} found for this request. */
export function judgedCertificateOf(ctx: { req: object }): ClientCertificate | undefined {
  return judgements.get(ctx.req);
}
