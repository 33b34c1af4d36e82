/** A client's secret that its bank says again in the same answer, under names that tell nothing of it. */

/** Characters of the shortest secret that is looked for. */
const shortest = 8;
/** The same of the longest, and of its client's id: the search may take the time of both lengths multiplied. No bank's is near as long. */
const longest = 500;

/**
 * How the secret may stand elsewhere: as it is, and as the credentials of RFC 7617. One that the client's id says is looked for as these alone, as
 * it would be put out of the client's own address.
 */
export function repeatedOf(clientId = '', secret = ''): string[] {
  if (secret.length < shortest || secret.length > longest || clientId.length > longest) return [];
  const credentials = Buffer.from(`${clientId}:${secret}`).toString('base64');
  return clientId.includes(secret) ? [credentials] : [secret, credentials];
}

const textOf = (body: string, member: string): string | undefined =>
  new RegExp(`"${member}"\\s{0,20}:\\s{0,20}"([^"\\\\]{1,500})"`).exec(body)?.[1];

/** A body that was redacted by the names in it, without the secret that its original names. */
export function withoutRepeated(redacted: string, original: string): string {
  if (!original.includes('"client_secret"')) return redacted;
  const repeated = repeatedOf(textOf(original, 'client_id'), textOf(original, 'client_secret'));
  return repeated.reduce((text, each) => text.replaceAll(each, '…'), redacted);
}
