/** Questions asked one after the other, with a way back. */

/** What one question gave: the answers so far, the wish to go back, or none. */
export type Turn<Answers> = { answers: Answers } | 'back' | 'dismissed';

/** Where a question stands among the others, from 1. */
export interface Position {
  step: number;
  of: number;
  /** Whether there is one to go back to. */
  back: boolean;
}

export type Question<Answers> = (answers: Answers, position: Position) => Promise<Turn<Answers>>;

/** All of them, or what they are after the answers so far, where one of them decides whether there are more. */
type Questions<Answers> = readonly Question<Answers>[] | ((answers: Answers) => readonly Question<Answers>[]);

/**
 * Asks every question; going back shows the one before with what was answered then.
 *
 * @returns the answers, or undefined when a question was dismissed
 */
export async function walk<Answers>(start: Answers, questions: Questions<Answers>): Promise<Answers | undefined> {
  const answers = await walkOn(start, questions, 0);
  return answers === 'back' ? undefined : answers;
}

/**
 * As {@link walk}, after questions that were asked elsewhere already.
 *
 * @param before how many; they count, and going back beyond the first question here gives `'back'`
 */
export async function walkOn<Answers>(
  start: Answers,
  questions: Questions<Answers>,
  before: number,
): Promise<Answers | 'back' | undefined> {
  let answers = start;
  let index = 0;
  for (;;) {
    const all = typeof questions === 'function' ? questions(answers) : questions;
    const ask = all[index];
    if (!ask) return answers;
    const step = before + index + 1;
    const turn = await ask(answers, { step, of: before + all.length, back: step > 1 });
    if (turn === 'dismissed') return undefined;
    if (turn === 'back') {
      if (index === 0) return 'back';
      index -= 1;
    } else {
      ({ answers } = turn);
      index += 1;
    }
  }
}
