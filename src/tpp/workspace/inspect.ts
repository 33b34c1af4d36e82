/** What is wrong in an openbanking.json beyond its shape: files, keys, certificates, software statement, and whether they agree. */

import { readdir } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { t } from '../../standard/language.ts';
import { authorityFileFindings } from '../directory/authority-file.ts';
import { agreementFindings } from '../directory/certificate-findings.ts';
import { readGivenFile } from '../directory/recognise.ts';
import type { SoftwareStatement } from '../directory/software-statement.ts';
import { problemOf } from '../errors.ts';
import { readBytes } from '../files/files.ts';
import type { Certificate } from '../keys/certificate.ts';
import { fixOf } from '../remedies.ts';
import { counted } from '../time-words.ts';
import { readAsItStands } from './as-it-stands.ts';
import {
  type Authorities,
  type CertificateAndKey,
  type Credentials,
  type Named,
  readCredentials,
} from './credentials.ts';
import { environmentFindings, statementFindings, statementOf } from './inspect-statement.ts';
import { notIgnored, permissionFindings, trackedFindings } from './key-findings.ts';
import type { LocatedFinding, QuickFix } from './located-finding.ts';
import { bankPointer, memberOf, namesIn } from './pointer.ts';
import type { AskPassphrase } from './workspace.ts';

const day = 86_400_000;
/** Days before its end at which a certificate becomes a warning. */
const soonDays = 30;

export interface InspectOptions {
  /** Milliseconds since the epoch. */
  now: number;
  /** Must not ask: what is typed into an editor is no reason for a question. */
  passphrase?: AskPassphrase;
}

/**
 * Looks at an openbanking.json as it stands in an editor, valid or not, and at the files it names. Reads, never asks and never dials out.
 *
 * @param text of the document, saved or not.
 */
export async function inspectWorkspaceFile(
  text: string,
  folder: string,
  options: InspectOptions,
): Promise<LocatedFinding[]> {
  let file: unknown;
  try {
    file = readAsItStands(text);
  } catch (thrown) {
    const problem = problemOf(thrown);
    return [{ severity: 'error', code: problem.code, message: problem.message, ...fixOf(problem), pointer: '' }];
  }
  const holders = await readCredentials(folder, file, options.passphrase);
  const [found, privacy] = await Promise.all([
    Promise.all(holders.map((holder) => holderFindings(holder, holders, { file, folder, now: options.now }))),
    privacyFindings(holders, folder),
  ]);
  return [
    ...found.flatMap(({ files }) => files),
    ...privacy,
    ...found.flatMap(({ contents }) => contents),
    ...environmentFindings(file, holders),
    ...headerFindings(file),
  ];
}

/** What is wrong with the files of an identity or of a bank's own pairs, and what with what they hold. */
async function holderFindings(
  holder: Credentials,
  all: readonly Credentials[],
  { file, folder, now }: { file: unknown; folder: string; now: number },
): Promise<{ files: LocatedFinding[]; contents: LocatedFinding[] }> {
  const { transport, signing, authorities, pointer } = holder;
  const statement = statementOf(holder, all);
  const pairs = await Promise.all([
    pairFindings('transport', transport, folder),
    pairFindings('signing', signing, folder),
  ]);
  return {
    files: [
      ...problemsOf([holder.statement, transport.certificate, signing.certificate, ...authorities]),
      ...pairs.flat(),
    ],
    contents: [
      ...certificateFindings('transport', transport.certificate, statement, now),
      ...certificateFindings('signing', signing.certificate, statement, now),
      ...authorities.flatMap((each) => authorityFindings(each, now)),
      ...signingFindings(file, pointer, signing),
      ...statementFindings(file, holder, now),
    ],
  };
}

function problemsOf(files: readonly (Named<unknown> | undefined)[]): LocatedFinding[] {
  // What is encrypted is in order; its passphrase is asked for when it is used.
  return files.flatMap((each) =>
    each && 'problem' in each && each.problem.code !== 'key_encrypted' ? [located(each)] : [],
  );
}

function located({ pointer, path, problem }: Extract<Named<unknown>, { problem: unknown }>): LocatedFinding {
  return { severity: 'error', code: problem.code, message: problem.message, ...fixOf(problem), path, pointer };
}

