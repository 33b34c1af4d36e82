/** Whether an identity is for sandboxes or for production, and that a bank of the other kind is sent nothing of it. */
import { t } from '../../standard/language.ts';
import { readSoftwareStatement } from '../directory/software-statement.ts';
import { fail } from '../errors.ts';
import { identityOf } from './identity.ts';
import type { NamedBank, Workspace } from './workspace.ts';

export type Environment = 'sandbox' | 'production';

/** The UK Directory's CAs tell it in their names; of others nothing is known. */
export function environmentOfIssuer(issuerDn: string): Environment | undefined {
  if (/OpenBanking Pre-Production/i.test(issuerDn)) return 'sandbox';
  return /CN=OpenBanking (Issuing|Root) CA/i.test(issuerDn) ? 'production' : undefined;
}

/**
 * Holds a bank's environment against that of the identity that it knows: by the software statement, and by the issuer of the transport
 * certificate. What cannot be read says nothing; whoever needs it says why.
 *
 * @throws OpenBankingError `environment_mismatch`
 */
export async function assertSameEnvironment(workspace: Workspace, bank: NamedBank): Promise<void> {
  const ofBank = bank.entry.environment ?? 'sandbox';
  const [statement, transport] = await Promise.allSettled([
    workspace.softwareStatement(bank).then(readSoftwareStatement),
    workspace.transportCredentials(bank),
  ]);
  const byStatement = statement.status === 'fulfilled' ? statement.value.environment : undefined;
  const shown = transport.status === 'fulfilled' ? transport.value.parsed : undefined;
  const byIssuer = shown && environmentOfIssuer(shown.issuerDn);
  const found = [byStatement, byIssuer].find((each) => each !== undefined && each !== ofBank);
  if (found === undefined) return;
  const what = found === byStatement ? t('The software statement') : t('The transport certificate');
  const { name } = identityOf(workspace.file, bank);
  fail({
    code: 'environment_mismatch',
    message: t(
      '{0}{1} is for {2}, and {3} is {4}; nothing was sent.',
      what,
      name === undefined ? '' : t(' of the identity {0}', name),
      found,
      bank.name,
      ofBank === 'production' ? t('a production bank') : t('a sandbox'),
    ),
    try: t(
      'Use what the {0} Directory gave{1}, or correct environment of banks.{2}.',
      ofBank,
      name === undefined ? '' : t(', under an identity of its own that banks.{0} names', bank.name),
      bank.name,
    ),
    remedies: [{ do: 'checkPrerequisites' }],
    about: { bank: bank.name },
  });
}
