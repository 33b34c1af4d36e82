/** The references are what the code declares. */
import { expect, test } from 'vitest';
import { bankProfileReference, bankProfileSchema } from '../../../scripts/reference/bank-profile.ts';
import { commandReference } from '../../../scripts/reference/commands.ts';
import { workspaceFileReference } from '../../../scripts/reference/workspace-file.ts';
import { textOf } from '../../support/documents.ts';

test.each([
  ['docs/reference/openbanking-json.md', workspaceFileReference],
  ['docs/reference/obw.md', commandReference],
  ['docs/reference/bank-profile.md', bankProfileReference],
  ['docs/reference/bank-profile.schema.json', () => `${JSON.stringify(bankProfileSchema(), undefined, 2)}\n`],
])('%s is in step with the code; else "npm run manifest" writes it', (path, written) => {
  expect(textOf(path)).toBe(written());
});
