/** Where a client's secret comes from: what a check says of it before a bank is asked for a token. */
import { t } from '../../standard/language.ts';
import { problemOf } from '../errors.ts';
import { type Finding, fine } from '../finding.ts';
import { fixOf } from '../remedies.ts';
import { usesSecret } from '../rules/auth-methods.ts';
import { findClient, type Session } from '../session.ts';
import { commandFindings } from '../workspace/command-findings.ts';
import { secretMemberOf } from '../workspace/secret-command.ts';
import { clientSecret, isSecretKnown } from './client.ts';

/** The commands that are not allowed yet, or what came of asking the one that is, or that the secret is nowhere. */
export async function secretFindings(session: Session): Promise<Finding[]> {
  const { workspace, bank } = session;
  const notAllowed = await commandFindings(workspace, bank.name);
  const client = await findClient(session);
  if (notAllowed.length > 0 || !client || !usesSecret(client.tokenEndpointAuthMethod)) return notAllowed;
  if (await isSecretKnown(session, client)) return [];
  try {
    await clientSecret(session, client);
    const member = secretMemberOf(workspace.file, bank.name);
    return [fine('client_secret', t('{0} gives the secret of the client {1}.', member, client.clientId))];
  } catch (thrown) {
    const problem = problemOf(thrown);
    return [{ severity: 'error', code: problem.code, message: problem.message, ...fixOf(problem) }];
  }
}
