import assert from 'node:assert/strict';
import { rowsAffected, semicolons, strayQuotes, unclosedQuote } from '../guardian-file/case-files.js';
import { codes, csv, otherRow, type Row, useDistricts } from './harness.js';

/** The cases of docs/guardian-rules.md 6, that are about files, absence and protection. */
describe('cases: files and absence', () => {
  const district = useDistricts();
  const mia = { firstName: 'Mia', lastName: 'Lopez', email: 'mia@x.org', mobilePhone: '2125550100' };

  const everyKind: Row[] = [
    { studentSisId: 'S1', guardianSisId: 'G1', ...mia },
    { studentSisId: 'S2', guardianSisId: 'G1', ...mia },
    { studentSisId: 'S3', guardianSisId: '', ...mia },
    { studentSisId: 'S3', guardianSisId: '', firstName: 'Zoë', lastName: 'Österberg', email: '', mobilePhone: '' },
    {
      studentSisId: 'S3',
      guardianSisId: '',
      firstName: 'Zoë',
      lastName: 'Österberg',
      email: 'zoe@x.org',
      mobilePhone: '',
    },
    {
      studentSisId: 'S3',
      guardianSisId: '',
      firstName: 'Zoë',
      lastName: 'Österberg',
      email: 'zoe@y.org',
      mobilePhone: '1',
    },
    { studentSisId: 'nobody', guardianSisId: 'G9', ...mia },
    {
      studentSisId: 'S1',
      guardianSisId: 'G5',
      firstName: 'One',
      lastName: 'Person',
      email: 'one@x.org',
      mobilePhone: '',
    },
    {
      studentSisId: 'S2',
      guardianSisId: 'G5',
      firstName: 'Two',
      lastName: 'Persons',
      email: 'two@x.org',
      mobilePhone: '',
    },
    { studentSisId: 'S4', guardianSisId: 'G6', firstName: '', lastName: '', email: 'no@name.org', mobilePhone: '' },
    { studentSisId: 'S1', guardianSisId: 'G1', ...mia, email: 'lopez@x.org' },
    { studentSisId: '', guardianSisId: '', firstName: '', lastName: '', email: '', mobilePhone: '' },
  ];

  it('case 18: the same file a second time changes nothing, whatever is in it', async () => {
    const d = await district();
    await d.students('S1', 'S2', 'S3', 'S4');
    const file = d.withOthers(everyKind);
    const first = await d.sync(file);
    const { rows } = first.counts;
    assert.deepEqual(
      {
        skipped: rows.skipped,
        error: rows.error,
        duplicate: rows.duplicate,
        blank: rows.blank,
        unchanged: rows.unchanged,
      },
      { skipped: 1, error: 3, duplicate: 1, blank: 1, unchanged: 1000 },
    );
    const said = JSON.stringify(first.findings);
    for (const secret of ['@', 'Lopez', 'Österberg', '5550100', 'nobody']) assert.ok(!said.includes(secret), secret);
    const versions = await d.versions();
    const second = await d.sync(file);
    assert.equal(await d.versions(), versions);
    assert.equal(second.changes.length, 0);
    assert.deepEqual(second.counts.rows, { ...rows, applied: 0, unchanged: rows.unchanged + rows.applied });
    assert.deepEqual(Object.values(second.accounts), [0, 0, 0, 0, 0]);
  });

  it('case 19: the rows in any other order come to the same', async () => {
    const rows = everyKind.filter(({ email }) => email !== 'lopez@x.org');
    const pictures: unknown[] = [];
    for (const order of [rows, [...rows].reverse(), [...rows.slice(5), ...rows.slice(0, 5)]]) {
      const d = await district({ bare: true });
      await d.students('S1', 'S2', 'S3', 'S4', ...Array.from({ length: 20 }, (_, i) => `T${i}`));
      const calm = Array.from({ length: 20 }, (_, i) => ({ ...otherRow(i), lastName: 'Calm', studentSisId: `T${i}` }));
      await d.sync(csv([...calm, ...order]));
      pictures.push(await d.picture());
    }
    assert.deepEqual(pictures[1], pictures[0]);
    assert.deepEqual(pictures[2], pictures[0]);
  });

  it("case 20: a school's sync leaves the links of another school alone", async () => {
    const d = await district();
    const [a, b] = [await d.school('a'), await d.school('b')];
    await a.students('S1');
    await b.students('S2');
    await a.sync(csv([{ studentSisId: 'S1', guardianSisId: 'G1', ...mia }]));
    const before = await a.guardians();
    const result = await b.sync(
      csv([
        { studentSisId: 'S2', guardianSisId: 'G1', ...mia, email: 'b@x.org' },
        { studentSisId: 'S1', guardianSisId: 'G2', ...mia },
      ]),
    );
    assert.deepEqual(await a.guardians(), before);
    assert.equal(result.counts.rows.skipped, 1);
  });

  it('case 21: an ISO-8859-1 file has its José, and the report says why', async () => {
    const d = await district();
    await d.students('S1');
    const file = d.withOthers([{ studentSisId: 'S1', ...mia, firstName: 'José' }]);
    const result = await d.sync(Buffer.from(file, 'latin1'));
    assert.equal((await d.guardians())[0]!.name, 'José Lopez');
    assert.ok(codes(result).includes('encoding-converted'));
  });

  it('case 22: an unclosed quote in row 17 of 10,000 costs that row and ends nothing, two nights', async () => {
    const d = await district({ bare: true });
    await d.addOthers(10_000);
    for (let night = 0; night < 2; night += 1) {
      const result = await d.sync(unclosedQuote);
      assert.deepEqual([result.counts.rows.unchanged, result.counts.rows.error], [9999, 1]);
      assert.equal(result.findings.find(({ severity }) => severity === 'error')?.line, 18);
      assert.equal(result.changes.length, 0);
      assert.equal(await d.othersOpen(), 10_000);
    }
  });

  it('case 24: a semicolon file with BOM and other header names is applied', async () => {
    const d = await district({ bare: true });
    await d.students('S1');
    const result = await d.sync(semicolons);
    assert.equal((await d.guardians())[0]!.phone, '+12125550100');
    assert.ok(codes(result).includes('delimiter-not-comma'));
    assert.ok(codes(result).includes('column-renamed'));
  });

  it('case 28: the link of a student whose row is in error stays', async () => {
    const d = await district();
    await d.students('S1');
    const row = { studentSisId: 'S1', guardianSisId: 'G1', ...mia };
    await d.sync(d.withOthers([row]));
    const before = await d.guardians();
    const result = await d.sync(d.withOthers([{ ...row, firstName: '', lastName: '' }]));
    assert.deepEqual(await d.guardians(), before);
    assert.equal(result.counts.rows.error, 1);
    const kept = result.findings.find(({ code }) => code === 'link-kept');
    assert.deepEqual([kept?.line, kept?.details.guardian], [2, before[0]!.id]);
  });

  it('case 33: one byte that is not UTF-8 costs its row; all accents are right', async () => {
    const d = await district();
    const numbers = Array.from({ length: 30 }, (_, i) => `S${i}`);
    await d.students(...numbers);
    const rows = numbers.map((studentSisId, i) => ({
      ...otherRow(6000 + i),
      studentSisId,
      lastName: i === 15 ? 'BYTE' : 'Peña',
    }));
    const bytes = Buffer.from(d.withOthers(rows));
    bytes[bytes.indexOf('BYTE')] = 0xe9;
    const result = await d.sync(bytes);
    assert.equal(result.counts.rows.error, 1);
    const names = (await d.guardians()).map(({ name }) => name.split(' ')[1]);
    assert.deepEqual([names.length, new Set(names)], [29, new Set(['Peña'])]);
  });

  it('case 41: two stray quotes eight rows apart cost two rows at most, and those between are read', async () => {
    const d = await district();
    const result = await d.sync(strayQuotes);
    assert.ok(result.counts.rows.error <= 2 && result.counts.rows.error > 0);
    assert.equal(result.counts.rows.unchanged, 1000 - result.counts.rows.error);
    assert.equal(await d.othersOpen(), 1000);
  });

  it('case 42: ids that lost their zeros end nothing, and the rows are named with the reason', async () => {
    const d = await district({ bare: true });
    const ids = Array.from({ length: 1000 }, (_, i) => String(i + 1).padStart(5, '0'));
    await d.students(...ids);
    const rows = ids.map((studentSisId, i) => ({ ...otherRow(i + 1), studentSisId, lastName: 'Zero' }));
    await d.sync(csv(rows));
    const damaged = rows.map((row, i) =>
      i % 10 === 0 ? { ...row, studentSisId: row.studentSisId.replace(/^0+/, '') } : row,
    );
    const result = await d.sync(csv(damaged));
    assert.equal(result.changes.length, 0);
    assert.deepEqual([result.counts.rows.skipped, result.counts.rows.unchanged], [100, 900]);
    assert.deepEqual(
      result.findings.filter(({ code }) => code === 'student-id-zeros').map(({ line }) => line),
      [...Array(100).keys()].map((n) => 2 + n * 10),
    );
    assert.equal(codes(result).filter((code) => code === 'link-kept').length, 100);
  });

  it('case 47: a link that ended before its student stays ended when the student is back', async () => {
    const d = await district();
    await d.students('S1');
    const mother = { studentSisId: 'S1', guardianSisId: 'G1', ...mia };
    const father = { ...mother, guardianSisId: 'G2', firstName: 'Leo', email: 'leo@x.org' };
    await d.sync(d.withOthers([mother, father]));
    await d.sync(d.withOthers([mother]));
    await d.setStudent('S1', 'archived');
    const july = await d.sync(d.withOthers([mother]));
    assert.deepEqual(
      (await d.guardians()).map(({ ended }) => ended),
      [['S1 student'], ['S1 absent']],
    );
    const { archived, triedToArchive } = july.counts.guardianLinks;
    assert.deepEqual([archived, triedToArchive], [1, undefined], 'watched under students');
    await d.setStudent('S1', 'active');
    await d.sync(d.withOthers([mother]));
    assert.deepEqual(
      (await d.guardians()).map(({ students, open }) => [students, open]),
      [
        [['S1'], true],
        [[], false],
      ],
    );
  });

  it('case 49: a last line with the number of rows is one error, and archiving goes on', async () => {
    const d = await district();
    for (const night of [1, 2]) {
      const result = await d.sync(rowsAffected(1000 - night));
      assert.deepEqual([result.counts.rows.error, result.counts.guardianLinks.archived], [1, 1]);
    }
  });
});
