/** A bank with the least that an authorisation and a look at accounts need, whose words a test chooses. */
import { randomUUID } from 'node:crypto';
import { onTestFinished } from 'vitest';
import { type Answers, type Reply, startRogueBank } from '../../bank/support/rogue-bank.ts';
import { redirectUri } from '../../bank/support/rogue-folder.ts';
import { emptyFolder } from './editor.ts';

export interface Words {
  /** `error_description` where the code is `refused`; every other one is good, for the consent of that name. */
  description: string;
  /** Of every consent. */
  status: string;
  /** Of every account. */
  nickname: string;
  /** A further element of its list of accounts. */
  further?: null;
}

export interface LyingBank {
  /** A trusted folder's contents: `openbanking.json`, its files, and a consent for each state that waits for its redirect. */
  folder: string;
  redirectUri: string;
  /** May be changed at any time. */
  answers: Answers;
  /** Lets the transactions go that are asked for; until then they are not answered. */
  answerTransactions(): void;
}

/** Starts the bank, which ends with the test. */
export async function startLyingBank(words: Words, states: readonly string[]): Promise<LyingBank> {
  const asked = Promise.withResolvers<void>();
  onTestFinished(() => asked.resolve());
  const accounts = ['1', '2'].map((AccountId) => ({ AccountId, Currency: 'GBP', Nickname: words.nickname }));
  const further = 'further' in words ? [words.further] : [];
  const transactions: Reply = async () => {
    await asked.promise;
    return { body: { Data: { Transaction: [] } } };
  };
  const consents = states.map((state): [string, Reply] => [
    `/aisp/account-access-consents/${state}`,
    { body: { Data: { ConsentId: state, Status: words.status }, Risk: {} } },
  ]);
  const answers: Answers = {
    '/token': async ({ form }) => {
      const code = form.get('code');
      if (code === 'refused') {
        return { status: 400, body: { error: 'invalid_grant', error_description: words.description } };
      }
      const tokens = { access_token: randomUUID(), token_type: 'Bearer', expires_in: 300 };
      if (code === null) return { body: tokens };
      const id_token = await bank.idToken({ openbanking_intent_id: code });
      return { body: { ...tokens, scope: 'openid accounts', id_token } };
    },
    '/aisp/accounts': { body: { Data: { Account: [...accounts, ...further] } } },
    '/aisp/accounts/1/transactions': transactions,
    '/aisp/accounts/2/transactions': transactions,
    ...Object.fromEntries(consents),
  };
  const folder = await emptyFolder();
  const bank = await startRogueBank(answers, { name: 'lying', known: 'waiting', pending: states, folder });
  return { folder, redirectUri, answers, answerTransactions: () => asked.resolve() };
}
