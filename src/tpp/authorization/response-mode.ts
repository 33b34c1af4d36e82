/** Which `response_mode` has the bank sign its answer (JARM §2.3). */

const securedModes: readonly unknown[] = ['jwt', 'query.jwt', 'fragment.jwt', 'form_post.jwt'];

export function isSecuredMode(mode: unknown): boolean {
  return securedModes.includes(mode);
}
