import assert from 'node:assert/strict';
import { csv, type Row, useDistricts } from './harness.js';

describe('what the planner knows', () => {
  const district = useDistricts();

  it('includes a first load as soon as it is there, for whoever looks at a family then', async () => {
    const d = await district({ bare: true });
    const numbers = Array.from({ length: 300 }, (_, i) => i);
    await d.students(...numbers.map((n) => `S${n}`));
    const row = (n: number): Row => ({
      studentSisId: `S${n}`,
      firstName: `First${n}`,
      lastName: 'L',
      email: `${n}@x.org`,
    });
    await d.sync(csv(numbers.map(row)));
    const known = await d.read<{ name: string; rows: number }>(
      `select relname as name, reltuples::int as rows from pg_class
       where relname in ('account', 'guardian', 'guardian_link', 'role') and relkind = 'r' order by 1`,
    );
    assert.deepEqual(
      known.map(({ name, rows }) => [name, rows]),
      [
        ['account', 300],
        ['guardian', 300],
        ['guardian_link', 300],
        ['role', 300],
      ],
    );
  });
});
