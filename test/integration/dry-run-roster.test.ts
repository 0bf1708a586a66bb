import assert from 'node:assert/strict';
import { type RunReport, runReport } from '../../src/runs/report.js';
import { dryRun } from '../support/dry-runs.js';
import { stableExport } from '../support/export.js';
import { lastRun, syncToEnd } from '../support/runs.js';
import { createTestSystem, type TestSystem } from '../support/system.js';
import { wholeDatabase } from '../support/whole-database.js';

const numbers = (count: number, from = 1) => Array.from({ length: count }, (_, i) => i + from);
const users = (ids: number[], name = 'Pupil') =>
  `sourcedId,enabledUser,orgSourcedIds,role,username,givenName,familyName\n${ids.map((n) => `S${n},true,school-${n % 2},student,s${n},Ada,${name} ${n}\n`).join('')}`;
const guardians = (ids: number[]) =>
  `studentSisId,guardianSisId,firstName,lastName,email\n${ids.map((n) => `S${n},G${n},Parent,Number ${n},p${n}@example.org\n`).join('')}`;
const attributes = (ids: number[], house = 'Oak') =>
  `Student ID,House,Bus\n${ids.map((n) => `S${n},${house},${n}\n`).join('')}`;
const manifest =
  'propertyName,value\nmanifest.version,1.0\noneroster.version,1.1\nfile.orgs,bulk\nfile.users,bulk\nfile.classes,absent\nfile.enrollments,absent\n';

/** Every part in one transaction: the roster, families, attributes, accounts. */
describe('dry runs of rosters', function () {
  this.timeout(180_000);
  let system: TestSystem;

  async function putRoster(to: TestSystem, ids: number[], name?: string): Promise<void> {
    await to.putFile('manifest.csv', manifest);
    await to.putFile('orgs.csv', 'sourcedId,name,type\nschool-0,North,school\nschool-1,South,school\n');
    await to.putFile('users.csv', users(ids, name));
    await to.putFile('guardians.csv', guardians(ids));
    await to.putFile('student_attributes.csv', attributes(ids));
  }

  beforeEach(async () => {
    system = await createTestSystem();
    await system.set({ 'studentAttributes.enabled': 'true' });
    await putRoster(system, numbers(40));
  });
  afterEach(() => system.stop());

  async function same(of: TestSystem, what: string): Promise<{ dry: RunReport; real: RunReport }> {
    const [before, files] = [await wholeDatabase(of.db), await stableExport(of)];
    const dry = await dryRun(of);
    assert.equal(await stableExport(of), files, what);
    assert.deepEqual(await wholeDatabase(of.db), before, what);
    await syncToEnd(of).catch(() => {});
    const real = await runReport(of.db, (await lastRun(of)).run_id);
    // A sync takes a short cut where the file is the same, and says so.
    const told = ({ run, counts, students, held, failure, findings: { byCode } }: RunReport) => {
      const { 'file-unchanged': _, ...found } = byCode;
      return { status: run.status, counts, students, held, failure, found };
    };
    assert.deepEqual(told(dry), told(real), what);
    return { dry, real };
  }

  it('come to what the sync comes to: first, unchanged, changed, above the threshold, renamed, refused', async () => {
    await system.withWorkers(
      async () => {
        const { dry } = await same(system, 'first');
        assert.deepEqual(
          dry.changes?.total.map(({ entity, count }) => [entity, count]),
          [
            ['school', 2],
            ['student', 40],
            ['guardian', 40],
            ['guardian_link', 40],
            ['student_attribute', 80],
            ['account', 40],
          ],
        );
        assert.deepEqual((await same(system, 'unchanged')).dry.changes?.total, []);
        await putRoster(system, [...numbers(38), 41]);
        await system.putFile('student_attributes.csv', attributes(numbers(38), 'Elm'));
        await same(system, 'changed');
        await putRoster(system, numbers(20));
        assert.equal((await same(system, 'above the threshold')).dry.run.status, 'threshold');
        await putRoster(system, numbers(41), 'Other');
        assert.equal((await same(system, 'renamed')).dry.held[0]?.code, 'students-renamed');
        await system.putFile('orgs.csv', 'sourcedId,name\nschool-0,North\n');
        assert.equal((await same(system, 'refused')).dry.failure?.part, 'roster');
      },
      { waitSeconds: 1 },
    );
  });

  it('without any roster tell of the roster alone, as the sync', async () => {
    await system.removeFile('users.csv');
    await system.withWorkers(
      async () => {
        const { dry } = await same(system, 'no roster');
        assert.deepEqual([dry.failure?.part, dry.counts.guardians, dry.file], ['roster', null, null]);
      },
      { waitSeconds: 1 },
    );
  });

  it('of two schools at once don’t see each other; a school that is not in the roster fails in the middle', async () => {
    const schools = await Promise.all(
      [0, 1].map(async (n) => {
        const school = await system.withSchool(`school-${n}`, `school-${n}`);
        await school.set({ enabled: 'true' });
        await putRoster(school, numbers(40));
        return school;
      }),
    );
    const lost = await system.withSchool('lost', 'school-9');
    await lost.set({ enabled: 'true' });
    await putRoster(lost, numbers(40));
    await system.withWorkers(
      async () => {
        const before = await wholeDatabase(system.db);
        const [north, south, nowhere] = await Promise.all([...schools, lost].map((school) => dryRun(school)));
        assert.deepEqual(await wholeDatabase(system.db), before);
        assert.deepEqual(
          [north, south].map((report) => [report?.counts.roster?.students.created, report?.counts.accounts?.created]),
          [
            [20, 20],
            [20, 20],
          ],
        );
        assert.deepEqual([nowhere?.failure?.part, nowhere?.failure?.code], ['roster', 'SchoolNotInRoster']);
        assert.ok(nowhere?.findings.byCode.SchoolNotInRoster === 1);
      },
      { waitSeconds: 1 },
    );
  });
});
