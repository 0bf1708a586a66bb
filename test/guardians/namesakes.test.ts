import assert from 'node:assert/strict';
import { csv, type Row, type TestDistrict, useDistricts } from './harness.js';

/** Two people of one name at one student, without ids: father and son, or one person twice (record 13). */
describe('namesakes of one student', () => {
  const district = useDistricts();
  const leo = (email: string, mobilePhone: string): Row => ({
    studentSisId: 'S1',
    firstName: 'Leo',
    lastName: 'Lopez',
    email,
    mobilePhone,
  });
  const [father, son] = [leo('father@x.org', '2125550101'), leo('son@x.org', '2125550102')];
  const damaged = (row: Row): Row => ({ ...row, email: row.email!.replace('.', ',') });
  const without = (column: string, rows: Row[]) => csv(rows.map(({ [column]: _, ...row }) => row));

  async function families(...rows: Row[]) {
    const d = await district({ bare: true });
    await d.students('S1', 'S2');
    if (rows.length > 0) await d.sync(csv(rows));
    return d;
  }

  it('whose email or phone was dropped are skipped and read again once it is right; their links stay', async () => {
    const d = await families(father, son);
    const before = await d.guardians();
    const file = csv([father, damaged(leo('son@x.org', ''))]);
    for (let night = 0; night < 2; night += 1) {
      const { changes, findings, counts } = await d.sync(file);
      assert.equal(changes.length, 0);
      assert.deepEqual([counts.rows.unchanged, counts.rows.skipped], [1, 1]);
      const skipped = findings.filter(
        ({ line, code }) => line === 3 && !['email-invalid', 'cannot-be-invited'].includes(code),
      );
      assert.deepEqual(
        skipped.map(({ code, severity }) => [code, severity]),
        [
          ['namesake-unclear', 'warning'],
          ['link-kept', 'warning'],
        ],
      );
    }
    assert.deepEqual(await d.guardians(), before);
    await d.sync(csv([father, leo('son@x.org', '')]));
    assert.deepEqual(
      (await d.guardians()).map(({ email, phone, open }) => [email, phone, open]),
      [
        ['father@x.org', '+12125550101', true],
        ['son@x.org', '', true],
      ],
    );
  });

  it('are known by what is left of a contact where that is not the other one', async () => {
    const d = await families(father, son);
    const before = await d.guardians();
    const { changes, counts } = await d.sync(csv([father, damaged(son)]));
    assert.deepEqual([changes.length, counts.rows.unchanged, counts.rows.skipped], [0, 2, 0]);
    assert.deepEqual(await d.guardians(), before);
    const again = await families(father, damaged(son));
    assert.deepEqual(
      (await again.guardians()).map(({ email, phone }) => [email, phone]),
      [
        ['', '+12125550102'],
        ['father@x.org', '+12125550101'],
      ],
    );
  });

  it('are told apart by what is left where the whole column is missing', async () => {
    const d = await families(father, son);
    const before = await d.guardians();
    const { counts, changes } = await d.sync(without('email', [son, father]));
    assert.deepEqual([changes.length, counts.rows.unchanged], [0, 2]);
    assert.deepEqual(await d.guardians(), before);
    const again = await families();
    await again.sync(without('email', [father, son]));
    assert.equal((await again.guardians()).length, 2);
  });

  it('are one person where the rows say the same', async () => {
    const d = await families(damaged(father), damaged(father), { ...son, studentSisId: 'S2' });
    assert.deepEqual(
      (await d.guardians()).map(({ email, phone }) => [email, phone]),
      [
        ['', '+12125550101'],
        ['son@x.org', '+12125550102'],
      ],
    );
  });

  it('who have an id are known by it', async () => {
    const d = await families({ ...damaged(father), guardianSisId: 'G1' }, { ...son, guardianSisId: '' });
    assert.equal((await d.guardians()).length, 2);
  });

  const known = (id: string, row: Row, student = 'S1'): Row => ({ ...row, guardianSisId: id, studentSisId: student });
  const contacts = async (d: TestDistrict) =>
    (await d.guardians()).map(({ sisId, email, phone, students }) => [sisId, email, phone, students.join()]);

  /** What a file comes to; the second time it changes nothing. */
  async function settled(d: TestDistrict, file: string) {
    await d.sync(file);
    const all = await contacts(d);
    assert.equal((await d.sync(file)).changes.length, 0);
    assert.deepEqual(await contacts(d), all);
    return all;
  }

  it('are told apart by what another row says, where the one was gone and the column is missing', async () => {
    const d = await families(known('G2', leo('b@x.org', '2125550101')));
    await d.sync(csv([known('', leo('b@x.org', '2125550102'))]));
    assert.deepEqual(await settled(d, without('email', [leo('', ''), leo('', '2125550101')])), [
      ['G2', 'b@x.org', '+12125550101', 'S1'],
      [null, 'b@x.org', '', 'S1'],
    ]);
  });

  it('of whom two share what is left of a row: the other row stays with the third in every run', async () => {
    const d = await families(leo('c@x.org', ''), leo('a@x.org', '2125550101'), leo('c@x.org', '2125550101'));
    const doubtful = known('', leo('', '2125550101'), '0S1');
    assert.deepEqual(await settled(d, without('email', [leo('', ''), leo('', '2125550101'), doubtful])), [
      [null, 'a@x.org', '+12125550101', 'S1'],
      [null, 'c@x.org', '', 'S1'],
      [null, 'c@x.org', '+12125550101', 'S1'],
      [null, '', '+12125550101', 'S1'],
    ]);
  });

  it('a row that says as little as the one with the id is of that guardian, not one with a contact of its own', async () => {
    const d = await families(known('G2', leo('a@x.org', ''), 'S2'), known('', leo('a@x.org', '')));
    const rows = [known('G2', leo('', ''), 'S2'), known('', leo('', '')), known('', leo('', '2125550102'))];
    assert.deepEqual(await settled(d, without('email', rows)), [
      ['G2', 'a@x.org', '', 'S1,S2'],
      [null, '', '+12125550102', 'S1'],
    ]);
  });

  it('an id goes to the guardian whose very contact its row has, if nothing else of the file names that one', async () => {
    const d = await families(known('G3', leo('', '2125550101'), 'S2'));
    await d.sync(csv([known('', leo('b@x.org', ''))]));
    const rows = [known('G3', leo('b@x.org', '')), known('', leo('', '2125550102'), 'S2')];
    assert.deepEqual(await settled(d, csv(rows)), [
      [null, '', '+12125550101', ''],
      ['G3', 'b@x.org', '', 'S1'],
      [null, '', '+12125550102', 'S2'],
    ]);
  });

  it('a row with the id whose other values are as stored is of that guardian, whoever has what is left of its contact', async () => {
    const d = await families(known('G1', leo('c@x.org', '')), known('', leo('a@x.org', ''), 'S2'));
    await d.sync(csv([known('', damaged(leo('c@x.org', '2125550102')))]));
    const rows = [known('G1', leo('a@x.org', '12'), 'S2'), known('', leo('a@x.org', '2125550102'), 'nobody')];
    assert.deepEqual(await settled(d, csv(rows)), [
      ['G1', 'a@x.org', '+12125550102', 'S2'],
      [null, 'a@x.org', '', ''],
    ]);
  });

  it('the contact by which a guardian was found stays, though the row spells the name in another way', async () => {
    const d = await families(leo('', '2125550102'));
    const rows = [{ ...leo('', '2125550102'), studentSisId: 'S2', firstName: 'LEO' }, leo('', '')];
    assert.deepEqual(await settled(d, csv(rows)), [[null, '', '+12125550102', 'S1,S2']]);
  });

  it('are told apart by what the rows of their own links said, not by what another student gave one of them tonight', async () => {
    const d = await families(
      known('G1', leo('', '')),
      known('G2', leo('c@x.org', '2125550102')),
      known('G1', leo('', ''), 'S2'),
    );
    const rows = [known('', leo('b@x.org', '2125550102'), 'S2'), known('', damaged(leo('c@x.org', '2125550102')))];
    assert.deepEqual(await settled(d, csv(rows)), [
      ['G1', 'b@x.org', '+12125550102', 'S2'],
      ['G2', 'c@x.org', '+12125550102', 'S1'],
    ]);
  });

  it('who lost a contact to the row of another child are still not taken for a row that contradicts it', async () => {
    const d = await families(leo('a@x.org', ''), { ...leo('a@x.org', ''), studentSisId: 'S2' });
    await d.sync(csv([known('', leo('', ''), 'S2')]));
    assert.deepEqual(await settled(d, csv([known('', leo('b@x.org', '')), known('', leo('', ''), 'S2')])), [
      [null, '', '', 'S2'],
      [null, 'b@x.org', '', 'S1'],
    ]);
  });
});
