/** A token on the page: what it is, its signature and findings, and its parts. */
import type {
  FromInspector,
  HashComparison,
  Offers,
  ShownToken,
  SignatureCheck,
  ToInspector,
} from '../../messages/inspector.ts';
import { button } from '../kit/controls.ts';
import { type Child, element, fill } from '../kit/element.ts';
import { icon } from '../kit/icons.ts';
import { marked } from '../kit/marked.ts';
import { dateText } from '../kit/time-words.ts';
import { type Tree, tree } from '../kit/tree.ts';
import { distance } from '../kit/when.ts';
import { locale, t } from '../kit/words.ts';
import { capital } from './capital.ts';
import { findingsCard } from './findings.ts';
import { hashesCard } from './hashes.ts';
import { jsonView } from './json-view.ts';
import { pasteArea } from './nothing.ts';
import { parentOf, rowsOf } from './rows.ts';
import { signatureCard } from './signature.ts';

type Shown = Extract<ToInspector, { type: 'token' }>;
export type Part = 'header' | 'payload' | 'signature';

interface Asks {
  send(message: FromInspector): void;
  /** Parts that show as JSON; kept over a reload. */
  readonly asJson: Set<Part>;
  remember(): void;
}

export interface TokenView {
  readonly elements: readonly HTMLElement[];
  showSignature(check: SignatureCheck, offers: Offers): void;
  showHashes(hashes: readonly HashComparison[]): void;
}

export function tokenView(shown: Shown, asks: Asks): TokenView {
  const { token, restricted } = shown;
  const { send } = asks;
  const trees = new Map<Part, () => Tree | undefined>();
  const signature = signatureCard(
    { verify: (by) => send({ type: 'verify', by }), body: () => send({ type: 'body' }) },
    restricted,
  );
  const hashes = hashesCard(token, send);
  const parts = element('div', { class: 'parts' });
  if (token.headerText !== undefined) parts.append(jsonPart('header', t('Header'), token.headerText));
  if (token.payloadText !== undefined) parts.append(jsonPart('payload', t('Payload'), token.payloadText));
  if (token.signature !== '') parts.append(signaturePart(token, asks));

  function jsonPart(part: 'header' | 'payload', title: string, text: string): HTMLElement {
    let made: Tree | undefined;
    const body = element('div', { class: 'part-body' });
    const show = (asJson: boolean): void => {
      made = undefined;
      const rows = asJson
        ? []
        : rowsOf(token, part, { openNested: (path) => send({ type: 'openNested', path: [...path] }) });
      if (rows.length === 0 && !asJson && /^\s*\{\s*\}\s*$/.test(text)) {
        fill(body, element('p', { class: 'quiet' }, t('It has no member.')));
      } else if (rows.length === 0) {
        fill(body, jsonView(text, title));
      } else {
        made = tree(title, rows, { onCopy: (copied) => send({ type: 'copyText', text: copied }), parentOf });
        fill(body, made.element);
      }
    };
    trees.set(part, () => made);
    const head = partHead(part, title, asks, show);
    // What has no tree has no choice.
    const choices = head.querySelector<HTMLElement>('.choices');
    if (choices && made === undefined && !asks.asJson.has(part)) choices.hidden = true;
    return element('section', { class: `part ${part}`, attributes: { 'aria-label': title } }, head, body);
  }

  const goTo = (pointer: string): void => {
    const [, part] = pointer.split('/');
    const section = document.querySelector<HTMLElement>(
      `.part.${part === 'header' || part === 'payload' ? part : 'signature'}`,
    );
    for (let id: string | undefined = pointer; id !== undefined; id = parentOf(id)) {
      if (part === 'header' || part === 'payload') if (trees.get(part)?.()?.reveal(id)) return;
    }
    section?.scrollIntoView({ block: 'start' });
    section?.querySelector<HTMLElement>('button, [tabindex="0"]')?.focus({ preventScroll: true });
  };

  const unreadable = token.form === 'unreadable';
  // What kept it from being read is said once, above them.
  const findings = token.findings.filter(({ message }) => message !== token.problem?.message);
  const elements = [
    headOf(shown, asks),
    token.problem && problemCard(token.problem),
    element(
      'div',
      { class: 'summary' },
      !unreadable && signature.element,
      !unreadable && hashes.element,
      (!unreadable || findings.length > 0) && findingsCard(findings, goTo),
    ),
    parts,
    unreadable ? pasteAgain((text) => send({ type: 'inspect', text })) : undefined,
  ].filter((each) => each !== undefined);
  return { elements, showSignature: signature.show, showHashes: hashes.show };
}

function headOf(shown: Shown, { send }: Asks): HTMLElement {
  const { token, label, canSign, hasSource } = shown;
  const readable = token.form !== 'unreadable';
  // Without its key there is nothing of it to mask or to compare.
  const open = readable && token.form !== 'encrypted';
  const source = hasSource
    ? element(
        'button',
        { class: 'link', attributes: { type: 'button' }, on: { click: () => send({ type: 'source' }) } },
        marked(label),
      )
    : element('span', {}, marked(label));
  return element(
    'header',
    { class: 'head' },
    element('p', { class: 'from' }, source),
    element('h1', {}, readable ? capital(token.kindTitle) : t('Not a readable token')),
    readable && element('p', { class: 'reason' }, marked(token.kindReason)),
    readable && factsOf(token),
    element(
      'div',
      { class: 'actions' },
      token.payloadText !== undefined &&
        readable &&
        button(t('Copy Claims'), () => send({ type: 'copy', what: 'claims' })),
      button(t('Copy Token'), () => send({ type: 'copy', what: 'compact' })),
      open && button(t('Copy as Fixture'), () => send({ type: 'copy', what: 'fixture' })),
      open && button(t('Compare…'), () => send({ type: 'compare' })),
      canSign && button(t('Edit and Sign Again'), () => send({ type: 'edit' })),
    ),
  );
}

