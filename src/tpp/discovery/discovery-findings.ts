/** What is odd about a bank's discovery document without keeping anyone from using the bank, as findings. */

import { t } from '../../standard/language.ts';
import type { Problem } from '../errors.ts';
import type { Finding } from '../finding.ts';
import { fixOf } from '../remedies.ts';
import { versionOf, versionOfBase } from '../workspace/api-version.ts';
import type { BankEntry } from '../workspace/schema.ts';
import { accountInformationProblem, type BankMetadata } from './discovery.ts';
import type { OddMember } from './discovery-document.ts';

const path = 'openbanking.json';

/** The entry stands for a document that could not be had. */
export function entryStands({ message }: Problem): Finding {
  return {
    severity: 'warning',
    code: 'discovery_missing',
    message: t('{0} The entry in openbanking.json stands for it.', message),
    fix: t('Take `discovery` out of the entry where the bank has no such document.'),
    path,
  };
}

/** All that a check tells of the document: that there is none, what of it was not readable, and what it should have said. */
export function discoveryFindings(metadata: BankMetadata): Finding[] {
  const { withoutDocument, odd } = metadata;
  return [
    ...(withoutDocument === undefined ? [] : [entryStands(withoutDocument)]),
    ...odd.map(unreadable),
    ...baseFindings(metadata),
  ];
}

/** Demands that were not readable, or read otherwise than they stand: whoever goes through the flow is told. */
export function demandFindings(metadata: BankMetadata): Finding[] {
  return metadata.odd.filter(({ member }) => demands.includes(member)).map(unreadable);
}

const demands: readonly string[] = [
  'authorization_response_iss_parameter_supported',
  'require_pushed_authorization_requests',
];

function unreadable({ member, what }: OddMember): Finding {
  return {
    severity: 'warning',
    code: 'discovery_unreadable',
    message: t('{0} of the discovery document {1}.', member, what),
    fix: t('Tell the bank; where the member is needed, its entry in openbanking.json can say it instead.'),
    path,
  };
}

/** Without the base of its API a bank takes a registration, and nothing after it. */
export function baseFindings(metadata: BankMetadata): Finding[] {
  const problem = accountInformationProblem(metadata);
  if (problem === undefined) return [];
  return [{ severity: 'warning', code: 'resource_server_unknown', message: problem.message, ...fixOf(problem), path }];
}

/**
 * Without its version an API is used as 3.1, and what the bank answers is held against nothing; with one that its address does not have,
 * as after a move from v3.1 to v4.0 in one of the two places, every answer is held against the wrong one.
 */
export function versionFindings(entry: BankEntry, { accountInformation }: BankMetadata): Finding[] {
  if (accountInformation === undefined || entry.answers === 'off') return [];
  const version = versionOf(entry, 'aisp', accountInformation);
  const inAddress = versionOfBase(accountInformation);
  if (version === undefined) {
    return [
      {
        severity: 'warning',
        code: 'version_unknown',
        message: t(
          'Neither the bank’s entry nor {0} says which version of the Read/Write API it is: no answer is held against the standard.',
          accountInformation,
        ),
        fix: t('Write "version" into the entry, e.g. "v3.1" or "v4.0", or "answers": "off".'),
        path,
      },
    ];
  }
  if (inAddress === undefined || inAddress === version) return [];
  return [
    {
      severity: 'warning',
      code: 'version_contradicts',
      message: t(
        '"version" of the bank’s entry says {0}, and the address of its API another: {1}. Each answer is held against {2}.',
        version,
        accountInformation,
        version,
      ),
      fix: t('Correct the one that is wrong; without "version" in the entry the address counts.'),
      path,
    },
  ];
}
