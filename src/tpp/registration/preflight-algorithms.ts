/** Preflight: which algorithms are asked for. */
import { t } from '../../standard/language.ts';
import { refusedByStrict, refusedEverywhere, show } from './finding.ts';
import type { Check } from './preflight.ts';

const good = ['PS256', 'ES256'];

/** DCR 3.3 lists RS256, FAPI 1.0 Advanced §8.6 forbids it: sandboxes take it, banks do not. */
function algorithmCheck(where: 'header' | 'claims', name: string): Check {
  return (claims, header, context) => {
    const pointer = `/${where}/${name}`;
    const value = where === 'header' ? header[name] : claims[name];
    const replacement = { pointer, value: 'PS256' };
    if (typeof value === 'string' && good.includes(value)) return undefined;
    const byHmac =
      name === 'token_endpoint_auth_signing_alg' && claims.token_endpoint_auth_method === 'client_secret_jwt';
    if (byHmac && value === 'HS256') return undefined;
    if (value === undefined) {
      if (name === 'token_endpoint_auth_signing_alg') return undefined;
      const message = t('{0} is missing.', name);
      return refusedEverywhere({
        code: `${name}_missing`,
        pointer,
        message,
        fix: t('Set {0} to PS256.', name),
        replacement,
      });
    }
    if (value === 'RS256') {
      const message = t('{0} is RS256, which FAPI forbids.', name);
      return refusedByStrict(
        { code: 'rs256', pointer, message, fix: t('Set {0} to PS256.', name), replacement },
        context,
      );
    }
    if (value === 'none') {
      const message = t('{0} is none: nothing would be signed.', name);
      const details = { code: 'alg_none', pointer, message, fix: t('Set {0} to PS256.', name), replacement };
      const tolerated = name === 'request_object_signing_alg' && context.environment === 'sandbox';
      return tolerated ? refusedByStrict(details, context) : refusedEverywhere(details);
    }
    const message = t('{0} is {1}, which the standard does not have.', name, show(value));
    return refusedEverywhere({ code: 'alg_unknown', pointer, message, fix: t('Set {0} to PS256.', name), replacement });
  };
}

/** An RSA key signs PS256 and RS256, a P-256 key ES256, and neither the other's: such a client could never send a signature that counts. */
function fitsKeyCheck(where: 'header' | 'claims', name: string): Check {
  return (claims, header, { keyAlgorithm }) => {
    const value = where === 'header' ? header[name] : claims[name];
    if (keyAlgorithm === undefined || (value !== 'PS256' && value !== 'RS256' && value !== 'ES256')) return undefined;
    const elliptic = keyAlgorithm === 'ES256';
    if (elliptic === (value === 'ES256')) return undefined;
    const pointer = `/${where}/${name}`;
    const right = elliptic ? 'ES256' : 'PS256';
    return refusedEverywhere({
      code: 'alg_of_other_key',
      pointer,
      message: t(
        '{0} is {1}, and the signing key is {2}.',
        name,
        value,
        elliptic ? t('EC, which signs ES256 only') : t('RSA, which cannot sign that'),
      ),
      fix: t('Set {0} to {1}.', name, right),
      replacement: { pointer, value: right },
    });
  };
}

export const algorithmChecks: readonly Check[] = [
  fitsKeyCheck('header', 'alg'),
  fitsKeyCheck('claims', 'request_object_signing_alg'),
  fitsKeyCheck('claims', 'token_endpoint_auth_signing_alg'),
  algorithmCheck('header', 'alg'),
  algorithmCheck('claims', 'id_token_signed_response_alg'),
  algorithmCheck('claims', 'request_object_signing_alg'),
  algorithmCheck('claims', 'token_endpoint_auth_signing_alg'),
  function assertionAlgorithmIsNamed({ token_endpoint_auth_method, token_endpoint_auth_signing_alg }) {
    if (token_endpoint_auth_method !== 'private_key_jwt' || token_endpoint_auth_signing_alg !== undefined)
      return undefined;
    return refusedEverywhere({
      code: 'token_endpoint_auth_signing_alg_missing',
      pointer: '/claims/token_endpoint_auth_signing_alg',
      message: t('private_key_jwt needs token_endpoint_auth_signing_alg.'),
      fix: t('Set token_endpoint_auth_signing_alg to PS256.'),
      replacement: { pointer: '/claims/token_endpoint_auth_signing_alg', value: 'PS256' },
    });
  },
];
