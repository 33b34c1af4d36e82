/** The authorisation request before the browser opens: its URL, header and claims in an editor, what a bank would say against them, and how to mend it. */
import * as vscode from 'vscode';
import type { AuthorisationPreview } from '../../tpp/authorization/request.ts';
import type { ClaimFinding } from '../../tpp/registration/preflight.ts';
import type { RequestFacts } from '../../tpp/rules/request-facts.ts';
import type { Session } from '../../tpp/session.ts';
import { mayBeAuthorised } from '../../tpp/workspace/consent-status.ts';
import type { RequestText } from '../documents/request-text.ts';
import { contextOf } from '../jwt/item-tokens.ts';
import { showWarning } from '../plain/messages.ts';
import { type ReadPreview, type RequestKind, RequestPreviews, revealFirstError } from '../previews/request-previews.ts';
import type { ConsentNode } from '../workbench/nodes.ts';
import { pickConsent } from '../workbench/pick.ts';
import type { Workbench } from '../workbench/workbench.ts';
import { authorise, copyUrl, type ReviewedRequest } from './authorise.ts';
import { catchingFor } from './bring.ts';
import { runFor } from './run.ts';
import { sessionOf } from './session.ts';

interface About {
  node: ConsentNode;
  session: Session;
  made: AuthorisationPreview;
  context: RequestFacts;
}

/** Seconds that a renewed request is good for, and that `nbf` lies in the past for a bank whose clock is behind. */
const lifetime = 290;
const clockAllowance = 10;

function authorisationRequests(workbench: Workbench): RequestKind<About> {
  return {
    name: 'authorisationPreview',
    pattern: '**/authorisation request *.json',
    async findings({ context, session }, { claims, header }) {
      const { preflightRequest } = await workbench.tpp();
      return preflightRequest(claims, header, { ...context, now: session.surroundings.now() });
    },
    remarks: ({ made }, request) => (isChanged(request, made) ? [urlIsOld()] : []),
    actions: {
      open: {
        icon: 'link-external',
        title: () => vscode.l10n.t('Open in Browser'),
        run: async (preview) => {
          const request = await reviewed(preview);
          const node = request && (await pickConsent(workbench, preview.about.node, mayBeAuthorised));
          return node && authorise(workbench, node, { request });
        },
      },
      copyUrl: {
        title: () => vscode.l10n.t('Copy URL'),
        run: async (preview) => {
          const request = await reviewed(preview);
          const node = request && (await pickConsent(workbench, preview.about.node, mayBeAuthorised));
          return node && copyUrl(workbench, node, request);
        },
      },
    },
    async signed({ node, session, made, context: request }, { header, claims }) {
      const tpp = await workbench.tpp();
      const { clientId, consentId } = node.consent;
      const edited = { header, claims, codeVerifier: made.codeVerifier };
      const { requestObject } = await tpp.previewAuthorisationRequest(session, consentId, edited);
      const bank = contextOf(node.of, { clientId, consentId });
      const context = { origin: 'authorisation-request' as const, ...bank, request };
      return { text: requestObject, context };
    },
    renewal: {
      title: () => vscode.l10n.t('Renew nbf, exp and jti'),
      claims: momentClaims,
      mends: /^(nbf|exp)_/,
    },
  };
}

/** Exactly what the document says. What no bank takes is shown first; sending it all the same is how one learns. */
async function reviewed(preview: ReadPreview<About>): Promise<ReviewedRequest | undefined> {
  const { request, about } = preview;
  const stop = await revealFirstError(preview);
  const sent = { ...request, codeVerifier: about.made.codeVerifier };
  if (!stop) return sent;
  const anyway = vscode.l10n.t('Send Anyway');
  const chosen = await showWarning(`${stop.message} ${stop.fix}`, anyway);
  return chosen === anyway ? { ...sent, force: true } : undefined;
}

function textOf({ url, header, claims }: AuthorisationPreview): string {
  const shown = url ?? vscode.l10n.t('Made when it is sent: this bank has the request pushed to it first (RFC 9126).');
  return `${JSON.stringify({ url: shown, header, claims }, undefined, 2)}\n`;
}

function isChanged({ header, claims }: RequestText, made: AuthorisationPreview): boolean {
  return JSON.stringify([header, claims]) !== JSON.stringify([made.header, made.claims]);
}

function urlIsOld(): ClaimFinding {
  return {
    severity: 'information',
    code: 'url_before_changes',
    pointer: '/url',
    message: vscode.l10n.t('This URL carries the request as it was before your changes.'),
    fix: vscode.l10n.t('Open in Browser and Copy URL above sign it anew.'),
  };
}

function momentClaims(): Record<string, unknown> {
  const now = Math.floor(Date.now() / 1000);
  return { nbf: now - clockAllowance, iat: now, exp: now + lifetime, jti: crypto.randomUUID() };
}

const kept = new WeakMap<Workbench, RequestPreviews<About>>();

function previewsOf(workbench: Workbench): RequestPreviews<About> {
  const known = kept.get(workbench);
  if (known) return known;
  const made = new RequestPreviews(workbench, authorisationRequests(workbench));
  kept.set(workbench, made);
  return made;
}

export function registerAuthorisationPreview(workbench: Workbench): void {
  previewsOf(workbench);
}

/** Opens the request for a consent in an editor, with its findings as diagnostics; nothing is sent or remembered. */
export async function openAuthorisationPreview(
  workbench: Workbench,
  node: ConsentNode,
): Promise<vscode.TextDocument | undefined> {
  const tpp = await workbench.tpp();
  const { of, consent } = node;
  const title = vscode.l10n.t('Making the authorisation request for {0}', of.bank.name);
  const about = await runFor(workbench, node, title, async () => {
    const session = await sessionOf(workbench, node);
    const redirectUri = (await catchingFor(workbench, session))?.redirectUri;
    const made = await tpp.previewAuthorisationRequest(session, consent.consentId, { redirectUri });
    return { node, session, made, context: await tpp.requestContext(session, consent.consentId, made.claims) };
  });
  const path = `${of.place.name}/authorisation request ${consent.consentId} at ${of.bank.name}.json`;
  return about && previewsOf(workbench).open(path, textOf(about.made), about);
}
