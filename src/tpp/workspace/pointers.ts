/** Where in openbanking.json a file is named. */
import type { Identity } from './identity.ts';
import type { NamedBank } from './workspace.ts';

/** The JSON pointer of the member that names a path; the bank's discovery for a finding that is about no file. */
export function pointerOfPath(identity: Identity, bank: NamedBank, path: string | undefined): string {
  const { softwareStatement, signing, transport, pointers } = identity;
  const entry = `/banks/${bank.name}`;
  const places: [string | undefined, string][] = [
    [softwareStatement.assertion, `${pointers.softwareStatement}/assertion`],
    [transport.certificate, `${pointers.transport}/certificate`],
    [transport.key, `${pointers.transport}/key`],
    [signing.certificate, `${pointers.signing}/certificate`],
    [signing.key, `${pointers.signing}/key`],
    ...(transport.ca ?? []).map((one, index): [string, string] => [one, `${pointers.ca}/${index}`]),
    ...(bank.entry.ca ?? []).map((one, index): [string, string] => [one, `${entry}/ca/${index}`]),
  ];
  const named = path === undefined ? undefined : places.find(([one]) => one === path);
  return named?.[1] ?? `${entry}/discovery`;
}
