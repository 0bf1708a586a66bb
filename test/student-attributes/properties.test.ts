import assert from 'node:assert/strict';
import fc from 'fast-check';
import { SyncFailure } from '../../src/contract/failures.js';
import { FileRefused } from '../../src/guardian-file/index.js';
import { type TestDistrict, useDistricts } from '../guardians/harness.js';
import { draws, timeFor } from '../support/draws.js';
import { type AttributeResult, attributes, syncAttributes, versions } from './harness.js';

const numRuns = draws(8);

const student = fc.constantFrom('S1', 'S2', 'S3', 's2', '00S1', 'S9', '', '#REF!');
const value = fc.constantFrom('Oak', 'Elm', 'oak', '', '#REF!', 'a "b"', 'x,y');
const columns = fc.subarray(['House', 'Bus', 'Club'], { minLength: 1 });
type Row = readonly string[];
const rowsOf = (students: fc.Arbitrary<string>) =>
  columns.chain((names) =>
    fc
      .array(fc.tuple(students, ...names.map(() => value)), { minLength: 1, maxLength: 8 })
      .map((rows) => ({ names, rows: rows as Row[] })),
  );
const anyFile = rowsOf(student);
/** Each student once. */
const calmFile = anyFile.map(({ names, rows }) => ({
  names,
  rows: rows.filter(([id], at) => rows.findIndex(([other]) => other === id) === at),
}));

const quoted = (cell: string) => (/[",]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
const text = ({ names, rows }: { names: readonly string[]; rows: readonly Row[] }) =>
  [['studentSisId', ...names], ...rows].map((cells) => `${cells.map(quoted).join(',')}\n`).join('');

describe('properties of student attributes', function () {
  this.timeout(timeFor(numRuns));
  const district = useDistricts();

  async function roster(): Promise<TestDistrict> {
    const d = await district({ bare: true });
    d.settings.hold.matchRatePercent = 0;
    await d.students('S1', 'S2', 'S3');
    return d;
  }

  /** A file that is refused as a whole changes nothing, which is a history too. */
  async function night(d: TestDistrict, file: string, maxRows?: number): Promise<AttributeResult | null> {
    try {
      return await syncAttributes(d, file, maxRows === undefined ? {} : { maxRows });
    } catch (error) {
      if (error instanceof FileRefused || (error instanceof SyncFailure && error.code !== 'RowsDontAddUp')) return null;
      throw error;
    }
  }

  it('the same file twice writes nothing the second time, whatever came before', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyFile, { maxLength: 2 }), anyFile, async (before, last) => {
        const d = await roster();
        for (const earlier of before) await night(d, text(earlier));
        fc.pre((await night(d, text(last))) !== null);
        const stored = await versions(d);
        const second = await night(d, text(last));
        assert.equal(second?.changes.length, 0);
        assert.equal(await versions(d), stored);
      }),
      { numRuns },
    );
  });

  it('any order and any batches of rows without conflicts give the same', async () => {
    await fc.assert(
      fc.asyncProperty(
        anyFile,
        calmFile,
        fc.infiniteStream(fc.nat()),
        fc.integer({ min: 1, max: 4 }),
        async (before, { names, rows }, random, maxRows) => {
          const shuffled = rows
            .map((row) => ({ row, at: random.next().value as number }))
            .sort((a, b) => a.at - b.at)
            .map(({ row }) => row);
          const pictures: unknown[] = [];
          for (const [order, size] of [
            [rows, undefined],
            [shuffled, maxRows],
          ] as const) {
            const d = await roster();
            await night(d, text(before));
            const result = await night(d, text({ names, rows: order }), size);
            pictures.push([await attributes(d), result?.counts, result?.status]);
          }
          assert.deepEqual(pictures[1], pictures[0]);
        },
      ),
      { numRuns },
    );
  });

  it('rows in conflict change nothing after the first night, in whatever order they come', async () => {
    await fc.assert(
      fc.asyncProperty(anyFile, fc.infiniteStream(fc.nat()), async ({ names, rows }, random) => {
        const d = await roster();
        fc.pre((await night(d, text({ names, rows }))) !== null);
        const stored = await attributes(d);
        const shuffled = rows
          .map((row) => ({ row, at: random.next().value as number }))
          .sort((a, b) => a.at - b.at)
          .map(({ row }) => row);
        const second = await night(d, text({ names, rows: shuffled }));
        assert.equal(second?.changes.length, 0);
        assert.deepEqual(await attributes(d), stored);
      }),
      { numRuns },
    );
  });
});
