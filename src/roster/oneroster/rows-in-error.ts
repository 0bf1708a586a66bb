import type { RunFinding } from '../../runs/findings.js';

/** More rows in error than this share (and a handful), and the file or collection as a whole is wrong. */
const MAX_SHARE = 0.2;
const HANDFUL = 5;
/** Reasons that a refusal names, and findings that go into its report. */
const NAMED = 3;
const REPORTED = 1000;

/** Counts the rows of a file, or the records of a collection, that can't be used, and why they can't. */
export class RowsInError {
  #count = 0;
  readonly #reasons = new Map<string, { count: number; first: RunFinding }>();
  /** Of the first rows, what made them errors. */
  readonly findings: RunFinding[] = [];

  /** @param findings of one row in error */
  add(findings: readonly RunFinding[]): void {
    this.#count++;
    const why = findings.find(({ severity }) => severity === 'error');
    if (!why) return;
    const key = `${why.code} ${why.column}`;
    const reason = this.#reasons.get(key) ?? { count: 0, first: why };
    reason.count++;
    this.#reasons.set(key, reason);
    if (this.findings.length < REPORTED) this.findings.push(why);
  }

  get count(): number {
    return this.#count;
  }

  /** Whether they are too many, of the rows read. */
  tooMany(read: number): boolean {
    return this.#count >= HANDFUL && this.#count > read * MAX_SHARE;
  }

  /** What is wrong with most of them, for a message: '8 times "OneRoster does not know the role in users.role …"'. */
  get reasons(): string {
    const commonest = [...this.#reasons.values()].sort((a, b) => b.count - a.count).slice(0, NAMED);
    const left = this.#count - commonest.reduce((sum, { count }) => sum + count, 0);
    const named = commonest.map(
      ({ count, first }) => `${count} ${count === 1 ? 'time' : 'times'} "${firstSentence(first.message)}"`,
    );
    return [...named, ...(left > 0 ? [`${left} for other reasons`] : [])].join(', ');
  }
}

/** What follows says what becomes of one row, which is not what becomes of them all. */
function firstSentence(message: string): string {
  return message.split('. ', 1)[0]!.replace(/\.$/, '');
}
