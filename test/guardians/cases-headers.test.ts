import assert from 'node:assert/strict';
import { codes, otherRow, useDistricts } from './harness.js';

describe('cases of headers that are judged together', () => {
  const district = useDistricts();

  it('case 65: a row for each student with Guardian 1 and Guardian 2 makes two guardians a student', async () => {
    const d = await district();
    await d.students('S1', 'S2', 'S3');
    const columns = ['Guardian 1', 'Guardian 2'].flatMap((who) =>
      ['First Name', 'Last Name', 'Email'].map((of) => `${who} ${of}`),
    );
    const wide = [
      ['Student ID', ...columns].join(','),
      'S1,Mia,Lopez,mia@example.org,Leo,Lopez,leo@example.org',
      'S2,Mia,Lopez,mia@example.org,,,',
      'S3,,,,,,',
      ...Array.from({ length: 1000 }, (_, n) => {
        const { studentSisId, firstName, lastName, email } = otherRow(n + 1);
        return [studentSisId, firstName, lastName, email, '', '', ''].join(',');
      }),
      '',
    ].join('\n');
    const first = await d.sync(wide);
    assert.deepEqual([first.counts.rows.read, first.counts.rows.blank, first.counts.rows.error], [1004, 1, 0]);
    assert.equal(first.counts.guardianLinks.created, 3);
    assert.deepEqual(
      (await d.guardians()).map(({ name, email, students }) => [name, email, students]),
      [
        ['Leo Lopez', 'leo@example.org', ['S1']],
        ['Mia Lopez', 'mia@example.org', ['S1', 'S2']],
      ],
    );
    const versions = await d.versions();
    const second = await d.sync(wide);
    assert.deepEqual([second.changes, await d.versions()], [[], versions]);
    const notice = second.findings.find(({ code }) => code === 'several-guardians');
    assert.match(notice?.message ?? '', /2 guardians: Guardian 1, Guardian 2\./);
  });

  it('case 65: the same people as if each had a row', async () => {
    const [wide, narrow] = [await district({ bare: true }), await district({ bare: true })];
    for (const d of [wide, narrow]) await d.students('S1', 'S2');
    await wide.sync(
      'Student ID,Mother Name,Mother Cell,Father Name,Father Cell\nS1,Mia Lopez,5005550101,Leo Lopez,5005550102\nS2,Mia Lopez,5005550101,Tom Diaz,\n',
    );
    await narrow.sync(
      `studentSisId,firstName,lastName,mobilePhone,relationship
S1,Mia,Lopez,5005550101,Mother
S1,Leo,Lopez,5005550102,Father
S2,Mia,Lopez,5005550101,Mother
S2,Tom,Diaz,,Father
`,
    );
    assert.deepEqual(await wide.picture(), await narrow.picture());
  });

  it('case 66: the contact is the guardian, and the names beside it are not read', async () => {
    const d = await district({ bare: true });
    await d.students('S1', 'S2');
    const result = await d.sync(
      'Student_id,First_name,Last_name,Contact_name,Guardian_Email\nS1,Kim,Lopez,Mia Lopez,mia@example.org\nS2,Jo,Diaz,Ana Diaz,ana@example.org\n',
    );
    assert.deepEqual(
      (await d.guardians()).map(({ name, email, students }) => [name, email, students]),
      [
        ['Ana Diaz', 'ana@example.org', ['S2']],
        ['Mia Lopez', 'mia@example.org', ['S1']],
      ],
    );
    assert.equal(codes(result).filter((code) => code === 'column-of-student').length, 2);
  });

  it('guardian file 07: rows that differ in number and type alone are one guardian with both phones', async () => {
    const d = await district({ bare: true });
    const count = 50;
    await d.students(...Array.from({ length: count }, (_, n) => `${1001 + n}`), '9001');
    const rows = Array.from({ length: count }, (_, n) =>
      ['Work', 'Cell'].map(
        (type, which) =>
          `${1001 + n},Par${n},Fam${n},par${n}@example.org,206555${which + 1}${String(n).padStart(3, '0')},${type}`,
      ),
    ).flat();
    const text = (all: string[]) =>
      [
        'Student ID,Guardian First Name,Guardian Last Name,Guardian Email,Guardian Phone,Guardian Phone Type',
        ...all,
        '',
      ].join('\n');
    const first = await d.sync(text(rows));
    assert.deepEqual([first.counts.rows.read, first.counts.rows.applied, first.counts.rows.duplicate], [100, 50, 50]);
    const guardians = await d.guardians();
    assert.equal(guardians.length, count);
    const seventh = guardians.find(({ name }) => name === 'Par7 Fam7');
    assert.deepEqual([seventh?.phone, seventh?.homePhone], ['+12065552007', '+12065551007']);
    assert.equal((await d.accounts()).length, count);
    assert.ok(codes(first).includes('numbers-joined'));
    assert.ok(!codes(first).some((code) => code === 'rows-disagree' || code === 'link-rows-disagree'));
    const second = await d.sync(text([...rows].reverse()));
    assert.deepEqual([second.counts.rows.unchanged, second.changes], [50, []]);
  });

  it('guardian file 07: of two mobile phones the stored one stays, in any order of rows', async () => {
    const d = await district({ bare: true });
    await d.students('S1');
    const head = 'Student ID,Guardian Name,Guardian Phone,Guardian Phone Type\n';
    const row = (phone: string, type: string) => `S1,Mia Lopez,${phone},${type}\n`;
    await d.sync(head + row('5005550102', 'Cell'));
    const before = await d.guardians();
    for (const rows of [
      [row('5005550101', 'Cell'), row('5005550102', 'Mobile')],
      [row('5005550102', 'cell'), row('5005550101', 'Cell')],
    ]) {
      const result = await d.sync(head + rows.join(''));
      assert.deepEqual([result.changes, await d.guardians()], [[], before]);
    }
    await d.sync(head + row('ask her', 'Cell') + row('5005550109', 'Home'));
    const [after] = await d.guardians();
    assert.deepEqual([after?.id, after?.phone, after?.homePhone], [before[0]?.id, '+15005550102', '+15005550109']);
  });
});
