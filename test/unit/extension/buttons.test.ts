/** The buttons of empty views and of the walkthrough: each named as its command is in the palette. */
import { expect, it } from 'vitest';
import { type CommandName, commands } from '../../../src/extension/contributions/commands.ts';
import { welcome } from '../../../src/extension/contributions/views.ts';
import { walkthrough } from '../../../src/extension/contributions/walkthrough.ts';

/** Asks nothing where there is no bank, as in an empty view; with several it asks at which. */
const asksNothing: CommandName = 'runAccountInformationJourney';

const buttons = [...welcome, ...walkthrough.steps].flatMap((place): { title: string; command: CommandName }[] =>
  'actions' in place ? [...place.actions] : 'action' in place ? [place.action] : [],
);

it.each(buttons.filter(({ command }) => command !== asksNothing))('$title', ({ title, command }) => {
  expect(title).toBe(commands[command].title);
});
