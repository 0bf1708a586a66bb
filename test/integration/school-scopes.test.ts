import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { dailySyncId } from '../../src/contract/ids.js';
import { query } from '../../src/db/sql-files.js';
import { requestSync } from '../../src/requests/start-sync.js';
import { addSchool, findScope } from '../../src/settings/scopes.js';
import { packageFiles, smallRoster, type Tables, teacher, zipBytes } from '../roster/files.js';
import { firstDifference, stableExport } from '../support/export.js';
import { lastRun, runsOf, syncToEnd } from '../support/runs.js';
import { insertStudents } from '../support/students.js';
import { createTestSystem, type TestSystem } from '../support/system.js';

const header = 'studentSisId,guardianSisId,firstName,lastName,email,mobilePhone\n';
/** A mother with a child in each school. */
const mother = (student: string) => `${student},,Mia,Lopez,mia@example.org,(212) 555-0142\n`;
const father = (student: string, email = 'ben@example.org') => `${student},,Ben,Pupil,${email},\n`;

/** The small roster, and a teacher who works at both schools. */
async function rosterZip(change: (tables: Tables) => void = () => {}): Promise<Buffer> {
  const tables = smallRoster();
  tables.users.push(teacher('p3', 'B,A', { sms: '212-555-0177' }));
  change(tables);
  const contents: Record<string, string> = {};
  for (const { name, open } of packageFiles(tables)) contents[name] = await text(Readable.from(open()));
  return zipBytes(contents);
}

