/** What the command line has for the library's remedies. */
import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { buildProgram } from '../../../src/cli/program.ts';
import { inTerminalWords, remedyWords } from '../../../src/cli/remedy-words.ts';
import { commands as palette } from '../../../src/extension/contributions/commands.ts';
import { everyRemedy } from '../../support/remedies.ts';

/** Whether `obw` takes these words, from the parser itself: the verb, its arguments and its options. */
async function takes(words: readonly string[]): Promise<boolean> {
  let begun = false;
  const nowhere = { write: () => true, columns: 80 } as unknown as NodeJS.WriteStream;
  const program = buildProgram({ stdout: nowhere, stderr: nowhere }, async () => {
    begun = true;
  });
  await program.parseAsync([...words], { from: 'user' });
  return begun;
}

describe('a remedy in a terminal', () => {
  const commands = everyRemedy.flatMap((remedy) => {
    const words = remedyWords(remedy, { workspace: 'some where', bank: 'sandbox' });
    return typeof words === 'string' ? [] : [[remedy.do, words] as const];
  });

  // The first file of an `obw init` is the user's to name.
  it.each(commands.filter(([name]) => name !== 'createWorkspaceFile'))(
    '%s is a verb that obw has',
    async (_, words) => {
      expect(await takes(words)).toBe(true);
    },
  );

  it('is a verb that obw has, whatever that needs beside it', () => {
    const nowhere = { write: () => true, columns: 80 } as unknown as NodeJS.WriteStream;
    const { commands: verbs }: Command = buildProgram({ stdout: nowhere, stderr: nowhere }, async () => {});
    const names = verbs.map((verb) => verb.name());
    expect(commands.map(([, [verb]]) => verb).filter((verb) => verb === undefined || !names.includes(verb))).toEqual(
      [],
    );
  });

  it('names the command of VS Code as its palette has it', () => {
    expect(remedyWords({ do: 'shareSecrets' })).toContain(palette.shareSecretsWithTerminals.title);
    expect(remedyWords({ do: 'chooseWorkspaceFolder' }, { demo: '/demo' })).toContain(
      palette.runAccountInformationJourney.title.replace('…', ''),
    );
  });

  it.each(everyRemedy.map((remedy) => [remedy.do, remedy] as const))('%s is said', (_, remedy) => {
    expect(inTerminalWords({ try: 'Do it.', remedies: [remedy] })).toMatch(/^Do it\. (.*\. )?(Command: obw \S|.*\.$)/);
  });

  it('is said in the order given, sentences before verbs', () => {
    const remedies = [{ do: 'register' }, { do: 'givePassphrase' }, { do: 'adoptClient' }] as const;
    const said = inTerminalWords({ try: 'Do it.', remedies });
    expect(said).toMatch(
      /^Do it\. obw reads it from OBW_SIGNING_PASSPHRASE .* Commands: obw register; obw client adopt ID$/,
    );
  });

  it('names the folder and the bank that the user named, where the verb takes them', () => {
    const named = { workspace: 'my bank', bank: 'two' };
    const remedies = [{ do: 'register' }, { do: 'startSandbox' }] as const;
    expect(inTerminalWords({ try: 'Do it.', remedies }, named)).toBe(
      "Do it. A bank that ran with other options needs them again, its --profile among them. Commands: obw register --workspace 'my bank' --bank two; obw bank start --dir FOLDER",
    );
  });

  it('leads on from a secret that is missing to where it is given', () => {
    const remedies = [{ do: 'adoptClient', clientId: 'a', secret: true }] as const;
    expect(inTerminalWords({ try: 'Do it.', remedies })).toBe('Do it. Command: obw client adopt a --secret-stdin');
  });

  it('reports the exchange that it is about, and no other', () => {
    const remedies = [{ do: 'reportExchange', id: 'f00dcafe' }] as const;
    expect(inTerminalWords({ try: 'Do it.', remedies })).toBe('Do it. Command: obw exchanges f00dcafe --report');
  });

  it('registers another client only by force, as obw keeps the one there is', () => {
    expect(inTerminalWords({ try: 'Do it.', remedies: [{ do: 'registerAnother' }] })).toBe(
      'Do it. Command: obw register --force',
    );
  });

  it('is one word to a shell, whatever a bank has for an id', () => {
    const remedies = [{ do: 'adoptClient', clientId: "$(rm -r ~)'; x" }] as const;
    expect(inTerminalWords({ try: 'Do it.', remedies })).toBe("Do it. Command: obw client adopt '$(rm -r ~)'\\''; x'");
  });
});
