/** The rows of a token's tree: its members with their meaning, and what can be opened in place inside them. */
import type { ExplainedMember, Finding, Section, ShownCertificate, ShownToken } from '../../messages/inspector.ts';
import { element } from '../kit/element.ts';
import { icon } from '../kit/icons.ts';
import { marked } from '../kit/marked.ts';
import { dateText } from '../kit/time-words.ts';
import type { TreeRow } from '../kit/tree.ts';
import { distance } from '../kit/when.ts';
import { locale, t } from '../kit/words.ts';
import { capital } from './capital.ts';
import { type JsonMember, type JsonNode, jsonNodes } from './json-nodes.ts';
import { inlineOf, shownValue, spokenValue } from './value.ts';

/** What rows ask of the page around them. */
export interface RowContext {
  /** Opens a token inside the token in a tab of its own; `path` are the pointers that lead to it. */
  openNested(path: readonly string[]): void;
}

/** Objects and lists of no more than this are open from the beginning. */
const small = 6;

/** Between the pointer of a member and those of the token inside it: no pointer has it (RFC 6901 §3). */
const inside = '~>';

/** The rows of one part of a token. Their ids are the members' pointers; those of a token inside follow its member's after `~>`. */
export function rowsOf(token: ShownToken, part: 'header' | 'payload', context: RowContext): TreeRow[] {
  return new Rows(token, context, []).part(part);
}

/** The id above a row's id. */
export function parentOf(id: string): string | undefined {
  const above = id.slice(0, Math.max(id.lastIndexOf('/'), 0));
  if (above.endsWith(inside)) return above.slice(0, -inside.length);
  return above === '' || above === '/header' || above === '/payload' ? undefined : above;
}

class Rows {
  readonly #token: ShownToken;
  readonly #context: RowContext;
  /** Pointers that lead to this token from the outermost one. */
  readonly #path: readonly string[];
  readonly #members: ReadonlyMap<string, ExplainedMember>;
  readonly #findings: ReadonlyMap<string, Finding[]>;

  constructor(token: ShownToken, context: RowContext, path: readonly string[]) {
    this.#token = token;
    this.#context = context;
    this.#path = path;
    this.#members = new Map(token.members.map((member) => [member.pointer, member]));
    this.#findings = Map.groupBy(token.findings, ({ pointer }) => pointer);
  }

