/** A discovery document as banks publish it: what cannot be read costs itself and is told, and nothing is refused for it. */

import { z } from 'zod';
import { t } from '../../standard/language.ts';
import { truncate } from '../../standard/truncate.ts';
import { objectOf, textsOf, withoutBlanks } from '../strangers.ts';

const url = z.url({ protocol: /^https$/ });
const names = z.array(z.string());
const endpoints = z.object({
  token_endpoint: url.optional(),
  registration_endpoint: url.optional(),
  pushed_authorization_request_endpoint: url.optional(),
  introspection_endpoint: url.optional(),
  revocation_endpoint: url.optional(),
});

/** OpenID Connect Discovery 1.0 §3, RFC 8414 and RFC 9728 §4, as far as a TPP reads them; unknown members stay. */
const document = z.looseObject({
  ...endpoints.shape,
  issuer: url.optional(),
  authorization_endpoint: url.optional(),
  jwks_uri: url.optional(),
  userinfo_endpoint: url.optional(),
  mtls_endpoint_aliases: endpoints.optional(),
  scopes_supported: names.optional(),
  subject_types_supported: names.optional(),
  response_types_supported: names.optional(),
  response_modes_supported: names.optional(),
  grant_types_supported: names.optional(),
  token_endpoint_auth_methods_supported: names.optional(),
  id_token_signing_alg_values_supported: names.optional(),
  request_object_signing_alg_values_supported: names.optional(),
  token_endpoint_auth_signing_alg_values_supported: names.optional(),
  code_challenge_methods_supported: names.optional(),
  acr_values_supported: names.optional(),
  protected_resources: names.optional(),
  require_pushed_authorization_requests: z.boolean().optional(),
  authorization_response_iss_parameter_supported: z.boolean().optional(),
});
export type DiscoveryDocument = z.infer<typeof document>;

/** A member that does not stand as the standard has it. */
export interface OddMember {
  member: string;
  /** `is "/token", which is no https URL`; `is text instead of a list, and read as private_key_jwt`. */
  what: string;
}

export interface ReadDocument {
  document: DiscoveryDocument;
  /** What was left out, and what was read otherwise than it stands. A member that is null or blank is absent, and no oddity. */
  odd: OddMember[];
}

/** Undefined for what is no JSON object, which is no discovery document. */
export function readDiscoveryDocument(value: unknown): ReadDocument | undefined {
  const whole = objectOf(value);
  if (whole === undefined) return undefined;
  const odd: OddMember[] = [];
  const { mtls_endpoint_aliases: aliases, ...plain } = withoutBlanks(whole);
  const read = membersOf(plain, document.shape, '', odd);
  const named = objectOf(aliases);
  if (named) read.mtls_endpoint_aliases = membersOf(named, endpoints.shape, 'mtls_endpoint_aliases.', odd);
  else if (aliases !== undefined) {
    odd.push({ member: 'mtls_endpoint_aliases', what: t('is {0}, which is no object', shown(aliases)) });
  }
  return { document: document.parse(read), odd };
}

type Members = Record<string, unknown>;

/** The members, those that a shape knows as it wants them. */
function membersOf(
  given: Members,
  shape: Readonly<Record<string, z.ZodType>>,
  prefix: string,
  odd: OddMember[],
): Members {
  const read: Members = {};
  for (const [name, value] of Object.entries(withoutBlanks(given))) {
    const wanted = Object.hasOwn(shape, name) ? shape[name] : undefined;
    const { taken, what } = wanted === undefined ? { taken: value } : memberOf(name, value, wanted);
    if (taken !== undefined) read[name] = taken;
    if (what !== undefined) odd.push({ member: `${prefix}${name}`, what });
  }
  return read;
}

/** What is taken for a member, and what there is to say of it. */
interface Taken {
  taken?: unknown;
  what?: string;
}

function memberOf(name: string, value: unknown, wanted: z.ZodType): Taken {
  if (wanted.safeParse([]).success) return listOf(name, value);
  if (wanted.safeParse(true).success) {
    return flagOf(value);
  }
  const text = typeof value === 'string' ? value.trim() : value;
  if (namesSomebody(text)) return { what: t('has a user name or password in it, which is never sent') };
  return wanted.safeParse(text).success ? { taken: text } : { what: t('is {0}, which is no https URL', shown(value)) };
}

function namesSomebody(text: unknown): boolean {
  const url = typeof text === 'string' && URL.canParse(text) ? new URL(text) : undefined;
  return url !== undefined && (url.username !== '' || url.password !== '');
}

/** Both flags ask something of us, so that what can only mean yes is taken for it: it makes us stricter. */
function flagOf(value: unknown): Taken {
  const word = typeof value === 'string' ? value.trim().toLowerCase() : value;
  if (word === true || word === 'true') return { taken: true };
  if (word === false || word === 'false') return { taken: false };
  if (word === 1 || word === '1' || word === 'yes' || word === 'y' || word === 'on') {
    return { taken: true, what: t('is {0}, and read as true', shown(value)) };
  }
  return { what: t('is {0}, which is neither true nor false', shown(value)) };
}

/** A list may stand as text: names by commas or blanks, but a response type is itself several words. */
function listOf(name: string, value: unknown): Taken {
  if (typeof value === 'string') {
    const parts = value.split(name === 'response_types_supported' ? ',' : /[\s,]/);
    const taken = textsOf(parts.map((part) => part.trim()).filter((part) => !namesSomebody(part)));
    return { taken, what: t('is text instead of a list, and read as {0}', shown(taken)) };
  }
  if (!Array.isArray(value)) return { what: t('is {0}, which is no list', shown(value)) };
  const nobodys = value.filter((each) => !namesSomebody(each));
  if (nobodys.length < value.length) {
    const what = t('holds an address with a user name or password in it, which was left out');
    return { taken: textsOf(nobodys), what };
  }
  const lost: unknown = value.find((each) => each !== null && typeof each !== 'string');
  return {
    taken: textsOf(value),
    ...(lost === undefined ? {} : { what: t('holds {0}, which was left out', shown(lost)) }),
  };
}

function shown(value: unknown): string {
  const text = (JSON.stringify(value) ?? 'nothing').replace(/\/\/[^/\s"]{1,200}@/g, '//…@');
  return truncate(text, 120);
}
