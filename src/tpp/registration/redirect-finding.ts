/** What is to be said before a registration of the redirect URIs that it would choose. */
import { t } from '../../standard/language.ts';
import type { SoftwareStatement } from '../directory/software-statement.ts';
import { type Finding, fine } from '../finding.ts';
import { agree } from '../number-words.ts';
import type { Session } from '../session.ts';
import { identityOf } from '../workspace/identity.ts';

export function redirectFinding({ redirectUris }: SoftwareStatement, session: Session, path: string): Finding {
  const chosen = identityOf(session.workspace.file, session.bank).softwareStatement.redirectUris ?? redirectUris;
  const foreign = chosen.filter((uri) => !redirectUris.includes(uri));
  if (redirectUris.length === 0) {
    const fix = t('Add one to the software statement at the Directory and get a new assertion.');
    return {
      severity: 'error',
      code: 'redirect_uris',
      message: t('The software statement has no redirect URI.'),
      fix,
      path,
    };
  }
  if (foreign.length === 0) return fine('redirect_uris', t('Redirect URIs: {0}.', chosen.join(', ')));
  const list = foreign.join(', ');
  const message = agree(
    foreign,
    t('The software statement has no redirect URI {0}.', list),
    t('The software statement has no redirect URIs {0}.', list),
  );
  const fix = agree(
    foreign,
    t('Add it at the Directory, or take it out of softwareStatement.redirectUris in openbanking.json.'),
    t('Add them at the Directory, or take them out of softwareStatement.redirectUris in openbanking.json.'),
  );
  return { severity: 'error', code: 'redirect_not_in_ssa', message, fix, path };
}