  part(part: 'header' | 'payload'): TreeRow[] {
    const text = part === 'header' ? this.#token.headerText : this.#token.payloadText;
    const root = text === undefined ? undefined : jsonNodes(text, `/${part}`);
    return root ? root.children.map((member) => this.#row(member)) : [];
  }

  #id(pointer: string): string {
    return [...this.#path, pointer].join(inside);
  }

  #row({ name, pointer, node }: JsonMember): TreeRow {
    const member = this.#members.get(pointer);
    const findings = this.#findings.get(pointer) ?? [];
    const nested = this.#token.nested.find((each) => each.pointer === pointer)?.token;
    const certificates = this.#token.certificates.find((each) => each.pointer === pointer)?.list;
    const match = this.#token.matches.find((each) => each.pointer === pointer)?.label;
    const spoken = [
      `${name}: ${nested ? nested.kindTitle : spokenValue(node, member?.time)}.`,
      ...(member ? [member.sentence] : []),
      ...(match ? [match] : []),
      ...findings.map((finding) => `${severityText(finding)}: ${finding.message}`),
    ].join(' ');
    const children = childrenOf(node, (child) => this.#row(child));
    return {
      id: this.#id(pointer),
      spoken,
      copies: node.text,
      show: () => [
        element('span', { class: member?.known === false ? 'name unknown' : 'name' }, ...breakable(name)),
        element(
          'div',
          { class: 'what' },
          nested ? this.#nestedValue(nested, pointer) : shownValue(node, member?.time),
          member && meaning(member),
          match !== undefined && element('div', { class: 'match' }, icon('good'), marked(capital(match))),
          ...findings.map(findingLine),
        ),
      ],
      ...(nested
        ? { children: () => this.#insideOf(nested, pointer) }
        : certificates
          ? { children: () => certificates.map((each, index) => certificateRow(each, `${this.#id(pointer)}/${index}`)) }
          : children && {
              children,
              open: node.children.length <= small && isFlat(node) && inlineOf(node) === undefined,
            }),
    };
  }

  /** The parts of a token inside this one. */
  #insideOf(token: ShownToken, pointer: string): TreeRow[] {
    const inner = new Rows(token, this.#context, [...this.#path, pointer]);
    const part = (name: 'header' | 'payload', title: string): TreeRow[] => {
      const rows = inner.part(name);
      if (rows.length === 0) return [];
      const loose = inner.#without(name, rows);
      return [
        {
          id: inner.#id(`/${name}`),
          spoken: title,
          show: () => [
            element('span', { class: 'name part-name' }, title),
            element('div', { class: 'what' }, ...loose.map(findingLine)),
          ],
          children: () => rows,
          open: true,
        },
      ];
    };
    return [...part('header', t('Header')), ...part('payload', t('Payload'))];
  }

  /** What is said of a part as a whole, or of a member that is missing. */
  #without(part: 'header' | 'payload', rows: readonly TreeRow[]): Finding[] {
    const there = new Set(rows.map(({ id }) => id));
    return this.#token.findings.filter(({ pointer }) => {
      const [, name, member] = pointer.split('/');
      const first = name === 'signature' ? 'header' : name;
      return first === part && (member === undefined || !there.has(this.#id(`/${part}/${member}`)));
    });
  }

  #nestedValue(token: ShownToken, pointer: string): HTMLElement {
    const worst = token.findings[0];
    const open = element('button', { class: 'link', attributes: { type: 'button' } }, t('Open in a tab'));
    open.addEventListener('click', () => this.#context.openNested([...this.#path, pointer]));
    return element(
      'span',
      { class: 'value inside' },
      element('span', { class: 'inside-kind' }, capital(token.kindTitle)),
      worst !== undefined && element('span', { class: `severity ${worst.severity}` }, icon(worst.severity)),
      open,
    );
  }
}

/** A name that breaks after an underscore rather than in a word. */
function breakable(name: string): HTMLElement[] {
  if (name.length > 200) return [marked(`${name.slice(0, 200)}…`)];
  return name
    .split(/(?<=_)/)
    .flatMap((piece, index) => (index === 0 ? [marked(piece)] : [element('wbr'), marked(piece)]));
}

/** A list or object without further ones below it. */
function isFlat({ children }: JsonNode): boolean {
  return children.every(({ node }) => node.children.length === 0);
}

function childrenOf(node: JsonNode, row: (member: JsonMember) => TreeRow): (() => TreeRow[]) | undefined {
  return node.children.length === 0 ? undefined : () => node.children.map(row);
}

function meaning({ sentence, section }: ExplainedMember): HTMLElement {
  return element('div', { class: 'meaning' }, marked(sentence), section && ' ', section && sectionLink(section));
}

/** The place in a standard, as a link where it can be read on the web. */
export function sectionLink({ document: name, section, url }: Section): HTMLElement {
  const words = [name, section].filter(Boolean).join(' ');
  if (url === undefined || !/^https:\/\//.test(url)) return element('span', { class: 'section' }, words);
  return element('a', { class: 'section', attributes: { href: url } }, words);
}

export function severityText({ severity }: Pick<Finding, 'severity'>): string {
  switch (severity) {
    case 'error':
      return t('Error');
    case 'warning':
      return t('Warning');
    case 'info':
      return t('Note');
  }
}

function findingLine(finding: Finding): HTMLElement {
  return element(
    'div',
    { class: `finding-line severity ${finding.severity}` },
    icon(finding.severity),
    element('span', {}, marked(finding.message)),
  );
}

function certificateRow(certificate: ShownCertificate | string, id: string): TreeRow {
  const index = id.slice(id.lastIndexOf('/') + 1);
  const named = (name: string, what: readonly (HTMLElement | string)[], spoken: string): TreeRow => ({
    id: `${id}/${name}`,
    spoken: `${name}: ${spoken}`,
    copies: spoken,
    show: () => [element('span', { class: 'name' }, name), element('div', { class: 'what' }, ...what)],
  });
  if (typeof certificate === 'string') {
    return {
      id,
      spoken: certificate,
      show: () => [
        element('span', { class: 'name' }, index),
        element('div', { class: 'what' }, element('span', { class: 'value' }, marked(certificate))),
      ],
    };
  }
  const { subject, issuer, validFrom, validTo, thumbprint, ours } = certificate;
  const time = (at: number): HTMLElement[] => [
    element('span', { class: 'value time' }, element('span', { class: 'date' }, dateText(at, locale)), distance(at)),
  ];
  const words = (value: string): HTMLElement[] => [element('span', { class: 'value string' }, marked(value))];
  return {
    id,
    spoken: t('Certificate {0}: {1}', index, subject),
    copies: subject,
    show: () => [
      element('span', { class: 'name' }, index),
      element(
        'div',
        { class: 'what' },
        ...words(subject),
        ours !== undefined && element('div', { class: 'match' }, icon('good'), marked(capital(ours))),
      ),
    ],
    open: true,
    children: () => [
      named(t('issuer'), words(issuer), issuer),
      named(t('valid from'), time(validFrom), dateText(validFrom, locale)),
      named(t('valid to'), time(validTo), dateText(validTo, locale)),
      named('x5t#S256', words(thumbprint), thumbprint),
    ],
  };
}
