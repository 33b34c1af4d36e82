/** A window with two folders. */
import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { extension } from '../support/extension.ts';
import { folder } from '../support/workspace.ts';

describe('The extension', () => {
  it('activates where several folders are open', async () => {
    assert.notEqual(folder(0), folder(1));
    await extension().activate();
    assert.equal(extension().isActive, true);
  });
});
