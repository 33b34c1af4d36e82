/** Consents as the state has them: changed where they are, and nothing written where they are not. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { updateConsent } from '../../../src/tpp/consents/kept.ts';
import { fileStateStore } from '../../../src/tpp/workspace/state-file.ts';
import { authorised } from '../tpp-journey/authorised.ts';
import { emptyFolder } from '../tpp-workspace/folder.ts';

test('a state that was taken away since it was read is not written anew without what was in it', async () => {
  const folder = emptyFolder();
  const session = { ...authorised().session, state: fileStateStore(folder) };
  const change = updateConsent(session, 'aac-1', (each) => ({ ...each, accounts: ['1'] }));
  await expect(change).rejects.toMatchObject({ code: 'client_not_found' });
  expect(existsSync(join(folder, '.openbanking', 'state.json'))).toBe(false);
});

test('a consent that is there is changed and given as it then is', async () => {
  const { session, state } = authorised();
  const changed = await updateConsent(session, 'aac-1', (each) => ({ ...each, accounts: ['1'] }));
  expect(changed.accounts).toEqual(['1']);
  expect(state().consents).toEqual([changed]);
});
