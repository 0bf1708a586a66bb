import assert from 'node:assert/strict';
import { query } from '../../src/db/sql-files.js';
import { csv, type Row, type TestDistrict, useDistricts } from '../guardians/harness.js';
import { addStudents, broken, goOverTo, openLinks } from './support.js';

const columns = ['studentSisId', 'guardianSisId', 'firstName', 'lastName', 'email', 'mobilePhone', 'relationship'];

function row(studentSisId: string, guardianSisId: string, firstName: string, more: Row = {}): Row {
  const email = `${firstName.toLowerCase()}@x.org`;
  return { studentSisId, guardianSisId, firstName, lastName: 'Lopez', email, relationship: 'Mother', ...more };
}

/** docs/guardian-rules.md 2, "Change of level". */
describe('change of level', function () {
  this.timeout(60_000);
  const district = useDistricts();

  interface Schools {
    d: TestDistrict;
    a: TestDistrict;
    b: TestDistrict;
  }

  async function schools(): Promise<Schools> {
    const d = await district({ bare: true });
    return { d, a: await d.school('a'), b: await d.school('b') };
  }

  const sync = (of: TestDistrict, ...rows: Row[]) => of.sync(csv(rows, columns));

  async function familiesInSchools(): Promise<Schools> {
    const all = await schools();
    const { a, b } = all;
    await addStudents(a, [a], 'S1', 'S2');
    await addStudents(b, [b], 'S3');
    await sync(a, row('S1', 'G1', 'Mia'), row('S2', 'G2', 'Ben'));
    await sync(b, row('S3', 'G1', 'Mia'));
    return all;
  }

  it('case 31: two guardians of one id in two schools are one guardian with two links and the same account', async () => {
    const { d } = await familiesInSchools();
    const accounts = await d.accounts();
    assert.equal(accounts.length, 2);
    const before = await openLinks(d);
    await goOverTo(d);
    await d.assignAccounts();
    const after = await openLinks(d);
    assert.deepEqual(
      after,
      before.map((link) => ({ ...link, scope: d.slug })).sort((x, y) => (x.student < y.student ? -1 : 1)),
    );
    const mia = (await d.guardians()).filter(({ open, sisId }) => open && sisId === 'G1');
    assert.deepEqual(
      mia.map(({ students, account }) => [students, account]),
      [[['S1', 'S3'], accounts[0]!.id]],
    );
    assert.deepEqual(
      (await d.accounts()).map(({ id, open }) => [id, open]),
      accounts.map(({ id }) => [id, true]),
    );
    assert.deepEqual(await broken(d), {});
  });

  it("the next district's file finds everybody: nothing is made, nothing ends, and a second night writes nothing", async () => {
    const { d } = await familiesInSchools();
    await goOverTo(d);
    await d.assignAccounts();
    const rows = [row('S1', 'G1', 'Mia'), row('S2', 'G2', 'Ben'), row('S3', 'G1', 'Mia')];
    const first = await sync(d, ...rows);
    const { guardians, guardianLinks } = first.counts;
    for (const counts of [guardians, guardianLinks])
      assert.deepEqual([counts.created, counts.archived, counts.restored], [0, 0, 0]);
    assert.deepEqual([first.accounts.created, first.accounts.closed], [0, 0]);
    const versions = await d.versions();
    assert.equal(await goOverTo(d), null);
    await sync(d, ...rows);
    assert.equal(await d.versions(), versions);
  });

  it('and back: each link goes to the school of its student, with a copy of a guardian of both', async () => {
    const { d, a, b } = await familiesInSchools();
    const before = await openLinks(d);
    const ids = (await query<{ id: number }>(d.db, 'select guardian_id as id from guardian order by 1')).length;
    for (let round = 0; round < 2; round += 1) {
      await goOverTo(d);
      await d.assignAccounts();
      await goOverTo(round === 0 ? a : b);
      await d.assignAccounts();
      assert.deepEqual(await openLinks(d), before);
      assert.deepEqual(await broken(d), {});
    }
    assert.equal(
      (await query(d.db, 'select from guardian')).length,
      ids,
      'the copy is the guardian who was there before',
    );
    assert.deepEqual(
      (await d.accounts()).map(({ open }) => open),
      [true, true],
    );
    for (const [school, rows] of [
      [a, [row('S1', 'G1', 'Mia'), row('S2', 'G2', 'Ben')]],
      [b, [row('S3', 'G1', 'Mia')]],
    ] as const) {
      const { counts, accounts } = await sync(school, ...rows);
      assert.deepEqual([counts.guardians.created, counts.guardianLinks.archived, accounts.created], [0, 0, 0]);
    }
  });

  it('a guardian of children in two schools stays with the oldest link; the copy has the same id and account', async () => {
    const { d, a, b } = await schools();
    await addStudents(d, [a], 'S1');
    await addStudents(d, [b], 'S2');
    await sync(d, row('S2', 'G1', 'Mia'));
    await sync(d, row('S2', 'G1', 'Mia'), row('S1', 'G1', 'Mia'));
    const [mia] = await d.guardians();
    await goOverTo(a);
    assert.deepEqual(
      (await b.guardians()).map(({ id, sisId, students, account }) => ({ id, sisId, students, account })),
      [{ id: mia!.id, sisId: 'G1', students: ['S2'], account: mia!.account }],
    );
    assert.deepEqual(
      (await a.guardians()).map(({ sisId, students, account }) => ({ sisId, students, account })),
      [{ sisId: 'G1', students: ['S1'], account: mia!.account }],
    );
    assert.deepEqual(await broken(d), {});
  });

  it('two people of one id are not joined: the younger loses it, and the report says so', async () => {
    const { d, a, b } = await schools();
    await addStudents(a, [a], 'S1');
    await addStudents(b, [b], 'S2');
    await sync(a, row('S1', 'G1', 'Mia'));
    await sync(b, row('S2', 'G1', 'Leo'));
    const runId = await goOverTo(d);
    assert.deepEqual(
      (await d.guardians()).map(({ name, sisId, students, open }) => [name, sisId, students, open]),
      [
        ['Mia Lopez', 'G1', ['S1'], true],
        ['Leo Lopez', null, ['S2'], true],
      ],
    );
    const { findings } = await d.written(runId!);
    assert.deepEqual(
      findings.map(({ code }) => code),
      ['level-changed', 'level-id-lost'],
    );
  });

  it('of two accounts of one person the claimed one is kept, and the other one points to it', async () => {
    const { d, a, b } = await schools();
    await addStudents(a, [a], 'S1');
    await addStudents(b, [b], 'S2');
    await sync(a, row('S1', 'G1', 'Mia', { mobilePhone: '+12125550101' }));
    await sync(b, row('S2', 'G1', 'Mia', { mobilePhone: '+12125550102' }));
    const [first, second] = await d.accounts();
    await d.claim(second!.id);
    await goOverTo(d);
    await d.assignAccounts();
    assert.deepEqual(
      (await d.accounts()).map(({ id, open, mergedInto }) => [id, open, mergedInto]),
      [
        [first!.id, false, second!.id],
        [second!.id, true, null],
      ],
    );
    assert.deepEqual(await broken(d), {});
  });

  describe('a guardian with neither email nor phone', () => {
    const una = (student: string, id = 'G7') => row(student, id, 'Una', { email: '' });
    const openAccounts = async (d: TestDistrict) =>
      (await d.accounts()).filter(({ open }) => open).map(({ id, roles }) => [id, roles.length]);

    it('keeps the account, and has it in each school: nobody gets a new one, there and back', async () => {
      const { d, a, b } = await schools();
      await addStudents(d, [a], 'S1');
      await addStudents(d, [b], 'S2');
      await sync(d, una('S1'), una('S2'));
      const [account] = await d.accounts();
      for (let round = 0; round < 2; round += 1) {
        await goOverTo(a);
        for (const school of [a, b]) {
          await school.assignAccounts();
          assert.deepEqual(
            (await school.guardians()).filter(({ open }) => open).map((each) => each.account),
            [account!.id],
          );
        }
        assert.deepEqual(await openAccounts(d), [[account!.id, 2]]);
        const nights = [await sync(a, una('S1')), await sync(b, una('S2'))];
        for (const { accounts, counts } of nights)
          assert.deepEqual([accounts.created, counts.guardians.created, counts.guardians.archived], [0, 0, 0]);
        const versions = await d.versions();
        await sync(a, una('S1'));
        assert.equal(await d.versions(), versions);
        await goOverTo(d);
        await d.assignAccounts();
        assert.deepEqual(await openAccounts(d), [[account!.id, 1]]);
        const back = await sync(d, una('S1'), una('S2'));
        assert.deepEqual([back.accounts.created, back.counts.guardians.created], [0, 0]);
      }
      assert.equal((await d.accounts()).length, 1);
      assert.deepEqual(await broken(d), {});
    });

    it('keeps it when one school learns of an email first, and the other the night after', async () => {
      const { d, a, b } = await schools();
      await addStudents(d, [a], 'S1');
      await addStudents(d, [b], 'S2');
      await sync(d, una('S1'), una('S2'));
      const [account] = await d.accounts();
      await goOverTo(b);
      await sync(a, row('S1', 'G7', 'Una'));
      assert.deepEqual(
        (await b.guardians()).map((each) => each.account),
        [account!.id],
        'who has no contact still stays',
      );
      await sync(b, row('S2', 'G7', 'Una'));
      assert.deepEqual(await openAccounts(d), [[account!.id, 2]]);
    });

    it('who is another person under another name keeps an account of its own', async () => {
      const { d, a, b } = await schools();
      await addStudents(a, [a], 'S1');
      await addStudents(b, [b], 'S2');
      await sync(a, una('S1'));
      await sync(b, row('S2', 'G7', 'Ida', { email: '' }));
      const before = await openAccounts(d);
      await goOverTo(d);
      await d.assignAccounts();
      assert.deepEqual(await openAccounts(d), before);
    });

    it('of two accounts of one person the claimed one is kept, and the other one points to it', async () => {
      const { d, a, b } = await schools();
      await addStudents(a, [a], 'S1');
      await addStudents(b, [b], 'S2');
      await sync(a, una('S1'));
      await sync(b, una('S2'));
      const [first, second] = await d.accounts();
      await d.claim(second!.id);
      const runId = await goOverTo(d);
      await d.assignAccounts();
      const expected = [
        [first!.id, false, second!.id],
        [second!.id, true, null],
      ];
      const now = async () => (await d.accounts()).map(({ id, open, mergedInto }) => [id, open, mergedInto]);
      assert.deepEqual(await now(), expected);
      const { changes } = await d.written(runId!);
      assert.deepEqual(
        changes
          .filter(({ entity }) => entity === 'account' || entity === 'role')
          .map(({ entity, action, after }) => [entity, action, after.merged_into ?? after.account_id]),
        [
          ['role', 'move', second!.id],
          ['account', 'merge', second!.id],
        ],
      );
      await goOverTo(a);
      await d.assignAccounts();
      assert.deepEqual(await now(), expected);
      assert.deepEqual(await openAccounts(d), [[second!.id, 2]]);
    });

    it('and without an ID, at a student of two schools, is one for the district, and no new one the night after', async () => {
      const { d, a, b } = await schools();
      await addStudents(a, [a], 'S1');
      await addStudents(b, [b], 'S1');
      await sync(a, una('S1', ''), row('S1', '', 'Ida', { email: '' }));
      await sync(b, una('S1', ''));
      const accounts = (await d.accounts()).length;
      await goOverTo(d);
      await d.assignAccounts();
      const open = (await d.guardians()).filter((each) => each.open);
      assert.deepEqual(open.map(({ name, students }) => `${name} ${students}`).sort(), [
        'Ida Lopez S1',
        'Una Lopez S1',
      ]);
      assert.deepEqual(await broken(d), {});
      const night = await sync(d, una('S1', ''), row('S1', '', 'Ida', { email: '' }));
      assert.deepEqual([night.counts.guardians.created, night.counts.guardians.archived], [0, 0]);
      assert.equal((await d.accounts()).length, accounts);
    });
  });

  it('a student of two schools is one for the district and one in each school, links and all', async () => {
    const { d, a, b } = await schools();
    await addStudents(a, [a], 'S1');
    await addStudents(b, [b], 'S1');
    await sync(a, row('S1', 'G1', 'Mia'), row('S1', '', 'Ben'));
    await sync(b, row('S1', 'G1', 'Mia'));
    const before = await openLinks(d);
    await goOverTo(d);
    await d.assignAccounts();
    assert.deepEqual(
      (await openLinks(d)).map(({ student, guardian }) => [student, guardian]),
      [
        ['S1', 'Ben Lopez ben@x.org'],
        ['S1', 'G1 Mia Lopez mia@x.org'],
      ],
    );
    assert.deepEqual(await broken(d), {});
    await goOverTo(a);
    await d.assignAccounts();
    const links = await openLinks(d);
    // As each school's file would bring them: both parents at both schools.
    const ben = before.find(({ guardian }) => guardian.startsWith('Ben'))!;
    assert.deepEqual(links, [...before, { ...ben, scope: b.slug }].sort(byScope));
    assert.deepEqual(await broken(d), {});
  });

  it('students of schools without a sync stay with the district until there is one', async () => {
    const { d, a } = await schools();
    const c = await d.school('c');
    await addStudents(d, [a], 'S1');
    await addStudents(d, [c], 'S2');
    await sync(d, row('S1', 'G1', 'Mia'), row('S2', 'G1', 'Mia'));
    const [{ school_id: school }] = (await query<{ school_id: number }>(
      d.db,
      'select school_id from scope where scope_id = :scopeId',
      { scopeId: c.scopeId },
    )) as [{ school_id: number }];
    await query(d.db, 'delete from scope where scope_id = :scopeId', { scopeId: c.scopeId });
    const runId = await goOverTo(a);
    assert.deepEqual(
      (await openLinks(d)).map(({ scope, student }) => [scope, student]),
      [
        [d.slug, 'S2'],
        [a.slug, 'S1'],
      ],
    );
    const { findings } = await d.written(runId!);
    assert.deepEqual(
      findings.map(({ code, details }) => [code, details.students]).filter(([code]) => code === 'level-uncovered'),
      [['level-uncovered', 1]],
    );
    assert.equal(await goOverTo(a), null);
    await query(d.db, 'insert into scope (district_id, school_id, slug) values (:districtId, :school, :slug)', {
      districtId: d.districtId,
      school,
      slug: c.slug,
    });
    await goOverTo(a);
    assert.deepEqual(
      (await openLinks(d)).map(({ scope, student, guardian }) => [scope, student, guardian.split(' ')[0]]),
      [
        [a.slug, 'S1', 'G1'],
        [c.slug, 'S2', 'G1'],
      ],
    );
    assert.equal((await d.accounts()).length, 1);
    assert.deepEqual(await broken(d), {});
  });

  it("a student's attributes go along, also those of one of two records that become one", async () => {
    const { d, a, b } = await schools();
    await addStudents(a, [a], 'S1');
    await addStudents(b, [b], 'S1');
    await query(
      d.db,
      `with bus as (
         insert into attribute (district_id, key, name, created_run)
         select :id, key, key, 0 from unnest(array['bus', 'lunch']) as key returning attribute_id, key)
       insert into student_attribute (district_id, student_id, attribute_id, value, created_run, source_run)
       select :id, student_id, attribute_id, key || ' of ' || scope_id, 0, 0 from student, bus
       where district_id = :id and (key = 'bus' or scope_id = :b)`,
      { id: d.districtId, b: b.scopeId },
    );
    const active = () =>
      query(
        d.db,
        `select s.scope_id as scope, a.value from student s join student_attribute a using (district_id, student_id)
         where district_id = :id and s.archived_at is null and a.archived_at is null order by 1, 2`,
        { id: d.districtId },
      );
    await goOverTo(d);
    const [bus, lunch] = [`bus of ${a.scopeId}`, `lunch of ${b.scopeId}`];
    assert.deepEqual(
      await active(),
      [bus, lunch].map((value) => ({ scope: d.scopeId, value })),
    );
    await goOverTo(a);
    assert.deepEqual(await active(), [
      { scope: a.scopeId, value: bus },
      { scope: a.scopeId, value: lunch },
      { scope: b.scopeId, value: `bus of ${b.scopeId}` },
      { scope: b.scopeId, value: lunch },
    ]);
  });

  it('a kill in between changes nothing', async () => {
    const { d } = await familiesInSchools();
    const versions = await d.versions();
    const killed = goOverTo(d, (trx) => query(trx, 'select pg_terminate_backend(pg_backend_pid())').then(() => {}));
    await assert.rejects(killed);
    assert.equal(await d.versions(), versions);
    assert.notEqual(await goOverTo(d), null);
  });

  it('what waits for an answer goes along, and moved links count for the threshold', async () => {
    const { d, a, b } = await schools();
    const ids = Array.from({ length: 40 }, (_, n) => `S${n}`);
    await addStudents(a, [a], ...ids);
    const rows = ids.map((id, n) => row(id, `G${n}`, `N${n}`));
    await sync(a, ...rows);
    const asked = await sync(a, ...rows.slice(0, 20));
    assert.equal(asked.status, 'threshold');
    assert.deepEqual(await a.withheld(), { open: 20, keep: 0 });
    await addStudents(b, [b], 'T1');
    await goOverTo(d);
    assert.deepEqual(
      [await a.withheld(), await d.withheld()],
      [
        { open: 0, keep: 0 },
        { open: 20, keep: 0 },
      ],
    );
    const nights = await sync(d, ...rows.slice(0, 10));
    assert.equal(nights.status, 'threshold');
    assert.equal(nights.counts.guardianLinks.archived, 0);
    assert.deepEqual(nights.counts.guardianLinks.triedToArchive, { count: 30, percent: 75 });
  });
});

function byScope(left: { scope: string; guardian: string }, right: { scope: string; guardian: string }): number {
  return `${left.scope} ${left.guardian}` < `${right.scope} ${right.guardian}` ? -1 : 1;
}
