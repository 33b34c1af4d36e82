/** A client's secret that its bank says again in the same answer, under names that tell nothing of it. */

/** Characters of the shortest secret that is looked for. */
const minLength = 8;
/** The same of the longest, and of its client's id: the search may take the time of both lengths multiplied. No bank's is near as long. */
const maxLength = 500;

/**
 * How the secret may stand elsewhere: as it is, and as the credentials of RFC 7617. One that the client's id says is looked for as these alone, as
 * it would be put out of the client's own address.
 */
export function repeatedOf(clientId = '', secret = ''): string[] {
  if (secret.length < minLength || secret.length > maxLength || clientId.length > maxLength) return [];
  const credentials = Buffer.from(`${clientId}:${secret}`).toString('base64');
  return clientId.includes(secret) ? [credentials] : [secret, credentials];
}

/** How writers of JSON spell what base64 is full of: as it is, as PHP, .NET and Gson do. */
export const spellings: ((text: string) => string)[] = [
  (text) => text,
  (text) => text.replaceAll('/', '\\/'),
  (text) => text.replaceAll('+', '\\u002B'),
  (text) => text.replaceAll('=', '\\u003d'),
];

interface Said {
  /** As it stands in the body. */
  spelled: string;
  meant: string;
}

/** Members of one name that are looked at: a bank may list several clients, or say an old secret beside the new one. */
const limit = 4;

/** What the members of a name say; a number as its digits. */
function saidOf(body: string, member: string): Said[] {
  const values = new RegExp(`"${member}"\\s{0,20}:\\s{0,20}(?:"((?:[^"\\\\]|\\\\.){1,3000})"|(\\d{1,500}))`, 'g');
  const said: Said[] = [];
  for (let found = values.exec(body); found && said.length < limit; found = values.exec(body)) {
    const [, spelled, digits] = found;
    if (digits !== undefined) said.push({ spelled: digits, meant: digits });
    if (spelled === undefined) continue;
    try {
      said.push({ spelled, meant: String(JSON.parse(`"${spelled}"`)) });
    } catch {
      // No text of JSON.
    }
  }
  return said;
}

/** A body that was redacted by the names in it, without the secrets that its original names. */
export function withoutRepeated(redacted: string, original: string): string {
  if (!original.includes('"client_secret"')) return redacted;
  const ids = saidOf(original, 'client_id');
  const texts = saidOf(original, 'client_secret').flatMap((secret, place) => {
    const clientId = (ids[place] ?? ids[0])?.meant;
    return repeatedOf(clientId, secret.meant).flatMap((each) => [
      ...(each === secret.meant ? [secret.spelled] : []),
      ...spellings.map((spelling) => spelling(each)),
    ]);
  });
  return [...new Set(texts)].reduce((text, each) => text.replaceAll(each, '…'), redacted);
}
