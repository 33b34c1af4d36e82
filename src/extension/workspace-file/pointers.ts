/** Where in openbanking.json a file is named. */
import type { WorkspaceFile } from '../../tpp/workspace/schema.ts';

/** The JSON pointer of the member that names a path; the bank's discovery for a finding that is about no file. */
export function pointerOfPath(file: WorkspaceFile, path: string | undefined, bank: string): string {
  const { softwareStatement, signing, transport, banks } = file;
  const entry = `/banks/${bank}`;
  const places: [string | undefined, string][] = [
    [softwareStatement.assertion, '/softwareStatement/assertion'],
    [transport.certificate, '/transport/certificate'],
    [transport.key, '/transport/key'],
    [signing.certificate, '/signing/certificate'],
    [signing.key, '/signing/key'],
    ...(transport.ca ?? []).map((one, index): [string, string] => [one, `/transport/ca/${index}`]),
    ...(banks[bank]?.ca ?? []).map((one, index): [string, string] => [one, `${entry}/ca/${index}`]),
  ];
  const named = path === undefined ? undefined : places.find(([one]) => one === path);
  return named?.[1] ?? `${entry}/discovery`;
}