/** What is asked of every token: how it is signed, by which key, since when and how long. */
function factsOf(token: ShownToken): HTMLElement {
  const rows: Child[] = [];
  const fact = (name: string, ...what: readonly Child[]): void => {
    rows.push(element('div', {}, element('dt', {}, name), element('dd', {}, ...what)));
  };
  const header = topLevel(token.headerText);
  const time = (name: string): number | undefined =>
    token.members.find(({ pointer }) => pointer === `/payload/${name}`)?.time;
  const alg = header.get('alg');
  if (alg !== undefined) fact(t('Algorithm'), marked(alg.slice(0, 60)));
  const enc = header.get('enc');
  if (enc !== undefined) fact(t('Encryption'), marked(enc.slice(0, 60)));
  const kid = header.get('kid');
  if (kid !== undefined) fact(t('Key'), element('span', { class: 'mono' }, marked(kid.slice(0, 80))));
  const issued = time('iat');
  if (issued !== undefined) fact(t('Issued'), withDate(issued));
  const expires = time('exp');
  if (expires !== undefined && expires > Date.now()) fact(t('Expires'), withDate(expires));
  else if (expires !== undefined) {
    fact(t('Expired'), element('span', { class: 'past warning' }, icon('warning'), withDate(expires)));
  }
  return element('dl', { class: 'facts' }, ...rows);
}

function withDate(at: number): HTMLElement {
  return element('span', { attributes: { title: dateText(at, locale) } }, distance(at));
}

/** The scalar members of an object, by name. */
function topLevel(text: string | undefined): Map<string, string> {
  try {
    const read: unknown = JSON.parse(text ?? '{}');
    return new Map(
      Object.entries(read ?? {}).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])),
    );
  } catch {
    return new Map();
  }
}

function problemCard({ message, try: advice }: NonNullable<ShownToken['problem']>): HTMLElement {
  return element(
    'section',
    { class: 'card problem', attributes: { 'aria-label': t('What is wrong') } },
    element(
      'p',
      { class: 'verdict bad' },
      icon('error'),
      element(
        'span',
        {},
        element('span', { class: 'message' }, marked(message)),
        element('span', { class: 'meaning' }, marked(advice)),
      ),
    ),
  );
}

function pasteAgain(inspect: (text: string) => void): HTMLElement {
  const title = element('h2', {}, t('Paste it again'));
  return element('section', { class: 'again' }, title, ...pasteArea(inspect, 'secondary'));
}

/** The title of a part, and the switch between tree and JSON. */
function partHead(part: Part, title: string, asks: Asks, show: (asJson: boolean) => void): HTMLElement {
  const choice = (words: string, asJson: boolean): HTMLButtonElement => {
    const made = element('button', { class: 'choice', attributes: { type: 'button' } }, words);
    made.addEventListener('click', () => {
      if (asJson) asks.asJson.add(part);
      else asks.asJson.delete(part);
      asks.remember();
      apply();
    });
    return made;
  };
  const [asTree, asJson] = [choice(t('Tree'), false), choice(t('JSON'), true)];
  const apply = (): void => {
    const json = asks.asJson.has(part);
    asTree.setAttribute('aria-pressed', String(!json));
    asJson.setAttribute('aria-pressed', String(json));
    show(json);
  };
  apply();
  const group = { class: 'choices', attributes: { role: 'group', 'aria-label': t('{0} as', title) } };
  return element('div', { class: 'part-head' }, element('h2', {}, title), element('div', group, asTree, asJson));
}

/** The signature has no members: its length and its bytes, or as the JSON serialization writes it (RFC 7515 §7.2). */
function signaturePart(token: ShownToken, asks: Asks): HTMLElement {
  const body = element('div', { class: 'part-body' });
  const title = t('Signature value');
  const show = (asJson: boolean): void => {
    if (asJson) {
      fill(body, jsonView(JSON.stringify({ signature: token.signature }), title));
      return;
    }
    const bits = token.signatureBytes * 8;
    const rows = [
      row('length', t('length'), t('{0} bytes, {1} bits', token.signatureBytes, bits)),
      row('base64url', 'base64url', token.signature),
    ];
    fill(
      body,
      tree(title, rows, { onCopy: (text) => asks.send({ type: 'copyText', text }), parentOf: () => undefined }).element,
    );
  };
  const row = (id: string, name: string, value: string) => ({
    id,
    spoken: `${name}: ${value.slice(0, 200)}`,
    copies: value,
    show: () => [
      element('span', { class: 'name' }, name),
      element('div', { class: 'what' }, element('span', { class: 'value' }, value)),
    ],
  });
  return element(
    'section',
    { class: 'part signature', attributes: { 'aria-label': title } },
    partHead('signature', title, asks, show),
    body,
  );
}
