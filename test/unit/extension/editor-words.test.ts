/** What the editor has for the library's remedies. */
import { describe, expect, it } from 'vitest';
import packageJson from '../../../package.json';
import { commandId } from '../../../src/extension/contributions/commands.ts';
import { commandFor, fixInEditorWords, inEditorWords } from '../../../src/extension/words/editor-words.ts';
import { everyRemedy } from '../../support/remedies.ts';

/** Of these the advice alone is said, or a button says it. */
const silent = ['chooseWorkspaceFolder', 'openFile', 'shareSecrets'];

describe('a remedy in the editor', () => {
  it.each(everyRemedy.map((remedy) => [remedy.do, remedy] as const))('%s is said', (name, remedy) => {
    const said = inEditorWords({ try: 'Do it.', remedies: [remedy] });
    expect(said === 'Do it.').toBe(silent.includes(name));
  });

  it('is a command that the palette has', () => {
    const { commands, menus } = packageJson.contributes;
    const hidden = menus.commandPalette.filter(({ when }) => when === 'false').map(({ command }) => command);
    const ids = everyRemedy.map(commandFor).flatMap((name) => (name === undefined ? [] : [commandId(name)]));
    expect(ids.length).toBeGreaterThan(10);
    expect(ids.filter((id) => !commands.some(({ command }) => command === id) || hidden.includes(id))).toEqual([]);
  });

  it('is said in the order given, each command once, and not where a button does it', () => {
    const register = { do: 'register' as const };
    const remedies = [register, { do: 'adoptClient' as const }, { do: 'adoptClient' as const, clientId: 'c' }];
    const [all, rest] = [
      inEditorWords({ try: 'Register.', remedies }),
      inEditorWords({ try: 'Register.', remedies }, register),
    ];
    expect(all).toBe('Register. Commands: Open Banking: Register Client…; Open Banking: Adopt Client…');
    expect(rest).toBe('Register. Command: Open Banking: Adopt Client…');
  });

  it('is said after a finding’s fix', () => {
    const said = fixInEditorWords({ fix: 'Download it again.', remedies: [{ do: 'downloadEnvironment' }] });
    expect(said).toBe('Download it again. Command: Open Banking: Download Environment File…');
  });
});
