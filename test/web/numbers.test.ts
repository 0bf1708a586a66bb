import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { GuardianRowCounts } from '../../src/runs/counts.js';
import { headlines } from '../../src/web/features/run/numbers/numbers.js';
import { rowParts } from '../../src/web/features/run/numbers/rows.js';
import { duration, phone, size } from '../../src/words/numbers.js';

const noRows: GuardianRowCounts = {
  ...{ read: 0, applied: 0, unchanged: 0, skipped: 0, error: 0, duplicate: 0, leftOut: 0, blank: 0 },
};

describe('Numbers on the pages', () => {
  it('draw every part of the rows into a bar of 1000, side by side and to be seen', () => {
    const part = fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 2_000_000 }));
    const parts = fc.record({
      applied: part,
      unchanged: part,
      skipped: part,
      error: part,
      duplicate: part,
      blank: part,
    });
    fc.assert(
      fc.property(parts, (kinds) => {
        const read = Object.values(kinds).reduce((sum, n) => sum + n, 0);
        const drawn = rowParts({ ...noRows, ...kinds, read });
        assert.equal(drawn.length, Object.values(kinds).filter((n) => n > 0).length);
        let x = 0;
        for (const { x: start, width } of drawn) {
          assert.equal(start, x);
          assert.ok(width >= 6);
          x += width;
        }
        assert.equal(x, read === 0 ? 0 : 1000);
      }),
    );
  });

  it('say in a few words what is new about each kind', () => {
    const counts = { read: 0, created: 0, updated: 0, unchanged: 0, skipped: 0, archived: 0, restored: 0 };
    const cards = headlines({
      roster: {
        schools: { ...counts, created: 5 },
        terms: counts,
        students: { ...counts, unchanged: 990, created: 3, updated: 6, restored: 1, archived: 12 },
        staff: { ...counts, unchanged: 1 },
        classrooms: counts,
        enrollments: counts,
      },
      guardians: null,
      attributes: null,
      accounts: { created: 1, updated: 2, closed: 0, reopened: 0, merged: 1 },
    });
    assert.deepEqual(
      cards.map(({ figure, noun, note }) => `${figure} ${noun}: ${note}`),
      [
        '5 schools: all new',
        '1,000 students: 3 new, 6 changed, 1 back, 12 archived',
        '1 staff member: unchanged',
        '0 classrooms: unchanged',
        '0 enrollments: unchanged',
        '1 new account: 2 updated, 1 merged',
      ],
    );
  });

  it('are written as people read them', () => {
    assert.deepEqual([0.04, 0.44, 12.3, 59.9, 185].map(duration), [
      'under 0.1 s',
      '0.4 s',
      '12 s',
      '60 s',
      '3 min 5 s',
    ]);
    assert.deepEqual([1, 999, 1234, 212_400, 78_100_000].map(size), [
      '1 byte',
      '999 bytes',
      '1.2 KB',
      '212 KB',
      '78 MB',
    ]);
    assert.deepEqual(['+12075550142', '+442079460000', ''].map(phone), ['(207) 555-0142', '+442079460000', '']);
  });
});
