/** Small faults that somebody could have made in a source text, one at a time: what no test notices of them is not tested. */
import { parseAst } from 'vitest/node';

export interface Mutant {
  line: number;
  /** What is replaced, and by what. */
  start: number;
  end: number;
  text: string;
  /** What is said of it, on one line: `before → after`. */
  change: string;
}

/** A node of the syntax tree (ESTree), as far as it is looked at here. */
interface Node {
  type: string;
  start: number;
  end: number;
  [member: string]: unknown;
}

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string' && 'start' in value;

const others: Record<string, string> = {
  '===': '!==',
  '!==': '===',
  '<': '<=',
  '<=': '<',
  '>': '>=',
  '>=': '>',
  '+': '-',
  '-': '+',
  '*': '/',
  '/': '*',
  '&&': '||',
  '||': '&&',
};

/** What is said to the user is wording, and no test need hold it word for word. */
const wording = new Set(['message', 'try', 'fix', 'advice', 'description']);

/**
 * All mutants of a source text in TypeScript: conditions negated and swapped, checks and calls dropped, bounds off by one,
 * numbers and truths changed, members of lists left out, anchors of patterns lost.
 */
export function mutantsOf(source: string): Mutant[] {
  const mutants: Mutant[] = [];
  const textOf = (node: Node) => source.slice(node.start, node.end);
  const plain = (text: string) => text.replace(/\s+/g, ' ').trim();
  const change = (node: Node, text: string, said = `${plain(textOf(node))} → ${plain(text) || 'nothing'}`) => {
    const line = source.slice(0, node.start).split('\n').length;
    const { start, end } = node;
    mutants.push({ line, start, end, text, change: said });
  };
  const holdsText = (node: unknown): boolean =>
    isNode(node) &&
    (node.type === 'TemplateLiteral' ||
      (node.type === 'Literal' && typeof node.value === 'string') ||
      (node.type === 'BinaryExpression' && (holdsText(node.left) || holdsText(node.right))));

  const operated = (node: Node): void => {
    const { left, right, operator } = node;
    if (!isNode(left) || !isNode(right)) return;
    const other = others[String(operator)];
    const joinsTexts = operator === '+' && (holdsText(left) || holdsText(right));
    if (operator === '??') change(node, textOf(left));
    else if (other !== undefined && !joinsTexts) change(node, `(${textOf(left)}) ${other} (${textOf(right)})`);
  };

  /** A condition turned round, unless an operator's own change comes to the same. */
  const turned = (test: Node): void => {
    const same = test.type === 'UnaryExpression' || ['===', '!=='].includes(String(test.operator));
    if (!same) change(test, `!(${textOf(test)})`);
  };

  const changers: Record<string, (node: Node) => void> = {
    BinaryExpression: operated,
    LogicalExpression: operated,
    IfStatement({ test, alternate }) {
      if (!isNode(test)) return;
      turned(test);
      if (!alternate) change(test, 'false');
    },
    ConditionalExpression({ test }) {
      if (isNode(test)) turned(test);
    },
    UnaryExpression(node) {
      if (node.operator === '!' && isNode(node.argument)) change(node, `(${textOf(node.argument)})`);
    },
    ExpressionStatement(node) {
      const { expression } = node;
      const awaited = isNode(expression) && expression.type === 'AwaitExpression' ? expression.argument : expression;
      if (isNode(awaited) && awaited.type === 'CallExpression') change(node, ';');
    },
    ArrayExpression(node) {
      if (!Array.isArray(node.elements)) return;
      const elements = node.elements.filter(isNode);
      for (const left of elements.filter((each) => each.type === 'Literal')) {
        const rest = elements.filter((each) => each !== left);
        change(node, `[${rest.map(textOf).join(', ')}]`, `a list without ${textOf(left)}`);
      }
    },
    Literal(node) {
      const { value, regex } = node;
      if (typeof value === 'number' && Number.isFinite(value)) change(node, String(value + 1));
      if (typeof value === 'boolean') change(node, String(!value));
      if (typeof value === 'bigint') change(node, `${value + 1n}n`);
      if (!regex) return;
      const text = textOf(node);
      if (text.startsWith('/^')) change(node, `/${text.slice(2)}`);
      if (/\$\/[a-z]*$/.test(text)) change(node, text.replace(/\$(\/[a-z]*)$/, '$1'));
    },
  };

  const visit = (node: Node): void => {
    if (node.type === 'ImportDeclaration' || node.type === 'TemplateLiteral') return;
    // Types are gone when the code runs; what is only wrapped in one is not.
    if (node.type.startsWith('TS') && !isNode(node.expression)) return;
    // A list `as const` makes a type, and the compiler misses what is left out of it.
    if (node.type === 'TSAsExpression' && textOf(node).endsWith(' as const')) return;
    if (node.type === 'Property' && isNode(node.key) && wording.has(String(node.key.name))) return;
    changers[node.type]?.(node);
    for (const member of Object.values(node)) {
      for (const child of Array.isArray(member) ? member : [member]) if (isNode(child)) visit(child);
    }
  };
  const program: unknown = parseAst(source, { lang: 'ts' });
  if (isNode(program)) visit(program);
  return mutants;
}
