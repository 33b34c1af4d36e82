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

/**
 * Asks every question; going back shows the one before with what was answered then.
 *
 * @param before questions that were asked elsewhere already; they count, and going back beyond the first question here gives `'back'`
 * @returns the answers, `'back'`, or undefined when a question was dismissed
 */
export async function walk<Answers>(
  start: Answers,
  questions: readonly Question<Answers>[],
  before = 0,
): Promise<Answers | 'back' | undefined> {
  let answers = start;
  let index = 0;
  for (;;) {
    const ask = questions[index];
    if (!ask) return answers;
    const step = before + index + 1;
    const turn = await ask(answers, { step, of: before + questions.length, back: step > 1 });
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
