/** What a person does with tokens: inspect one from wherever it is, find those of a file, compare two. */
import * as vscode from 'vscode';
import { tokenAtHand, tokenIn } from '../jwt/ask-token.ts';
import { compareTokens } from '../jwt/compare.ts';
import { findInFile } from '../jwt/find-in-file.ts';
import { clientToken, consentToken, sandboxStatement, statementOf } from '../jwt/item-tokens.ts';
import { inspect } from '../jwt/open.ts';
import { showInformation } from '../plain/messages.ts';
import type { GivenToken, InspectedToken } from '../tokens/given.ts';
import { pickAuthorised, pickClient, pickPlace } from '../workbench/pick.ts';
import type { Handlers, OpenedFolder, Workbench } from '../workbench/workbench.ts';

type Name =
  | 'inspectJwt'
  | 'inspectJwtFile'
  | 'findJwtsInFile'
  | 'compareJwts'
  | 'inspectSoftwareStatement'
  | 'inspectClientToken'
  | 'inspectAccessToken'
  | 'inspectIdToken';

export function jwtCommands(workbench: Workbench): Handlers<Name> {
  const show = async (given: GivenToken | undefined): Promise<InspectedToken | undefined> =>
    given && inspect(workbench, given);
  return {
    /** `handler(text)` asks nothing. @returns {@link InspectedToken}; undefined for the page that waits for a token */
    async inspectJwt(given) {
      if (typeof given !== 'string') return inspect(workbench, await tokenAtHand());
      const found = await tokenIn(given, vscode.l10n.t('pasted'));
      return inspect(workbench, found ?? { text: given, label: vscode.l10n.t('pasted'), source: { from: 'hand' } });
    },

    /** The file of an editor or of the explorer. @returns {@link InspectedToken} */
    async inspectJwtFile(file) {
      const uri = fileOf(file);
      return uri && show(await findInFile(workbench, uri));
    },

    /** `handler(file, choose?)`: `choose` stands for the person's choice in the list. @returns {@link InspectedToken} */
    async findJwtsInFile(file, choose) {
      const [chosen] = fileOf(file)
        ? []
        : ((await vscode.window.showOpenDialog({ title: vscode.l10n.t('Find JWTs in Which File?') })) ?? []);
      const uri = fileOf(file) ?? chosen;
      const answer =
        typeof choose === 'function' ? async (rows: readonly string[]) => Number(await choose(rows)) : undefined;
      return uri && show(await findInFile(workbench, uri, answer));
    },

    /** `handler(first, second)` asks nothing. */
    async compareJwts(first, second) {
      const given = async (text: unknown): Promise<GivenToken | undefined> =>
        typeof text === 'string' ? tokenIn(text, vscode.l10n.t('pasted')) : undefined;
      const one = (await given(first)) ?? (await tokenAtHand());
      if (!one) {
        const message = vscode.l10n.t('Select a JWT or copy one first; the other is asked for.');
        void showInformation(message);
        return undefined;
      }
      await compareTokens(workbench, one, await given(second));
      return undefined;
    },

    /** Of the keys' tree, of the sandbox's, or of the only folder there is. @returns {@link InspectedToken} */
    async inspectSoftwareStatement(item) {
      const softwareId = softwareIdOf(item);
      if (softwareId !== undefined) return show(await sandboxStatement(workbench, softwareId));
      const place = await placeOf(workbench, item);
      return place && show(await statementOf(workbench, place));
    },

    async inspectClientToken(item) {
      const node = await pickClient(workbench, item);
      return node && show(await clientToken(workbench, node.of, node.client));
    },

    async inspectAccessToken(item) {
      const node = await pickAuthorised(workbench, item);
      return node && show(await consentToken(workbench, node.of, node.consent, 'accessToken'));
    },

    async inspectIdToken(item) {
      const node = await pickAuthorised(workbench, item);
      return node && show(await consentToken(workbench, node.of, node.consent, 'idToken'));
    },
  };
}

/** The file that a menu was opened on; of the palette, none. */
function fileOf(item: unknown): vscode.Uri | undefined {
  return item instanceof vscode.Uri ? item : undefined;
}

/** Of a software statement in the sandbox's view. */
function softwareIdOf(item: unknown): string | undefined {
  if (typeof item !== 'object' || item === null || !('statement' in item)) return undefined;
  const { statement } = item;
  const id: unknown =
    typeof statement === 'object' && statement !== null ? Reflect.get(statement, 'softwareId') : undefined;
  return typeof id === 'string' ? id : undefined;
}

async function placeOf(workbench: Workbench, item: unknown): Promise<OpenedFolder | undefined> {
  const places = await workbench.places();
  if (typeof item === 'object' && item !== null && 'folder' in item) {
    return places.find(({ folder }) => folder.toString() === String(item.folder));
  }
  return pickPlace(places);
}
