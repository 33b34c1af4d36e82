/** Whether the CA certificates are good, and lead from the transport certificate to a root. */

import { X509Certificate } from 'node:crypto';
import { t } from '../../standard/language.ts';
import { type Finding, fine } from '../finding.ts';
import type { AuthorityFile, Certificate } from '../keys/certificate.ts';
import { pemBlocks } from '../keys/pem.ts';
import { counted } from '../time-words.ts';
import { authorityFileFindings } from './authority-file.ts';
import { daysUntil, soon } from './certificate-findings.ts';

/** What is said of the CA files, and of the chain from the transport certificate to a root, found among the certificates that came with it and the CA files. */
export function caFindings(
  files: readonly (AuthorityFile & { path: string })[],
  transport: Certificate | undefined,
  now: number,
): Finding[] {
  return [
    ...files.flatMap((file) => authorityFileFindings(file, file.path)),
    ...chainFindings(
      files.flatMap(({ authorities }) => authorities),
      transport,
      now,
    ),
  ];
}

function chainFindings(authorities: readonly string[], transport: Certificate | undefined, now: number): Finding[] {
  const known = [...authorities.flatMap(certificatesIn), ...(transport?.chain ?? []).flatMap(certificatesIn)];
  const found = known.filter(
    (each, index) => known.findIndex((other) => other.fingerprint256 === each.fingerprint256) === index,
  );
  if (found.length === 0) {
    return [
      {
        severity: 'warning',
        code: 'ca_missing',
        message: t('No CA certificate is named; only the system’s roots are trusted.'),
        fix: t('Put the Directory’s root and issuing certificate into transport.ca of openbanking.json.'),
      },
    ];
  }
  const findings = found.map((certificate) => authorityFinding(certificate, now));
  if (transport === undefined || transport.selfSigned) return findings;
  const leaf = new X509Certificate(transport.pem);
  const complete = reachesRoot(leaf, found);
  return complete
    ? findings
    : [
        ...findings,
        {
          severity: 'warning',
          code: 'chain_incomplete',
          message: t('The chain from the transport certificate to a root is not among the CA files.'),
          fix: t('Add the Directory’s issuing and root certificate; the bank may still know them.'),
        },
      ];
}

function authorityFinding(certificate: X509Certificate, now: number): Finding {
  const root = certificate.checkIssued(certificate);
  const kind = root ? 'Root' : 'Issuing';
  const name = `${kind} CA ${certificate.subject.replaceAll('\n', ', ')}`;
  const days = daysUntil(certificate.validToDate.getTime(), now);
  const code = root ? 'ca_root' : 'ca_issuing';
  const fix = t('Get the new CA certificate from the Directory.');
  if (days < 0)
    return {
      severity: 'error',
      code: `${code}_expired`,
      message: t('{0} expired {1} ago.', name, counted(-days, 'day')),
      fix,
    };
  if (days < soon)
    return {
      severity: 'warning',
      code: `${code}_expires`,
      message: t('{0} expires in {1}.', name, counted(days, 'day')),
      fix,
    };
  return fine(code, t('{0} is valid for another {1}.', name, counted(days, 'day')));
}

function reachesRoot(leaf: X509Certificate, authorities: X509Certificate[]): boolean {
  let current = leaf;
  for (let depth = 0; depth < 6; depth++) {
    if (current.checkIssued(current)) return true;
    const issuer = authorities.find((each) => current.checkIssued(each) && current.verify(each.publicKey));
    if (issuer === undefined) return false;
    current = issuer;
  }
  return false;
}

function certificatesIn(pem: string): X509Certificate[] {
  return pemBlocks(pem).flatMap(({ label, pem: block }) => {
    try {
      return label === 'CERTIFICATE' ? [new X509Certificate(block)] : [];
    } catch {
      // The transport will say what is wrong with it, in the words of the file's own error.
      return [];
    }
  });
}
