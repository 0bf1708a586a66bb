import assert from 'node:assert/strict';
import { attemptsTold } from '../../src/demo/batches.js';
import type { Batch } from '../../src/demo/story.js';

const batches = (...attempts: number[]): Batch[] =>
  attempts.map((attempt, i) => ({
    ...{ batch: i + 1, attempt, state: 'done', worker: `${attempt}@host` },
    ...{ startedAt: '2026-11-30T04:00:00Z', finishedAt: '2026-11-30T04:00:01Z' },
  }));

describe('what the demo says of the batches of a killed worker', () => {
  for (const [what, attempts, read, told] of [
    ['was at a batch', [1, 1, 1, 2, 1], 3, /^Batch 4 was under way .* it has a second attempt\.$/],
    ['had stored its batch, and not said so', [1, 1, 2, 1], 3, /^Batch 3 was under way .* did not read them again\.$/],
    ['was between two batches', [1, 1, 1, 1], 3, /between two batches.* each has one attempt\.$/],
    ['was at two batches', [1, 2, 2], 1, /^Batches 2 and 3 were under way .* they have a second attempt\.$/],
  ] as const) {
    it(`agrees with their attempts if it ${what}`, () => assert.match(attemptsTold(batches(...attempts), read), told));
  }
});
