/** Which TLS the listeners speak: 1.3, and of 1.2 what the profile has. */
import type { SecureContextOptions } from 'node:tls';
import type { Profile } from '../profile/profile.ts';

const tls13 = ['TLS_AES_256_GCM_SHA384', 'TLS_CHACHA20_POLY1305_SHA256', 'TLS_AES_128_GCM_SHA256'];

/** What a listener of this profile offers. */
export function tlsOf({ tls12Suites }: Profile): SecureContextOptions {
  // Without parameters of its own a server has no DHE suite at all.
  return { minVersion: 'TLSv1.2', ciphers: [...tls13, ...tls12Suites].join(':'), dhparam: 'auto' };
}
