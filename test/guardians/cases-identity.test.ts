import assert from 'node:assert/strict';
import { codes, csv, type Row, useDistricts } from './harness.js';

/** The cases of docs/guardian-rules.md 6, that are about who is who. */
describe('cases: identity', () => {
  const district = useDistricts();
  const mia = { firstName: 'Mia', lastName: 'Lopez', email: 'mia@x.org', mobilePhone: '(212) 555-0100' };

  it('case 1: a mother with id and two children is one guardian, two links, one account', async () => {
    const d = await district();
    await d.students('S1', 'S2');
    const result = await d.sync(
      d.withOthers(['S1', 'S2'].map((studentSisId) => ({ studentSisId, guardianSisId: 'G1', ...mia }))),
    );
    const [guardian, ...rest] = await d.guardians();
    assert.deepEqual(rest, []);
    assert.deepEqual(guardian!.students, ['S1', 'S2']);
    assert.equal((await d.accounts()).length, 1);
    assert.equal(result.counts.rows.applied, 2);
    assert.equal(result.counts.guardianLinks.created, 2);
    assert.equal(await d.othersOpen(), 1000);
  });

  it('case 2: two rows without id and the exact same contact are one guardian', async () => {
    const d = await district();
    await d.students('S1', 'S2');
    await d.sync(d.withOthers(['S1', 'S2'].map((studentSisId) => ({ studentSisId, ...mia }))));
    assert.deepEqual(
      (await d.guardians()).map(({ students }) => students),
      [['S1', 'S2']],
    );
    assert.equal((await d.accounts()).length, 1);
  });

  it('case 3: phones that differ by punctuation only are the same', async () => {
    const d = await district();
    await d.students('S1', 'S2');
    await d.sync(
      d.withOthers([
        { studentSisId: 'S1', ...mia },
        { studentSisId: 'S2', ...mia, mobilePhone: '212.555.0100' },
      ]),
    );
    assert.deepEqual(
      (await d.guardians()).map(({ students }) => students),
      [['S1', 'S2']],
    );
  });

  it('case 4: two rows without id whose emails differ are two guardians with two accounts', async () => {
    const d = await district();
    await d.students('S1', 'S2');
    const result = await d.sync(
      d.withOthers([
        { studentSisId: 'S1', ...mia },
        { studentSisId: 'S2', ...mia, email: 'lopez@x.org' },
      ]),
    );
    const guardians = await d.guardians();
    assert.equal(guardians.length, 2);
    assert.notEqual(guardians[0]!.account, guardians[1]!.account);
    assert.ok(codes(result).includes('shared-phone'));
  });

  it('case 9: an email that changes with an id is one update of the same guardian and account', async () => {
    const d = await district();
    await d.students('S1');
    await d.sync(d.withOthers([{ studentSisId: 'S1', guardianSisId: 'G1', ...mia }]));
    const [before] = await d.guardians();
    const result = await d.sync(
      d.withOthers([{ studentSisId: 'S1', guardianSisId: 'G1', ...mia, email: 'new@x.org' }]),
    );
    const [after, ...rest] = await d.guardians();
    assert.deepEqual(rest, []);
    assert.deepEqual({ ...after, email: 'mia@x.org' }, before);
    const updates = result.changes.filter(({ entity }) => entity === 'guardian');
    assert.equal(updates.length, 1);
    assert.equal(updates[0]!.before.email, 'mia@x.org');
    assert.deepEqual(updates[0]!.after, { email: 'new@x.org' });
    assert.equal((await d.accounts())[0]!.email, 'new@x.org');
    assert.equal((await d.accounts()).length, 1);
  });

  it('case 10: an email that changes without id ends the old guardian and makes a new one', async () => {
    const d = await district();
    await d.students('S1');
    await d.sync(d.withOthers([{ studentSisId: 'S1', ...mia }]));
    const result = await d.sync(d.withOthers([{ studentSisId: 'S1', ...mia, email: 'new@x.org' }]));
    const [old, fresh] = await d.guardians();
    assert.deepEqual([old!.open, old!.ended, fresh!.open, fresh!.students], [false, ['S1 absent'], true, ['S1']]);
    assert.notEqual(old!.account, fresh!.account);
    const found = result.findings.find(({ code }) => code === 'possible-contact-change');
    assert.equal(found?.details.before, old!.id);
    assert.equal(found?.details.after, fresh!.id);
    assert.ok(!JSON.stringify(result.findings).includes('@'), 'findings hold no contact');
  });

  it('case 11: two ids with the exact same contact are two guardians with one account, and stay so', async () => {
    const d = await district();
    await d.students('S1', 'S2');
    const file = d.withOthers([
      { studentSisId: 'S1', guardianSisId: 'G1', ...mia },
      { studentSisId: 'S2', guardianSisId: 'G2', ...mia },
    ]);
    await d.sync(file);
    const guardians = await d.guardians();
    assert.deepEqual(
      guardians.map(({ sisId }) => sisId),
      ['G1', 'G2'],
    );
    assert.equal(guardians[0]!.account, guardians[1]!.account);
    assert.equal((await d.sync(file)).changes.length, 0);
  });

  for (const withId of [true, false]) {
    it(`cases 12, 13, 14: rows that go and return ${withId ? 'with' : 'without'} id`, async () => {
      const d = await district();
      await d.students('S1', 'S2');
      const rows = ['S1', 'S2'].map(
        (studentSisId): Row => ({ studentSisId, ...(withId ? { guardianSisId: 'G1' } : {}), ...mia }),
      );
      const columns = Object.keys(rows[0]!);
      await d.sync(d.withOthers(rows));
      const [first] = await d.guardians();
      await d.sync(d.withOthers(rows.slice(0, 1)));
      assert.deepEqual(await d.guardians(), [{ ...first, students: ['S1'], ended: ['S2 absent'] }]);
      assert.equal((await d.accounts())[0]!.open, true);
      const gone = await d.sync(d.withOthers([], columns));
      assert.deepEqual(await d.guardians(), [
        { ...first, open: false, students: [], ended: ['S1 absent', 'S2 absent'] },
      ]);
      assert.equal((await d.accounts())[0]!.open, false);
      assert.deepEqual(
        [gone.counts.guardians.archived, gone.counts.guardianLinks.archived, gone.accounts.closed],
        [1, 1, 1],
      );
      const back = await d.sync(d.withOthers(rows));
      assert.deepEqual(await d.guardians(), [first]);
      assert.deepEqual(
        (await d.accounts()).map(({ id, open }) => ({ id, open })),
        [{ id: first!.account, open: true }],
      );
      assert.deepEqual([back.counts.guardians.restored, back.counts.guardianLinks.restored], [1, 2]);
    });
  }

  it('case 15: a name without contact stays one guardian for three nights', async () => {
    const d = await district();
    await d.students('S1');
    const file = d.withOthers([
      { studentSisId: 'S1', firstName: 'Mia', lastName: 'Lopez', email: '', mobilePhone: '' },
    ]);
    await d.sync(file);
    const first = await d.guardians();
    assert.equal(first.length, 1);
    for (let night = 0; night < 2; night += 1) assert.equal((await d.sync(file)).changes.length, 0);
    assert.deepEqual(await d.guardians(), first);
  });

  it('cases 25 and 26: ids that are added, and gone again, leave 500 guardians and accounts as they are', async () => {
    const d = await district({ bare: true });
    const numbers = Array.from({ length: 500 }, (_, i) => i + 1);
    await d.students(...numbers.map((n) => `S${n}`));
    const rows = numbers.map((n): Row => {
      const contact =
        n <= 20 ? { email: '', mobilePhone: '' } : { email: `p${n}@x.org`, mobilePhone: `21255${10000 + n}` };
      return { studentSisId: `S${n}`, firstName: `First${n}`, lastName: 'Last', ...contact };
    });
    await d.sync(csv(rows));
    const before = await d.guardians();
    assert.equal(before.length, 500);
    const withIds = rows.map((row) => ({ guardianSisId: `G${row.studentSisId}`, ...row }));
    const added = await d.sync(csv(withIds));
    assert.deepEqual(
      await d.guardians(),
      before.map((each) => ({ ...each, sisId: `G${each.students[0]}` })),
    );
    assert.deepEqual([added.counts.guardians.archived, added.counts.guardians.created], [0, 0]);
    assert.equal(added.findings.find(({ code }) => code === 'ids-adopted')?.details.guardians, 500);
    const after = await d.guardians();
    const gone = await d.sync(csv(rows));
    assert.deepEqual(await d.guardians(), after);
    assert.equal(gone.changes.length, 0);
    assert.equal(gone.findings.find(({ code }) => code === 'ids-kept')?.details.guardians, 500);
  });

  it('case 29: the email column goes and returns', async () => {
    const d = await district({ bare: true });
    const numbers = Array.from({ length: 40 }, (_, i) => i + 1);
    await d.students(...numbers.map((n) => `S${n}`));
    const rows = numbers.map((n) => ({
      studentSisId: `S${n}`,
      firstName: `First${n}`,
      lastName: 'Last',
      email: `p${n}@x.org`,
      mobilePhone: `21255${10000 + n}`,
    }));
    await d.sync(csv(rows));
    const before = await d.guardians();
    const without = await d.sync(csv(rows.map(({ email, ...rest }) => rest)));
    assert.deepEqual(await d.guardians(), before);
    assert.equal(without.changes.length, 0);
    assert.ok(codes(without).includes('columns-absent'));
    assert.equal((await d.sync(csv(rows))).changes.length, 0);
    assert.deepEqual(await d.guardians(), before);
  });

  it('case 32: a guardian who was archived returns without id as the same, with the same account', async () => {
    const d = await district();
    await d.students('S1', 'S2');
    const row = { studentSisId: 'S1', guardianSisId: 'G1', ...mia };
    await d.sync(d.withOthers([row]));
    const [first] = await d.guardians();
    await d.sync(d.withOthers([], Object.keys(row)));
    await d.sync(d.withOthers([{ ...row, studentSisId: 'S2', guardianSisId: '' }]));
    assert.deepEqual(await d.guardians(), [{ ...first, students: ['S2'], ended: ['S1 absent'] }]);
    assert.equal((await d.accounts())[0]!.open, true);
  });

  for (const [number, name] of [
    [34, 'Bob Lee'],
    [51, 'Bob Ruiz'],
  ] as const) {
    it(`case ${number}: an id that is given to ${name} takes nothing of Ana Ruiz's with it`, async () => {
      const d = await district();
      await d.students('S1', 'S2');
      const ana = { firstName: 'Ana', lastName: 'Ruiz', email: 'ana@x.org', mobilePhone: '2125550101' };
      const [firstName, lastName] = name.split(' ') as [string, string];
      const bob = { firstName, lastName, email: 'bob@x.org', mobilePhone: '2125550102' };
      await d.sync(d.withOthers([{ studentSisId: 'S1', guardianSisId: 'G17', ...ana }]));
      const [before] = await d.guardians();
      await d.claim(before!.account);
      const result = await d.sync(
        d.withOthers([{ studentSisId: number === 34 ? 'S2' : 'S1', guardianSisId: 'G17', ...bob }]),
      );
      const [old, fresh] = await d.guardians();
      assert.deepEqual([old!.open, old!.sisId, old!.name, old!.ended], [false, null, 'Ana Ruiz', ['S1 id-reused']]);
      assert.deepEqual([fresh!.open, fresh!.sisId, fresh!.name], [true, 'G17', name]);
      assert.notEqual(old!.account, fresh!.account);
      assert.deepEqual(
        (await d.accounts()).map(({ name: shown, open }) => [shown, open]),
        [
          ['Ana Ruiz', false],
          [name, true],
        ],
      );
      const found = result.findings.find(({ code }) => code === 'id-reused');
      assert.deepEqual([found?.details.formerGuardian, found?.details.guardian, found?.line], [old!.id, fresh!.id, 2]);
    });
  }

  it('case 37: a contact that moves from an id to a row without id, twice', async () => {
    const d = await district();
    await d.students('S1', 'S2');
    const contact = (email: string) => ({ firstName: 'Mia', lastName: 'Lopez', email, mobilePhone: '' });
    await d.sync(d.withOthers([{ studentSisId: 'S1', guardianSisId: 'G1', ...contact('a@x.org') }]));
    const [first] = await d.guardians();
    const file = d.withOthers([
      { studentSisId: 'S1', guardianSisId: 'G1', ...contact('b@x.org') },
      { studentSisId: 'S2', guardianSisId: '', ...contact('a@x.org') },
    ]);
    await d.sync(file);
    const after = await d.guardians();
    assert.deepEqual(
      after.map(({ id, email }) => [id === first!.id, email]),
      [
        [true, 'b@x.org'],
        [false, 'a@x.org'],
      ],
    );
    const versions = await d.versions();
    await d.sync(file);
    assert.equal(await d.versions(), versions);
  });

  it('case 40: a mother with id who returns with a new email is the same guardian with the same account', async () => {
    const d = await district();
    await d.students('S1');
    const row = { studentSisId: 'S1', guardianSisId: 'G1', ...mia };
    await d.sync(d.withOthers([row]));
    const [first] = await d.guardians();
    await d.sync(d.withOthers([], Object.keys(row)));
    await d.sync(d.withOthers([{ ...row, email: 'august@x.org' }]));
    assert.deepEqual(await d.guardians(), [{ ...first, email: 'august@x.org' }]);
    assert.deepEqual(
      (await d.accounts()).map(({ id, email, open }) => [id, email, open]),
      [[first!.account, 'august@x.org', true]],
    );
  });

  it('case 45: conflicting rows of one id in changing order change nothing after the first night', async () => {
    const d = await district();
    await d.students('S1', 'S2', 'S3');
    const rows: Row[] = [
      { studentSisId: 'S1', guardianSisId: 'G1', ...mia, homePhone: '2125550111' },
      { studentSisId: 'S2', guardianSisId: 'G1', ...mia, email: 'other@x.org', homePhone: '2125550112' },
      { studentSisId: 'S3', guardianSisId: 'G1', ...mia, firstName: 'MIA', homePhone: '2125550113' },
    ];
    const first = await d.sync(d.withOthers(rows));
    assert.equal(codes(first).filter((code) => code === 'rows-disagree').length, 2);
    const versions = await d.versions();
    for (const order of [
      [1, 0, 2],
      [2, 1, 0],
      [0, 2, 1],
    ])
      await d.sync(d.withOthers(order.map((i) => rows[i]!)));
    assert.equal(await d.versions(), versions);
  });

  it('case 46: a mistyped email drops the value and keeps guardian and account', async () => {
    const d = await district();
    await d.students('S1');
    await d.sync(d.withOthers([{ studentSisId: 'S1', ...mia, email: 'm@x.org' }]));
    const before = await d.guardians();
    await d.claim(before[0]!.account);
    const result = await d.sync(d.withOthers([{ studentSisId: 'S1', ...mia, email: 'm@x,org' }]));
    assert.deepEqual(await d.guardians(), before);
    assert.equal(result.changes.length, 0);
    assert.ok(codes(result).includes('email-invalid'));
  });

  it('case 52: ids that are swapped move, and each person of the couple keeps the account', async () => {
    const d = await district();
    await d.students('S1', 'S2');
    const ana = { firstName: 'Ana', lastName: 'Ruiz', email: 'ana@x.org', mobilePhone: '2125550101' };
    const leo = { firstName: 'Leo', lastName: 'Ruiz', email: 'leo@x.org', mobilePhone: '2125550101' };
    const file = (first: Row, second: Row) =>
      d.withOthers(
        ['S1', 'S2'].flatMap((studentSisId) => [
          { studentSisId, guardianSisId: 'G1', ...first },
          { studentSisId, guardianSisId: 'G2', ...second },
        ]),
      );
    await d.sync(file(ana, leo));
    const before = await d.guardians();
    const result = await d.sync(file(leo, ana));
    const after = await d.guardians();
    assert.deepEqual(
      after,
      before.map((each) => ({ ...each, sisId: each.sisId === 'G1' ? 'G2' : 'G1' })),
    );
    assert.deepEqual(
      result.changes.map(({ entity, action }) => `${entity} ${action}`),
      ['guardian update', 'guardian update'],
    );
    assert.deepEqual(result.changes.map(({ before: was, after: is }) => [was.sis_id, is.sis_id]).sort(), [
      ['G1', 'G2'],
      ['G2', 'G1'],
    ]);
  });

  it('case 55: a student with the same name with and without contact has two guardians, without growth', async () => {
    const d = await district();
    await d.students('S1');
    const file = d.withOthers([
      { studentSisId: 'S1', firstName: 'Mia', lastName: 'Lopez', email: 'a@x.org', mobilePhone: '' },
      { studentSisId: 'S1', firstName: 'Mia', lastName: 'Lopez', email: '', mobilePhone: '' },
    ]);
    await d.sync(file);
    assert.equal((await d.guardians()).length, 2);
    const versions = await d.versions();
    await d.sync(file);
    await d.sync(file);
    assert.equal(await d.versions(), versions);
  });

  const person = (name: string, email: string, mobilePhone = ''): Row => {
    const [firstName, lastName] = name.split(' ') as [string, string];
    return { firstName, lastName, email, mobilePhone };
  };

  it('case 56: an ID that goes to a man with the phone of a mother who has another ID now is his', async () => {
    const d = await district();
    await d.students('S1');
    const ana = person('Ana Garcia', 'ana@x.org', '2125550101');
    await d.sync(d.withOthers([{ studentSisId: 'S1', guardianSisId: 'G17', ...ana }]));
    const [before] = await d.guardians();
    await d.claim(before!.account);
    const result = await d.sync(
      d.withOthers([
        { studentSisId: 'S1', guardianSisId: 'G17', ...person('Bob Garcia', '', '2125550101') },
        { studentSisId: 'S1', guardianSisId: 'G18', ...ana },
      ]),
    );
    const [hers, his] = await d.guardians();
    assert.deepEqual(hers, { ...before, sisId: 'G18' });
    assert.deepEqual([his!.name, his!.sisId, his!.account === before!.account], ['Bob Garcia', 'G17', false]);
    assert.ok(codes(result).includes('id-reused'));
  });

  it('case 57: one ID on both parents of one family of 42 is an error of both rows', async () => {
    const d = await district({ bare: true });
    const families = Array.from({ length: 42 }, (_, i) => `S${i + 1}`);
    await d.students(...families);
    const others = families.slice(1).map(
      (id, i): Row => ({
        studentSisId: id,
        guardianSisId: `G${id}`,
        ...person(`First${i} Last${i}`, `p${i}@x.org`),
      }),
    );
    const shared = ['Maria Hall', 'Jorge Hall'].map((name) => ({
      studentSisId: 'S1',
      guardianSisId: 'G1',
      ...person(name, `${name[0]}@x.org`, '2125550101'),
    }));
    const result = await d.sync(csv([...shared, ...others]));
    assert.equal((await d.guardians()).length, 41);
    assert.deepEqual([result.held, result.counts.rows.error], [[], 2]);
    assert.deepEqual(
      result.findings.filter(({ code }) => code === 'id-shared').map(({ line }) => line),
      [2, 3],
    );
  });

  it('case 58: without an ID, another last name is a new guardian and account', async () => {
    const d = await district();
    await d.students('S1');
    await d.sync(d.withOthers([{ studentSisId: 'S1', ...person('Mary Smith', 'mary@x.org', '2125550101') }]));
    const [before] = await d.guardians();
    await d.claim(before!.account);
    await d.sync(d.withOthers([{ studentSisId: 'S1', ...person('Mary Jones', 'mary@x.org', '2125550101') }]));
    const [old, fresh] = await d.guardians();
    assert.deepEqual([old!.open, old!.ended, old!.account], [false, ['S1 absent'], before!.account]);
    assert.deepEqual([fresh!.open, fresh!.name, fresh!.account === before!.account], [true, 'Mary Jones', false]);
  });

  it('case 59: a last name and an email that change with an ID stay with guardian and account', async () => {
    const d = await district();
    await d.students('S1');
    const row = { studentSisId: 'S1', guardianSisId: 'G17' };
    await d.sync(d.withOthers([{ ...row, ...person('Mary Smith', 'a@x.org') }]));
    const [before] = await d.guardians();
    await d.claim(before!.account);
    await d.sync(d.withOthers([{ ...row, ...person('Mary Jones', 'b@x.org') }]));
    assert.deepEqual(await d.guardians(), [{ ...before, name: 'Mary Jones', email: 'b@x.org' }]);
  });

  it('case 62: 100 guardians keep their accounts under the new IDs of a new SIS', async () => {
    const d = await district({ bare: true });
    const numbers = Array.from({ length: 100 }, (_, i) => i + 1);
    await d.students(...numbers.map((n) => `S${n}`));
    const file = (prefix: string) =>
      csv(
        numbers.map((n) => ({
          studentSisId: `S${n}`,
          guardianSisId: `${prefix}${n}`,
          ...(n <= 10 ? person(`First${n} Last`, '') : person(`First${n} Last`, `p${n}@x.org`, `21255${10000 + n}`)),
        })),
      );
    await d.sync(file('A'));
    const before = await d.guardians();
    const result = await d.sync(file('B'));
    assert.deepEqual(
      await d.guardians(),
      before.map((each) => ({ ...each, sisId: each.sisId!.replace('A', 'B') })),
    );
    assert.deepEqual(await d.withheld(), { open: 0, keep: 0 });
    assert.deepEqual([result.counts.guardians.archived, result.counts.guardians.created], [0, 0]);
    assert.equal(result.findings.find(({ code }) => code === 'ids-replaced')?.details.guardians, 100);
    assert.ok(!codes(result).includes('possible-contact-change'));
  });
});
