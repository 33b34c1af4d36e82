/** Which characters of a text show nothing, or turn the order of what is read, and what is written in their place. */

/** Controls, what turns the direction of reading, what has no width, and halves of a pair. */
const hidden = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\u115f\u1160\u3164\uffa0]|\u034f|\u17b4|\u17b5/u;
const familiar: Record<string, string> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

export interface Piece {
  text: string;
  /** What stands for a character that would not be seen. */
  mark?: string;
}

/** A text in pieces: as it is, and marks such as `U+202E` for single characters that hide. */
export function piecesOf(text: string): Piece[] {
  const pieces: Piece[] = [];
  let plain = '';
  for (const character of text) {
    if (!hidden.test(character)) {
      plain += character;
      continue;
    }
    if (plain !== '') pieces.push({ text: plain });
    plain = '';
    const point = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
    pieces.push({ text: character, mark: familiar[character] ?? `U+${point}` });
  }
  if (plain !== '') pieces.push({ text: plain });
  return pieces;
}