async function pairFindings(
  purpose: 'transport' | 'signing',
  { certificate, key, fit }: CertificateAndKey,
  folder: string,
): Promise<LocatedFinding[]> {
  if (!key) return [];
  const replacements = async (): Promise<QuickFix[]> => {
    if (!certificate || !('value' in certificate)) return [];
    const fitting = await keysOf(certificate.value, folder, [key.path, certificate.path]);
    return fitting.map((path) => ({ kind: 'replace', pointer: key.pointer, value: path }));
  };
  if ('problem' in key) {
    // An encrypted key is in order; its passphrase is asked for when it is used.
    if (key.problem.code === 'key_encrypted') return [];
    return [{ ...located(key), quickFixes: await replacements() }];
  }
  if (fit !== false || !certificate) return [];
  const quickFixes = await replacements();
  return [
    {
      severity: 'error',
      code: 'key_certificate_mismatch',
      message: t('{0} is not the private key of {1}.', key.path, certificate.path),
      fix: t(
        'Name the key from which the {0} certificate was requested; the transport and the signing pair may have been mixed up.',
        purpose,
      ),
      path: key.path,
      pointer: key.pointer,
      quickFixes,
    },
  ];
}

/** Files beside those that the workspace names which hold the private key of a certificate. */
async function keysOf(certificate: Certificate, folder: string, beside: readonly string[]): Promise<string[]> {
  const wanted = certificate.publicKey.export({ type: 'spki', format: 'der' });
  const folders = [...new Set([...beside.map((path) => dirname(resolve(folder, path))), join(folder, 'keys'), folder])];
  const lists = await Promise.all(
    folders.map(async (one) => (await readdir(one).catch(() => [])).slice(0, 200).map((name) => join(one, name))),
  );
  const found = await Promise.all(
    [...new Set(lists.flat())].map(async (path) => {
      const bytes = await readBytes(path, path, undefined, 65_536).catch(() => undefined);
      if (bytes === undefined) return [];
      const { things, converted } = readGivenFile({ path, bytes });
      const fits = things.some(
        (thing) =>
          thing.kind === 'key' &&
          !thing.encrypted &&
          thing.publicKey.export({ type: 'spki', format: 'der' }).equals(wanted),
      );
      return fits && converted === undefined ? [relative(folder, path).replaceAll('\\', '/')] : [];
    }),
  );
  return found.flat().filter((path) => !path.startsWith('../'));
}

async function privacyFindings(holders: readonly Credentials[], folder: string): Promise<LocatedFinding[]> {
  const keys = holders
    .flatMap(({ signing, transport }) => [signing.key, transport.key])
    .filter((key) => key !== undefined && !isMissing(key));
  const paths = keys.map((key) => key?.path ?? '');
  const pointerOf = (path: string | undefined): string => keys.find((key) => key?.path === path)?.pointer ?? '';
  const [readable, tracked, open] = await Promise.all([
    permissionFindings(folder, paths),
    trackedFindings(folder, paths),
    notIgnored(folder, paths),
  ]);
  const withQuickFix =
    (kind: 'chmod' | 'untrack') =>
    (finding: (typeof readable)[number]): LocatedFinding => ({
      ...finding,
      pointer: pointerOf(finding.path),
      quickFixes: finding.path === undefined ? [] : [{ kind, path: finding.path }],
    });
  return [
    ...readable.map(withQuickFix('chmod')),
    ...tracked.map(withQuickFix('untrack')),
    ...open.map(
      (path): LocatedFinding => ({
        severity: 'warning',
        code: 'key_not_ignored_by_git',
        message: t('The next "git add" would take {0}: no .gitignore keeps it out.', path),
        fix: t('Add it to .gitignore.'),
        path,
        pointer: pointerOf(path),
        quickFixes: [{ kind: 'ignore', path }],
      }),
    ),
  ];
}

const isMissing = (named: Named<unknown>): boolean => 'problem' in named && named.problem.code === 'file_missing';

function certificateFindings(
  purpose: 'transport' | 'signing',
  named: Named<Certificate> | undefined,
  statement: SoftwareStatement | undefined,
  now: number,
): LocatedFinding[] {
  if (!named || !('value' in named)) return [];
  const { value: certificate, path, pointer } = named;
  return [
    ...expiryFindings(t('The {0} certificate', purpose), `${purpose}_certificate`, certificate, now),
    ...agreementFindings(purpose, certificate, statement),
  ].map((finding) => ({ ...finding, path, pointer }));
}

