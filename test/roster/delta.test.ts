import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { SyncFailure } from '../../src/contract/failures.js';
import { draws, timeFor } from '../support/draws.js';
import { referenceFile } from '../support/reference.js';
import {
  asVersion12,
  type Cells,
  enrollment,
  manifest,
  manifest12,
  memoryFile,
  packageFiles,
  smallRoster,
  student,
  type Tables,
  teacher,
  userRole,
} from './files.js';
import { TestScope, withFreshScopes } from './scope.js';

const nothing: Tables = { orgs: [], academicSessions: [], courses: [], classes: [], users: [], enrollments: [] };
const gone = (sourcedId: string): Cells => ({ sourcedId, status: 'tobedeleted', dateLastModified: '2026-01-01' });

/** A set of changes alone; tables not given are absent. */
function delta(tables: Partial<Tables>) {
  const is12 = tables.roles !== undefined;
  const said = (is12 ? manifest12 : manifest).replaceAll(/file\.(\w+),bulk/g, (_, name: keyof Tables) =>
    tables[name] ? `file.${name},delta` : `file.${name},absent`,
  );
  const absent = Object.fromEntries(
    Object.keys(nothing).flatMap((name) => (tables[name as keyof Tables] ? [] : [[`${name}.csv`, '']])),
  );
  return packageFiles({ ...nothing, ...tables }, { 'manifest.csv': said, ...absent });
}

