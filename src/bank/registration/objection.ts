/** Whether a bank still takes a client that registered when its profile was another. */
import { moreIsTakenWith } from '../profile/choice.ts';
import type { Profile } from '../profile/profile.ts';
import type { ClientMetadata } from './clients.ts';

/**
 * Why a bank does not take a client that registered when its profile was another; undefined when it does. What one request alone has, an
 * unsecured request object or a redirect URI, is judged at that request.
 */
export function objectionToClient(client: ClientMetadata, profile: Profile): string | undefined {
  const { algorithms, requestObjectAlgorithms, authMethods, responseTypes } = profile;
  const members: [name: string, taken: readonly string[]][] = [
    ['token_endpoint_auth_method', authMethods],
    ['token_endpoint_auth_signing_alg', algorithms],
    ['id_token_signed_response_alg', algorithms],
    ['request_object_signing_alg', requestObjectAlgorithms],
    ['response_types', responseTypes],
  ];
  for (const [name, taken] of members) {
    // Asked at each request of the API: a list made to be flattened cost it a third of its time.
    const given = client[name];
    if (given === undefined) continue;
    const isTaken = (each: unknown): boolean => taken.includes(String(each));
    const value = Array.isArray(given) ? given.find((each) => !isTaken(each)) : isTaken(given) ? undefined : given;
    if (value === undefined) continue;
    return `The client is registered with ${name} ${value}, and a ${profile.name} bank takes ${taken.join(', ')}: ${otherwise}`;
  }
  return undefined;
}

const otherwise = `register another client, or start the bank with the profile that it had when this one registered (${moreIsTakenWith})`;
