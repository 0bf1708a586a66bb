import assert from 'node:assert/strict';
import { codes, csv, type Row, type TestDistrict, useDistricts } from './harness.js';

/** Guardian files as districts sent them, in which people were taken for each other; 1,000 others surround them. */
describe('who is who in files of districts', () => {
  const district = useDistricts();
  const person = (firstName: string, lastName: string, email: string, mobilePhone: string): Row => ({
    firstName,
    lastName,
    email,
    mobilePhone,
  });
  const [phone, other] = ['+12025550101', '+12025550102'];
  const ana = person('Ana', 'Garcia', 'ana@example.org', phone);
  const bob = person('Bob', 'Garcia', 'bob@example.org', phone);
  const row = (studentSisId: string, guardianSisId: string, values: Row): Row => ({
    studentSisId,
    guardianSisId,
    ...values,
  });

  async function roster(...students: string[]) {
    const d = await district();
    await d.students(...students);
    return d;
  }

  /** Who has which ID and open links, by account. */
  async function people(d: TestDistrict) {
    const all = await d.guardians();
    return all.map(({ name, sisId, students, account }) => [name, sisId, students.join(), account] as const);
  }

  async function changesNothing(d: TestDistrict, file: string) {
    const versions = await d.versions();
    await d.sync(file);
    assert.equal(await d.versions(), versions);
  }

  for (const [what, file] of [
    ['her very contact is under another ID', [row('S1', 'G17', bob), row('S1', 'G18', ana)]],
    ['her contact is in a row without ID', [row('S1', 'G17', bob), row('S1', '', ana)]],
    ['her name is at her student under a new ID', [row('S1', 'G17', bob), row('S1', 'G18', { ...ana, email: '' })]],
    ['he has her phone and no email', [row('S1', 'G17', { ...bob, email: '' }), row('S1', 'G18', ana)]],
    ['the IDs are positions', [row('S1', 'S1-1', bob), row('S1', 'S1-2', ana)]],
  ] as const) {
    it(`guardian file 03, case 56: an ID that goes to a man with the mother's phone takes nothing of hers (${what})`, async () => {
      const d = await roster('S1');
      const taken = file[0].guardianSisId!;
      await d.sync(d.withOthers([row('S1', taken, ana)]));
      const [before] = await d.guardians();
      await d.claim(before!.account);
      const night = d.withOthers([...file]);
      const result = await d.sync(night);
      const found = await people(d);
      const hers = found.find(([name]) => name === 'Ana Garcia');
      const his = found.find(([name]) => name === 'Bob Garcia');
      assert.deepEqual(his?.slice(1, 3), [taken, 'S1']);
      assert.notEqual(his?.[3], before!.account);
      assert.deepEqual(
        (await d.accounts()).filter(({ id }) => id === his?.[3]).map(({ name }) => name),
        ['Bob Garcia'],
      );
      if (file[1].email !== '') {
        assert.deepEqual(hers, ['Ana Garcia', file[1].guardianSisId || null, 'S1', before!.account]);
        assert.equal(found.length, 2);
      }
      assert.ok(codes(result).includes('id-reused'));
      await changesNothing(d, night);
    });
  }

  it('guardian file 03: a recycled number brings nobody an archived mother and her child', async () => {
    const d = await roster('S1', 'S2');
    const columns = Object.keys(row('', '', ana));
    await d.sync(d.withOthers([row('S1', 'G17', ana)]));
    const [before] = await d.guardians();
    await d.claim(before!.account);
    await d.sync(d.withOthers([], columns));
    const eve = person('Eve', 'Stone', '', phone);
    await d.sync(d.withOthers([row('S2', 'G17', eve)]));
    assert.deepEqual(
      (await people(d)).map(([name, id, students]) => [name, id, students]),
      [
        ['Ana Garcia', null, ''],
        ['Eve Stone', 'G17', 'S2'],
      ],
    );
    assert.notEqual((await d.guardians())[1]!.account, before!.account);
  });

  for (const [what, second] of [
    ['another contact', person('Jorge', 'Hall', 'jorge@example.org', phone)],
    ['the same contact', person('Jorge', 'Hall', 'maria@example.org', phone)],
    ['no contact', person('Jorge', 'Hall', '', '')],
  ] as const) {
    it(`guardian file 04, case 57: one ID on both parents with one phone is an error of both rows (${what})`, async () => {
      const d = await roster('S1');
      const maria = person('Maria', 'Hall', 'maria@example.org', phone);
      const result = await d.sync(d.withOthers([row('S1', 'FAM1', maria), row('S1', 'FAM1', second)]));
      assert.deepEqual(await people(d), []);
      assert.deepEqual(
        result.findings.filter(({ code }) => code === 'id-shared').map(({ line, severity }) => [line, severity]),
        [
          [2, 'error'],
          [3, 'error'],
        ],
      );
      assert.equal(result.counts.rows.error, 2);
    });
  }

  it("guardian file 04: a skipped row shows that an ID is shared, and a stored guardian doesn't", async () => {
    const d = await roster('S1');
    const maria = person('Maria', 'Hall', 'maria@example.org', phone);
    const jorge = person('Jorge', 'Hall', 'jorge@example.org', phone);
    const shared = await d.sync(d.withOthers([row('S1', 'FAM1', maria), row('gone', 'FAM1', jorge)]));
    assert.equal(codes(shared).filter((code) => code === 'id-shared').length, 2);
    await d.sync(d.withOthers([row('S1', 'FAM1', maria)]));
    const after = await d.sync(d.withOthers([row('S1', 'FAM1', jorge)]));
    assert.ok(!codes(after).includes('id-shared'));
    assert.deepEqual(
      (await people(d)).map(([name, id]) => [name, id]),
      [
        ['Maria Hall', null],
        ['Jorge Hall', 'FAM1'],
      ],
    );
  });

  it('guardian file 04: rows of one person under an ID may spell a first name in several ways', async () => {
    const d = await roster('S1', 'S2', 'S3');
    const spelled = (firstName: string) => person(firstName, 'Hall', 'maria@example.org', phone);
    const result = await d.sync(
      d.withOthers([
        row('S1', 'G1', spelled('Maria')),
        row('S2', 'G1', spelled('MARÍA JOSÉ')),
        row('S3', 'G1', spelled('')),
      ]),
    );
    assert.ok(!codes(result).includes('id-shared'));
    assert.equal((await people(d)).length, 1);
  });

  it('guardian file 06, case 59: a last name and an email that change together stay with the ID', async () => {
    const d = await roster('S1');
    await d.sync(d.withOthers([row('S1', 'G1', person('Mary', 'Smith', 'mary.smith@example.org', ''))]));
    const [before] = await d.guardians();
    await d.claim(before!.account);
    const result = await d.sync(d.withOthers([row('S1', 'G1', person('Mary', 'Jones', 'mary.jones@example.org', ''))]));
    assert.deepEqual(await people(d), [['Mary Jones', 'G1', 'S1', before!.account]]);
    assert.equal((await d.guardians())[0]!.id, before!.id);
    assert.ok(!codes(result).includes('id-reused'));
  });

  it('guardian file 06: at another student, or if the phone contradicts too, it is another person', async () => {
    for (const [student, mobilePhone] of [
      ['S2', ''],
      ['S1', other],
    ] as const) {
      const d = await roster('S1', 'S2');
      await d.sync(d.withOthers([row('S1', 'G1', person('Mary', 'Smith', 'mary.smith@example.org', phone))]));
      const result = await d.sync(
        d.withOthers([row(student, 'G1', person('Mary', 'Jones', 'mary.jones@example.org', mobilePhone))]),
      );
      assert.equal((await people(d)).length, 2);
      assert.ok(codes(result).includes('id-reused'));
    }
  });

  const leo = (lastName: string, email: string, mobilePhone: string) => person('Leo', lastName, email, mobilePhone);

  it('a namesake with a stored ID is not the guardian elsewhere in the file', async () => {
    const d = await roster('S1');
    const son = row('S1', 'G2', leo('Lopez', '', ''));
    await d.sync(csv([row('S1', 'G1', leo('Lopez', 'father@example.org', phone)), son]));
    const before = await people(d);
    const result = await d.sync(csv([row('S1', 'G1', leo('Smith', 'father@example.org', '')), son]));
    assert.deepEqual(
      (await people(d)).map(([, ...rest]) => rest),
      before.map(([, ...rest]) => rest),
    );
    assert.ok(!codes(result).includes('id-reused'));
  });

  it('if a new ID has the stored contact, the old ID keeps its person only with the same email or phone', async () => {
    for (const [email, keeps] of [
      ['father@example.org', true],
      ['son@example.org', false],
    ] as const) {
      const d = await roster('S1');
      const father = leo('Lopez', 'father@example.org', phone);
      await d.sync(csv([row('S1', 'G1', father)]));
      const [before] = await d.guardians();
      const night = csv([row('S1', 'G1', leo('Lopez', email, other)), row('S1', 'G9', father)]);
      await d.sync(night);
      const found = await d.guardians();
      assert.deepEqual(
        found.map(({ id, sisId }) => [id === before!.id, sisId]),
        [
          [true, keeps ? 'G1' : 'G9'],
          [false, keeps ? 'G9' : 'G1'],
        ],
      );
      await changesNothing(d, night);
    }
  });

  it('two records of one person that become equal are no ID given to another, unless the other one left the file', async () => {
    for (const [second, id] of [
      [[row('S2', 'G2', leo('Lopez', 'b@example.org', ''))], 'G1'],
      [[], 'G1 moved'],
    ] as const) {
      const d = await roster('S1', 'S2');
      const record = (student: string, sisId: string, email: string) => row(student, sisId, leo('Lopez', email, ''));
      await d.sync(csv([record('S1', 'G1', 'a@example.org'), record('S1', 'G2', 'b@example.org')]));
      const [a, b] = await d.guardians();
      await d.sync(csv([record('S1', 'G1', 'b@example.org'), ...second]));
      const holder = (await d.guardians()).find(({ sisId }) => sisId === 'G1');
      assert.equal(holder?.id, id === 'G1' ? a!.id : b!.id);
    }
  });

  it('a row that fits an open link and a withheld one is about the open one', async () => {
    const d = await district({ bare: true });
    const students = Array.from({ length: 10 }, (_, i) => `S${i + 1}`);
    await d.students(...students);
    const others = students.slice(1).map((id, i) => row(id, '', person(`First${i}`, 'Last', `p${i}@example.org`, '')));
    const [first, second] = [leo('Lopez', 'a@example.org', phone), leo('Lopez', 'b@example.org', phone)];
    await d.sync(csv([row('S1', '', first), row('S1', '', second), ...others]));
    await d.sync(csv([row('S1', '', second), ...others.slice(0, 3)]));
    assert.equal((await d.withheld()).open, 7);
    const before = await d.guardians();
    const named = [row('S1', '', second), ...others.slice(0, 3)].map(({ email: _, ...rest }) => rest);
    assert.equal((await d.sync(csv(named))).changes.length, 0);
    assert.deepEqual(await d.guardians(), before);
    assert.equal((await d.withheld()).open, 7);
  });

  it('a claimed account without contact is not given to another person with its ID', async () => {
    const d = await roster('S1', 'S2');
    await d.sync(
      d.withOthers([row('S1', 'G1', person('Bo', 'Lee', '', '')), row('S2', 'G2', person('Al', 'Fox', '', ''))]),
    );
    const [bo] = await d.guardians();
    await d.claim(bo!.account);
    const night = d.withOthers([
      row('S1', 'G1', person('Cy', 'Lee', '', '')),
      row('S2', 'G2', person('Di', 'Fox', '', '')),
    ]);
    const result = await d.sync(night);
    assert.deepEqual(
      (await people(d)).map(([name, id]) => [name, id]),
      [
        ['Bo Lee', null],
        ['Di Fox', 'G2'],
        ['Cy Lee', 'G1'],
      ],
    );
    assert.notEqual((await d.guardians())[2]!.account, bo!.account);
    assert.equal(codes(result).filter((code) => code === 'id-reused').length, 1);
    await changesNothing(d, night);
  });

  it('guardian file 10: a new SIS with new IDs keeps the families, those without contact too', async () => {
    const d = await roster('S1', 'S2', 'S3');
    const families = (prefix: string) => [
      row('S1', `${prefix}G1`, person('Mia', 'Lopez', 'mia@example.org', phone)),
      row('S2', `${prefix}G1`, person('Mia', 'Lopez', 'mia@example.org', phone)),
      row('S3', `${prefix}G3`, person('Bo', 'Lee', '', '')),
    ];
    await d.sync(d.withOthers(families('')));
    const before = await people(d);
    const result = await d.sync(d.withOthers(families('N')));
    assert.deepEqual(
      await people(d),
      before.map(([name, id, ...rest]) => [name, `N${id}`, ...rest]),
    );
    assert.equal(result.findings.find(({ code }) => code === 'ids-replaced')?.details.guardians, 2);
    assert.deepEqual(
      codes(result).filter((code) => ['id-reused', 'possible-contact-change'].includes(code)),
      [],
    );
  });

  const mia = person('Mia', 'Lopez', 'mia@example.org', phone);
  for (const [what, file, upload] of [
    [
      'is on a row in error',
      csv([row('S1', 'N1', mia), row('S2', 'G1', { ...mia, firstName: '', lastName: '' })]),
      undefined,
    ],
    ['is on a skipped row', csv([row('S1', 'N1', mia), row('gone', 'G1', mia)]), undefined],
    ['need not be in an upload without Abandon', csv([row('S1', 'N1', mia)]), { abandon: false }],
    ['is of a guardian of another student', csv([row('S2', 'N1', mia)]), undefined],
  ] as const) {
    it(`a new ID takes nobody whose stored ID ${what}`, async () => {
      const d = await roster('S1', 'S2');
      await d.sync(csv([row('S1', 'G1', mia), row('S2', 'G2', person('Bo', 'Lee', '', ''))]));
      await d.sync(file, upload && { upload });
      const ids = (await people(d)).filter(([name]) => name === 'Mia Lopez').map(([, id]) => id);
      assert.deepEqual(ids, ['G1', 'N1']);
    });
  }

  it('a new ID takes a guardian with an open link before one whose link has ended', async () => {
    const d = await roster('S1', 'S2');
    await d.sync(csv([row('S1', 'G1', mia), row('S2', 'G2', mia)]));
    // The older one's link to S1 ends, and the other one gets one.
    await d.sync(csv([row('S2', 'G1', mia), row('S1', 'G2', mia), row('S2', 'G2', mia)]));
    await d.sync(csv([row('S1', 'N1', mia), row('S2', 'N2', mia)]));
    assert.deepEqual(
      (await people(d)).map(([, id, students]) => [id, students]),
      [
        ['N2', 'S2'],
        ['N1', 'S1'],
      ],
    );
  });

  const jose = (email: string): Row => person('Jose', 'Ruiz', email, phone);
  it('guardian file 11: a lost email column takes no father for his namesake with the same phone', async () => {
    const d = await roster('S1', 'S2');
    const rows = [row('S1', '', jose('')), row('S2', '', jose('jose@example.org'))];
    await d.sync(d.withOthers(rows));
    const before = await d.guardians();
    const night = d.withOthers(rows.map(({ email: _, ...rest }) => rest));
    const result = await d.sync(night);
    assert.equal(result.changes.length, 0);
    assert.deepEqual(await d.guardians(), before);
    assert.equal((await d.sync(d.withOthers(rows))).changes.length, 0);
  });

  it('a row with half a contact goes to the namesake if nobody of its student fits', async () => {
    const d = await roster('S1', 'S2');
    await d.sync(csv([row('S1', '', jose('')), row('S2', '', person('Bo', 'Lee', '', ''))]));
    await d.sync(csv([row('S1', '', jose('')), row('S2', '', jose('')), row('S2', '', person('Bo', 'Lee', '', ''))]));
    assert.deepEqual(
      (await people(d)).map(([name, , students]) => [name, students]),
      [
        ['Jose Ruiz', 'S1,S2'],
        ['Bo Lee', 'S2'],
      ],
    );
  });
});
