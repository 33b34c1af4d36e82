/** The manifest's `contributes`, made from the declarations, so that a command in one place and not in the other fails the build. */
import {
  type CommandName,
  chord,
  commandCategory,
  commandId,
  commands,
  type FileMenu,
} from './contributions/commands.ts';
import { colours, iconFont, icons } from './contributions/looks.ts';
import { languages, settings } from './contributions/settings.ts';
import { contextKeys, viewContainers, views, welcome } from './contributions/views.ts';
import { walkthrough } from './contributions/walkthrough.ts';

/** A text of the manifest by its key in `package.nls.json`. */
const placeholder = (key: string): string => `%${key}%`;

interface Declared {
  title: string;
  icon?: string;
  menus?: readonly { on: string; group: string }[];
  files?: readonly { menu: FileMenu; when: string; group: string }[];
  viewTitle?: readonly { view: string; group: string }[];
  palette?: boolean;
  when?: string;
  key?: { letter: string; when: string };
}
const declared = Object.entries(commands) as [CommandName, Declared][];

const fileMenus: readonly FileMenu[] = ['editor/context', 'editor/title', 'explorer/context'];

function inFileMenu(asked: FileMenu): object[] {
  return declared.flatMap(([name, { files = [] }]) =>
    files.filter(({ menu }) => menu === asked).map(({ when, group }) => ({ command: commandId(name), when, group })),
  );
}

const containers = Object.entries(viewContainers).map(([id, { place, icon }]) => ({ id, place, icon }));

function viewsIn(container: string): { id: string; name: string }[] {
  const inIt = Object.entries(views).filter(([, view]) => view.container === container);
  return inIt.map(([id]) => ({ id, name: placeholder(`view.${id}`) }));
}

/** `contributes` of package.json. */
export function contributes(): Record<string, unknown> {
  return {
    viewsContainers: {
      ...Object.fromEntries(
        ['activitybar', 'panel'].map((wanted) => [
          wanted,
          containers
            .filter(({ place }) => place === wanted)
            .map(({ id, icon }) => ({ id, title: placeholder(`viewContainer.${id}`), icon })),
        ]),
      ),
    },
    views: Object.fromEntries(containers.map(({ id }) => [id, viewsIn(id)])),
    viewsWelcome: welcome.map((each, index) => ({
      view: each.view,
      contents: placeholder(`welcome.${index}`),
      ...('when' in each && { when: each.when }),
    })),
    languages: languages.map(({ id, name }) => ({ id, aliases: [name] })),
    configurationDefaults: Object.fromEntries(languages.map(({ id, editor }) => [`[${id}]`, editor])),
    grammars: languages.flatMap(({ id, grammar }) =>
      grammar === undefined ? [] : [{ language: id, scopeName: grammar.scope, path: `./${grammar.path}` }],
    ),
    commands: declared.map(([name, { icon }]) => ({
      command: commandId(name),
      title: placeholder(`command.${name}`),
      category: commandCategory,
      ...(icon && { icon: `$(${icon})` }),
    })),
    menus: {
      commandPalette: declared
        .filter(([, { palette, when }]) => palette === false || when)
        .map(([name, { palette, when }]) => ({ command: commandId(name), when: palette === false ? 'false' : when })),
      'view/title': declared.flatMap(([name, { viewTitle = [], when }]) =>
        viewTitle.map(({ view, group }) => ({
          command: commandId(name),
          when: [`view == ${view}`, when].filter(Boolean).join(' && '),
          group,
        })),
      ),
      'view/item/context': declared.flatMap(([name, { menus = [] }]) =>
        menus.map(({ on, group }) => ({ command: commandId(name), when: on, group })),
      ),
      ...Object.fromEntries(fileMenus.map((menu) => [menu, inFileMenu(menu)])),
    },
    keybindings: declared.flatMap(([name, { key }]) =>
      key === undefined
        ? []
        : [
            {
              command: commandId(name),
              key: `${chord.key}${key.letter}`,
              mac: `${chord.mac}${key.letter}`,
              when: key.when,
            },
          ],
    ),
    colors: Object.entries(colours).map(([id, { description: _, ...defaults }]) => ({
      id,
      description: placeholder(`colour.${id}`),
      defaults,
    })),
    icons: Object.fromEntries(
      Object.entries(icons).map(([id, { character }]) => [
        id,
        {
          description: placeholder(`icon.${id}`),
          default: { fontPath: iconFont, fontCharacter: character },
        },
      ]),
    ),
    jsonValidation: [
      { fileMatch: 'openbanking.json', url: './media/openbanking.schema.json' },
      { fileMatch: 'openbanking.clients.json', url: './media/openbanking.clients.schema.json' },
    ],
    walkthroughs: [
      {
        id: walkthrough.id,
        title: placeholder('walkthrough.title'),
        description: placeholder('walkthrough.description'),
        steps: walkthrough.steps.map(({ id, done, alt, ...rest }) => ({
          id,
          title: placeholder(`walkthrough.${id}.title`),
          description: placeholder(`walkthrough.${id}.description`),
          media: {
            ...('picture' in rest ? { image: rest.picture } : { svg: `media/walkthrough/${id}.svg` }),
            altText: alt,
          },
          completionEvents: [`onContext:${contextKeys[done]} && ${contextKeys.told}`],
        })),
      },
    ],
    configuration: {
      title: commandCategory,
      properties: Object.fromEntries(
        Object.entries(settings).map(([name, { type, default: value, scope, ...rest }]) => [
          name,
          {
            type,
            default: value,
            scope,
            ...('values' in rest && { enum: rest.values }),
            ...('meanings' in rest && {
              enumDescriptions: rest.meanings.map((_, index) => placeholder(`setting.${name}.${index}`)),
            }),
            ...('minimum' in rest && { minimum: rest.minimum }),
            ...('exclusiveMinimum' in rest && { exclusiveMinimum: rest.exclusiveMinimum }),
            markdownDescription: placeholder(`setting.${name}`),
          },
        ]),
      ),
    },
  };
}

