/** Words of a sentence that agree in number with what they are about. */

/**
 * @example
 * `The redirect ${agree(uris, 'URI', 'URIs')} ${uris.join(', ')} ${agree(uris, 'is', 'are')} not https.`
 */
export function agree(items: readonly unknown[], one: string, many: string): string {
  return items.length === 1 ? one : many;
}
