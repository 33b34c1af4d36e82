/** Words of a sentence that agree in number with what they are about. */

/**
 * @example
 * agree(uris, t('The redirect URI {0} is not https.', list), t('The redirect URIs {0} are not https.', list))
 */
export function agree(items: readonly unknown[], one: string, many: string): string {
  return items.length === 1 ? one : many;
}
