import assert from 'node:assert/strict';
import { SyncFailure } from '../../src/contract/failures.js';
import { type Cells, enrollment, packageFiles, smallRoster, student, type Tables, teacher } from './files.js';
import { type Synced, type TestScope, withFreshScopes } from './scope.js';

const numbers = (count: number, from = 1) => Array.from({ length: count }, (_, i) => i + from);
/** Students with what an ID is written as; their names and numbers are of their person. */
function roster(students: Cells[], change: (tables: Tables) => void = () => {}) {
  const tables = smallRoster();
  tables.users = [...students, ...tables.users.slice(7)];
  tables.enrollments = [
    enrollment('c1', 'p1', 'A', 'teacher'),
    ...students.map(({ sourcedId }) => ({ ...enrollment('c1', sourcedId!, 'A') })),
  ];
  change(tables);
  return packageFiles(tables);
}
const pupil = (n: number, id: string, cells: Cells = {}) =>
  student(id, 'A', { givenName: `First${n}`, familyName: `Last${n}`, identifier: `N${n}`, ...cells });
const padded = (n: number) => String(n).padStart(5, '0');
const reasons = ({ held }: Synced) => held.map(({ code, figure }) => [code, figure]);

describe('people of whom most would go while as many come', () => {
  let scope: TestScope;
  withFreshScopes((fresh) => {
    scope = fresh;
  });
  async function isHeld(files: ReturnType<typeof roster>, words: RegExp): Promise<void> {
    const before = await scope.snapshot();
    const held = await scope.sync(files);
    assert.deepEqual([held.status, held.held.length], ['held', 1]);
    assert.match(held.held[0]!.message, words);
    assert.deepEqual([held.changes, await scope.snapshot()], [[], before], 'no enrollment has moved');
  }

  it('roster file 02: IDs without their leading zeros hold the roster', async () => {
    await scope.sync(roster(numbers(40).map((n) => pupil(n, padded(n)))));
    const damaged = roster(numbers(40).map((n) => pupil(n, String(n))));
    await isHeld(
      damaged,
      /^40 of the 40 students of fresh-\d+ \(100%\) would go, while 40 new ones would come\. 40 of the new ones have the ID of one of them but for leading zeros/,
    );
    const applied = await scope.sync(damaged, [['hold', 'apply']]);
    assert.deepEqual(
      [applied.counts.students.created, applied.counts.students.archived],
      [40, 0],
      'the threshold asks next',
    );
  });

  it('IDs of another kind are told by names and numbers', async () => {
    await scope.sync(roster(numbers(40).map((n) => pupil(n, `s${n}`))));
    await isHeld(
      roster(numbers(40).map((n) => pupil(n, `guid-${n * 7}`))),
      /40 of the new ones have the name or number of one of them/,
    );
    const byNumber = numbers(40).map((n) => pupil(n, `guid-${n * 7}`, { familyName: 'Other' }));
    await isHeld(roster(byNumber), /40 of the new ones have the name or number/);
  });

  it('a roster of another district has no cause that is known', async () => {
    await scope.sync(roster(numbers(40).map((n) => pupil(n, `s${n}`))));
    await isHeld(
      roster(numbers(45, 100).map((n) => pupil(n, `s${n}`))),
      /40 of the 40 .* while 45 new ones would come\. This usually means/,
    );
  });

  it('staff count by themselves', async () => {
    const staff = (prefix: string) =>
      roster([], (tables) => {
        tables.users = numbers(6).map((n) => teacher(`${prefix}${n}`, 'A', { givenName: `T${n}` }));
        tables.enrollments = [enrollment('c1', `${prefix}1`, 'A', 'teacher')];
      });
    await scope.sync(staff('a'));
    assert.deepEqual(reasons(await scope.sync(staff('b'))), [['staff-replaced', 100]]);
  });

  it('are asked about only if they are more than half, and as many come', async () => {
    await scope.sync(roster(numbers(40).map((n) => pupil(n, `s${n}`))));
    const some = (stay: number, come: number) =>
      roster([...numbers(stay).map((n) => pupil(n, `s${n}`)), ...numbers(come, 100).map((n) => pupil(n, `s${n}`))]);
    assert.deepEqual(reasons(await scope.sync(some(19, 20))), [], 'fewer come than go');
  });

  it('exactly half is no reason', async () => {
    await scope.sync(roster(numbers(40).map((n) => pupil(n, `s${n}`))));
    const half = [...numbers(20), ...numbers(20, 100)].map((n) => pupil(n, `s${n}`));
    assert.deepEqual(reasons(await scope.sync(roster(half))), []);
  });

  it('four are too few', async () => {
    await scope.sync(roster(numbers(4).map((n) => pupil(n, `s${n}`))));
    assert.deepEqual(reasons(await scope.sync(roster(numbers(4, 10).map((n) => pupil(n, `s${n}`))))), []);
  });

  it('once applied are not asked about again until it is worse', async () => {
    const from = (first: number, stays: number) =>
      roster([...numbers(stays), ...numbers(40 - stays, first)].map((n) => pupil(n, `s${n}`)));
    await scope.sync(from(1, 40));
    const first = await scope.sync(from(100, 16), [
      ['hold', 'apply'],
      ['removals', 'archive'],
    ]);
    assert.deepEqual([reasons(first), first.counts.students.archived], [[], 24]);
    assert.deepEqual(
      reasons(await scope.sync(from(200, 16), [['removals', 'archive']])),
      [],
      'as bad as what was applied',
    );
    assert.deepEqual(reasons(await scope.sync(from(300, 10))), [['students-replaced', 75]], 'worse');
  });

  it('count from the night before if nobody has answered, not if they were kept', async () => {
    await scope.sync(roster(numbers(40).map((n) => pupil(n, `s${n}`))));
    const few = roster(numbers(10).map((n) => pupil(n, `s${n}`)));
    await scope.sync(few);
    const fresh = roster([...numbers(10), ...numbers(30, 100)].map((n) => pupil(n, `s${n}`)));
    assert.deepEqual(reasons(await scope.sync(fresh)), [['students-replaced', 75]]);
    await scope.sync(few, [['removals', 'keep']]);
    assert.deepEqual(reasons(await scope.sync(fresh)), []);
  });

  it('do not count if a row in error names them', async () => {
    await scope.sync(roster(numbers(40).map((n) => pupil(n, `s${n}`))));
    const wrong = numbers(14).map((n) => pupil(n, `s${n}`, { role: '' }));
    const fresh = numbers(60, 100).map((n) => pupil(n, `s${n}`));
    assert.deepEqual(reasons(await scope.sync(roster([...wrong, ...fresh]))), [['students-replaced', 65]]);
  });

  it('are those of the synced schools alone', async () => {
    scope.settings.roster.schools = ['A'];
    const both = (prefix: string, others: number) =>
      roster([
        ...numbers(20).map((n) => pupil(n, `${prefix}${n}`)),
        ...numbers(others, 100).map((n) => student(`b${n}`, 'B')),
      ]);
    await scope.sync(both('s', 0));
    const gone = roster([
      ...numbers(2).map((n) => pupil(n, `s${n}`)),
      ...numbers(50, 100).map((n) => student(`b${n}`, 'B')),
    ]);
    assert.deepEqual(reasons(await scope.sync(gone)), [], 'people of another school are not the new ones');
    assert.deepEqual(reasons(await scope.sync(both('t', 50))), [['students-replaced', 100]]);
  });

  it('roster file 01: one ID on rows of many people refuses the file', async () => {
    await scope.sync(roster(numbers(12).map((n) => pupil(n, `s${n}`))));
    const before = await scope.snapshot();
    await assert.rejects(scope.sync(roster(numbers(12).map((n) => pupil(n, 's1')))), (error) => {
      assert.ok(error instanceof SyncFailure);
      assert.deepEqual([error.code, error.details.others], ['RosterFileDamaged', 11]);
      return true;
    });
    assert.deepEqual(await scope.snapshot(), before);
    const twice = numbers(12).flatMap((n) => [pupil(n, `s${n}`), pupil(n, `s${n}`, { orgSourcedIds: 'B' })]);
    const { counts, held } = await scope.sync(roster(twice));
    assert.deepEqual([held, counts.students.unchanged], [[], 12], 'a row for each school of one person is no damage');
  });
});
