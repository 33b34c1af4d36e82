/** What the versions of client registration take differently, by the path that is asked: DCR 3.3, as which all before it count, and 3.4. */
import type { RegistrationVersion } from '../../standard/operation.ts';
import type { JsonObject } from '../pki/json-object.ts';

export const jwtBearer = 'urn:ietf:params:oauth:grant-type:jwt-bearer';

interface Words {
  grantTypes: readonly string[];
  applicationTypes: readonly string[];
  /** Why a distinguished name may not be written so; undefined where it may. */
  objectionToName(name: string): string | undefined;
}

const grantTypes = ['client_credentials', 'authorization_code', 'refresh_token'];

export const wordsOf: Readonly<Record<RegistrationVersion, Words>> = {
  // `native` is OpenID Connect's own word, and clients that read that sent it before 3.4 had it.
  '3.3': { grantTypes, applicationTypes: ['web', 'native', 'mobile'], objectionToName: () => undefined },
  '3.4': {
    grantTypes: [...grantTypes, jwtBearer],
    applicationTypes: ['web', 'native'],
    objectionToName(name) {
      if (!/^cn=/i.test(name)) return 'DCR 3.4 has it begin with CN=';
      return /,\s/.test(name) ? 'DCR 3.4 has no blank behind a comma' : undefined;
    },
  },
};

/** The version of a path that a client is registered at. */
export function versionOfPath(path: string): RegistrationVersion {
  return path.includes('/v3.4/') ? '3.4' : '3.3';
}

/** A registration's answer in the words of a version: 3.4 says `native` for `mobile`. All else is the client's, which is the same on each path. */
export function inWordsOf(version: RegistrationVersion, answer: JsonObject): JsonObject {
  return version === '3.4' && answer.application_type === 'mobile' ? { ...answer, application_type: 'native' } : answer;
}
