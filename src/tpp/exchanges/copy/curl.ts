/** An exchange as a cURL command for a POSIX shell: every text quoted, secrets as variables of the environment. */
import { interactionId, merged, type RequestTemplate, type Template } from './template.ts';

/** In the folder of openbanking.json; `uuidgen` where there is one, what Linux has otherwise. */
export function curlCommand({ method, url, headers, body, variables, files }: RequestTemplate): string {
  const { clientCertificate, ca } = files;
  const hasType = headers.some(({ name }) => name.toLowerCase() === 'content-type');
  const lines = [
    'curl --silent --show-error --include --globoff',
    ...(clientCertificate
      ? [
          ...(clientCertificate.form
            ? [`--cert-type ${clientCertificate.form} --key-type ${clientCertificate.form}`]
            : []),
          // A colon would begin the passphrase.
          `--cert ${quoted(clientCertificate.certificate.replaceAll(':', '\\:'))} --key ${quoted(clientCertificate.key)}`,
          ...(clientCertificate.encrypted ? ['--pass "$OBW_TRANSPORT_PASSPHRASE"'] : []),
        ]
      : []),
    ...(ca === undefined ? [] : [`--cacert ${quoted(ca)}`]),
    `--request ${quoted(method)}`,
    ...headers.map(({ name, value }) => `--header ${header(name, value)}`),
    ...(body === undefined ? [] : [...(hasType ? [] : ["--header 'content-type:'"]), `--data-raw ${shell(body)}`]),
    `--url ${shell(url)}`,
  ];
  const notes = [
    '# In the folder of openbanking.json',
    ...variables.map(({ name, from }) => `# Needs the environment variable ${name} (${from})`),
  ];
  return `${notes.join('\n')}\n${lines.join(' \\\n  ')}\n`;
}

/** cURL takes `name;` for a header without a value. */
function header(name: string, value: Template): string {
  return merged(value).length === 0 ? quoted(`${name};`) : shell([`${name}: `, ...value]);
}

function shell(template: Template): string {
  const parts = merged(template);
  if (parts.length === 0) return "''";
  return parts
    .map((part) => {
      if (typeof part === 'string') return quoted(part);
      if (part === interactionId) return '"$(uuidgen 2>/dev/null || cat /proc/sys/kernel/random/uuid)"';
      return `"$${part.variable}"`;
    })
    .join('');
}

/** In single quotes nothing is special but the quote itself; a shell cannot hold a zero byte. */
function quoted(text: string): string {
  return `'${text.replaceAll('\0', '').replaceAll("'", "'\\''")}'`;
}
