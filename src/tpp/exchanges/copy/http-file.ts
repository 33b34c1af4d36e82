/** An exchange as a request of an `.http` file, as the REST Client of VS Code reads it: secrets from the environment. */
import { interactionId, type RequestTemplate, type Template } from './template.ts';

export function httpFile({ method, url, headers, body, variables, files }: RequestTemplate): string {
  const { clientCertificate, ca } = files;
  const notes = [
    ...variables.map(({ name, from }) => `# Needs the environment variable ${name} (${from})`),
    ...(clientCertificate
      ? [
          `# Client certificate (rest-client.certificates): ${oneLine(clientCertificate.certificate)} with ${oneLine(clientCertificate.key)}`,
        ]
      : []),
    ...(ca === undefined ? [] : [`# The server is verified by ${oneLine(ca)}`]),
  ];
  return [
    '### ',
    ...notes,
    `${method} ${oneLine(text(url))}`,
    ...headers.map(({ name, value }) => `${name}: ${oneLine(text(value))}`),
    ...(body === undefined ? [] : ['', apart(text(body))]),
    '',
  ].join('\n');
}

function text(template: Template): string {
  return template
    .map((part) => {
      if (typeof part === 'string') return part;
      return part === interactionId ? '{{$guid}}' : `{{$processEnv ${part.variable}}}`;
    })
    .join('');
}

/** A line that begins with three hashes would begin the next request. */
const apart = (body: string): string => body.replace(/^(?=###)/gm, ' ');

const oneLine = (value: string): string => value.replace(/[\r\n]+/g, ' ');
