import { ownText } from './text.js';

/** Answers kept; columns of words (language, relationship) have few distinct values in a file. */
const KEPT = 1000;

/** Remembers what a function of one text answered. */
export function memo<T>(compute: (text: string) => T): (text: string) => T {
  const answers = new Map<string, T>();
  return (text) => {
    const known = answers.get(text);
    if (known !== undefined) return known;
    const own = ownText(text);
    const answer = compute(own);
    if (answers.size >= KEPT) answers.clear();
    answers.set(own, answer);
    return answer;
  };
}