function authorityFindings(named: Named<Authorities>, now: number): LocatedFinding[] {
  if (!('value' in named)) return [];
  const { path, pointer, value } = named;
  return [
    ...authorityFileFindings(value, path),
    ...value.authorities.flatMap((authority) =>
      expiryFindings(t('The CA certificate {0}', authority.subject), 'ca', authority, now),
    ),
  ].map((finding) => ({ ...finding, path, pointer }));
}

function expiryFindings(
  name: string,
  code: string,
  { validFrom = 0, validTo }: { validFrom?: number; validTo: number },
  now: number,
): Omit<LocatedFinding, 'pointer'>[] {
  const until = new Date(validTo).toISOString().slice(0, 10);
  const days = Math.floor((validTo - now) / day);
  const fix =
    code === 'ca' ? t('Get the new CA certificate from the Directory.') : t('Get a new one from the Directory.');
  if (validFrom > now) {
    const message = t('{0} is not valid before {1}.', name, new Date(validFrom).toISOString());
    return [{ severity: 'error', code: `${code}_not_yet_valid`, message, fix: t('Check this machine’s clock.') }];
  }
  if (days < 0)
    return [{ severity: 'error', code: `${code}_expired`, message: t('{0} expired on {1}.', name, until), fix }];
  if (days >= soonDays) return [];
  const message = t('{0} expires in {1}, on {2}.', name, counted(days, 'day'), until);
  return [{ severity: 'warning', code: `${code}_expires`, message, fix }];
}

function signingFindings(
  file: unknown,
  around: string,
  { key, kid, instead, certificate }: CertificateAndKey,
): LocatedFinding[] {
  const holder = instead ? certificate : key;
  if (!holder || !('value' in holder)) return [];
  const findings: LocatedFinding[] = [];
  const given = memberOf(file, `${around}/signing/kid`);
  if (typeof given === 'string' && given !== kid) {
    findings.push({
      severity: 'warning',
      code: 'kid_not_the_keys',
      message: t('kid is "{0}", but the Directory would compute {1} from this key.', given, kid),
      fix: t('Remove it, unless the bank knows the key by another id.'),
      pointer: `${around}/signing/kid`,
      quickFixes: [{ kind: 'replace', pointer: `${around}/signing/kid`, value: undefined }],
    });
  }
  const algorithm = memberOf(file, `${around}/signing/algorithm`);
  const { value } = holder;
  const rsa = ('publicKey' in value ? value.publicKey : value).asymmetricKeyType === 'rsa';
  if (typeof algorithm === 'string' && (algorithm === 'ES256') === rsa) {
    findings.push({
      severity: 'error',
      code: 'algorithm_does_not_suit_key',
      message: t(
        '{0} holds {1} key, which cannot sign {2}.',
        holder.path,
        rsa ? t('an RSA') : t('an elliptic curve'),
        algorithm,
      ),
      fix: rsa ? t('Use PS256.') : t('Use ES256.'),
      pointer: `${around}/signing/algorithm`,
      quickFixes: [{ kind: 'replace', pointer: `${around}/signing/algorithm`, value: rsa ? 'PS256' : 'ES256' }],
    });
  }
  return findings;
}

/** The file is made to be committed. */
function headerFindings(file: unknown): LocatedFinding[] {
  return namesIn(file, '/banks').flatMap((bank) => {
    const headers = `${bankPointer(bank)}/headers`;
    return namesIn(file, headers)
      .filter((name) => /^(proxy-)?authorization$|^cookie$|api-?key|secret|token/i.test(name))
      .map(
        (name): LocatedFinding => ({
          severity: 'warning',
          code: 'secret_in_workspace_file',
          message: t('The header {0} looks like a secret, and openbanking.json is made to be committed.', name),
          fix: t('Take it out; secrets stay in the editor’s secret storage.'),
          pointer: `${headers}/${name}`,
          quickFixes: [{ kind: 'replace', pointer: `${headers}/${name}`, value: undefined }],
        }),
      );
  });
}
