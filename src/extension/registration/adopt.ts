/** The questions of Adopt Client…: its id, its secret if it has one, and how it proves itself. */
import * as vscode from 'vscode';
import { authMethods } from '../../tpp/rules/auth-methods.ts';
import type { ClientRecord } from '../../tpp/workspace/state.ts';
import { askOne, askText, turnOf } from '../questions/ask.ts';
import { walk } from '../questions/walk.ts';
import type { BankOf } from '../workbench/workbench.ts';
import { methodDetail } from './choose.ts';

export interface Adoption {
  clientId: string;
  /** Absent for a client that authenticates with a key or a certificate. */
  secret?: string;
  authMethod?: string;
}

const withSecret = authMethods.filter((method) => method.startsWith('client_secret_'));
const withoutSecret = authMethods.filter((method) => !method.startsWith('client_secret_'));

/**
 * Asks for all of it; undefined when a question was dismissed. Nothing is sent.
 *
 * @param offered the bank's `token_endpoint_auth_methods_supported`
 * @param isSecretKept whether a secret waits whose client the bank did not name: it is used for a client that is said to have one
 * @param lost the client that is known here and has no secret, which is most likely the one
 */
export async function askAdoption(
  of: BankOf,
  offered: readonly string[] | undefined,
  isSecretKept: boolean,
  lost: ClientRecord | undefined,
): Promise<Adoption | undefined> {
  const title = vscode.l10n.t('Adopt a client at {0}', of.bank.name);
  const authMethod = of.bank.entry.client?.tokenEndpointAuthMethod ?? lost?.tokenEndpointAuthMethod ?? '';
  const start = { clientId: lost?.clientId ?? '', secret: '', authMethod };
  const adoption = await walk(start, [
    async (answers, position) =>
      turnOf(
        await askText({
          title,
          position,
          prompt: vscode.l10n.t('Client id, as the bank gave it'),
          value: answers.clientId,
          validate: (value) => (value === '' ? vscode.l10n.t('Without the id the client cannot be found.') : undefined),
        }),
        ({ text }) => ({ ...answers, clientId: text }),
      ),
    async (answers, position) =>
      turnOf(
        await askText({
          title,
          position,
          prompt: isSecretKept
            ? vscode.l10n.t(
                'Client secret; leave it empty for the one that is kept here, or for a client that has none',
              )
            : vscode.l10n.t('Client secret; leave it empty for a client that has none'),
          value: answers.secret,
          password: true,
        }),
        ({ text }) => ({ ...answers, secret: text }),
      ),
    async (answers, position) => {
      const withNone = isSecretKept ? [...withSecret, ...withoutSecret] : withoutSecret;
      const suited = answers.secret === '' ? withNone : withSecret;
      const methods = suited.filter((method) => offered === undefined || offered.includes(method));
      return turnOf(
        await askOne({
          title,
          position,
          placeholder: vscode.l10n.t('Authentication that the client is registered with'),
          choices: (methods.length > 0 ? methods : suited).map((value) => ({
            label: value,
            detail: methodDetail(value),
            value,
          })),
          selected: [answers.authMethod],
        }),
        (authMethod) => ({ ...answers, authMethod }),
      );
    },
  ]);
  if (adoption === undefined) return undefined;
  const { secret, ...answers } = adoption;
  return { ...answers, ...(secret !== '' && { secret }) };
}
