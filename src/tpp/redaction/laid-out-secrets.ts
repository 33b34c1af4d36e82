/** Secrets that the layout of a text gives away: a part of a multipart body, a block of YAML, a sentence with words between the name and the secret. */
import type { Replace } from './secret-members.ts';
import { isOpaque, secretKindOf } from './secret-names.ts';

/** RFC 7578 §4.2: an empty line and the value behind it. */
const partValue = /\n\r?\n([^\r\n]{1,4000})/g;
/** The name, in the headers before the empty line. */
const partName = /\bname="?([\w-]{1,64})/g;
const maxHeadersLength = 500;
/** YAML 1.2 §8.1: `name: |`, and lines with an indentation. */
const block =
  /^([ \t]{0,40}(?:- )?["']?([\w-]{1,64})["']?:[ \t]{0,9}[|>][-+\d]{0,2}[ \t]{0,9}\r?\n[ \t]+)([^\n]*(?:\n[ \t]+[^\n]*)*)/gm;
/** A tag of HTML or XML, whole or cut off: `<input name="client_secret" value="…">`. */
const tag = /<[a-z][^<>]{1,2000}/gi;
const tagName = /\b(?:name|id|key)\s{0,9}=\s{0,9}\\*["']?([\w-]{1,64})/i;
const tagValue = /(\b(?:value|content)\s{0,9}=\s{0,9})(\\*["']|(?=[^\s"'\\]))((?:(?!\2)[\s\S])+|[^\s"'\\>]+)/i;
/** `password for rora is …`. */
const owned =
  /(\b(?:token|secret|password|passphrase|passcode|pin|otp|code|key) (?:for|of) [\w@.'"-]{1,60} (?:is|was) )(["']?)([^\s"']{1,200})/gi;
/** `code … was already used`. */
const used = /(\bcode ["'`(]?)()([\w.~+/-]{8,200})(?=["'`)]? (?:is|was|has|had|does|could)\b)/gi;

/** Every such secret replaced; all else stays to the letter. */
export function replaceLaidOutSecrets(text: string, replace: Replace): string {
  const named = (all: string, before: string, name: string, value: string): string => {
    const kind = secretKindOf(name);
    return kind === undefined ? all : before + replace(value, kind);
  };
  const said = (all: string, before: string, quote: string, value: string): string =>
    quote !== '' || isOpaque(value) || /^\d{4,10}$/.test(value) ? before + quote + replace(value, 'secret') : all;
  const inTag = (whole: string): string => {
    const kind = secretKindOf(tagName.exec(whole)?.[1] ?? '');
    return kind === undefined
      ? whole
      : whole.replace(
          tagValue,
          (_, before: string, quote: string, value: string) => before + quote + replace(value, kind),
        );
  };
  return replaceParts(text, named).replace(block, named).replace(tag, inTag).replace(owned, said).replace(used, said);
}

function replaceParts(text: string, named: (all: string, before: string, name: string, value: string) => string) {
  if (!text.includes('name=')) return text;
  let done = 0;
  return text.replace(partValue, (all: string, value: string, at: number) => {
    const headers = text.slice(Math.max(done, at - maxHeadersLength), at);
    done = at + all.length;
    const name = headers.includes('<') ? undefined : [...headers.matchAll(partName)].at(-1)?.[1];
    return name === undefined ? all : named(all, all.slice(0, -value.length), name, value);
  });
}
