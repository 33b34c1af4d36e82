/** Which TLS each profile speaks: 1.3, and of 1.2 what FAPI 1.0 Advanced §8.5 lists, or a little more. */
import type { SecureContextOptions } from 'node:tls';
import type { Profile } from '../options.ts';

const tls13 = ['TLS_AES_256_GCM_SHA384', 'TLS_CHACHA20_POLY1305_SHA256', 'TLS_AES_128_GCM_SHA256'];

/** FAPI 1.0 Advanced §8.5: these four of TLS 1.2 and no other. */
const fapi = [
  'ECDHE-RSA-AES128-GCM-SHA256',
  'ECDHE-RSA-AES256-GCM-SHA384',
  'DHE-RSA-AES128-GCM-SHA256',
  'DHE-RSA-AES256-GCM-SHA384',
];

/** The same with the listeners' other certificate. */
const withEcCertificate = ['ECDHE-ECDSA-AES128-GCM-SHA256', 'ECDHE-ECDSA-AES256-GCM-SHA384'];

const suites: Record<Profile, readonly string[]> = {
  strict: [...tls13, ...fapi],
  permissive: [...tls13, ...withEcCertificate, ...fapi],
};

/** What a listener of this profile offers. */
export function tlsOf(profile: Profile): SecureContextOptions {
  // Without parameters of its own a server has no DHE suite at all.
  return { minVersion: 'TLSv1.2', ciphers: suites[profile].join(':'), dhparam: 'auto' };
}
