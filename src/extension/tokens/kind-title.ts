/** A kind of token as a title: the library writes it as in the middle of a sentence. `id_token` stays as it is. */
export function titleOfKind(kindTitle: string): string {
  return kindTitle.startsWith('id_token') ? kindTitle : kindTitle.charAt(0).toUpperCase() + kindTitle.slice(1);
}
