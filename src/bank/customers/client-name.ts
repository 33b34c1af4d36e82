/** What a customer is shown of the application that asks: its name and where it takes him, both written by strangers. */

const maxLength = 80;

/**
 * The application's name for display: one line, without control, bidirectional or invisible characters, at most 80 characters.
 * Escaping is the template's; this is about names that deceive the eye.
 */
export function displayedName(clientName: string): string {
  const line = clientName
    .slice(0, 20 * maxLength)
    .normalize('NFC')
    .replaceAll(/[\t\n\v\f\r\p{Z}]+/gu, ' ')
    .replaceAll(/\p{C}/gu, '')
    .replaceAll(/(\p{M}{2})\p{M}+/gu, '$1')
    .trim();
  if (line === '') return 'An application without a name';
  const characters = Array.from(line);
  return characters.length <= maxLength ? line : `${characters.slice(0, maxLength - 1).join('')}…`;
}

/** Where the customer goes afterwards, in words: a web site by its host, an application on his device by its scheme. */
export function destinationOf(redirectUri: string): string {
  const url = URL.canParse(redirectUri) ? new URL(redirectUri) : undefined;
  if (url === undefined) return 'the application';
  if (url.protocol === 'https:' || url.protocol === 'http:') return url.host;
  return `the application on this device that opens ${url.protocol.slice(0, -1)} links`;
}