describe('a roster of changes alone (delta)', () => {
  let scope: TestScope;
  let others = 0;
  withFreshScopes((fresh) => {
    scope = fresh;
  });
  const told = (changes: { entity: string; action: string }[]) =>
    changes.map(({ entity, action }) => `${entity} ${action}`).sort();
  const codes = (findings: { code: string }[]) => findings.map(({ code }) => code);

  it('is refused before the whole was ever read', async () => {
    await assert.rejects(scope.sync(delta({ users: smallRoster().users })), (error: unknown) => {
      assert.ok(error instanceof SyncFailure, String(error));
      assert.equal(error.code, 'RosterChangesFirst');
      assert.match(error.message, /in full \(bulk\)/);
      return true;
    });
    assert.equal(await scope.active('student'), '');
  });

  it('changes, adds and ends what it names; the second time nothing', async () => {
    await scope.sync(packageFiles(smallRoster()));
    const tables = {
      users: [{ ...student('s1', 'A'), givenName: 'Renamed' }, gone('s2'), student('s8', 'B')],
      enrollments: [enrollment('c3', 's8', 'B'), gone('c3-s7')],
    };
    const { changes, counts, findings } = await scope.sync(delta(tables));
    const smallIds = smallRoster().enrollments.map(({ sourcedId }) => sourcedId);
    assert.ok(smallIds.includes('c3-s7'), smallIds.join());
    assert.deepEqual(told(changes), ['enrollment archive', 'enrollment archive', 'student archive', 'student update']);
    assert.equal(await scope.active('student'), 's1 s3 s4 s5 s6 s7 s8');
    assert.deepEqual([counts.students.created, counts.enrollments.created, counts.classrooms.read], [1, 1, 0]);
    assert.ok(!(await scope.active('enrollment')).includes('c3-s7'));
    assert.ok(!codes(findings).includes('roster-collection-empty'), codes(findings).join());
    assert.ok(!codes(findings).includes('roster-required-missing'), 'the other cells of a row that goes are blank');
    const again = await scope.sync(delta(tables));
    assert.deepEqual(again.changes, []);
  });

  it('ends a student who is a teacher now', async () => {
    await scope.sync(packageFiles(smallRoster()));
    await scope.sync(delta({ users: [teacher('s1', 'A')] }));
    assert.equal(await scope.active('student'), 's2 s3 s4 s5 s6 s7');
    assert.equal(await scope.active('staff'), 'p1 p2 s1');
  });

  it('leaves what a class says of a course that has not changed', async () => {
    await scope.sync(packageFiles(smallRoster()));
    const renamed = { ...smallRoster().classes[0]!, title: 'Algebra One' };
    const { changes } = await scope.sync(delta({ classes: [renamed] }));
    assert.deepEqual(
      changes.map(({ before }) => Object.keys(before).sort()),
      [['name', 'source_line', 'source_run']],
    );
  });

  it('mixes with whole files: of those alone absence counts', async () => {
    await scope.sync(packageFiles(smallRoster()));
    const kept = smallRoster().enrollments.slice(0, 9);
    const mixed = manifest.replace(/file\.(?!enrollments)(\w+),bulk/g, 'file.$1,delta');
    const { changes } = await scope.sync(
      packageFiles({ ...nothing, users: [student('s1', 'A')], enrollments: kept }, { 'manifest.csv': mixed }),
    );
    assert.deepEqual(told(changes), ['enrollment archive']);
    const unsaid = mixed.replace('file.enrollments,bulk', 'file.enrollments,');
    const other = await scope.sync(
      packageFiles({ ...nothing, enrollments: kept.slice(1) }, { 'manifest.csv': unsaid }),
    );
    assert.deepEqual(other.changes, [], 'among changes, a file of which nothing is said is not taken for the whole');
  });

  it('refuses a set without a file that it announces', async () => {
    const said = manifest.replaceAll(',bulk', ',delta');
    await assert.rejects(
      scope.sync(packageFiles(smallRoster(), { 'manifest.csv': said, 'classes.csv': '' })),
      (error: unknown) => error instanceof SyncFailure && error.code === 'RosterFileMissing',
    );
  });

  it('withholds more than the threshold, over nights whose changes do not name it, until an admin answers', async () => {
    const tables = smallRoster();
    tables.users.push(...Array.from({ length: 13 }, (_, n) => student(`x${n}`, 'A')));
    await scope.sync(packageFiles(tables));
    const ends = Array.from({ length: 10 }, (_, n) => gone(`x${n}`));
    const first = await scope.sync(delta({ users: ends }));
    assert.equal(first.counts.students.triedToArchive?.count, 10);
    assert.equal(first.counts.students.archived, 0);
    const quiet = await scope.sync(delta({ users: [student('s1', 'A')] }));
    assert.deepEqual([quiet.counts.students.archived, quiet.counts.students.triedToArchive?.count], [0, 10]);
    const named = await scope.sync(delta({ users: [student('x0', 'A')] }));
    assert.equal(named.counts.students.triedToArchive?.count, 9, 'one is named again');
    const answered = await scope.sync(delta({ users: [student('s1', 'A')] }), [['removals', 'archive']]);
    assert.equal(answered.counts.students.archived, 9);
    assert.ok((await scope.active('student')).includes('x0'));
  });

  it('of 1.2 keeps the roles of a user of whom it names none', async () => {
    await scope.sync(packageFiles(asVersion12(smallRoster())));
    const users = asVersion12({
      ...nothing,
      users: [
        { ...student('s6', 'B,A'), givenName: 'Six' },
        { ...teacher('p1', 'A'), givenName: 'Pia' },
      ],
    }).users;
    const kept = await scope.sync(delta({ users, roles: [] }));
    assert.deepEqual(
      kept.changes.map(({ entity, before }) => [entity, Object.keys(before).sort()]),
      [
        ['student', ['first_name', 'source_line', 'source_run']],
        ['staff', ['first_name', 'source_line', 'source_run']],
      ],
    );
    const moved = await scope.sync(
      delta({
        users,
        roles: [{ ...userRole('s6', 'student', 'A'), status: 'tobedeleted' }, userRole('s6', 'student', 'B')],
      }),
    );
    assert.deepEqual(told(moved.changes), ['student update']);
    const left = await scope.sync(
      delta({ users: users.slice(0, 1), roles: [{ ...userRole('s6', 'student', 'B'), status: 'tobedeleted' }] }),
    );
    assert.equal(left.counts.students.archived, 1);
    const blank = await scope.sync(delta({ users, roles: [gone('p1-A-teacher')] }));
    assert.deepEqual([blank.counts.staff.archived, codes(blank.findings)], [0, []]);
  });

  it('of any rows, in both versions, comes to what a whole of the same comes to', async function () {
    this.timeout(timeFor(draws(6)));
    const ids = ['s1', 's2', 's6', 's7', 's8', 's9'];
    await fc.assert(
      fc.asyncProperty(
        fc.dictionary(fc.constantFrom(...ids), fc.constantFrom('gone', 'A', 'B', 'A,B'), { noNullPrototype: true }),
        fc.constantFrom('1.1', '1.2'),
        async (what, version) => {
          const of = (tables: Tables) => (version === '1.2' ? asVersion12(tables) : tables);
          const before = smallRoster();
          const users = Object.entries(what).map(([id, to]) =>
            to === 'gone' ? gone(id) : { ...student(id, to), givenName: to },
          );
          const whole = {
            ...before,
            users: [
              ...before.users.filter(({ sourcedId }) => !(sourcedId! in what)),
              ...users.filter(({ status }) => !status),
            ],
          };
          const [one, other] = [
            await TestScope.district(scope.db, `delta-one-${++others}`),
            await TestScope.district(scope.db, `delta-other-${others}`),
          ];
          for (const each of [one, other]) {
            each.settings.thresholdPercent = { ...each.settings.thresholdPercent, students: 100, enrollments: 100 };
            await each.sync(packageFiles(of(before)));
          }
          await one.sync(packageFiles(of(whole)));
          await other.sync(delta(of({ ...nothing, users })));
          const records = async (each: TestScope) => ({
            all: await each.snapshot(),
            active: [await each.active('student'), await each.active('enrollment')],
          });
          assert.deepEqual(await records(other), await records(one));
        },
      ),
      { numRuns: draws(6) },
    );
  });

  for (const version of ['1.1', '1.2']) {
    const zip = (kind: string) => referenceFile('derived-demo-district', `oneroster-csv-${version}-${kind}.zip`);
    const files = (kind: string) => [memoryFile(`${kind}.zip`, readFileSync(zip(kind)!))];
    (zip('bulk') ? it : it.skip)(
      `the derived demo district, ${version}: changes after the whole change nothing`,
      async () => {
        await assert.rejects(
          scope.sync(files('delta')),
          (error: unknown) => (error as SyncFailure).code === 'RosterChangesFirst',
        );
        await scope.sync(files('bulk'));
        const before = await scope.snapshot();
        const { changes, counts } = await scope.sync(files('delta'));
        assert.deepEqual(changes, []);
        assert.equal(counts.students.unchanged, 1004);
        assert.deepEqual(await scope.snapshot(), before);
      },
    );
  }
});
