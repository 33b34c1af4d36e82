/** Whether an identity is for sandboxes or for production, and that a bank of the other kind is sent nothing of it. */
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
  const what = found === byStatement ? 'The software statement' : 'The transport certificate';
  const { name } = identityOf(workspace.file, bank);
  fail({
    code: 'environment_mismatch',
    message: `${what}${name === undefined ? '' : ` of the identity ${name}`} is for ${found}, and ${bank.name} is ${ofBank === 'production' ? 'a production bank' : 'a sandbox'}; nothing was sent.`,
    try: `Use what the ${ofBank} Directory gave${name === undefined ? '' : `, under an identity of its own that banks.${bank.name} names`}, or correct environment of banks.${bank.name}.`,
    remedies: [{ do: 'checkPrerequisites' }],
    about: { bank: bank.name },
  });
}
