import assert from 'node:assert/strict';
import fc from 'fast-check';
import { SyncFailure } from '../../src/contract/failures.js';
import { draws, timeFor } from '../support/draws.js';
import { anyRows, asFile, calmRows } from './arbitrary.js';
import { codes, type SyncResult, type TestDistrict, useDistricts } from './harness.js';
import type { ParsedFile } from './parse.js';

const numRuns = draws(8);

describe('properties of the reconcile', function () {
  this.timeout(timeFor(numRuns));
  const district = useDistricts();

  async function roster(): Promise<TestDistrict> {
    const d = await district({ bare: true });
    await d.students('S1', 'S2', 'S3');
    return d;
  }

  /** A file that is refused as a whole changes nothing, which is a history too. */
  async function night(d: TestDistrict, file: ParsedFile): Promise<SyncResult | null> {
    try {
      return await d.syncParsed(file);
    } catch (error) {
      if (!(error instanceof SyncFailure) || error.code === 'RowsDontAddUp') throw error;
      return null;
    }
  }

  it('the same file twice writes nothing the second time, whatever came before', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyRows(), { maxLength: 2 }), anyRows(), async (before, rows) => {
        const d = await roster();
        for (const earlier of before) await night(d, asFile(earlier));
        fc.pre((await night(d, asFile(rows))) !== null);
        const versions = await d.versions();
        const second = await d.syncParsed(asFile(rows));
        assert.equal(second.changes.length, 0);
        assert.equal(await d.versions(), versions);
      }),
      { numRuns },
    );
  });

  it('any order of rows without conflicts gives the same result', async () => {
    await fc.assert(
      fc.asyncProperty(calmRows, calmRows, fc.infiniteStream(fc.nat()), async (before, rows, random) => {
        const shuffled = rows.map((row) => ({ row, at: random.next().value as number })).sort((a, b) => a.at - b.at);
        const pictures: unknown[] = [];
        for (const order of [rows, shuffled.map(({ row }) => row)]) {
          const d = await roster();
          await night(d, asFile(before));
          const result = await night(d, asFile(order));
          fc.pre(result !== null && !codes(result).includes('rows-disagree'));
          pictures.push(await d.picture());
        }
        assert.deepEqual(pictures[1], pictures[0]);
      }),
      { numRuns },
    );
  });

  it('a file cut into batches anywhere gives the same result', async () => {
    await fc.assert(
      fc.asyncProperty(anyRows(), fc.array(fc.integer({ min: 1, max: 7 }), { maxLength: 3 }), async (rows, ends) => {
        const pictures: unknown[] = [];
        for (const file of [asFile(rows), asFile(rows, ends)]) {
          const d = await roster();
          await night(d, file);
          pictures.push(await d.picture());
        }
        assert.deepEqual(pictures[1], pictures[0]);
      }),
      { numRuns },
    );
  });
});
