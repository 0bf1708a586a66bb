import assert from 'node:assert/strict';
import { codes, type Row, useDistricts } from './harness.js';

/** Rules 1 to 5 of docs/guardian-rules.md 2, beyond the numbered cases. */
describe('who a row is', () => {
  const district = useDistricts();
  const row = (
    studentSisId: string,
    guardianSisId: string,
    firstName: string,
    email: string,
    mobilePhone = '',
  ): Row => ({
    studentSisId,
    guardianSisId,
    firstName,
    lastName: 'Lopez',
    email,
    mobilePhone,
  });

  async function roster() {
    const d = await district();
    await d.students('S1', 'S2', 'S3');
    return d;
  }

  it('an id stays with its person if the name agrees, or an email or phone that nothing contradicts', async () => {
    const d = await roster();
    await d.sync(d.withOthers([row('S1', 'G1', 'Mia', 'a@x.org', '2125550101')]));
    const [first] = await d.guardians();
    for (const changed of [
      row('S1', 'G1', 'Mia', 'b@x.org', '2125550109'),
      row('S1', 'G1', 'Maria', '', '2125550109'),
      { ...row('S1', 'G1', 'María José', 'c@x.org', '2125550109'), lastName: 'Smith' },
      row('S1', 'G1', 'Anna', 'c@x.org', ''),
      { ...row('S1', 'G1', 'Anna', 'd@x.org', '2125550101'), lastName: 'Hall' },
    ]) {
      const result = await d.sync(d.withOthers([changed]));
      assert.deepEqual(
        (await d.guardians()).map(({ id }) => id),
        [first!.id],
      );
      assert.ok(!codes(result).includes('id-reused'));
    }
  });

  it("an id whose row has a second record's contact is the same person, unless the old contact is elsewhere in the file", async () => {
    const d = await roster();
    await d.sync(d.withOthers([row('S1', 'G1', 'Mia', 'a@x.org'), row('S2', 'G2', 'Mia', 'b@x.org')]));
    const [a, b] = await d.guardians();
    await d.sync(d.withOthers([row('S1', 'G1', 'Mia', 'b@x.org'), row('S2', 'G2', 'Mia', 'a@x.org')]));
    assert.deepEqual(
      (await d.guardians()).map(({ id, sisId, email }) => [id, sisId, email]),
      [
        [a!.id, 'G2', 'a@x.org'],
        [b!.id, 'G1', 'b@x.org'],
      ],
    );
    await d.sync(d.withOthers([row('S1', 'G1', 'Mia', 'a@x.org'), row('S2', 'G2', 'Mia', 'a@x.org')]));
    const after = await d.guardians();
    assert.deepEqual(
      after.map(({ id, open }) => [id, open]),
      [
        [a!.id, true],
        [b!.id, true],
      ],
    );
    assert.equal(after[0]!.account, after[1]!.account);
  });

  it('a new id goes to the guardian linked to its student before an older one, the lowest id first', async () => {
    const d = await roster();
    const contact = (student: string, id: string) => row(student, id, 'Mia', 'a@x.org');
    // Two guardians without id and of one contact come about when an id is taken away from one of them.
    await d.sync(d.withOthers([contact('S1', 'G1'), contact('S2', 'G2')]));
    await d.sync(d.withOthers([row('S1', 'G1', 'Bob', 'b@x.org', '1'), row('S2', 'G2', 'Leo', 'c@x.org', '1')]));
    const [first, second] = await d.guardians();
    assert.deepEqual([first!.sisId, second!.sisId], [null, null]);
    await d.sync(
      d.withOthers([
        row('S1', 'G1', 'Bob', 'b@x.org', '1'),
        contact('S2', 'G7'),
        contact('S2', 'G8'),
        contact('S3', 'G9'),
      ]),
    );
    const ids = new Map((await d.guardians()).map(({ id, sisId }) => [id, sisId]));
    assert.deepEqual([ids.get(second!.id), ids.get(first!.id)], ['G7', 'G8']);
  });

  it('guardians without contact take a new id by student and name', async () => {
    const d = await roster();
    await d.sync(d.withOthers([row('S1', '', 'Mia', ''), row('S2', '', 'Mia', '')]));
    const before = await d.guardians();
    assert.equal(before.length, 2);
    await d.sync(d.withOthers([row('S1', 'G1', 'Mia', ''), row('S2', 'G2', 'Mia', '')]));
    assert.deepEqual(
      await d.guardians(),
      before.map((each, i) => ({ ...each, sisId: `G${i + 1}` })),
    );
  });

  it('a row without id takes the guardian linked to its student, then one without id', async () => {
    const d = await roster();
    await d.sync(d.withOthers([row('S1', 'G1', 'Mia', 'a@x.org'), row('S2', 'G2', 'Mia', 'a@x.org')]));
    const [, second] = await d.guardians();
    const result = await d.sync(d.withOthers([row('S1', 'G1', 'Mia', 'a@x.org'), row('S2', '', 'Mia', 'a@x.org')]));
    assert.equal(result.changes.length, 0);
    assert.deepEqual((await d.guardians())[1], second);
  });

  it('a row without contact joins nobody where two guardians of the name are linked, and makes no new one each night', async () => {
    const d = await roster();
    await d.sync(d.withOthers([row('S1', '', 'Mia', 'a@x.org'), row('S1', '', 'Mia', 'b@x.org')]));
    const nameless = { ...row('S1', '', '', ''), lastName: '' };
    const file = d.withOthers([row('S1', '', 'Mia', ''), nameless]);
    await d.sync(file);
    const after = await d.guardians();
    assert.deepEqual(
      after.map(({ open }) => open),
      [true, true, true],
      'the row in error keeps the others',
    );
    await d.sync(file);
    assert.deepEqual(await d.guardians(), after);
  });

  it('rows of one new contact join the guardian found for one of them', async () => {
    const d = await roster();
    await d.sync(d.withOthers([row('S1', '', 'Mia', 'a@x.org')]));
    const [first] = await d.guardians();
    await d.sync(
      d.withOthers([row('S1', '', 'Mia', 'a@x.org', '2125550101'), row('S2', '', 'Mia', 'a@x.org', '2125550101')]),
    );
    assert.deepEqual(
      (await d.guardians()).map(({ id, students, phone }) => [id, students, phone]),
      [[first!.id, ['S1', 'S2'], '+12125550101']],
    );
  });

  it('an empty cell clears what is stored, a missing column leaves it', async () => {
    const d = await roster();
    await d.sync(d.withOthers([{ ...row('S1', 'G1', 'Mia', 'a@x.org', '2125550101'), homePhone: '2125550199' }]));
    await d.sync(d.withOthers([row('S1', 'G1', 'Mia', '', '2125550101')]));
    const [guardian] = await d.guardians();
    assert.deepEqual([guardian!.email, guardian!.homePhone], ['', '+12125550199']);
  });

  it('stored values win over the last row, and names, email and phone come from one row', async () => {
    const d = await roster();
    const rows = [row('S1', 'G1', 'Mia', 'a@x.org', '2125550101'), row('S2', 'G1', 'Mia', 'b@x.org', '2125550102')];
    await d.sync(d.withOthers(rows));
    assert.deepEqual(
      (await d.guardians()).map(({ email, phone }) => [email, phone]),
      [['b@x.org', '+12125550102']],
    );
    const again = await d.sync(d.withOthers([rows[1]!, rows[0]!]));
    assert.equal(again.changes.length, 0);
    const warning = again.findings.find(({ code }) => code === 'rows-disagree');
    assert.match(warning!.message, /^Rows 2 and 3 /);
  });

  it('the same student and guardian twice is one link, with a notice', async () => {
    const d = await roster();
    const result = await d.sync(d.withOthers([row('S1', 'G1', 'Mia', 'a@x.org'), row('S1', 'G1', 'Mia', 'a@x.org')]));
    assert.deepEqual((await d.guardians())[0]!.students, ['S1']);
    assert.equal(result.counts.rows.duplicate, 1);
    assert.equal(result.findings.find(({ code }) => code === 'duplicate-row')?.severity, 'notice');
  });
});
