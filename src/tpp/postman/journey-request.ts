/** A request of the exported journey as a value, and what several of them say in their scripts. */
import type { WordsVersion } from '../../standard/versions.ts';

/** What decides how the requests look. */
export interface JourneyChoices {
  authMethod: string;
  /** True where the bank takes an unsecured request object of this client, so that nobody has to sign one. */
  unsecuredRequest: boolean;
  responseType: string;
  /** `aud` of the request object. */
  audience: string;
  registrationContentType: string;
  /** Whether the bank wants `x-fapi-financial-id`. */
  financialId: boolean;
  /** Whose words the bank's account information speaks. */
  version: WordsVersion;
  /** What the consent asks for; what none of them shows is not asked for. */
  permissions: readonly string[];
}

export interface JourneyRequest {
  name: string;
  description?: string;
  method: 'GET' | 'POST' | 'DELETE';
  url: string;
  headers?: Record<string, string>;
  form?: Record<string, string>;
  /** A body as it stands. */
  raw?: string;
  basic?: { username: string; password: string };
  /** Lines that run before the request. */
  before?: string[];
  /** The statuses of success. */
  status: number[];
  /** That of a bank that does not offer it, where the standard leaves that to banks: no failure, and nothing runs after it. */
  notOffered?: number;
  /** Lines that run after it, the status being one of success. */
  after?: string[];
}

export interface JourneyFolder {
  name: string;
  description: string;
  requests: JourneyRequest[];
}

export const answer = 'const answer = pm.response.json();';

export const setVariable = (variable: string, expression: string): string =>
  `pm.environment.set('${variable}', ${expression});`;

/** Skips the request while a variable has nothing. */
export const unless = (variable: string): string => `if (!pm.variables.get('${variable}')) pm.execution.skipRequest();`;

/** A test of the request's, which runs what is checked. */
export const expectation = (title: string, checked: string): string => `pm.test('${title}', () => ${checked});`;
