/** The registration request before it is sent: its header and claims in an editor, what a bank would say against them, and how to mend it. */
import * as vscode from 'vscode';
import type { Problem } from '../../tpp/errors.ts';
import type { ClaimFinding } from '../../tpp/registration/preflight.ts';
import type { RegisterOptions } from '../../tpp/registration/register.ts';
import { reveal } from '../documents/findings.ts';
import { momentClaims, type RequestText, textOf } from '../documents/request-text.ts';
import { contextOf } from '../jwt/item-tokens.ts';
import { flash } from '../plain/messages.ts';
import { type RefusalFinding, refusalFinding, stillRefused } from '../previews/refusal-finding.ts';
import { type ReadPreview, type RequestKind, RequestPreviews, revealFirstError } from '../previews/request-previews.ts';
import { inEditorWords } from '../words/editor-words.ts';
import type { BankOf, Workbench } from '../workbench/workbench.ts';

/** What the request is for: a new client, or another shape of the one there is. */
export type PreviewPurpose = 'register' | 'update';

interface About {
  of: BankOf;
  purpose: PreviewPurpose;
  contentType?: RegisterOptions['contentType'];
  /** What the bank said against this request. */
  refusal?: RefusalFinding;
}

/** Sends what a preview says. */
export type SendPreviewed = (
  workbench: Workbench,
  of: BankOf,
  purpose: PreviewPurpose,
  options: RegisterOptions,
) => Promise<unknown>;

function registrationRequests(workbench: Workbench, sendPreviewed: SendPreviewed): RequestKind<About> {
  return {
    name: 'registrationPreview',
    pattern: '**/registration *.json',
    findings: (about, request) => findingsFor(workbench, about, request),
    remarks: ({ refusal }, request) => (refusal && stillRefused(refusal, request) ? [refusal.finding] : []),
    actions: {
      send: {
        icon: 'send',
        title: ({ purpose }) =>
          purpose === 'register' ? vscode.l10n.t('Sign and Register') : vscode.l10n.t('Sign and Update'),
        run: (preview) => send(workbench, preview, sendPreviewed),
      },
      copyClaims: { title: () => vscode.l10n.t('Copy Claims'), run: copyClaims },
    },
    async signed({ of }, { header, claims }) {
      const tpp = await workbench.tpp();
      const session = await workbench.session(of);
      const request = await tpp.prepareRegistration(session, { header, claims });
      const text = await tpp.signRegistration(session, request);
      // The inspector says of it what the preview says.
      const registration = await tpp.registrationFacts(session);
      return { text, context: { origin: 'registration', ...contextOf(of), registration } };
    },
    renewal: {
      title: () => vscode.l10n.t('Renew iat, exp and jti'),
      claims: momentClaims,
      mends: /^(iat|exp|jti)_/,
    },
  };
}

/** What cannot be looked at (a key that is gone, a bank that does not answer) is one finding, not a message while typing. */
async function findingsFor(
  workbench: Workbench,
  { of }: About,
  { header, claims }: RequestText,
): Promise<ClaimFinding[]> {
  const tpp = await workbench.tpp();
  try {
    return await tpp.findingsFor(await workbench.session(of), header, claims);
  } catch (thrown) {
    const problem = tpp.problemOf(thrown);
    const { code, message } = problem;
    return [{ severity: 'warning', code, message, fix: inEditorWords(problem), pointer: '/claims' }];
  }
}

/** Registers or updates with exactly what the document says; with what no bank takes, the cursor goes there instead. */
async function send(workbench: Workbench, preview: ReadPreview<About>, sendPreviewed: SendPreviewed): Promise<unknown> {
  if (await revealFirstError(preview)) {
    await vscode.commands.executeCommand('editor.action.marker.next');
    return undefined;
  }
  const { of, purpose, contentType } = preview.about;
  const options: RegisterOptions = { ...preview.request, ...(contentType && { contentType }) };
  return sendPreviewed(workbench, of, purpose, options);
}

async function copyClaims({ request }: ReadPreview<About>): Promise<void> {
  await vscode.env.clipboard.writeText(JSON.stringify(request.claims, undefined, 2));
  flash(vscode.l10n.t('Claims copied.'), 3000);
}

const kept = new WeakMap<Workbench, RequestPreviews<About>>();

function previewsOf(workbench: Workbench): RequestPreviews<About> {
  const known = kept.get(workbench);
  if (known === undefined) throw new Error('The previews of registrations are registered when the editor opens.');
  return known;
}

export function registerRegistrationPreview(workbench: Workbench, sendPreviewed: SendPreviewed): void {
  kept.set(workbench, new RequestPreviews(workbench, registrationRequests(workbench, sendPreviewed)));
}

export interface PreviewOptions {
  /** Default: `register`. */
  purpose?: PreviewPurpose;
  /** What the bank said when it refused this request: shown at the claim that it names. */
  refusal?: Problem;
}

/**
 * Opens the request of these choices (or with the claims and header that they bring) in an editor, with its findings as diagnostics.
 *
 * @throws OpenBankingError those of `prepareRegistration`: nothing is opened then
 */
export async function openRegistrationPreview(
  workbench: Workbench,
  of: BankOf,
  { contentType, ...options }: RegisterOptions = {},
  { purpose = 'register', refusal }: PreviewOptions = {},
): Promise<vscode.TextDocument> {
  const tpp = await workbench.tpp();
  const { header, claims } = await tpp.prepareRegistration(await workbench.session(of), options);
  const request: RequestText = { header: { ...header }, claims: { ...claims, ...(refusal && momentClaims()) } };
  const what = purpose === 'register' ? 'request' : 'update';
  return previewsOf(workbench).open(`${of.place.name}/registration ${what} of ${of.bank.name}.json`, textOf(request), {
    of,
    purpose,
    ...(contentType && { contentType }),
    ...(refusal && { refusal: refusalFinding(refusal, request) }),
  });
}

/** Opens the preview with the cursor at what the bank refused, or at the first finding that no bank takes. */
export async function openPreviewAtFinding(
  workbench: Workbench,
  of: BankOf,
  options: RegisterOptions = {},
  more: PreviewOptions = {},
): Promise<vscode.TextDocument> {
  const document = await openRegistrationPreview(workbench, of, options, more);
  const findings = previewsOf(workbench).findings(document);
  const first = findings.find(({ severity }) => severity === 'error') ?? findings[0];
  if (first) await reveal(document, first.pointer);
  return document;
}

/** Applies every fix there is to an open preview; what is left needs a person. */
export async function fixPreview(workbench: Workbench, document: vscode.TextDocument): Promise<boolean> {
  return previewsOf(workbench).fixAll(document);
}
