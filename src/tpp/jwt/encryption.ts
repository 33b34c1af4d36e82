/** What the header of an encrypted token tells without a key: how it is encrypted, and which key opens it (RFC 7516, RFC 7518 §4). */
import { t } from '../../standard/language.ts';
import { truncate } from '../../standard/truncate.ts';

export interface TokenEncryption {
  /** `alg RSA-OAEP-256, enc A256GCM, kid "enc-1"`; empty where the header says nothing. */
  said: string;
  /** Which key opens it, as part of a sentence. */
  key: string;
  /** Whether another token is inside (`cty` JWT). */
  nested: boolean;
}

export function tokenEncryptionOf(header: Readonly<Record<string, unknown>>): TokenEncryption {
  const { alg, enc, kid, cty } = header;
  const said = Object.entries({ alg, enc, kid, cty }).flatMap(([name, value]) =>
    typeof value === 'string' ? [`${name} ${name === 'kid' ? JSON.stringify(short(value)) : short(value)}`] : [],
  );
  const named = typeof kid === 'string' ? t(' with the kid {0}', JSON.stringify(short(kid))) : '';
  return { said: said.join(', '), key: `${keyFor(header)}${named}`, nested: isJwt(cty) };
}

function keyFor({ alg, epk }: Readonly<Record<string, unknown>>): string {
  if (typeof alg !== 'string') return t('a key that its header does not describe');
  if (/^RSA/.test(alg)) return t('the receiver’s private RSA key');
  if (/^ECDH-ES/.test(alg)) {
    const curve = typeof epk === 'object' && epk !== null && 'crv' in epk ? epk.crv : undefined;
    const on = typeof curve === 'string' ? t(' on the curve {0}', short(curve)) : '';
    return t('the receiver’s private elliptic key{0}', on);
  }
  if (/^PBES2/.test(alg)) return t('the password that both sides share');
  if (alg === 'dir' || /^A(?:128|192|256)(?:GCM)?KW$/.test(alg)) return t('the secret key that both sides share');
  return t('the receiver’s private key');
}

function isJwt(cty: unknown): boolean {
  return typeof cty === 'string' && cty.toLowerCase().replace(/^application\//, '') === 'jwt';
}

const short = (text: string): string => truncate(text, 60);
