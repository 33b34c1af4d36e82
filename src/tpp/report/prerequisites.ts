/** What Check Prerequisites found, as a report. */
import { t } from '../../standard/language.ts';
import type { Finding } from '../finding.ts';
import { spanOfPointer } from '../json-pointer.ts';
import type { Remedy } from '../remedies.ts';
import { identityOf } from '../workspace/identity.ts';
import { pointerOfPath } from '../workspace/pointers.ts';
import type { WorkspaceFile } from '../workspace/schema.ts';
import type { ClientRecord } from '../workspace/state.ts';
import type { NamedBank } from '../workspace/workspace.ts';
import { findingGroups, verdictOn } from './finding-groups.ts';
import type { Report, ReportPlace } from './report.ts';

export interface CheckedPrerequisites {
  bank: NamedBank;
  findings: readonly Finding[];
  file: WorkspaceFile;
  /** Of openbanking.json, as it stood when it was checked; without it no finding has its line. */
  text?: string;
  /** The client that is registered. */
  client?: Pick<ClientRecord, 'clientId'>;
  /** Whether a customer has authorised a consent of it. */
  authorised: boolean;
  /** Milliseconds since the epoch. */
  now: number;
}

/** @example prerequisitesReport({ bank, findings: await checkPrerequisites(session), file, text, now: Date.now() }).verdict.state */
export function prerequisitesReport(checked: CheckedPrerequisites): Report {
  const { bank, findings, client, now } = checked;
  const next = nextOf(checked);
  const verdict = verdictOn(findings, t('Everything is there.'));
  return {
    title: client
      ? t('What {0} needs for its client', bank.name)
      : t('What {0} needs before a client is registered', bank.name),
    when: now,
    verdict,
    ...(next && verdict.state !== 'error' && { next }),
    groups: findingGroups(findings, placeIn(checked)),
  };
}

function placeIn({ bank, file, text }: CheckedPrerequisites): (finding: Finding) => ReportPlace | undefined {
  const name = 'openbanking.json';
  const identity = identityOf(file, bank);
  return ({ path }) => {
    if (text === undefined) return undefined;
    const { start } = spanOfPointer(text, pointerOfPath(identity, bank, path));
    const line = text.slice(0, start).split('\n').length;
    return { text: `${name}:${line}`, file: name, line };
  };
}

/** Without the base of its API a bank takes a registration, and nothing after it. */
function nextOf({ client, authorised, findings }: CheckedPrerequisites): Remedy | undefined {
  if (client === undefined) return { do: 'register' };
  if (findings.some(({ code }) => code === 'resource_server_unknown')) return undefined;
  return authorised ? { do: 'listAccounts' } : { do: 'createConsent' };
}
