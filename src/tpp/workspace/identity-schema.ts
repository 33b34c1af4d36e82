/** The part of `openbanking.json` that says who a TPP is: software statement, signing key, client certificate. */

import { z } from 'zod';
import { t } from '../../standard/language.ts';
import { commandSchema, signingPlaceholders } from '../commands/command-schema.ts';

export const path = z.string().min(1, { error: t('must be a path') });
export const shortName = z
  .string()
  .regex(/^[A-Za-z0-9][\w.-]{0,63}$/, { error: t('must be a short name of letters, digits, _ . and -') });

export const softwareStatement = z.strictObject({
  assertion: path.describe('File with the software statement assertion (SSA), a JWT.'),
  redirectUris: z
    .array(z.string().refine((uri) => URL.canParse(uri), { error: t('must be a URI') }))
    .min(1)
    .optional()
    .describe("The redirect URIs to register, of those in the software statement; default: all of the statement's."),
});

export const signing = z.strictObject({
  key: path.optional().describe('File with the private key that signs: PEM, DER, JWK or PKCS#12.'),
  command: commandSchema(signingPlaceholders)
    .optional()
    .describe(
      'In place of `key`, the program that signs with a key which stays where it is (HSM, key vault), and its arguments: run without a shell, once you allowed it. It gets the SHA-256 digest on standard input and as `{digest}`, and prints the signature.',
    ),
  certificate: path
    .optional()
    .describe('File with its certificate: PEM, DER or PKCS#12. Signatures of a `command` are held against it.'),
  algorithm: z.enum(['PS256', 'RS256', 'ES256']).optional().describe('Default PS256, ES256 for an EC key.'),
  kid: z.string().min(1).optional().describe('The key id in the Directory; computed from the key when absent.'),
});

/** Whether a proxy that the pattern takes is an address, which `127.0.0.999:80` and `localhost:99999` are not. */
function isReachable(proxy: string): boolean {
  const url = URL.parse(proxy.replace(/^(?!http:)/i, 'http://'));
  return url !== null && url.port !== '0';
}

export const transportPair = {
  certificate: path
    .optional()
    .describe('File with the transport certificate, its chain after it: PEM, DER or PKCS#12.'),
  key: path.optional().describe('File with its private key: PEM, DER, JWK or PKCS#12.'),
  proxy: z
    .string()
    .regex(/^((localhost|127(\.\d{1,3}){3}|\[::1\]):\d{1,5}|http:\/\/[\w.[\]:-]+:\d{1,5}\/?)$/i, {
      error: t('must be a host and port of this machine, such as 127.0.0.1:9443, or http://HOST:PORT of another'),
      abort: true,
    })
    .refine(isReachable, { error: t('must name a host that there can be, and a port from 1 to 65535') })
    .optional()
    .describe(
      'In place of `key`, the host and port of a proxy on this machine that has the client certificate: requests that need it go there in plain HTTP, with the bank’s host in `Host`. One on another machine is written as `http://HOST:PORT`.',
    ),
};
export const transport = z.strictObject({
  ...transportPair,
  ca: z.array(path).optional().describe("CA certificates (PEM files) to trust besides the system's."),
});

export const identity = z.strictObject({
  softwareStatement: softwareStatement.describe('The software statement that the Directory made.'),
  signing: signing.describe('The key that signs requests.'),
  transport: transport.describe('The client certificate of mutual TLS.'),
});