/** Every text that the manifest shows, by key: `package.nls.json`. */
export function texts(): Record<string, string> {
  return {
    ...Object.fromEntries(Object.entries(viewContainers).map(([id, { title }]) => [`viewContainer.${id}`, title])),
    ...Object.fromEntries(Object.entries(views).map(([id, { name }]) => [`view.${id}`, name])),
    ...Object.fromEntries(
      welcome.map((each, index) => {
        const button = 'action' in each ? [`[${each.action.title}](command:${commandId(each.action.command)})`] : [];
        const others = 'others' in each ? [each.others] : [];
        return [`welcome.${index}`, [each.contents, ...button, ...others].join('\n')];
      }),
    ),
    'walkthrough.title': walkthrough.title,
    'walkthrough.description': walkthrough.description,
    ...Object.fromEntries(
      walkthrough.steps.flatMap(({ id, title, description, actions }) => {
        const buttons = actions.map((action) => `[${action.title}](command:${commandId(action.command)})`);
        return [
          [`walkthrough.${id}.title`, title],
          [`walkthrough.${id}.description`, [description, ...buttons].join('\n')],
        ];
      }),
    ),
    ...Object.fromEntries(declared.map(([name, { title }]) => [`command.${name}`, title])),
    ...Object.fromEntries(Object.entries(colours).map(([id, { description }]) => [`colour.${id}`, description])),
    ...Object.fromEntries(Object.entries(icons).map(([id, { description }]) => [`icon.${id}`, description])),
    ...Object.fromEntries(Object.entries(settings).map(([name, { description }]) => [`setting.${name}`, description])),
    ...Object.fromEntries(
      Object.entries(settings).flatMap(([name, setting]) =>
        'meanings' in setting ? setting.meanings.map((words, index) => [`setting.${name}.${index}`, words]) : [],
      ),
    ),
  };
}
