/** A signer behind a command that `signing.command` names: a digest in, a signature out, held against the certificate before it is used. */

import { createHash, type KeyObject } from 'node:crypto';
import { t } from '../../standard/language.ts';
import type { NamedCommand, RunCommand } from '../commands/allowed-command.ts';
import { spelled } from '../commands/spelled-command.ts';
import { fail } from '../errors.ts';
import { givenSignature } from './given-signature.ts';
import type { Signer } from './signer.ts';

export interface CommandSigner extends NamedCommand {
  run: RunCommand;
  /** The certificate's, by which each signature is verified. */
  publicKey: KeyObject;
  /** The certificate's path. */
  certificate: string;
}

/**
 * The command gets the SHA-256 digest of the signing input as 32 bytes on standard input, and in its arguments as `{digest}` (base64url),
 * `{digestBase64}` and `{digestHex}`, algorithm and key id as `{algorithm}` and `{kid}`, and in OBW_ALGORITHM and OBW_KID. It prints the
 * signature: bytes, base64, base64url or hex, alone or as `signature` of JSON; ES256 in DER too.
 *
 * Errors: those of {@link RunCommand}, and `signature_not_good`
 */
export function commandSigner({ run, member, command, publicKey, certificate }: CommandSigner): Signer {
  return {
    async sign({ input, algorithm, kid }) {
      const digest = createHash('sha256').update(input).digest();
      const output = await run(
        { member, command },
        {
          input: digest,
          values: { algorithm, kid },
          own: {
            digest: digest.toString('base64url'),
            digestBase64: digest.toString('base64'),
            digestHex: digest.toString('hex'),
          },
          environment: { OBW_ALGORITHM: algorithm, OBW_KID: kid },
          tellsErrors: true,
        },
      );
      const given = givenSignature(output, { input, algorithm, publicKey, certificate });
      if ('signature' in given) return given.signature;
      return fail({
        code: 'signature_not_good',
        message: t('{0} of openbanking.json, {1}, {2}.', member, spelled(command[0] ?? ''), given.trouble),
        try: given.advice,
      });
    },
  };
}
