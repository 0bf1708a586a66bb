import assert from 'node:assert/strict';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { checkGuardianFile } from '../../src/guardian-file/index.js';
import { bytesOf, fileOf, HEADER, row } from './reading.js';

/** Files that hold little but trouble, or nothing but rows: a piece, and how often it is repeated. */
const LONG_FILES: Record<string, [string, number]> = {
  'no line end': ['x'.repeat(65_536), 1000],
  'nothing but quotes': ['"'.repeat(65_536), 1000],
  'nothing but separators': [','.repeat(65_536), 1000],
  'rows of 60 KB': [`${'y'.repeat(60_000)}\n`, 1000],
  'a quote open in each row': ['a,"b\n'.repeat(20_000), 40],
  'two quotes in each row': ['a,"b,"c\n'.repeat(10_000), 80],
  'a quote that stays open for 64 KiB': [`a,"b\n${'c\n'.repeat(32_000)}`, 16],
  'empty lines': ['\n'.repeat(65_536), 20],
  'good rows': [fileOf(...Array.from({ length: 1000 }, (_, i) => row(`${i}`))).slice(HEADER.length + 1), 200],
};
const MAX_HELD_MB = 60;

describe('memory', function () {
  this.timeout(60_000);
  setFlagsFromString('--expose-gc');
  const collectGarbage: () => void = runInNewContext('gc');
  const held = () => {
    collectGarbage();
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    return (heapUsed + arrayBuffers) / 1e6;
  };

  for (const [name, [piece, times]] of Object.entries(LONG_FILES)) {
    it(`does not grow with the file: ${name}`, async () => {
      const before = held();
      let most = 0;
      const bytes = bytesOf(piece);
      const open = function* () {
        yield bytesOf(fileOf(row('1')));
        for (let time = 1; time <= times; time++) {
          yield bytes;
          if (time % (times / 2) === 0) most = Math.max(most, held());
        }
        yield bytesOf('\n');
      };
      const { counts } = await checkGuardianFile({ name: 'guardians.csv', size: 1, open });
      assert.ok(counts.read >= 2);
      assert.ok(most > 0 && most - before < MAX_HELD_MB, `${Math.round(most - before)} MB`);
    });
  }
});
