import assert from 'node:assert/strict';
import { csv, type Row, useDistricts } from '../guardians/harness.js';
import { packageFiles, smallRoster } from '../roster/files.js';
import { TestScope } from '../roster/scope.js';
import { statementsOf } from '../support/statements.js';

type Night = [name: string, sync: () => Promise<unknown>, roundTrips: number, workingTables: number];

/** What a small sync takes is the way to the database and back, and making and dropping working tables. */
describe('statements of a small sync', () => {
  const makeDistrict = useDistricts();
  const rows = (change: Row = {}): Row[] =>
    ['A', 'B', 'C'].map((studentSisId, i) => ({
      ...{ studentSisId, firstName: 'Ana', lastName: 'Ruiz', email: `ana${i}@example.com`, mobilePhone: '' },
      ...change,
    }));
  const changed = rows({ email: 'other@example.com' });
  const withIds = (of: Row[]) => of.map((row, i) => ({ ...row, guardianSisId: `G${i}` }));

  async function threeStudents() {
    const district = await makeDistrict({ bare: true });
    await district.students('A', 'B', 'C');
    return district;
  }

  async function expectFew(db: Parameters<typeof statementsOf>[0], nights: Night[]): Promise<void> {
    const found: string[] = [];
    for (const [name, sync, roundTrips, workingTables] of nights) {
      const sent = await statementsOf(db, sync);
      const made = sent.join('\n').match(/create temp table/g)?.length ?? 0;
      if (sent.length > roundTrips || made > workingTables) {
        found.push(
          `${name}: ${sent.length} round trips and ${made} working tables, not ${roundTrips} and ${workingTables}`,
        );
      }
    }
    assert.deepEqual(found, []);
  }

  it('of 3 rows without ids are few', async () => {
    const district = await threeStudents();
    const sync = (file: Row[]) => () => district.sync(csv(file));
    await expectFew(district.db, [
      ['the first file', sync(rows()), 95, 53],
      ['the same again', sync(rows()), 81, 38],
      ['another contact', sync(changed), 95, 53],
      ['a row less', sync(changed.slice(1)), 87, 39],
    ]);
  });

  it('of 3 rows with ids are few', async () => {
    const district = await threeStudents();
    const sync = (file: Row[]) => () => district.sync(csv(withIds(file)));
    await expectFew(district.db, [
      ['the first file', sync(rows()), 95, 53],
      ['the same again', sync(rows()), 81, 38],
      ['another contact', sync(changed), 90, 53],
    ]);
  });

  it('of a roster of 20 rows are few', async () => {
    const { db } = await makeDistrict({ bare: true });
    const scope = await TestScope.district(db, 'roster');
    const { users, ...rest } = smallRoster();
    const sync = (of: typeof users) => () => scope.sync(packageFiles({ ...rest, users: of }));
    await expectFew(db, [
      ['the first roster', sync(users), 110, 7],
      ['the same again', sync(users), 110, 13],
      ['a student less', sync(users.filter(({ sourcedId }) => sourcedId !== 's1')), 125, 13],
    ]);
  });
});
