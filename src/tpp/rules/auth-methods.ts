/** How a client can prove itself at the token endpoint (RFC 7591 §2, RFC 8705 §2), and which of these a bank offers. */

/** Everything that requests for tokens can be made with here. */
export const authMethods = [
  'private_key_jwt',
  'tls_client_auth',
  'self_signed_tls_client_auth',
  'client_secret_basic',
  'client_secret_post',
  'client_secret_jwt',
] as const;
export type AuthMethod = (typeof authMethods)[number];

/** What is offered where a bank's discovery says nothing. */
const usual: readonly string[] = ['private_key_jwt', 'tls_client_auth', 'client_secret_basic', 'client_secret_post'];

/**
 * Those to choose from, in the bank's order.
 *
 * @param listed `token_endpoint_auth_methods_supported`
 */
export function methodsToChoose(listed: readonly string[] | undefined): string[] {
  return [...new Set(listed ?? usual)].filter(isAuthMethod);
}

export function isAuthMethod(method: string): method is AuthMethod {
  return authMethods.some((each) => each === method);
}

/** Whether a client proves itself with a secret, which its bank gave it. */
export const usesSecret = (method: unknown): boolean =>
  typeof method === 'string' && method.startsWith('client_secret');

/** What decides about security comes first; the guide's client_secret_basic is what a permissive sandbox is there for. */
export function preferredMethod(listed: readonly string[] | undefined, permissive: boolean): string {
  const wanted: AuthMethod[] = [...(permissive ? (['client_secret_basic'] as const) : []), ...authMethods];
  return wanted.find((method) => listed === undefined || listed.includes(method)) ?? 'private_key_jwt';
}
