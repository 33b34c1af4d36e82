/** Secrets on a command line, behind the options of curl and of tools like it. */
import { type Replace, spliced } from './secret-members.ts';
import { plainName, secretKindOf } from './secret-names.ts';

/** An option, spelled out or of one letter where the letter's value holds a password, what parts it from its value, and a quote. */
const option =
  /(?<![\w-])(?:--?([A-Za-z][\w-]{1,40})(?:=|["'],\s{0,20}(?=["'])|(?:\s|\\+r?\n|\\+n){1,40})|-[uUE](?:["'],\s{0,20}(?=["'])|[\s=]{0,20}))(\\*["'])?/g;
const word = /[^\s"'\\]+/y;
const quoted: Readonly<Record<string, RegExp>> = { '"': /[^"\n\\]+/y, "'": /[^'\n\\]+/y };
/** Of `user:password` and `file:password` what stands behind the colon is the secret. */
const halves = new Set(['user', 'proxyuser', 'cert', 'proxycert']);
/** What a shell puts a value in for, what stands for one in a manual, and the next option. */
const noValue = /^(?:[$<{%…-]|\.\.\.)/;
/** What a sentence says of an option. */
const said =
  /^(?:is|was|are|were|must|may|can|cannot|needs?|has|requires?|takes?|option|options|flag|and|or|for|to|in|with|without|from|not|if|when)\b[^:]{0,20}$/;

/** Every value that stands behind an option that takes a secret replaced; all else stays to the letter. */
export function replaceCommandSecrets(text: string, replace: Replace): string {
  if (!text.includes('-')) return text;
  const edits: { start: number; end: number; text: string }[] = [];
  option.lastIndex = 0;
  for (let found = option.exec(text); found; found = option.exec(text)) {
    const [, name, quote] = found;
    const half = name === undefined || halves.has(plainName(name));
    if (!half && !takesSecret(name)) continue;
    const value = (quote && quoted[quote.slice(-1)]) || word;
    value.lastIndex = option.lastIndex;
    const whole = value.exec(text)?.[0] ?? '';
    const colon = half ? passwordStart(whole) : 0;
    const secret = whole.slice(colon);
    if (colon < 0 || secret === '' || noValue.test(secret) || (!quote && !half && said.test(secret))) continue;
    const start = option.lastIndex + colon;
    edits.push({ start, end: start + secret.length, text: replace(secret, 'secret') });
    option.lastIndex = start + secret.length;
  }
  return spliced(text, edits);
}

/** `--request` is a method, and a token's other names are no options. */
function takesSecret(name: string): boolean {
  return /^pass(?:in|out)?$/i.test(name) || secretKindOf(name) === 'secret';
}

/** Where the password of `user:password` or `C:\file:password` begins; -1 if there is none. */
function passwordStart(text: string): number {
  const colon = text.indexOf(':', /^[A-Za-z]:[\\/]/.test(text) ? 2 : 0);
  return colon > 0 && text.slice(colon, colon + 3) !== '://' ? colon + 1 : -1;
}
