/** The secrets inside a text, each put out of it alone, so that the text around them stays what it is. */
import { findTokens } from '../jwt/find.ts';
import { replaceCommandSecrets } from '../transport/command-secrets.ts';
import { replaceLaidOutSecrets } from '../transport/laid-out-secrets.ts';
import { replaceNamedSecrets } from '../transport/named-secrets.ts';
import { replaceSecretMembers, spliced } from '../transport/secret-members.ts';
import { isReadable, type SecretKind } from '../transport/secret-names.ts';
import { replacePrivateKeys } from './private-keys.ts';
import { isPlainValue, isSecretValue, literalPart } from './secret-values.ts';

/**
 * @param refer what takes a secret's place.
 * @returns the text; undefined where a secret is left that has no place of its own, or one that the text spells with escapes
 */
export function withReferences(text: string, refer: (secret: string) => string): string | undefined {
  let escaped = false;
  const out = (value: string, kind: SecretKind): string => {
    const [, scheme = '', secret = value] = /^((?:Basic|Bearer|DPoP)\s{1,9})(.*)$/is.exec(value) ?? [];
    const literal = literalPart(secret);
    if (literal.trim() === '' || isNoSecret(literal, kind)) return value;
    if (/["\\\r\n]/.test(secret)) escaped = true;
    return scheme + refer(secret);
  };
  const kept = replaced(text, out, (secret) => {
    if (/[\r\n]/.test(secret)) escaped = true;
    return refer(secret);
  });
  const rest = replaced(literalPart(kept), (value, kind) => (isNoSecret(value, kind) ? '' : value));
  return escaped || isSecretValue(rest) ? undefined : kept;
}

function replaced(
  text: string,
  named: (value: string, kind: SecretKind) => string,
  shaped: (secret: string) => string = (secret) => secret,
): string {
  const withoutKeys = replacePrivateKeys(text, shaped);
  const withoutTokens = spliced(
    withoutKeys,
    findTokens(withoutKeys).map(({ start, end }) => ({ start, end, text: shaped(withoutKeys.slice(start, end)) })),
  );
  const laidOut = replaceLaidOutSecrets(withoutTokens, named);
  return replaceCommandSecrets(replaceNamedSecrets(replaceSecretMembers(laidOut, named), named), named);
}

/** What the names of tokens and codes hold besides: `"response": "ok"`. */
function isNoSecret(value: string, kind: SecretKind): boolean {
  return isPlainValue(value) || (kind === 'token' && isReadable(value));
}
