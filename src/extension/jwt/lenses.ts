/** Lenses and hovers over the JWTs of any text. The library is loaded by the first hover over one, and by nothing before it. */
import * as vscode from 'vscode';
import type { Inspection } from '../../tpp/inspect/inspection.ts';
import { placeArguments } from '../contributions/arguments.ts';
import { codeLens } from '../plain/lens.ts';
import { hover, type Markdown, md } from '../plain/markdown.ts';
import { cut } from '../plain/text.ts';
import { showsTokenLenses } from '../settings/settings.ts';
import { cutTokensIn, maxTextLength, type TokenInText, tokenAt, tokensIn } from '../tokens/given-text.ts';
import { titleOfKind } from '../tokens/kind-title.ts';
import { relative, timeText } from '../words/moments.ts';
import type { Workbench } from '../workbench/workbench.ts';
import { inspect } from './open.ts';
import { givenFrom, tokenNear } from './sources.ts';

/** Opens the inspector on the token at a place; in lenses and hovers, and in no menu. */
const inspectAtCommand = '_openBanking.inspectJwtAt';

/** More lenses than anybody looks at only make an editor slow. */
const maxLenses = 500;

const setting = 'openBanking.jwt.codeLens';

export function registerLenses(workbench: Workbench): void {
  const changed = new vscode.EventEmitter<void>();
  const lenses: vscode.CodeLensProvider = {
    onDidChangeCodeLenses: changed.event,
    provideCodeLenses: (document) => (wanted(document) ? lensesOf(document) : []),
  };
  const hovers: vscode.HoverProvider = {
    async provideHover(document, position) {
      const found = tokenAt(tokensOf(document), document.offsetAt(position));
      return found && hoverOf(workbench, document, found);
    },
  };
  workbench.context.subscriptions.push(
    changed,
    vscode.languages.registerCodeLensProvider({ pattern: '**' }, lenses),
    vscode.languages.registerHoverProvider({ pattern: '**' }, hovers),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration(setting)) changed.fire();
    }),
    vscode.commands.registerCommand(inspectAtCommand, async (...given: unknown[]) => {
      const [uri, line, character] = placeArguments.parse(given);
      const document = await vscode.workspace.openTextDocument(vscode.Uri.parse(uri, true));
      const found = tokenNear(document, { line, character });
      return found && inspect(workbench, givenFrom(document, found));
    }),
  );
}

function wanted(document: vscode.TextDocument): boolean {
  return document.uri.scheme !== 'output' && showsTokenLenses(document);
}

type Found = TokenInText & { cut?: true };

const known = new WeakMap<vscode.TextDocument, { version: number; tokens: Found[] }>();

/** The tokens of a text as it stands, those that are cut short too; none of one that is too long to be searched at every change. */
function tokensOf(document: vscode.TextDocument): Found[] {
  const kept = known.get(document);
  if (kept?.version === document.version) return kept.tokens;
  const end = document.lineAt(document.lineCount - 1).range.end;
  const tokens = document.offsetAt(end) > maxTextLength ? [] : foundIn(document.getText());
  known.set(document, { version: document.version, tokens });
  return tokens;
}

function foundIn(text: string): Found[] {
  const whole = tokensIn(text);
  const cut = cutTokensIn(text, whole).map((token): Found => ({ ...token, cut: true }));
  return cut.length === 0 ? whole : [...whole, ...cut].sort((one, other) => one.start - other.start);
}

function lensesOf(document: vscode.TextDocument): vscode.CodeLens[] {
  return tokensOf(document)
    .slice(0, maxLenses)
    .map(({ start, end, cut: isCut }) => {
      const range = new vscode.Range(document.positionAt(start), document.positionAt(end));
      const { line, character } = range.start;
      return codeLens(range, {
        icon: isCut ? 'warning' : 'inspect',
        title: isCut ? vscode.l10n.t('JWT cut short: what is missing?') : vscode.l10n.t('Inspect JWT'),
        command: inspectAtCommand,
        arguments: [document.uri.toString(), line, character],
      });
    });
}

async function hoverOf(
  workbench: Workbench,
  document: vscode.TextDocument,
  { spelled, start, end, cut: isCut }: Found,
): Promise<vscode.Hover> {
  const tpp = await workbench.tpp();
  const inspection = tpp.inspectToken(spelled, { now: Date.now() });
  const lines = hoverLines(inspection, Date.now());
  const range = new vscode.Range(document.positionAt(start), document.positionAt(end));
  const { line, character } = range.start;
  return hover(range, isCut ? [...lines, ...restLines(spelled)] : lines, {
    title: vscode.l10n.t('Open in the JWT Inspector'),
    command: inspectAtCommand,
    given: [document.uri.toString(), line, character],
  });
}

/** What can still be read of a token that was cut short. */
function restLines(spelled: string): Markdown[] {
  const [header = '', payload = ''] = spelled.split('.', 2);
  const text = (part: string): string => Buffer.from(part.slice(0, 4000), 'base64url').toString('utf8');
  return [
    md`${vscode.l10n.t('Header')}: ${cut(text(header), 400)}`,
    ...(payload === '' ? [] : [md`${vscode.l10n.t('Payload, as far as it goes')}: ${cut(text(payload), 1000)}`]),
  ];
}

const icons = { error: md`$(error)`, warning: md`$(warning)`, info: md`$(info)` } as const;

/** What a hover says of a token: its kind, how it is signed, its times, and the worst of what is wrong. */
function hoverLines({ kindTitle, header, members, findings, problem }: Inspection, now: number): Markdown[] {
  if (problem) return [md`$(error) ${problem.message}`];
  const alg = typeof header?.alg === 'string' ? header.alg : undefined;
  const timeOf = (name: string): number | undefined => {
    const iso = members.find(({ pointer }) => pointer === `/payload/${name}`)?.time?.iso;
    return iso === undefined ? undefined : Date.parse(iso);
  };
  const [expires, issued] = [timeOf('exp'), timeOf('iat')];
  const [worst, ...others] = findings;
  return [
    md`**${titleOfKind(kindTitle)}**${alg === undefined ? '' : md` · ${cut(alg, 40)}`}`,
    ...(issued === undefined ? [] : [md`${vscode.l10n.t('Issued {0}, {1}', relative(issued, now), timeText(issued))}`]),
    ...(expires === undefined
      ? []
      : [
          md`${
            expires > now
              ? vscode.l10n.t('Expires {0}, {1}', relative(expires, now), timeText(expires))
              : vscode.l10n.t('Expired {0}, {1}', relative(expires, now), timeText(expires))
          }`,
        ]),
    ...(worst ? [md`${icons[worst.severity]} ${worst.message}`] : []),
    ...(others.length > 0 ? [md`${vscode.l10n.t('{0} more findings', others.length)}`] : []),
  ];
}
