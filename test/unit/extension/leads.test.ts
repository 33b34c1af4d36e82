/** What leads on from a problem, of all that would. */
import { expect, test, vi } from 'vitest';
import { leadOf } from '../../../src/extension/workbench/leads.ts';
import type { Workbench } from '../../../src/extension/workbench/workbench.ts';

vi.mock('vscode', () => ({ l10n: { t: (text: string) => text } }));

/** A window whose sandbox sleeps at one host. */
const workbench = { sandbox: { sleepsAt: (host?: string) => host === 'localhost:8443' } } as unknown as Workbench;
const refused = { code: 'bank_unreachable', message: 'Nobody answers.', try: 'Start it.' } as const;

test('the sandbox is started where the host that does not answer is its own, else what comes next is done', () => {
  const remedies = [{ do: 'startSandbox' }, { do: 'checkUrls' }] as const;
  const leadsTo = (host?: string) =>
    leadOf(workbench, { ...refused, remedies, ...(host === undefined ? {} : { about: { host } }) })?.remedy.do;
  expect(leadsTo('localhost:8443')).toBe('startSandbox');
  expect(leadsTo('localhost:9443')).toBe('checkUrls');
  expect(leadsTo()).toBe('checkUrls');
});