describe('schools with a sync of their own', function () {
  this.timeout(90_000);
  let system: TestSystem;
  let beforeRead: (path: string) => Promise<void> = async () => {};
  let alcott: TestSystem;
  let banneker: TestSystem;

  const rows = <Row>(sql: string, values: Record<string, unknown> = {}) => query<Row>(system.db, sql, values);
  const idOf = async (scope: string) => (await findScope(system.db, scope)).scopeId;
  /** source ids of the active records of a scope, joined. */
  const active = async (table: string, { scope }: TestSystem) => {
    const found = await rows<{ source_id: string }>(
      `select source_id from ${table} where scope_id = :id and archived_at is null order by source_id collate "C"`,
      { id: await idOf(scope) },
    );
    return found.map(({ source_id }) => source_id).join(' ');
  };

  before(async () => {
    system = await createTestSystem({ beforeRead: (path) => beforeRead(path) });
    await system.putFile('roster.zip', await rosterZip());
    alcott = await system.withSchool('alcott', 'A');
    banneker = await system.withSchool('banneker', 'B');
    for (const { set } of [alcott, banneker]) await set({ 'roster.path': '/', enabled: 'true' });
  });
  after(() => system.stop());

  it('sync at once: one mother with a child in each is two guardians and one account', async () => {
    await alcott.putFile('guardians.csv', header + mother('s1') + father('s6'));
    await banneker.putFile('guardians.csv', header + mother('s7') + father('s6'));
    // Neither gets its file before the other asks for its own: so both runs are open then.
    const asked = new Set<string>();
    let meet = () => {};
    const met = new Promise<void>((resolve) => {
      meet = resolve;
    });
    beforeRead = async (path) => {
      if (!path.endsWith('guardians.csv')) return;
      if (asked.add(path).size === 2) meet();
      await met;
    };
    for (const { scope } of [alcott, banneker])
      await requestSync(system.db, system.client, system.queues, { scope, requestedBy: 'the test' });
    const results = await system.withWorkers(() =>
      Promise.all([alcott, banneker].map(({ scope }) => system.client.workflow.getHandle(dailySyncId(scope)).result())),
    );
    assert.deepEqual(
      results.map(({ status }) => status),
      ['done', 'done'],
    );
    const [overlap] = await rows<{ overlap: boolean }>('select max(started_at) < min(finished_at) as overlap from run');
    assert.equal(overlap?.overlap, true, 'they ran at the same time');
    for (const name of ['Mia', 'Ben']) {
      const guardians = await rows<{ scope_id: number; account_id: number }>(
        `select g.scope_id, r.account_id from guardian g
         join role r on r.district_id = g.district_id and r.kind = 'guardian' and r.entity_id = g.guardian_id
         where first_name = :name and g.archived_at is null`,
        { name },
      );
      assert.equal(new Set(guardians.map(({ scope_id }) => scope_id)).size, 2, name);
      assert.equal(new Set(guardians.map(({ account_id }) => account_id)).size, 1, name);
      assert.equal((await rows('select from account where name like :name', { name: `${name} %` })).length, 1, name);
    }
  });

  it('each has its own students and staff, those of both schools in both', async () => {
    assert.deepEqual(
      [await active('student', alcott), await active('student', banneker)],
      ['s1 s2 s3 s4 s5 s6', 's6 s7'],
    );
    assert.deepEqual([await active('staff', alcott), await active('staff', banneker)], ['p1 p3', 'p2 p3']);
    assert.deepEqual([await active('classroom', alcott), await active('classroom', banneker)], ['c1 c2', 'c3']);
    const accounts = await rows(
      `select account_id, count(*) from role r join staff t on t.district_id = r.district_id and t.staff_id = r.entity_id
       where r.kind = 'staff' and t.source_id = 'p3' group by 1`,
    );
    assert.deepEqual(
      accounts.map((row) => (row as { count: number }).count),
      [2],
      'one account for a teacher at two schools',
    );
    const schools = await rows(
      `select t.source_id as of, c.source_id as school, cardinality(t.school_ids) as schools
       from student t join school c using (district_id, school_id) where t.source_id = 's6' order by 2`,
    );
    assert.deepEqual(schools, [
      { of: 's6', school: 'A', schools: 1 },
      { of: 's6', school: 'B', schools: 1 },
    ]);
  });

  it('a sync of one, of roster and guardians, touches nothing of the other', async () => {
    const [before, bannekers] = [await stableExport(alcott), await stableExport(banneker)];
    const versions = async () =>
      rows(
        `select 'student' as kind, student_id as id, xmin::text from student where scope_id = :id
         union all select 'staff', staff_id, xmin::text from staff where scope_id = :id
         union all select 'classroom', classroom_id, xmin::text from classroom where scope_id = :id
         union all select 'term', term_id, xmin::text from term where scope_id = :id
         union all select 'enrollment', enrollment_id, xmin::text from enrollment where scope_id = :id
         union all select 'guardian', guardian_id, xmin::text from guardian where scope_id = :id
         union all select 'link', guardian_id, xmin::text from guardian_link where scope_id = :id
         union all select 'school', school_id, xmin::text from school where source_id = 'A' order by 1, 2`,
        { id: await idOf(alcott.scope) },
      );
    const stored = await versions();
    // Alcott's people are gone from this roster, and its students from this file.
    await system.putFile(
      'roster.zip',
      await rosterZip((tables) => {
        tables.users = tables.users.filter(({ orgSourcedIds }) => orgSourcedIds !== 'A');
        tables.enrollments = tables.enrollments.filter(({ schoolSourcedId }) => schoolSourcedId !== 'A');
        tables.classes = tables.classes.filter(({ schoolSourcedId }) => schoolSourcedId !== 'A');
      }),
    );
    await banneker.putFile('guardians.csv', header + mother('s7') + mother('s1'));
    const { status } = await system.withWorkers(() => syncToEnd(banneker));
    assert.equal(status, 'done_with_warnings', 's1 is no student of this school');
    assert.equal(firstDifference(await stableExport(alcott), before), null);
    assert.deepEqual(await versions(), stored);
    const after = await stableExport(banneker);
    assert.notEqual(after, bannekers);
    assert.match(after, /^s6,s6,Ben Pupil.*,ended,absent$/m);
    assert.match(before, /^s6,s6,Ben Pupil.*,active,$/m);
    await system.putFile('roster.zip', await rosterZip());
  });

  it('exports its own school alone', async () => {
    const [mine, other] = [await stableExport(alcott), await stableExport(banneker)];
    assert.match(mine, /^A,alcott,/m);
    assert.doesNotMatch(mine, /^B,|s7|p2|c3/m);
    assert.match(other, /^B,banneker,/m);
    assert.doesNotMatch(other, /^A,|s1|p1|c1/m);
    for (const text of [mine, other]) assert.match(text, /mia lopez \| mia@example\.org/i);
  });

  describe('next to a district-level sync', () => {
    const overlaps = { code: 'SyncLevelsOverlap' };

    it('is never on together with it, whichever comes first', async () => {
      await assert.rejects(system.set({ enabled: 'true' }), overlaps);
      await assert.rejects(
        rows('update scope set enabled = true where slug = :slug', { slug: system.scope }),
        /scope_levels_exclude/,
      );
      for (const { set } of [alcott, banneker]) await set({ enabled: 'false' });
      await system.set({ enabled: 'true' });
      await assert.rejects(alcott.set({ enabled: 'true' }), overlaps);
      await assert.rejects(
        rows('update scope set enabled = true where slug = :slug', { slug: alcott.scope }),
        /scope_levels_exclude/,
      );
      await system.set({ enabled: 'false' });
      for (const { set } of [alcott, banneker]) await set({ enabled: 'true' });
    });

    it('may be off and started by hand while another school is on', async () => {
      await alcott.set({ enabled: 'false' });
      const { status } = await system.withWorkers(() => syncToEnd(alcott));
      assert.equal(status, 'done');
      await alcott.set({ enabled: 'true' });
    });

    it('is the only one that can be started: the other is refused, by hand and in the workflow', async () => {
      const ask = { scope: system.scope, requestedBy: 'the test' };
      await assert.rejects(requestSync(system.db, system.client, system.queues, ask), {
        ...overlaps,
        message: /"d-\w+" is off, and "d-\w+\/alcott", of the other level/,
      });
      await system.withWorkers(async () => {
        // As from the Temporal UI.
        const started = await system.client.workflow.start('DailySync', {
          workflowId: dailySyncId(system.scope),
          taskQueue: system.queues.workflows,
          args: [{ scope: system.scope }],
        });
        await assert.rejects(started.result(), (error: Error & { cause?: { cause?: { type?: string } } }) => {
          assert.equal(error.cause?.cause?.type, 'SyncLevelsOverlap');
          return true;
        });
      });
      assert.deepEqual(await runsOf(system), []);
      assert.equal(
        (await rows('select from student where scope_id = :id', { id: await idOf(system.scope) })).length,
        0,
      );
    });
  });

  it('of a school that a roster brought takes that record over', async () => {
    const own = await createTestSystem();
    try {
      await own.set({ 'guardians.enabled': 'false' });
      await own.putFile('roster.zip', await rosterZip());
      await own.withWorkers(() => syncToEnd(own));
      const brought = await query<{ school_id: number }>(own.db, `select school_id from school where source_id = 'B'`);
      const added = await addSchool(own.db, { district: own.scope, slug: 'ban', name: 'typed', sourceId: 'B' });
      const schools = await query(own.db, `select school_id, slug, name from school where source_id = 'B'`);
      assert.deepEqual(schools, [{ ...brought[0], slug: 'ban', name: 'Banneker' }]);
      assert.deepEqual([added.slug, added.names.schoolName], [`${own.scope}/ban`, 'Banneker']);
      for (const again of [
        { slug: 'ban', sourceId: 'C' },
        { slug: 'other', sourceId: 'B' },
      ])
        await assert.rejects(addSchool(own.db, { district: own.scope, name: 'again', ...again }), {
          code: 'SchoolExists',
        });
    } finally {
      await own.stop();
    }
  });
});

