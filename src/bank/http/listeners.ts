/** The bank's three doors on loopback: plain TLS, mutual TLS, and plain HTTP for the customer's browser. */
import http from 'node:http';
import https from 'node:https';
import type Koa from 'koa';
import type { Ports } from '../addresses.ts';
import { BankError } from '../errors.ts';
import { bankHost } from '../names.ts';
import type { Profile } from '../profile/profile.ts';
import { answerWithin } from './reading.ts';
import { tlsOf } from './suites.ts';
import { forTheBank } from './target.ts';

export interface TlsIdentity {
  /** Server certificates, each with its chain, PEM. */
  cert: string[];
  /** Their private keys, PEM. */
  key: string[];
}

export interface Listeners {
  /** Ends them and every connection; resolves when all are closed. */
  close(): Promise<void>;
}

const keepAliveMilliseconds = 60_000;

function listen(server: http.Server | https.Server, port: number, name: string): Promise<http.Server | https.Server> {
  return new Promise((resolve, reject) => {
    server.keepAliveTimeout = keepAliveMilliseconds;
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EADDRINUSE' && error.code !== 'EACCES') return reject(error);
      const what = error.code === 'EACCES' ? 'may not be opened' : 'is in use';
      reject(
        new BankError(
          'port_in_use',
          `Port ${port} of the bank's ${name} listener ${what}.`,
          `End the program that holds ${bankHost}:${port}, or start the bank with another port for this listener.`,
          { cause: error },
        ),
      );
    });
    server.listen(port, bankHost, () => {
      server.removeAllListeners('error');
      resolve(server);
    });
  });
}

/**
 * Opens all three or none. At the TLS layer any client certificate passes, as a sandbox takes self-signed ones too:
 * whether the bank takes it is decided by the application at each request (see client-certificate.ts).
 */
export async function openListeners(
  apps: { tls: Koa; mtls: Koa; front: Koa },
  ports: Ports,
  { cert, key }: TlsIdentity,
  profile: Profile,
): Promise<Listeners> {
  const tls = { cert, key, ...tlsOf(profile) };
  const doors = [
    { server: https.createServer(tls), scheme: 'https', app: apps.tls, port: ports.tls, name: 'TLS' },
    // The certificate is judged at each request, by issuer or by the directory's list, so the TLS layer lets it through.
    {
      server: https.createServer({ ...tls, requestCert: true, rejectUnauthorized: false }),
      scheme: 'https',
      app: apps.mtls,
      port: ports.mtls,
      name: 'mutual TLS',
    },
    { server: http.createServer(), scheme: 'http', app: apps.front, port: ports.front, name: 'front-channel' },
  ] as const;
  for (const { server, scheme, app } of doors) answerWithin(server, forTheBank(scheme, app.callback()));
  const opened = await Promise.allSettled(doors.map((door) => listen(door.server, door.port, door.name)));
  const close = async (): Promise<void> => {
    await Promise.all(
      doors
        .filter((door) => door.server.listening)
        .map(
          (door) =>
            new Promise<void>((resolve) => {
              door.server.close(() => resolve());
              door.server.closeAllConnections();
            }),
        ),
    );
  };
  const failed = opened.find((result) => result.status === 'rejected');
  if (failed) {
    await close();
    throw failed.reason;
  }
  return { close };
}
