/** A token signed again after its header or payload was edited. */
import { t } from '../../standard/language.ts';
import { fail } from '../errors.ts';
import type { SignedBy } from '../keys/private-key.ts';
import { detachedInput } from './body-variants.ts';
import { readJws } from './decode.ts';
import { compactJson, objectTree, refuseTwins } from './json-text.ts';
import { signBytes } from './sign.ts';

export interface Edited {
  /** JSON of the whole header; default: the token's own. `alg` and `kid` become those of the key whatever stands there. */
  header?: string;
  /** JSON of the whole payload; default: the token's own. */
  payload?: string;
  /** The body of a detached signature, which stays one. */
  detachedBody?: Uint8Array;
}

/**
 * Signs an edited token with a key. The header keeps its other members and their order; what names the former signer's key
 * (`jwk`, `jku`, `x5c`, `x5t`, `x5u`, `x5t#S256`) goes, since it would name the wrong one. Numbers and escapes of the payload
 * are signed as they are written; only white space between its members goes.
 *
 * @throws OpenBankingError `json_invalid` with line and column; `jwt_malformed` for a token that is none, or a detached one
 * without a body; those of the key's signer
 */
export async function resign(compact: string, edited: Edited, key: SignedBy): Promise<string> {
  const { parts } = readJws(compact);
  const header = headerFor(key, edited.header ?? text(parts.header));
  const part = Buffer.from(header.json).toString('base64url');
  if (edited.detachedBody && parts.payload === '' && edited.payload === undefined) {
    const input = detachedInput(part, Buffer.from(edited.detachedBody), header.encoded);
    return `${part}..${(await signBytes(input, key)).toString('base64url')}`;
  }
  if (parts.payload === '' && edited.payload === undefined) {
    return fail({
      code: 'jwt_malformed',
      message: t('The signature is detached: there is no payload to sign again.'),
      try: t('Give the body that it is over, or a payload.'),
    });
  }
  const payload = edited.payload ?? text(parts.payload);
  refuseTwins(objectTree(payload, 'payload'), payload, 'payload');
  const input = `${part}.${Buffer.from(compactJson(payload)).toString('base64url')}`;
  return `${input}.${(await signBytes(Buffer.from(input), key)).toString('base64url')}`;
}

const ofFormerKey: ReadonlySet<unknown> = new Set(['jwk', 'jku', 'x5c', 'x5t', 'x5u', 'x5t#S256']);

function headerFor({ algorithm, kid }: SignedBy, json: string): { json: string; encoded: boolean } {
  const own = new Map<unknown, string>([
    ['alg', algorithm],
    ['kid', kid],
  ]);
  const root = objectTree(json, 'header');
  refuseTwins(root, json, 'header');
  let encoded = true;
  const members = (root.children ?? []).flatMap(({ children: [name, value] = [] }) => {
    if (!name || !value || ofFormerKey.has(name.value)) return [];
    if (name.value === 'b64' && value.value === false) encoded = false;
    const replaced = own.get(name.value);
    own.delete(name.value);
    const spelled =
      replaced === undefined
        ? compactJson(json.slice(value.offset, value.offset + value.length))
        : JSON.stringify(replaced);
    return [`${JSON.stringify(name.value)}:${spelled}`];
  });
  const missing = [...own].map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`);
  return { json: `{${[...members, ...missing].join(',')}}`, encoded };
}

function text(part: string): string {
  return Buffer.from(part, 'base64url').toString('utf8');
}