describe('rows that cannot be read end no links, through Temporal', function () {
  this.timeout(60_000);
  let system: TestSystem;
  const row = (n: number, student: string) => `${student},,Ana,Ruiz ${n},g${n}@example.org,\n`;
  const file = (idOf: (n: number) => string) =>
    header + Array.from({ length: 1000 }, (_, i) => row(i + 1, idOf(i + 1))).join('');
  const id = (n: number) => String(n).padStart(5, '0');
  const open = async () => (await query(system.db, 'select from guardian_link where archived_at is null')).length;
  const findings = async (code: string) =>
    query<{ line: number; severity: string }>(
      system.db,
      'select line, severity from run_finding where run_id = :run and code = :code order by line',
      { run: (await lastRun(system)).run_id, code },
    );

  before(async () => {
    system = await createTestSystem();
    await system.set({ 'roster.source': 'none' });
    await insertStudents(system.db, system.scope, 1000);
    await query(system.db, `update student set sis_id = lpad(substr(source_id, 2), 5, '0')`);
    await system.putFile('guardians.csv', file(id));
    await system.withWorkers(() => syncToEnd(system));
    assert.equal(await open(), 1000);
  });
  after(() => system.stop());

  it('a row without a name keeps the link of its student', async () => {
    await system.putFile('guardians.csv', file(id).replace('00123,,Ana,Ruiz 123,', '00123,,,,'));
    await system.withWorkers(() => syncToEnd(system));
    assert.equal(await open(), 1000);
    assert.deepEqual(await findings('name-missing'), [{ line: 124, severity: 'error' }]);
  });

  it('ids that lost their zeros keep the links of those they mean, and are named', async () => {
    await system.putFile(
      'guardians.csv',
      file((n) => (n % 10 === 0 ? String(n) : id(n))),
    );
    await system.withWorkers(() => syncToEnd(system));
    assert.equal(await open(), 1000);
    const named = await findings('student-id-zeros');
    assert.deepEqual([named.length, named[0]?.line], [100, 11]);
    const { run_id } = await lastRun(system);
    assert.equal((await query(system.db, 'select from change where run_id = :run_id', { run_id })).length, 0);
  });
});
