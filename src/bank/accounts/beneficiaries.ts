/** GET /beneficiaries and /accounts/{AccountId}/beneficiaries (Read/Write API, Beneficiaries). */
import { ofCustomer, type Written } from '../api/resource.ts';
import { type Beneficiary, beneficiariesOf } from '../data/beneficiaries.ts';
import { creditorOf, type PayeeView, payeeView } from './creditor.ts';
import type { AccountBank, AskedOfAccounts } from './deps.ts';
import { askedAccounts } from './sharing.ts';

/** A beneficiary, and whether the consent shows its account. */
interface Shown {
  beneficiary: Beneficiary;
  view: PayeeView;
}

export const beneficiaries = ofCustomer({
  async handle(asked: AskedOfAccounts, { store }: AccountBank) {
    const view = payeeView(asked.consent, 'ReadBeneficiariesDetail');
    const accounts = await askedAccounts(store, asked);
    const all = accounts.flatMap(({ accountId }) => beneficiariesOf(accountId));
    return { it: all.map((beneficiary): Shown => ({ beneficiary, view })) };
  },
  write: { '3.1.11': written, '4.0.1': written },
});

/** OBBeneficiary5, in which nothing that the bank knows differs between the versions. */
function written(all: Shown[]): Written {
  return {
    Data: {
      Beneficiary: all.map(({ beneficiary: { accountId, id, isTrusted, reference, account }, view }) => ({
        AccountId: accountId,
        BeneficiaryId: id,
        BeneficiaryType: isTrusted ? 'Trusted' : 'Ordinary',
        Reference: reference,
        ...creditorOf(account, view),
      })),
    },
  };
}
