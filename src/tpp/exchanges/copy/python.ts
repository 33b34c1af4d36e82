/** An exchange as Python with `requests`: secrets from the environment. */
import { interactionId, pemOnly, type RequestTemplate, type Template } from './template.ts';

export function pythonScript({ method, url, headers, body, variables, files }: RequestTemplate): string {
  const { clientCertificate, ca } = files;
  const fresh = headers.some(({ value }) => value.includes(interactionId));
  const given = [
    literal(method),
    expression(url),
    `headers={\n${headers.map(({ name, value }) => `        ${literal(name)}: ${expression(value)},\n`).join('')}    }`,
    ...(body === undefined ? [] : [`data=(${expression(body)}).encode()`]),
    ...(clientCertificate
      ? [`cert=(${literal(clientCertificate.certificate)}, ${literal(clientCertificate.key)})`]
      : []),
    ...(ca === undefined ? [] : [`verify=${literal(ca)}`]),
    'allow_redirects=False',
    'timeout=30',
  ];
  return [
    '# In the folder of openbanking.json',
    ...variables.map(({ name, from }) => `# Needs the environment variable ${name} (${from})`),
    ...(clientCertificate?.form ? [`# ${pemOnly('requests', clientCertificate.form)}`] : []),
    ...(clientCertificate?.encrypted
      ? ['# requests cannot ask for a passphrase; decrypt the transport key first']
      : []),
    ...(variables.length > 0 ? ['import os'] : []),
    ...(fresh ? ['import uuid'] : []),
    '',
    'import requests',
    '',
    'response = requests.request(',
    ...given.map((each) => `    ${each},`),
    ')',
    'print(response.status_code)',
    'print(response.text)',
    '',
  ].join('\n');
}

function expression(template: Template): string {
  if (template.length === 0) return '""';
  return template
    .map((part) => {
      if (typeof part === 'string') return literal(part);
      return part === interactionId ? 'str(uuid.uuid4())' : `os.environ[${literal(part.variable)}]`;
    })
    .join(' + ');
}

/** What JSON escapes, Python reads back alike. */
const literal = (text: string): string => JSON.stringify(text);
