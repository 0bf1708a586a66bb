import type { Knex } from 'knex';
import type { RunContext } from '../src/runs/context.js';
import { recordProgress } from '../src/runs/progress.js';

const everyMs = 1000;

/** Records how far a step is, at most once a second; a lost write is made up for by the next. */
export function progressOf(db: Knex, run: RunContext, step: string): (done: number) => void {
  let last = 0;
  return (done) => {
    const now = Date.now();
    if (now - last < everyMs) return;
    last = now;
    recordProgress(db, run, step, done, null).catch(() => {});
  };
}
