/** The first letter of a title, which the library writes as in the middle of a sentence. `id_token` stays as it is. */
export function capital(title: string): string {
  return title.startsWith('id_token') ? title : title.charAt(0).toUpperCase() + title.slice(1);
}
