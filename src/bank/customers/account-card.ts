/** An account as the customer's pages show it: to be ticked, or only to be read. */
import type { Account } from '../data/records.ts';
import { kindWords, numberWords } from './account-words.ts';
import { type Html, html } from './html.ts';

function words(account: Account): Html {
  const { nickname, currency } = account;
  return html`<span class="words"><span class="nickname">${nickname}</span> <span class="kind">${kindWords(account)}</span></span>
<span class="figures"><span class="number">${numberWords(account)}</span> <span class="currency">${currency}</span></span>`;
}

/** A box to tick; one that is fixed is ticked and stays so. */
export function accountCard(
  account: Account,
  { fixed, ticked, focus }: { fixed: boolean; ticked: boolean; focus: boolean },
): Html {
  const { accountId } = account;
  const checked = (fixed || ticked) && html` checked`;
  return html`<label class="account">
<input type="checkbox" name="accounts" value="${accountId}"${checked}${fixed && html` disabled`}${focus && html` autofocus`}>
${words(account)}
</label>
${fixed && html`<input type="hidden" name="accounts" value="${accountId}">`}`;
}

/** A line of a list. */
export function accountLine(account: Account): Html {
  return html`<li class="account still">${words(account)}</li>
`;
}
