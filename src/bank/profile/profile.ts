/** A profile: what a bank takes, demands and offers, as one value that everything else in the bank asks. */
import { getCiphers } from 'node:tls';
import { z } from 'zod';
import { operations } from '../../standard/operations.ts';
import { deviation } from './deviation.ts';

const algorithm = z.enum(['PS256', 'ES256', 'RS256']);
const seconds = z
  .number()
  .int()
  .min(1)
  .max(10 * 365 * 86_400);
const records = z.number().int().min(1).max(1_000);
/** Those that this Node knows, of TLS 1.2: the names of 1.3 have underscores, and are not chosen so. */
const suites = new Set(getCiphers().map((name) => name.toUpperCase()));
const suite = z
  .string()
  .refine(
    (name) => /^[A-Z0-9-]+$/.test(name) && suites.has(name),
    'must be a name of OpenSSL’s, such as ECDHE-RSA-AES128-GCM-SHA256',
  );
const told = <Schema extends z.ZodType>(schema: Schema, description: string): Schema => schema.meta({ description });
const resource = z
  .string()
  .refine(
    (text) => operations.some(({ api, verb, path }) => api === 'ais' && `${verb} ${path}` === text),
    'must be an operation of account information, such as GET /party',
  );

/** In a TPP's openbanking.json a bank is one of these. */
const workspaceProfiles = ['permissive', 'strict'] as const;

export const profileSchema = z.strictObject({
  name: told(
    z.string().regex(/^[\w .-]{1,40}$/, 'must be 1 to 40 letters, digits, blanks, dots, dashes and underscores'),
    'How the bank speaks of it. Default: the name of the file.',
  ),
  workspaceProfile: told(
    z.enum(workspaceProfiles),
    'The profile that an openbanking.json for this bank names: what a TPP is to expect of it.',
  ),
  algorithms: told(
    z.array(algorithm).min(1),
    'Of the registration request’s own signature, of id_tokens and client assertions.',
  ),
  requestObjectAlgorithms: told(z.array(z.enum([...algorithm.options, 'none'])).min(1), 'Of request objects.'),
  authMethods: told(
    z.array(z.enum(['private_key_jwt', 'tls_client_auth', 'client_secret_basic'])).min(1),
    'How clients authenticate.',
  ),
  responseTypes: told(z.array(z.enum(['code id_token', 'code'])).min(1), 'What an authorisation may ask for.'),
  responseModes: told(
    z.array(z.enum(['query', 'fragment', 'form_post', 'jwt', 'query.jwt', 'fragment.jwt', 'form_post.jwt'])).min(1),
    'How its answer may travel.',
  ),
  subjectNameSpellings: told(
    z.array(z.enum(['name', 'dotted', 'dotted-hex'])).min(1),
    'How tls_client_auth_subject_dn may write the organisation identifier: by name, as 2.5.4.97=TEXT or as 2.5.4.97=#HEX.',
  ),
  tls12Suites: told(z.array(suite).min(1), 'Cipher suites of TLS 1.2, by OpenSSL’s names.'),
  lifetimes: told(
    z.strictObject({
      code: told(seconds, 'The code of an authorisation.'),
      clientCredentials: told(seconds, 'A client’s own token, of the client credentials grant.'),
      accessToken: told(seconds, 'An access token of a customer’s consent.'),
      refreshToken: told(seconds, 'A refresh token; what the customer granted ends after four times as long.'),
      interaction: told(seconds, 'The pages on which a customer logs in and consents.'),
      idToken: told(seconds, 'An id_token.'),
    }),
    'Seconds for which each is good.',
  ),
  pageSizes: told(
    z
      .strictObject({
        min: told(records, 'The fewest that pageSize may ask for.'),
        usual: told(records, 'Without pageSize.'),
        max: told(records, 'The most that pageSize may ask for.'),
      })
      .refine(({ min, usual, max }) => min <= usual && usual <= max, 'must have min ≤ usual ≤ max'),
    'How many transactions are on a page.',
  ),
  demands: told(
    z.strictObject({
      fapi: told(
        z.boolean(),
        'FAPI 1.0 Advanced of every authorisation: response_type=code only with a signed answer.',
      ),
      signedRequestObject: told(z.boolean(), 'Authorisation requests are signed objects.'),
      wholeRequestObject: told(
        z.boolean(),
        'A request object has all members, is good for 60 minutes at most, and says what the parameters outside say.',
      ),
      pkceWhenPushed: told(z.boolean(), 'A pushed request has a code_challenge.'),
      redirectUriWithCode: told(z.boolean(), 'A code comes with the redirect_uri of its request.'),
      recentAuthentication: told(
        z.enum(['never', 'refuse', 'shorten']),
        'For entries older than 90 days, that the customer was authenticated within 60 minutes. Otherwise they are refused with 403, after which 4.0 has the consent as CANC, or silently left out; of a statement’s file they are refused either way.',
      ),
      attendance: told(
        z.boolean(),
        'For more than four calls in 24 hours to a resource by a consent, x-fapi-customer-ip-address; following pages count as one. Otherwise they are refused with 429 and Retry-After.',
      ),
    }),
    'What a request must have.',
  ),
  takes: told(
    z.strictObject({
      nativeRedirects: told(z.boolean(), 'Redirect URIs on loopback http and of custom schemes.'),
      issuerAsAudience: told(z.boolean(), 'The issuer’s URL as the aud of a registration request.'),
    }),
    'What else is let pass.',
  ),
  offers: told(
    z.strictObject({
      helpers: told(z.boolean(), 'The helper endpoints in Ozone’s manner, and /auth for programs.'),
      refreshTokenRotation: told(z.boolean(), 'A refresh gives another refresh token in the place of the old one.'),
      release401: told(
        z.boolean(),
        '4.0 as its release 4.0.1: Links and Meta where they say more than the address and one page, RateLimit and RateLimit-Policy, at most five decimals of a second; dates of a query with a zone are refused.',
      ),
      without: told(
        z.array(resource),
        'Operations of account information that the bank does not have, in either version: a 404. Each as the standard writes it, GET /accounts/{AccountId}/offers for one account and GET /offers for all. The list replaces that of the profile it extends.',
      ),
    }),
    'What the bank has.',
  ),
  deviations: told(z.array(deviation), 'What the bank does otherwise than the standard.'),
});

export type Profile = z.output<typeof profileSchema>;
