/** GET /products and /accounts/{AccountId}/product (Read/Write API, Products). */
import { ofCustomer, type Written } from '../api/resource.ts';
import { type Product, productOf } from '../data/products.ts';
import type { AccountBank, AskedOfAccounts } from './deps.ts';
import { askedAccounts } from './sharing.ts';

export const products = ofCustomer({
  async handle(asked: AskedOfAccounts, { store }: AccountBank) {
    return { it: (await askedAccounts(store, asked)).map(productOf) };
  },
  write: { '3.1.11': written, '4.0.1': written },
});

/** OBReadProduct2, the same in both versions. */
function written(all: Product[]): Written {
  return {
    Data: {
      Product: all.map(({ accountId, id, name, type, description }) => ({
        AccountId: accountId,
        ProductId: id,
        ProductName: name,
        ProductType: type,
        ...(type === 'Other' ? { OtherProductType: { Name: name, Description: description } } : {}),
      })),
    },
  };
}
