/** Holds what the bank answers in every test against the standard: whatever a test is about, an answer is as the standard has it. */
import { checkBody } from '../../../src/standard/check.ts';
import type { Finding } from '../../../src/standard/finding.ts';
import type { Version } from '../../../src/standard/operation.ts';
import { operationAt } from '../../../src/standard/operations.ts';
import { tables } from '../../../src/standard/tables.ts';

const places: readonly [pattern: RegExp, apis: Parameters<typeof operationAt>[0], version: Version][] = [
  [/\/open-banking\/v3\.1\/aisp(\/.*)$/, 'ais', '3.1.11'],
  [/\/open-banking\/v4\.0\/aisp(\/.*)$/, 'ais', '4.0.1'],
  [/\/open-banking\/v3\.1\/pisp(\/.*)$/, ['pis', 'vrp'], '3.1.11'],
  [/\/open-banking\/v4\.0\/pisp(\/.*)$/, ['pis', 'vrp'], '4.0.1'],
  [/\/v3\.4(\/register(?:\/.*)?)$/, 'dcr', '3.4'],
  [/(\/register(?:\/.*)?)$/, 'dcr', '3.3'],
];

/**
 * @param text the body of an answer
 * @throws Error that names each finding, of whatever grade
 */
export function assertByTheStandard(method: string, url: string, status: number, text: string): void {
  const { pathname } = new URL(url);
  for (const [pattern, apis, version] of places) {
    const path = pattern.exec(pathname)?.[1];
    const operation = path === undefined ? undefined : operationAt(apis, method, path, version)?.operation;
    if (operation === undefined) continue;
    const isSuccess = status >= 200 && status < 300;
    const bodies = operation.in[version];
    if (isSuccess && !operation.ok.includes(status)) {
      throw new Error(
        `The bank answered ${method} ${pathname} with ${status}: ${operation.ok.join(' or ')} is success.`,
      );
    }
    const definition = isSuccess ? bodies?.answer : bodies?.error;
    if (definition === undefined || definition === 'File' || text === '') return;
    const body: unknown = JSON.parse(text);
    // A door that is not the API's answers as OAuth does.
    if (!isSuccess && typeof body === 'object' && body !== null && 'error' in body) return;
    const findings = checkBody(body, definition, tables()).filter((finding) => apis !== 'dcr' || !onPurpose(finding));
    if (findings.length === 0) return;
    const told = findings.map(
      ({ grade, rule, path: at, wanted, found }) => `${grade} ${rule} ${at}: ${found}, ${wanted}`,
    );
    throw new Error(`The bank's ${status} to ${method} ${pathname} is not as ${version} has it:\n${told.join('\n')}`);
  }
}

/** RFC 7591 §2 has registrations with more members than a standard names; `native` is of 3.4; the guide's client signs nothing. */
function onPurpose({ rule, path, found }: Finding): boolean {
  return (
    rule === 'unknown' ||
    (path === '/application_type' && found === '"native"') ||
    (path === '/request_object_signing_alg' && found === '"none"')
  );
}
