/** An exchange as TypeScript with undici, for Node: secrets from the environment. */
import { interactionId, pemOnly, type RequestTemplate, type Template } from './template.ts';

export function typescriptModule({ method, url, headers, body, variables, files }: RequestTemplate): string {
  const { clientCertificate, ca } = files;
  const connect = [
    ...(clientCertificate
      ? [
          ...(clientCertificate.form === 'P12'
            ? [`pfx: readFileSync(${literal(clientCertificate.key)})`]
            : [
                `cert: readFileSync(${literal(clientCertificate.certificate)})`,
                `key: readFileSync(${literal(clientCertificate.key)})`,
              ]),
          ...(clientCertificate.encrypted ? ['passphrase: process.env.OBW_TRANSPORT_PASSPHRASE'] : []),
        ]
      : []),
    ...(ca === undefined ? [] : [`ca: readFileSync(${literal(ca)})`]),
  ];
  const fresh = headers.some(({ value }) => value.includes(interactionId));
  return [
    '// In the folder of openbanking.json',
    ...variables.map(({ name, from }) => `// Needs the environment variable ${name} (${from})`),
    ...(clientCertificate?.form === 'DER' ? [`// ${pemOnly('Node', 'DER')}`] : []),
    ...(fresh ? ["import { randomUUID } from 'node:crypto';"] : []),
    ...(connect.length > 0 ? ["import { readFileSync } from 'node:fs';"] : []),
    "import { Agent, request } from 'undici'; // npm install undici",
    '',
    `const dispatcher = new Agent({${connect.length > 0 ? `\n  connect: {\n${connect.map((each) => `    ${each},\n`).join('')}  },\n` : ''}});`,
    `const { statusCode, headers, body } = await request(${expression(url)}, {`,
    '  dispatcher,',
    `  method: ${literal(method)},`,
    `  headers: {\n${headers.map(({ name, value }) => `    ${literal(name)}: ${expression(value)},\n`).join('')}  },`,
    ...(body === undefined ? [] : [`  body: ${expression(body)},`]),
    '});',
    'console.log(statusCode, headers);',
    'console.log(await body.text());',
    'await dispatcher.close();',
    '',
  ].join('\n');
}

function expression(template: Template): string {
  if (template.length === 0) return "''";
  return template
    .map((part) => {
      if (typeof part === 'string') return literal(part);
      return part === interactionId ? 'randomUUID()' : `process.env.${part.variable}`;
    })
    .join(' + ');
}

const literal = (text: string): string => JSON.stringify(text);
