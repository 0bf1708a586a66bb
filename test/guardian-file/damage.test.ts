import assert from 'node:assert/strict';
import { assertRowsUsable } from '../../src/guardian-file/index.js';
import { damagedFile, ERRORS, OTHERS } from './damaged-file.js';
import { readFile } from './reading.js';

/** Found only with the roster. */
const LATER = /^student-(?:unknown|id-zeros)$/;

describe('damage of every kind in one file', function () {
  this.timeout(60_000);

  for (const seed of [1, 2, 3]) {
    it(`each row has its own code and line, 500 of each kind among 32,000 good rows (seed ${seed})`, () => {
      const { bytes, fates, codes } = damagedFile([...ERRORS, ...OTHERS], { good: 32_000, each: 500, seed });
      const read = readFile(bytes);
      const { good, error, blank } = read.counts;
      assert.deepEqual([good, error, blank], [fates.applied + fates.skipped, fates.error, fates.blank]);
      assertRowsUsable(read.counts);
      const found = new Map<number, string[]>();
      for (const { line, code } of read.findings) found.set(line!, [...(found.get(line!) ?? []), code].sort());
      const expected = [...codes].map(([line, all]) => [line, all.filter((code) => !LATER.test(code))] as const);
      assert.deepEqual(found, new Map(expected.filter(([, all]) => all.length > 0)));
      assert.deepEqual(
        read.errorRows.map(({ line }) => line),
        read.findings.filter(({ severity }) => severity === 'error').map(({ line }) => line),
      );
    });
  }
});
