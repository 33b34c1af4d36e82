/** The secrets inside a text, each put out of it alone, so that the text around them stays what it is. */
import { findTokens } from '../jwt/find.ts';
import { replaceCommandSecrets } from '../redaction/command-secrets.ts';
import { replaceLaidOutSecrets } from '../redaction/laid-out-secrets.ts';
import { replaceNamedSecrets } from '../redaction/named-secrets.ts';
import { type Replace, replaceSecretMembers, spliced } from '../redaction/secret-members.ts';
import { isReadable, type SecretKind } from '../redaction/secret-names.ts';
import { replacePrivateKeys } from './private-keys.ts';
import { isNoValue, isPlainValue, isSecretValue, literalPart } from './secret-values.ts';

/**
 * @param refer what takes a secret's place.
 * @returns the text; undefined where a secret is left that has no place of its own, or one that the text spells with escapes
 */
export function withReferences(text: string, refer: (secret: string) => string): string | undefined {
  let escaped = false;
  const out = (value: string, kind: SecretKind, name?: string): string => {
    const [, scheme = '', secret = value] = /^((?:Basic|Bearer|DPoP)\s{1,9})(.*)$/is.exec(value) ?? [];
    const literal = literalPart(secret);
    if (literal.trim() === '' || isNoSecret(literal, kind, name)) return value;
    if (/["\\\r\n]/.test(secret)) escaped = true;
    return scheme + refer(secret);
  };
  const kept = replaced(text, out, (secret) => {
    if (/[\r\n]/.test(secret)) escaped = true;
    return refer(secret);
  });
  const rest = replaced(literalPart(kept), (value, kind, name) => (isNoSecret(value, kind, name) ? '' : value));
  return escaped || isSecretValue(rest) ? undefined : kept;
}

function replaced(text: string, named: Replace, shaped: (secret: string) => string = (secret) => secret): string {
  const withoutKeys = replacePrivateKeys(text, shaped);
  const withoutTokens = spliced(
    withoutKeys,
    findTokens(withoutKeys).map(({ start, end }) => ({ start, end, text: shaped(withoutKeys.slice(start, end)) })),
  );
  const laidOut = replaceLaidOutSecrets(withoutTokens, named);
  return replaceCommandSecrets(replaceNamedSecrets(replaceSecretMembers(laidOut, named), named), named);
}

/** What the names of tokens and codes hold besides: `"response": "ok"`, `"code": "GBP"`, `"authorization": "none"`. */
function isNoSecret(value: string, kind: SecretKind, name = ''): boolean {
  if (/^(?:code|authori[sz]ation|bearer)$/.test(name) && isPlainValue(value)) return true;
  return isNoValue(value) || (kind === 'token' && isReadable(value));
}
